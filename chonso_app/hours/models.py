"""When a team is open: a week with as many shifts a day as it likes, and days unlike the others."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import UtcDateTime, stored_by_value
from chonso_app.dispatch.models import Team

_EVERYWHERE = sa.text("unit_id is null")


def _once_everywhere(name: str, *columns: str) -> sa.Index:
    """A unique constraint takes two NULLs for different."""
    return sa.Index(
        name, *columns, unique=True, sqlite_where=_EVERYWHERE, postgresql_where=_EVERYWHERE
    )


class OpenWeek(SQLModel, table=True):
    """The usual week of a team in one unit, or everywhere; a unit's own row wins."""

    __tablename__ = "open_week"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "team", name="one_week_per_team"),
        _once_everywhere("one_week_everywhere", "team"),
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)  # None: everywhere
    team: Team = Field(sa_type=stored_by_value(Team))
    week: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)  # {"0": [[480, 690], …]}
    holidays: bool = False  # works on public holidays as on any other day
    changed_at: datetime = Field(sa_type=UtcDateTime)


class OpenDay(SQLModel, table=True):
    """One day unlike the week and the public holidays; a unit's own row wins."""

    __tablename__ = "open_day"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "team", "day", name="one_exception_per_day"),
        _once_everywhere("one_exception_everywhere", "team", "day"),
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)  # None: everywhere
    team: Team = Field(sa_type=stored_by_value(Team))
    day: date = Field(index=True)
    spans: list[Any] = Field(default_factory=list, sa_type=sa.JSON)  # [[480, 690], …]; []: closed
    note: str = Field(default="", max_length=120)
