"""Short words of phong thủy for a line of a list and for a filter."""

from chonso_app.core.texts import say
from chonso_app.numbers.fengshui.elements import Element, element_of, tiers
from chonso_app.numbers.fengshui.hexagrams import Hexagram, Trigram, hexagram_of
from chonso_app.numbers.fengshui.levels import Level, level_of, linh_so_of, nut_of


def element_name(element: Element) -> str:
    return say(f"fengshui.element.{element.name.lower()}")


def level_name(level: Level) -> str:
    return say(f"fengshui.level.{level.name.lower()}")


def hexagram_name(hexagram: Hexagram) -> str:
    """`Địa Sơn Khiêm`, `Thuần Ly`."""
    own = say(f"fengshui.hexagram.{hexagram.king_wen}")
    if hexagram.upper is hexagram.lower:
        return say("fengshui.hexagram.pure", name=own)
    upper, lower = (_image(part) for part in (hexagram.upper, hexagram.lower))
    return f"{upper} {lower} {own}"


def trigram_name(trigram: Trigram) -> str:
    return say(f"fengshui.trigram.{trigram.name.lower()}")


def _image(trigram: Trigram) -> str:
    return say(f"fengshui.image.{trigram.name.lower()}")


def of_tier(number: Element, person: Element) -> str:
    """What the number's element is to a person of `person`."""
    tier = tiers(person).index(number)
    return say(f"fengshui.tier.{tier}", number=element_name(number), person=element_name(person))


def of_trait(group: str, national: str) -> str:
    """What `national` has of a group of filters (a name of address_words.GROUPS)."""
    if group == "nut":
        return say("fengshui.short.nut", nut=nut_of(national))
    if group == "linh-so":
        linh_so = linh_so_of(national)
        return say("fengshui.short.linh_so", linh_so=linh_so, level=level_name(level_of(linh_so)))
    if group == "que":
        return say("fengshui.short.hexagram", name=hexagram_name(hexagram_of(national)))
    if group == "am-duong":
        evens = sum(int(digit) % 2 == 0 for digit in national)
        return say("fengshui.short.balance", evens=evens, odds=len(national) - evens)
    return say("fengshui.short.element", element=element_name(element_of(national)))
