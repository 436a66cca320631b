"""The words that stand in the address for a number's traits, a price range and a place in a list.

`nut=8,9&linh-so=dai-cat&so-menh=kim&am-duong=5-5&que=tot`: each is one mask, "any of these".
"""

import re
from collections.abc import Mapping
from typing import Protocol

from chonso_app.numbers import traits
from chonso_app.numbers.models import SubscriptionKind
from chonso_app.numbers.traits import Element, Level

_PRICE_RANGE = re.compile(r"(\d{0,12})-(\d{0,12})", re.ASCII)
_PLACE = re.compile(r"(0\d{9})\.(\d{1,12})\.(\d{1,3})\.([0-4])", re.ASCII)
ELEMENTS = {one.name.lower(): one for one in Element}  # "kim"
LEVELS = {one.name.lower().replace("_", "-"): one for one in Level}  # "dai-cat"
KINDS = {"tra-truoc": SubscriptionKind.PREPAID, "tra-sau": SubscriptionKind.POSTPAID}
GROUPS: dict[str, dict[str, int]] = {  # name in the address → word → bit
    "nut": {str(total): traits.nut(total) for total in range(1, 11)},
    "linh-so": {word: traits.level(one) for word, one in LEVELS.items()},
    "so-menh": {word: traits.element(one) for word, one in ELEMENTS.items()},
    "am-duong": {"5-5": traits.EVEN_5_5, "4-6": traits.EVEN_4_6},
    "que": {"tot": traits.GOOD_HEXAGRAM},
}


class Place(Protocol):
    """A query.Cursor."""

    @property
    def national(self) -> str: ...
    @property
    def price(self) -> int: ...
    @property
    def beauty(self) -> int: ...
    @property
    def tier(self) -> int: ...


def masks_in(params: Mapping[str, str]) -> tuple[int, ...]:
    """One mask for each group that is asked about. Unknown words are left out."""
    masks = (mask_of(name, params.get(name, "")) for name in GROUPS)
    return tuple(mask for mask in masks if mask)


def mask_of(group: str, words: str) -> int:
    return sum({GROUPS[group].get(word, 0) for word in words.split(",")})


def words_of(masks: tuple[int, ...]) -> dict[str, str]:
    """`masks_in` backwards."""
    said: dict[str, str] = {}
    for mask in masks:
        for name, bits in GROUPS.items():
            if words := [word for word, bit in bits.items() if mask & bit]:
                said[name] = ",".join(words)
    return said


def prices_in(text: str) -> tuple[int | None, int | None]:
    match = _PRICE_RANGE.fullmatch(text)
    low, high = match.groups() if match else ("", "")
    return int(low) if low else None, int(high) if high else None


def price_word(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    return "-".join("" if price is None else str(price) for price in (low, high))


def place_in(text: str) -> tuple[str, int, int, int] | None:
    match = _PLACE.fullmatch(text)
    if match is None:
        return None
    national, *numbers = match.groups()
    price, beauty, tier = map(int, numbers)
    return national, price, beauty, tier


def place_word(place: Place) -> str:
    return f"{place.national}.{place.price}.{place.beauty}.{place.tier}"
