"""A CSV file of numbers as stock keepers send it: each line read, or what is wrong with it. Pure.

Columns so, gia, vung, cua_hang, loai in any order; only so must be there. A million lines must not
fill the memory: they are decoded as they are read, and which numbers were seen is one bit each.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import to_e164, to_national
from chonso_app.numbers.models import SubscriptionKind
from chonso_app.numbers.rules import PREFIXES
from chonso_app.numbers.stock_places import Places
from chonso_app.numbers.stock_rules import HIGHEST_PRICE

COLUMNS = ("so", "gia", "vung", "cua_hang", "loai")
MOST_LINES = 1_000_000
_DELIMITERS = (";", "\t", ",")
_NATIONAL = re.compile(r"0\d{9}", re.ASCII)
_PRICE = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{1,11}", re.ASCII)
_EXPONENT = re.compile(r"\d[.,]?\d*e\+\d+", re.IGNORECASE)  # what Excel makes of long numbers
_LOST_ZERO = re.compile(r"[35789]\d{8}", re.ASCII)  # and of a leading 0
_PREFIX_PLACES = {prefix: place for place, prefix in enumerate(PREFIXES)}
_PER_PREFIX = 10_000_000
_KINDS = {
    "": SubscriptionKind.EITHER, "tra_truoc": SubscriptionKind.PREPAID,
    "tra_sau": SubscriptionKind.POSTPAID, "ca_hai": SubscriptionKind.EITHER,
}  # fmt: skip
_LONGEST_LINE = 1_000
_LONGEST_CELL = 40


class FileUnreadable(ShopError):
    """Not text in UTF-8, or empty."""


class ColumnsMissing(ShopError):
    """`missing`: which column the first line does not have."""


class TooManyLines(ShopError):
    """`most`: how many lines one file may have."""


class Line(NamedTuple):
    """`reason`: a key of `numbers.stock.wrong.…`, or "" when the line can be read."""

    number: int  # as an editor counts lines
    typed: str
    national: str = ""
    price: int | None = None  # None: by the rules of price
    unit_id: int | None = None
    store: str | None = None
    kind: SubscriptionKind = SubscriptionKind.EITHER
    reason: str = ""


class Unreadable(Exception):
    """`reason` of a Line."""


class Seen:
    """Which of the eighty million possible numbers came already: ten megabytes."""

    def __init__(self) -> None:
        self._bits = bytearray(len(PREFIXES) * _PER_PREFIX // 8)

    def add(self, national: str) -> None:
        """Raises Unreadable when it was here before."""
        place = _PREFIX_PLACES[national[:3]] * _PER_PREFIX + int(national[3:])
        byte, bit = place >> 3, 1 << (place & 7)
        if self._bits[byte] & bit:
            raise Unreadable("twice")
        self._bits[byte] |= bit


def read(data: bytes, places: Places) -> Iterator[Line]:
    """Every line that is not blank.

    Raises:
        FileUnreadable, ColumnsMissing, TooManyLines
    """
    rows, at = _opened(data)
    seen, count = Seen(), 0
    try:
        for row in rows:
            if not any(row):
                continue
            count += 1
            if count > MOST_LINES:
                raise _too_many()
            yield _line(rows.line_num, row, at, places, seen)
    except (csv.Error, UnicodeDecodeError) as error:  # a quote that never ends, a NUL byte
        raise FileUnreadable from error


def read_list(data: bytes) -> Iterator[Line]:
    """A list of numbers, one a line or with commas between them.

    Raises:
        FileUnreadable, TooManyLines
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnreadable from error
    seen = Seen()
    pieces = (piece[0].strip() for piece in re.finditer(r"[^\n,;]+", text))  # never all at once
    for place, piece in enumerate((one for one in pieces if re.search(r"\d", one)), start=1):
        if place > MOST_LINES:
            raise _too_many()
        yield _listed(place, piece, seen)


def _listed(place: int, typed: str, seen: Seen) -> Line:
    try:
        national = number_typed(typed)
        seen.add(national)
    except Unreadable as wrong:
        return Line(place, typed[:_LONGEST_CELL], reason=str(wrong))
    return Line(place, typed, national)


def number_typed(typed: str) -> str:
    """National digits. Raises Unreadable."""
    if not _NATIONAL.fullmatch(typed):
        typed = _understood(typed)
    if typed[:3] not in _PREFIX_PLACES:
        raise Unreadable("prefix")
    return typed


def _understood(typed: str) -> str:
    if not typed:
        raise Unreadable("empty")
    if _EXPONENT.fullmatch(typed):
        raise Unreadable("exponent")
    if _LOST_ZERO.fullmatch(typed):
        return f"0{typed}"
    if re.search(r"[oO]", typed):
        raise Unreadable("letter_o")
    try:
        return to_national(to_e164(typed))
    except ShopError as error:
        digits = sum(one.isdigit() for one in typed)
        raise Unreadable("short" if 6 <= digits < 10 else "number") from error


def price_typed(typed: str) -> int | None:
    """Raises Unreadable."""
    if not typed:
        return None
    if not _PRICE.fullmatch(typed):
        raise Unreadable("price")
    price = int(typed.replace(".", "").replace(",", ""))
    if not 0 < price <= HIGHEST_PRICE:
        raise Unreadable("price_range")
    return price


def _line(number: int, row: list[str], at: dict[str, int], places: Places, seen: Seen) -> Line:
    def said(column: str) -> str:
        place = at.get(column, len(row))
        return row[place].strip() if place < len(row) else ""

    typed = said("so")
    try:
        national = number_typed(typed)
        price = price_typed(said("gia"))
        unit_id, store = _place(said("vung"), said("cua_hang"), places)
        kind = _kind(said("loai"))
        seen.add(national)
    except Unreadable as wrong:
        return Line(number, typed[:_LONGEST_CELL], reason=str(wrong))
    return Line(number, typed, national, price, unit_id, store, kind)


def _place(unit: str, store: str, places: Places) -> tuple[int | None, str | None]:
    """Staff of a unit bring numbers into their own stock, whether they write so or not."""
    unit_id = places.unit_id
    if unit:
        unit_id = places.units.get(unit.upper())
        if unit_id is None:
            raise Unreadable("unit")
    if not store:
        return unit_id, None
    shop = places.shops.get(store.upper())
    if shop is None:
        raise Unreadable("store")
    if unit_id not in (None, shop.unit_id):
        raise Unreadable("store_unit")
    return shop.unit_id, shop.code


def _kind(typed: str) -> SubscriptionKind:
    try:
        return _KINDS[typed.lower().replace(" ", "_")]
    except KeyError as error:
        raise Unreadable("kind") from error


def _opened(data: bytes) -> tuple[Any, dict[str, int]]:
    """The rows after the first, and where each column of ours stands in them."""
    text = io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline="")
    try:
        rows = csv.reader(text, delimiter=_delimiter(data))
        heads = [head.strip().lower() for head in next(rows, [])]
    except (csv.Error, UnicodeDecodeError) as error:
        raise FileUnreadable from error
    if not any(heads):
        raise FileUnreadable
    if "so" not in heads:
        raise ColumnsMissing(missing="so")
    return rows, {name: heads.index(name) for name in COLUMNS if name in heads}


def _delimiter(data: bytes) -> str:
    """Excel in Vietnamese writes semicolons."""
    first = data[:_LONGEST_LINE].decode("utf-8", "ignore").lstrip().splitlines() or [""]
    return next((one for one in _DELIMITERS if one in first[0]), ",")


def _too_many() -> TooManyLines:
    return TooManyLines(most=f"{MOST_LINES:,}".replace(",", "."))
