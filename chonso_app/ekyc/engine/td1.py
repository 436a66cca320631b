"""The three lines of thirty behind an identity card."""

import re

from chonso_app.ekyc.engine import icao
from chonso_app.ekyc.engine.icao import TO_DIGIT, Reading

WIDTH = 30
_SHORTEST = 15  # of the two lines that are full of digits; names may be short


def read(first: str, second: str, third: str) -> Reading | None:
    """Cleaned lines. Fillers may be missing: they were taken out before reading."""
    if min(len(first), len(second)) < _SHORTEST:
        return None
    one, two = _first_line(first), _second_line(second)
    if one is None or two is None:
        return None
    return Reading("td1", (one, two, icao.name_line(third, WIDTH)), _checks(one, two))


def _first_line(line: str) -> str | None:
    """`IDVNM` + 9 digits + check + 12 digits + `<<` + check."""
    start = re.search(r"[I1L][D0O]VN[MN]", line) or re.search(r"V[NM][NM]", line)
    if start is None:
        return None
    body = line[start.end() :].translate(TO_DIGIT)
    body = re.sub(r"[CKXE]", "<", body)
    digits = re.match(r"\d{22}", body)
    if digits is None:
        return None
    last = re.sub(r"\D", "", body[22:])[-1:] or "<"
    return f"IDVNM{digits.group()}<<{last}"


def _second_line(line: str) -> str | None:
    """Birth, check, sex, expiry, check, `VNM`, fillers, check over everything."""
    nation = re.search(r"V[NM][NM]", line)
    if nation and nation.start() >= 15:
        head, rest = line[nation.start() - 15 : nation.start()], line[nation.end() :]
    elif len(line) > 15:
        head, rest = line[:15], line[15:]
    else:
        return None
    sex = head[7] if head[7] in "MF" else "<"
    head = head[:7].translate(TO_DIGIT) + sex + head[8:].translate(TO_DIGIT)
    digits = re.findall(r"\d", rest.translate(TO_DIGIT))
    return f"{head}VNM{'<' * 11}{digits[-1] if digits else '<'}"


def _checks(first: str, second: str) -> dict[str, bool]:
    everything = first[5:30] + second[:7] + second[8:15] + second[18:29]
    guarded = {
        "number": (first[5:14], first[14]),
        "optional": (first[15:29], first[29]),
        "birth": (second[:6], second[6]),
        "expiry": (second[8:14], second[14]),
        "everything": (everything, second[29]),
    }
    checks = {name: _holds(text, digit) for name, (text, digit) in guarded.items()}
    return checks | {"twice the same": first[5:14] == first[18:27]}


def _holds(text: str, digit: str) -> bool:
    return text.replace("<", "0").isdigit() and icao.holds(text, digit)
