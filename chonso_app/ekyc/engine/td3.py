"""The two lines of forty-four on the page of a passport with the portrait."""

import re
from collections.abc import Iterator

from chonso_app.ekyc.engine import icao
from chonso_app.ekyc.engine.icao import TO_DIGIT, TO_LETTER, Reading
from chonso_app.ekyc.engine.nations import NATIONS

WIDTH = 44
HOME = "VNM"
_LIKE_HOME = "VN"  # no other state begins so
_SHORTEST = 26  # of the second line without its fillers
_LENGTHS = (8, 9, 7)  # of a book's number, the likeliest first


def read(first: str, second: str) -> Reading | None:
    """Cleaned lines. Fillers may be missing: they were taken out before reading.

    Where the number ends is not to be seen then: the place that its check digit allows is taken.
    """
    one, bare = _first_line(first), second.replace("<", "")
    if one is None or len(bare) < _SHORTEST:
        return None
    lines = [line for length in _LENGTHS for line in _second_lines(bare, length)]
    readings = (Reading("td3", (one, line), _checks(line)) for line in lines)
    return max(readings, key=lambda one: (one.whole, one.score), default=None)


def issuer_of(reading: Reading) -> str:
    return reading.lines[0][2:5]


def nation_of(reading: Reading) -> str:
    """No check digit guards it, so both lines must say it, or the number itself is Vietnamese."""
    said = reading.lines[1][10:13]
    if own_number_of(reading):
        return HOME
    return said if said in NATIONS and said == issuer_of(reading) else ""


def own_number_of(reading: Reading) -> str:
    """The twelve digits that Vietnamese passports carry, or ""."""
    second = reading.lines[1]
    own = second[28:42].rstrip("<")
    fits = re.fullmatch(r"\d{12}", own) and own[4:6] == second[13:15]
    return own if fits and reading.checks["optional"] else ""


def _first_line(line: str) -> str | None:
    """`P`, a filler or a letter, the state, the name. The filler may be gone."""
    for start in re.finditer("P", line):
        body = line[start.end() :]
        for skipped in (0, 1):
            state = body[skipped : skipped + 3].translate(TO_LETTER)
            if state in NATIONS or state.startswith(_LIKE_HOME):
                return icao.name_line(f"P<{body[skipped:]}", WIDTH)
    return None


def _second_lines(bare: str, length: int) -> Iterator[str]:
    """`bare` has no fillers; the number takes `length` of it, as read or as digits."""
    check = bare[length : length + 1].translate(TO_DIGIT)
    nation = bare[length + 1 : length + 4].translate(TO_LETTER)
    rest = bare[length + 4 :]
    if len(rest) < 15:
        return
    sex = rest[7] if rest[7] in "MF" else "<"
    born, ends = rest[:7].translate(TO_DIGIT), rest[8:15].translate(TO_DIGIT)
    read = bare[:length]
    for number in dict.fromkeys([read, read[0] + read[1:].translate(TO_DIGIT)]):
        yield f"{number.ljust(9, '<')}{check}{nation}{born}{sex}{ends}{_tail(rest[15:])}"


def _tail(text: str) -> str:
    """What the state put there, its check digit, and the one over everything."""
    digits = text.translate(TO_DIGIT)
    own, checks = digits[:-2], digits[-2:]
    behind = re.findall(r"\d", digits[12:])
    if re.match(r"\d{12}", digits) and len(behind) >= 2:  # ours, and perhaps a filler misread
        own, checks = digits[:12], behind[-2] + behind[-1]
    return f"{own[:14].ljust(14, '<')}{checks.rjust(2, '<')}"


def _checks(line: str) -> dict[str, bool]:
    everything = line[:10] + line[13:20] + line[21:43]
    empty = not line[28:42].strip("<") and line[42] in "<0"
    return {
        "number": icao.holds(line[:9], line[9]),
        "birth": _dated(line[13:19], line[19]),
        "expiry": _dated(line[21:27], line[27]),
        "optional": empty or icao.holds(line[28:42], line[42]),
        "everything": icao.holds(everything, line[43]),
    }


def _dated(text: str, digit: str) -> bool:
    return text.isdigit() and icao.holds(text, digit)
