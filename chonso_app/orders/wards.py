"""Wards of today, found also by the names they had before the reform of 1 July 2025.

`data/places.json` is made by `bin/make-places` (decision 61). Read on first use: 3 MB.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

_KINDS = ("phuong", "xa", "thi tran", "dac khu", "thi xa", "quan", "huyen", "thanh pho")
_SHORT = {"p": "phuong", "x": "xa", "tt": "thi tran", "q": "quan", "h": "huyen", "tp": "thanh pho"}
_NUMBERED = re.compile(r"\b(p|q)\.?(\d+)\b")  # P5, Q.3


@dataclass(frozen=True)
class Ward:
    """`was`: the old name by which it was found, `Phường Bến Nghé, Quận 1`; "" by today's."""

    name: str
    was: str = ""


@dataclass(frozen=True)
class _Old:
    """A ward as before the reform, and which wards of today lie in it."""

    ward: str
    district: str
    heirs: tuple[str, ...]


@dataclass(frozen=True)
class _Province:
    wards: tuple[str, ...]
    olds: tuple[_Old, ...]
    merged: tuple[str, ...]  # provinces as before the reform


def suggest(province_code: str, typed: str, district: str = "", *, limit: int = 6) -> list[Ward]:
    """What may be meant by the letters so far: today's names first, then by old names."""
    words = _fold(typed).split()
    if not words:
        return []
    province = _province(province_code)
    found = [Ward(name) for name in province.wards if _matches(words, name)]
    found.sort(key=lambda ward: not _bare(ward.name).startswith(_bare(typed)))
    asked = words + _fold(district).split()
    for old in province.olds:
        if _matches(asked, f"{old.ward} {old.district}"):
            found += [Ward(heir, f"{old.ward}, {old.district}") for heir in old.heirs]
    seen: dict[str, Ward] = {}
    for ward in found:
        seen.setdefault(ward.name, ward)
    return list(seen.values())[:limit]


def settle(province_code: str, typed: str, district: str = "") -> Ward | None:
    """The one ward that is surely meant. None: not in our list, or the old ward was divided."""
    province = _province(province_code)
    if district.strip():
        old = [one for one in province.olds if _same(typed, one.ward)]
        old = [one for one in old if _same(district, one.district)]
        if ward := _only(old):
            return ward
    today = [name for name in province.wards if _same(typed, name)]
    if len(today) == 1:
        return Ward(today[0])
    if today:
        return None
    return _only([one for one in province.olds if _same(typed, one.ward)])


def merged_into(province_code: str, name: str) -> tuple[str, ...]:
    """Provinces of before the reform that lie in this one now, without its own `name`."""
    own = _fold(name).removeprefix("thanh pho ")
    return tuple(one for one in _province(province_code).merged if _fold(one) != own)


def _only(olds: list[_Old]) -> Ward | None:
    heirs = {heir for old in olds for heir in old.heirs}
    return Ward(heirs.pop(), f"{olds[0].ward}, {olds[0].district}") if len(heirs) == 1 else None


@cache
def _province(code: str) -> _Province:
    wards = _places().get(code, {})
    heirs: dict[tuple[str, str], list[str]] = {}
    merged: dict[str, None] = {}
    for name, parts in wards.items():
        for old_province, district, old_wards in parts:
            merged[_without_kind(old_province)] = None
            for old in old_wards:
                heirs.setdefault((old, district), []).append(name)
    olds = tuple(_Old(ward, district, tuple(names)) for (ward, district), names in heirs.items())
    return _Province(tuple(wards), olds, tuple(merged))


@cache
def _places() -> dict[str, dict[str, list[tuple[str, str, list[str]]]]]:
    file = resources.files("chonso_app.orders") / "data/places.json"
    return json.loads(file.read_text(encoding="utf-8"))


def _matches(words: list[str], name: str) -> bool:
    """Every word typed begins a word of the name."""
    pieces = _fold(name).split()
    return all(any(piece.startswith(word) for piece in pieces) for word in words)


def _same(typed: str, name: str) -> bool:
    """Alike without accents; the kind counts only when it was typed."""
    return bool(typed.strip()) and (_fold(typed) == _fold(name) or _fold(typed) == _bare(name))


@lru_cache(maxsize=20_000)  # the names of a few provinces, and what people type
def _fold(text: str) -> str:
    """`P.5` → `phuong 5`, `Bến Nghé` → `ben nghe`."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = _NUMBERED.sub(lambda found: f"{_SHORT[found[1]]} {int(found[2])}", plain)
    words = re.sub(r"[^a-z0-9]+", " ", plain).split()
    if len(words) > 1 and words[0] in _SHORT:
        words[0] = _SHORT[words[0]]
    return " ".join(str(int(word)) if word.isdigit() else word for word in words)


def _bare(text: str) -> str:
    """Folded, without the word that says what kind of place it is (a number needs its word)."""
    folded = _fold(text)
    for kind in _KINDS:
        rest = folded.removeprefix(kind + " ")
        if rest != folded and not rest.isdigit():
            return rest
    return folded


def _without_kind(name: str) -> str:
    return re.sub(r"^(Tỉnh|Thành phố) ", "", name)
