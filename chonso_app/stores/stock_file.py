"""A CSV file `serial,cua_hang` as stock keepers send it: each line read, or what is wrong with it.

Pure: which stores there are is passed in.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from chonso_app.core.errors import ShopError
from chonso_app.core.iccid import NotAnIccid, SerialMistyped, read_iccid

COLUMNS = ("serial", "cua_hang")
_DELIMITERS = (";", "\t", ",")
_EXPONENT = re.compile(r"\d[.,]?\d*e\+\d+", re.IGNORECASE)  # what Excel makes of long numbers
_LONGEST_LINE = 1_000


class FileUnreadable(ShopError):
    """Not text in UTF-8, or empty."""


class ColumnsMissing(ShopError):
    """`missing`: which of COLUMNS the first line does not have."""


@dataclass(frozen=True)
class Line:
    """`reason`: a key of `stores.import.…`, or "" when the line may go in."""

    number: int  # as an editor counts lines
    typed: str
    iccid: str = ""
    store: str = ""
    reason: str = ""


def read(data: bytes, stores: Collection[str]) -> Iterator[Line]:
    """Every line that is not blank.

    Args:
        stores: codes into which this person may import.

    Raises:
        FileUnreadable, ColumnsMissing
    """
    text = _decoded(data)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    at_serial, at_store = _places(next(rows, []))
    wanted, seen = {code.upper(): code for code in stores}, set[int]()
    try:
        for row in rows:
            if not any(row):
                continue
            typed, place = _cell(row, at_serial), _cell(row, at_store).upper()
            yield _line(rows.line_num, typed, wanted.get(place), seen)
    except csv.Error as error:  # a quote that never ends, a NUL byte
        raise FileUnreadable from error


def _line(number: int, typed: str, store: str | None, seen: set[int]) -> Line:
    shown = typed[:40]
    if _EXPONENT.fullmatch(typed):
        return Line(number, shown, reason="exponent")
    try:
        iccid = read_iccid(typed)
    except SerialMistyped:
        return Line(number, shown, reason="check_digit")
    except NotAnIccid:
        return Line(number, shown, reason="serial" if typed else "no_serial")
    if store is None:
        return Line(number, shown, reason="store")
    short = int(iccid[2:-1])  # a million of them must fit into memory
    if short in seen:
        return Line(number, shown, reason="twice")
    seen.add(short)
    return Line(number, shown, iccid, store)


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnreadable from error
    if not text.strip() or "\0" in text:
        raise FileUnreadable
    return text


def _delimiter(text: str) -> str:
    """Excel in Vietnamese writes semicolons."""
    first = text.lstrip()[:_LONGEST_LINE].splitlines()[0]
    return next((one for one in _DELIMITERS if one in first), ",")


def _places(heads: list[str]) -> tuple[int, int]:
    names = [head.strip().lower() for head in heads]
    if missing := [name for name in COLUMNS if name not in names]:
        raise ColumnsMissing(missing=", ".join(missing))
    return names.index(COLUMNS[0]), names.index(COLUMNS[1])


def _cell(row: list[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""
