"""How numbers come onto the shelf: a CSV file `so,gia`, checked whole before a row is written."""

import csv
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_today
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import to_e164, to_national
from chonso_app.core.texts import say
from chonso_app.numbers import rules
from chonso_app.numbers.models import Number, NumberStatus, SubscriptionKind
from chonso_app.numbers.traits import traits_of

_CHUNK = 5_000
_HIGHEST_PRICE = 10_000_000_000
_COLUMNS = ("so", "gia")


class LineRefused(Exception):
    """What is wrong with one line; the report collects them. `reason`: a key of numbers.import."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Report:
    """`errors`: line → what is wrong with it. With errors nothing was written."""

    added: int = 0
    errors: dict[int, str] = field(default_factory=dict)


def import_csv(session: Session, actor: Actor, lines: Iterable[str], *, now: datetime) -> Report:
    """New numbers only: the price of a number that is here already is not changed by a file."""
    wanted, errors = _read(lines)
    known = _known(session, list(wanted))
    errors |= {
        line: say("numbers.import.known") for nat, (line, _) in wanted.items() if nat in known
    }
    if errors:
        return Report(errors=dict(sorted(errors.items())))
    year = vn_today(now).year
    rows = [new_row(nat, price, this_year=year) for nat, (_, price) in wanted.items()]
    put_on_shelf(session, rows)
    audit.record(session, actor, "numbers.imported", "shelf", now=now, added=len(rows))
    return Report(added=len(rows))


def new_row(national: str, price: int, *, this_year: int) -> dict[str, Any]:
    """The columns of a free number."""
    shapes = rules.shapes_of(national, this_year=this_year)
    return {
        "msisdn": f"84{national[1:]}", "national": national, "reversed": national[::-1],
        "prefix": national[:3], "cls": rules.badge_of(shapes) or "",
        "classes": rules.mask_of(frozenset(shape.cls for shape in shapes)),
        "traits": traits_of(national), "rules_version": rules.RULES_VERSION,
        "beauty": rules.beauty_of(shapes), "price": price, "status": NumberStatus.AVAILABLE,
        "held_until": None, "unit_id": None, "store_code": None, "kind": SubscriptionKind.EITHER,
    }  # fmt: skip


def put_on_shelf(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _CHUNK):
        session.execute(insert(Number), rows[start : start + _CHUNK])


def _read(lines: Iterable[str]) -> tuple[dict[str, tuple[int, int]], dict[int, str]]:
    """National digits → (line, price), and the errors by line."""
    wanted: dict[str, tuple[int, int]] = {}
    errors: dict[int, str] = {}
    reader = csv.DictReader(lines)
    if missing := [name for name in _COLUMNS if name not in (reader.fieldnames or ())]:
        return {}, {1: say("numbers.import.columns", missing=", ".join(missing))}
    for row in reader:
        try:
            national, price = _number(row["so"], wanted), _price(row["gia"])
            wanted[national] = (reader.line_num, price)
        except LineRefused as refusal:
            errors[reader.line_num] = say(f"numbers.import.{refusal.reason}")
    return wanted, errors


def _number(typed: str | None, already: Container[str]) -> str:
    try:
        national = to_national(to_e164(typed or ""))
    except ShopError as error:
        raise LineRefused("number") from error
    if national[:3] not in rules.PREFIXES:
        raise LineRefused("prefix")
    if national in already:
        raise LineRefused("twice")
    return national


def _price(typed: str | None) -> int:
    digits = (typed or "").strip().replace(".", "")
    if not (digits.isascii() and digits.isdigit()) or not 0 < int(digits) <= _HIGHEST_PRICE:
        raise LineRefused("price")
    return int(digits)


def _known(session: Session, nationals: Sequence[str]) -> set[str]:
    known: set[str] = set()
    for start in range(0, len(nationals), _CHUNK):
        chunk = nationals[start : start + _CHUNK]
        known |= set(session.exec(select(Number.national).where(col(Number.national).in_(chunk))))
    return known
