"""Dispatch as data: versions of the rule book, who is on duty, and every decision with its facts.

A version holds rules, neighbours and capacities together. One draft is edited while one version is
live; putting the draft live retires the other. The roster is not versioned: it says what is so.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import UtcDateTime, stored_by_value


class Kind(StrEnum):
    """What is dispatched."""

    ORDER = "order"
    CALL = "call"
    DOSSIER = "dossier"


class Team(StrEnum):
    """Who works it in a unit."""

    OSP = "osp"
    VIDEO = "video"
    ACTIVATION = "activation"


TEAM_OF = {Kind.ORDER: Team.OSP, Kind.CALL: Team.VIDEO, Kind.DOSSIER: Team.ACTIVATION}
ANY = "any"  # DispatchRule.kind: whatever it is


class SetStatus(StrEnum):
    DRAFT = "draft"
    LIVE = "live"
    RETIRED = "retired"


def _only(status: SetStatus) -> sa.TextClause:
    return sa.text(f"status = '{status.value}'")


def _one_of(status: SetStatus) -> sa.Index:
    only = _only(status)
    return sa.Index(
        f"one_{status.value}_rule_set",
        "status",
        unique=True,
        sqlite_where=only,
        postgresql_where=only,
    )


class RuleSet(SQLModel, table=True):
    """One version of the book. A draft has no number yet; a thrown-away draft is deleted."""

    __tablename__ = "dispatch_rule_set"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        _one_of(SetStatus.DRAFT),
        _one_of(SetStatus.LIVE),
        sa.CheckConstraint("(status = 'draft') = (version is null)", name="numbered_when_live"),
    )

    id: int | None = Field(default=None, primary_key=True)
    version: int | None = Field(default=None, unique=True)
    status: SetStatus = Field(default=SetStatus.DRAFT, sa_type=stored_by_value(SetStatus))
    made_by: str = Field(max_length=64)
    made_at: datetime = Field(sa_type=UtcDateTime)
    live_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def key(self) -> int:
        assert self.id is not None
        return self.id


class DispatchRule(SQLModel, table=True):
    """Whatever fits all that is named goes to `unit_id`. The lowest priority number wins."""

    __tablename__ = "dispatch_rule"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.CheckConstraint(
            "valid_from is null or valid_to is null or valid_from <= valid_to",
            name="window_runs_forward",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    rule_set_id: int = Field(foreign_key="dispatch_rule_set.id", index=True)
    priority: int = 100
    kind: str = Field(default=ANY, max_length=16)  # a Kind, or ANY
    province_codes: list[str] = Field(default_factory=list, sa_type=sa.JSON)  # empty: every one
    referrals: list[str] = Field(default_factory=list, sa_type=sa.JSON)  # empty: with or without
    unit_id: int = Field(foreign_key="unit.id")
    valid_from: date | None = None  # Vietnamese days, both included
    valid_to: date | None = None
    on: bool = True
    note: str = Field(default="", max_length=200)


class Neighbour(SQLModel, table=True):
    """Who helps `unit_id` when it cannot, by rank from 1."""

    __tablename__ = "dispatch_neighbour"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.UniqueConstraint("rule_set_id", "unit_id", "rank", name="one_neighbour_per_rank"),
        sa.UniqueConstraint("rule_set_id", "unit_id", "neighbour_id", name="neighbour_once"),
        sa.CheckConstraint("unit_id <> neighbour_id", name="not_its_own_neighbour"),
    )

    id: int | None = Field(default=None, primary_key=True)
    rule_set_id: int = Field(foreign_key="dispatch_rule_set.id", index=True)
    unit_id: int = Field(foreign_key="unit.id")
    rank: int
    neighbour_id: int = Field(foreign_key="unit.id")


class Capacity(SQLModel, table=True):
    """How much a team takes before its neighbours help. No row: no limit.

    Orders: dispatched to the unit on this day. Calls and dossiers: waiting there now.
    """

    __tablename__ = "dispatch_capacity"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.UniqueConstraint("rule_set_id", "unit_id", "team", name="one_capacity_per_team"),
        sa.CheckConstraint("most > 0", name="takes_something"),
    )

    id: int | None = Field(default=None, primary_key=True)
    rule_set_id: int = Field(foreign_key="dispatch_rule_set.id", index=True)
    unit_id: int = Field(foreign_key="unit.id")
    team: Team = Field(sa_type=stored_by_value(Team))
    most: int


class DutyShift(SQLModel, table=True):
    """When a team of a unit is there. Without any row it keeps no roster: it counts as there."""

    __tablename__ = "duty_shift"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "team", "weekday", "starts", name="one_shift_per_start"),
        sa.CheckConstraint("weekday between 0 and 6", name="a_weekday"),
        sa.CheckConstraint("0 <= starts and starts < ends and ends <= 1440", name="within_a_day"),
        sa.CheckConstraint("people > 0", name="somebody"),
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    team: Team = Field(sa_type=stored_by_value(Team))
    weekday: int  # 0: Monday
    starts: int  # minutes since midnight in Vietnam; a shift over midnight is two rows
    ends: int
    people: int = 1


_CURRENT = sa.text("current")


class DispatchDecision(SQLModel, table=True):
    """Where a case went, and all that was known then. Kept when a later one replaces it."""

    __tablename__ = "dispatch_decision"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.Index(
            "one_current_decision_per_subject",
            "subject",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        sa.Index("decisions_of_day", "kind", "decided_at"),
        sa.CheckConstraint("not overruled or reason <> ''", name="overruled_for_a_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(max_length=40, index=True)  # "order:GS-7K3Q68", "call:17", "dossier:9"
    order_code: str = Field(max_length=16, index=True)
    kind: Kind = Field(sa_type=stored_by_value(Kind))
    unit_id: int = Field(foreign_key="unit.id", index=True)
    current: bool = True
    asked: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)  # what the caller named
    facts: dict[str, Any] = Field(
        default_factory=dict, sa_type=sa.JSON
    )  # rules.Facts; {}: no replay
    steps: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)  # rules.Step
    rule_version: int  # 0: no book was live
    decided_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str = Field(max_length=64)
    overruled: bool = False  # a person's word, not the rules'
    reason: str = Field(default="", max_length=300)
