"""What the two browsers report of an unbroken talk, kept in the call's history.

The law wants a continuous signal (Decree 163/2024, art. 16): when a picture stood, when the network
was gone and by which road it came back stands in the file, with the moment at which it happened.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from chonso_app.calls.models import Call, CallEvent
from chonso_app.calls.moves import note
from chonso_app.calls.room.service import Side
from chonso_app.core.actors import Actor
from chonso_app.core.db import among

MOST = 400  # of one side of a call: half an hour on a bad network has fewer
_LONGEST = 3_600_000
# PostgreSQL stores a NUL within JSON and then cannot look into that JSON
_Words = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]


class Happened(StrEnum):
    MEDIA_UP = "media_up"  # connected for the first time; by which road
    MEDIA_LOST = "media_lost"
    MEDIA_BACK = "media_back"  # after `ms`
    STALLED = "stalled"  # the other's picture stood for `ms`
    LEVEL = "level"  # what a weak network left: 0 everything … 3 sound and stills
    ICE_ERROR = "ice_error"  # a STUN or TURN server refused or did not answer
    APP_LEFT = "app_left"  # the page is hidden: another app, another tab
    APP_BACK = "app_back"
    CAMERA_LOST = "camera_lost"  # taken by the system, as when a phone rings
    CAMERA_BACK = "camera_back"
    RECORDING = "recording"  # the agent's recorder: began, failed, caught up (`text`)


class Report(BaseModel):
    """A browser's word, trimmed to what we keep. `ago`: it could not be said at once."""

    model_config = ConfigDict(extra="ignore")

    kind: Happened
    ago: int = Field(default=0, ge=0, le=_LONGEST, exclude=True)
    ms: int | None = Field(default=None, ge=0, le=_LONGEST)
    level: int | None = Field(default=None, ge=0, le=3)
    state: str | None = Field(default=None, pattern=r"^(disconnected|failed)$")
    road: str | None = Field(default=None, pattern=r"^(host|srflx|prflx|relay)$")
    transport: str | None = Field(default=None, pattern=r"^(udp|tcp|tls)$")
    code: int | None = Field(default=None, ge=0, le=999)
    server: _Words | None = None
    text: _Words | None = None


@dataclass(frozen=True)
class Word:
    """One report as it was heard."""

    call_id: int
    side: Side
    report: Report
    actor: Actor
    heard_at: datetime


def keep(session: Session, words: Sequence[Word]) -> None:
    """Into the histories, at the moment at which it happened; more than MOST are left out."""
    ids = {word.call_id for word in words}
    found = session.exec(select(Call).where(among(session, col(Call.id), ids)))
    calls, counts = {call.key: call for call in found}, _counts(session, ids)
    for word in words:
        call = calls.get(word.call_id)
        whose = word.call_id, word.side.value
        if call is None or counts[whose] >= MOST:
            continue
        counts[whose] += 1
        report = word.report
        about = report.model_dump(mode="json", exclude_none=True, exclude={"kind"})
        happened = word.heard_at - timedelta(milliseconds=report.ago)
        note(
            session, call, report.kind.value, word.actor, max(happened, call.enqueued_at),
            side=word.side.value, **about,
        )  # fmt: skip


def _counts(session: Session, ids: set[int]) -> Counter[tuple[int, str]]:
    """By call and side: neither can use up what the other may report."""
    kinds = [kind.value for kind in Happened]
    side = col(CallEvent.detail)["side"].as_string()
    kept = select(CallEvent.call_id, side).where(
        among(session, col(CallEvent.call_id), ids), col(CallEvent.kind).in_(kinds)
    )
    mine = kept.subquery()
    counted = sa.select(*mine.c, sa.func.count()).group_by(*mine.c)
    return Counter({(call, by): count for call, by, count in session.execute(counted)})
