"""A carrier's settlement as CSV: which parcels' cash it has transferred, line by line. Pure."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from chonso_app.core.errors import ShopError
from chonso_app.core.texts import say
from chonso_app.notifications.rules import unaccented

MOST_BYTES, MOST_LINES = 4_000_000, 10_000
MOST_ERRORS = 200
_HIGHEST = 1_000_000_000
_HEADS = {  # what GHN, GHTK and we ourselves call the columns, without accents
    "carrier_code": (
        "ma don ghn", "ma don ghtk", "ma van don", "ma don hang", "order code", "label id",
    ),
    "client_order_code": (
        "ma don khach hang", "ma don shop", "ma don doi tac", "client order code", "partner id",
    ),
    "amount": (
        "tien thu ho", "tien thu ho cod", "so tien thu ho", "tien cod", "cod", "cod amount",
        "pick money",
    ),
    "fee": ("phi dich vu", "tong phi", "phi", "fee", "ship money"),
    "transferred_on": (
        "ngay chuyen", "ngay chuyen tien", "ngay chuyen cod", "ngay doi soat", "transfer date",
        "cod transfer date",
    ),
    "reference": ("ma phien", "ma phien chuyen tien", "ma doi soat", "ma giao dich", "reference"),
}  # fmt: skip
_MONEY = re.compile(r"(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,]0{1,2})?")
_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")


class NotACsv(ShopError):
    """No text in UTF-8, or nothing in it."""


class ColumnsMissing(ShopError):
    """`missing`: what the first line does not have."""


class FileTooLarge(ShopError):
    """`megabytes`: how much is accepted."""


class TooManyLines(ShopError):
    """`most`: how many are read at once."""


@dataclass(frozen=True)
class Line:
    number: int  # as an editor counts lines
    carrier_code: str
    client_order_code: str
    amount: int
    fee: int
    transferred_on: date
    reference: str


@dataclass
class Parsed:
    """`errors`: line → a key of `cash.file.…`. With errors nothing may be counted."""

    lines: list[Line] = field(default_factory=list)
    errors: dict[int, str] = field(default_factory=dict)


def read(data: bytes) -> Parsed:
    """Raises NotACsv, ColumnsMissing, TooManyLines."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotACsv from error
    if not text.strip():
        raise NotACsv
    first = text.split("\n", 1)[0]
    delimiter = max(";\t,", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    parsed = Parsed()
    try:
        places = _places(next(rows, []))
        for count, row in enumerate(_filled(rows), start=1):
            if count > MOST_LINES:
                raise TooManyLines(most=f"{MOST_LINES:,}".replace(",", "."))
            _take(parsed, rows.line_num, {k: _cell(row, at) for k, at in places.items()})
    except csv.Error as error:  # a quote that never ends, a NUL byte
        raise NotACsv from error
    if not (parsed.lines or parsed.errors):
        raise NotACsv
    return parsed


def _filled(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    return (row for row in rows if any(cell.strip() for cell in row))


def _places(heads: list[str]) -> dict[str, int]:
    told = [" ".join(re.findall(r"[a-z0-9]+", unaccented(head).lower())) for head in heads]
    places = {
        name: told.index(known)
        for name, words in _HEADS.items()
        for known in reversed(words)
        if known in told
    }
    missing = [name for name in ("amount", "transferred_on") if name not in places]
    if "carrier_code" not in places and "client_order_code" not in places:
        missing.insert(0, "code")
    if missing:
        raise ColumnsMissing(missing=", ".join(say(f"cash.column.{one}") for one in missing))
    return places


def _take(parsed: Parsed, number: int, cells: dict[str, str]) -> None:
    codes = [cells.get("carrier_code", ""), cells.get("client_order_code", "")]
    amount, fee = _money(cells["amount"]), _money(cells.get("fee", "") or "0")
    day, reference = _day(cells["transferred_on"]), cells.get("reference", "")
    if not any(codes) or any(code and not _CODE.fullmatch(code) for code in codes):
        parsed.errors[number] = "code"
    elif amount is None:
        parsed.errors[number] = "amount"
    elif fee is None:
        parsed.errors[number] = "fee"
    elif day is None:
        parsed.errors[number] = "day"
    else:
        parsed.lines.append(Line(number, codes[0], codes[1], amount, fee, day, reference[:64]))


def _cell(row: list[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""


def _money(text: str) -> int | None:
    """`1.299.000 ₫`, `1,299,000` and `1299000.00` are the same; anything unsure is None."""
    found = _MONEY.fullmatch(re.sub(r"[\s₫đĐ]|VND", "", text))
    whole = int(re.sub(r"[.,]", "", found[1])) if found else -1
    return whole if 0 <= whole <= _HIGHEST else None


def _day(text: str) -> date | None:
    """`25/11/2026` or `2026-11-25`, with or without a time behind it."""
    found = re.match(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)", text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
