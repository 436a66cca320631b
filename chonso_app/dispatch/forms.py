"""What the forms of `/admin/dieu-phoi` send, checked for shape; the services check the rest."""

import re
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field, field_validator

from chonso_app.dispatch.book import RuleText
from chonso_app.dispatch.models import Team
from chonso_app.dispatch.rules import minutes_of

RANKS = (1, 2, 3)  # how many neighbours the form offers


def _ticked(form: dict[str, Any], prefix: str) -> list[str]:
    """The check boxes `<prefix>…` that are on."""
    return [
        name.removeprefix(prefix) for name, on in form.items() if name.startswith(prefix) and on
    ]


class RuleForm(BaseModel):
    priority: int
    kind: Literal["any", "order", "call", "dossier"]
    unit: int
    referrals: str = Field(default="", max_length=2000)
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = Field(default="", max_length=200)
    on: bool = False

    @field_validator("valid_from", "valid_to", mode="before")
    @classmethod
    def empty_is_none(cls, value: object) -> object:
        return value or None

    @field_validator("on", mode="before")
    @classmethod
    def ticked(cls, value: object) -> bool:
        return bool(value)

    def text(self, form: dict[str, Any]) -> RuleText:
        codes = re.split(r"[\s,;]+", self.referrals.upper().strip())
        return RuleText(
            priority=self.priority, kind=self.kind, unit_id=self.unit,
            provinces=tuple(_ticked(form, "province_")),
            referrals=tuple(code for code in codes if code),
            valid_from=self.valid_from, valid_to=self.valid_to, on=self.on,
            note=" ".join(self.note.split()),
        )  # fmt: skip


class HelpForm(BaseModel):
    """Neighbours by rank and how much each team takes."""

    rank_1: int | None = None
    rank_2: int | None = None
    rank_3: int | None = None
    most_osp: int | None = Field(default=None, gt=0, le=1_000_000)
    most_video: int | None = Field(default=None, gt=0, le=1_000_000)
    most_activation: int | None = Field(default=None, gt=0, le=1_000_000)

    @field_validator("*", mode="before")
    @classmethod
    def empty_is_none(cls, value: object) -> object:
        return value or None

    def neighbours(self) -> list[int]:
        return [one for one in (self.rank_1, self.rank_2, self.rank_3) if one]

    def most(self, team: Team) -> int | None:
        return getattr(self, f"most_{team.value}")


class ShiftForm(BaseModel):
    mode: Literal["shift", "nobody", "no_roster"]
    starts: int | None = None
    ends: int | None = None
    people: int = Field(default=1, ge=1, le=500)

    @field_validator("starts", "ends", mode="before")
    @classmethod
    def time_of_day(cls, value: object) -> int | None:
        if not value:
            return None
        minutes = minutes_of(str(value))
        if minutes is None:
            raise ValueError
        return minutes

    @staticmethod
    def days(form: dict[str, Any]) -> list[int]:
        return [int(day) for day in _ticked(form, "day_") if day.isdecimal()]
