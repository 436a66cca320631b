"""What stock keepers do to many numbers at once: runs, what each changed, and rules of price."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove


class RunKind(StrEnum):
    IMPORT = "import"  # a file of new numbers
    RULES = "rules"  # prices as the rules say
    PRICE = "price"  # one price for all of them
    BLOCK = "block"
    RELEASE = "release"
    UNIT = "unit"  # into the stock of another regional company
    STORE = "store"  # into another shop


class RunStatus(StrEnum):
    CHECKING = "checking"  # the worker counts what would change; nothing is written
    CHECKED = "checked"  # waits for the word to go on
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"  # what was written stays
    REFUSED = "refused"  # not such a file at all


RUN_MOVES = {
    RunStatus.CHECKING: {RunStatus.CHECKED, RunStatus.REFUSED, RunStatus.STOPPED},
    RunStatus.CHECKED: {RunStatus.RUNNING, RunStatus.STOPPED},
    RunStatus.RUNNING: {RunStatus.DONE, RunStatus.STOPPED},
}


class StockRun(SQLModel, table=True):
    """One act on many numbers and how far it is. `place` moves in the transaction of each chunk:
    a worker that dies goes on exactly where it stood."""

    __tablename__ = "number_run"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (sa.Index("ix_number_run_unit", "unit_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: RunKind = Field(sa_type=stored_by_value(RunKind))
    status: RunStatus = Field(
        default=RunStatus.CHECKING, sa_type=stored_by_value(RunStatus), index=True
    )
    asked: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)  # what to do, to which
    file_name: str = Field(default="", max_length=120)
    file_size: int = 0
    media: str = Field(default="", max_length=80)  # the lines; empty once it is over
    wrong_media: str = Field(default="", max_length=80)  # every wrong line, as CSV
    user_id: int | None = Field(default=None, index=True)
    unit_id: int | None = None  # of whoever asked; None: head office, every unit's stock
    actor: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    lines: int = 0  # seen by the check
    counts: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)  # rules.Outcome → lines
    problems: list[list[str]] = Field(default_factory=list, sa_type=sa.JSON)  # line, typed, why
    refusal: str = Field(default="", max_length=200)
    place: int = Field(default=0, sa_type=sa.BigInteger)  # line, or msisdn, that it is through with
    passed: int = 0  # lines that it is through with
    results: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)
    longest_lock_ms: int = 0

    @property
    def key(self) -> int:
        assert self.id is not None
        return self.id

    def move_to(self, status: RunStatus) -> None:
        """Raises ForbiddenMove unless RUN_MOVES lists the move."""
        if status not in RUN_MOVES.get(self.status, ()):
            raise ForbiddenMove(details={"was": self.status.value, "asked": status.value})
        self.status = status


class StockStep(SQLModel, table=True):
    """What one run made of one number that was there before. Never changed."""

    __tablename__ = "number_step"  # pyright: ignore[reportAssignmentType]

    msisdn: str = Field(primary_key=True, max_length=15)
    run_id: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    was: str = Field(max_length=32)  # price in ₫, status, unit id or store code: by kind of run
    became: str = Field(max_length=32)


class PriceRule(SQLModel, table=True):
    """A price for numbers of a class. Of those that fit a number, the highest `priority` counts."""

    __tablename__ = "price_rule"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.CheckConstraint("(price is null) <> (percent is null)", name="price_or_percent"),
        sa.CheckConstraint("price > 0 or percent between 1 and 1000", name="price_is_sane"),
    )

    id: int | None = Field(default=None, primary_key=True)
    shape: str = Field(default="", max_length=16)  # rules.NumberClass; "": every number
    badge_only: bool = True  # the class must be the number's best one
    prefix: str = Field(default="", max_length=3)
    unit_id: int | None = None  # stock of this unit only; None: everybody's
    price: int | None = Field(default=None, sa_type=sa.BigInteger)  # ₫
    percent: int | None = None  # of the price that it has: 110 is a tenth more
    priority: int = 0
    starts_on: date | None = None  # days in Vietnam, both included
    ends_on: date | None = None
    changed_at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=64)

    @property
    def key(self) -> int:
        assert self.id is not None
        return self.id
