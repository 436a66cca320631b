"""A request as the three who see it read it: the customer, the agent, the clerk."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from chonso_app.activation import supplements
from chonso_app.activation.models import Dossier
from chonso_app.activation.supplement_models import (
    AskedOf,
    Supplement,
    SupplementStatus,
    Wanted,
)
from chonso_app.activation.supplement_notices import is_picture, what
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime, vn_time
from chonso_app.core.config import settings
from chonso_app.core.msisdn import grouped
from chonso_app.core.texts import say
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from chonso_app.recordings.views import RecordingView, recording_view

_LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True)
class AskedView:
    """The customer's page. `screen`: missing (not yours), none (is asked), picture, note."""

    screen: str = ""
    code: str = ""
    kind: str = ""
    title: str = ""
    words: str = ""
    until: str = ""
    take: str = ""


@dataclass(frozen=True)
class TaskRow:
    """What an agent is asked to say about a recording."""

    supplement_id: int
    call_id: int
    msisdn: str
    name: str
    title: str
    words: str
    until: str
    late: bool


@dataclass(frozen=True)
class AnswerRow:
    """One request in the dossier, with what came of it."""

    supplement_id: int
    title: str
    words: str
    state: str
    tone: str
    answer: str
    minute: str
    picture: str  # the address of one


def asked_view(session: Session, actor: Actor, code: str) -> AskedView:
    try:
        order = orders.order_of(session, actor, code)
    except orders.OrderNotFound:
        return AskedView("missing")
    row = supplements.open_of(session, order)
    if row is None or row.asked_of is not AskedOf.CUSTOMER:
        return AskedView("none", order.code)
    picture = is_picture(row)
    return AskedView(
        "picture" if picture else "note",
        order.code,
        row.wanted.value if picture else "",
        what(row.wanted),
        row.words,
        say("supplement.page.until", until=vn_datetime(row.due_at)),
        say("supplement.page.take", what=what(row.wanted)),
    )


def task_rows(session: Session, actor: Actor, *, now: datetime) -> list[TaskRow]:
    """Raises NotAllowed."""
    return [_task(session, row, now) for row in supplements.tasks_of(session, actor)]


def recording_of_task(session: Session, actor: Actor, supplement_id: int) -> RecordingView:
    """What the agent is asked about. Raises NotAllowed, SupplementNotFound."""
    return recording_view(session, supplements.task_of(session, actor, supplement_id).call_id)


def answer_rows(session: Session, dossier: Dossier) -> list[AnswerRow]:
    return [_answer(row) for row in supplements.of_dossier(session, dossier)]


def choices(session: Session, order: Order) -> list[tuple[str, str]]:
    """`customer:portrait` and how it is called, in the order of the dialog."""
    return [
        (f"{who.value}:{wanted.value}", want_words(who, wanted))
        for who, offered in supplements.askable(session, order).items()
        for wanted in offered
    ]


def want_words(who: AskedOf, wanted: Wanted) -> str:
    ending = "" if wanted.value in {"card_front", "card_back", "portrait"} else f".{who.value}"
    return say(f"supplement.want.{wanted.value}{ending}")


def within(who: AskedOf) -> str:
    hours = {
        AskedOf.CUSTOMER: settings.supplement_customer_hours,
        AskedOf.AGENT: settings.supplement_agent_hours,
    }
    return say("supplement.within", hours=hours[who])


def minute_words(at_ms: int | None) -> str:
    """`03:12`."""
    if at_ms is None:
        return ""
    seconds = at_ms // 1000
    return f"{seconds // 60:02}:{seconds % 60:02}"


def milliseconds(minute: str) -> int | None:
    """`03:12` → 192000, nothing → None. Raises MinuteUnreadable, for what no call lasts too."""
    if not minute.strip():
        return None
    minutes, colon, seconds = minute.strip().partition(":")
    if not (colon and minutes.isdecimal() and seconds.isdecimal() and int(seconds) < 60):
        raise supplements.MinuteUnreadable
    if int(minutes) >= _LONGEST_MINUTES:
        raise supplements.MinuteUnreadable
    return (int(minutes) * 60 + int(seconds)) * 1000


def _task(session: Session, row: Supplement, now: datetime) -> TaskRow:
    order = session.get_one(Order, row.order_id)
    left = row.due_at - now
    return TaskRow(
        row.key, row.call_id, grouped(order.msisdn), order.full_name,
        want_words(row.asked_of, row.wanted), row.words,
        say("supplement.task.until", at=vn_time(row.due_at)), left.total_seconds() < 1800,
    )  # fmt: skip


def _answer(row: Supplement) -> AnswerRow:
    closed = row.closed_at or row.due_at
    tones = {SupplementStatus.ANSWERED: "ok", SupplementStatus.EXPIRED: "warn"}
    minute = minute_words(row.at_ms)
    return AnswerRow(
        row.key,
        want_words(row.asked_of, row.wanted),
        row.words,
        say(f"supplement.row.{row.status.value}", at=vn_datetime(closed)),
        tones.get(row.status, "idle"),
        row.answer,
        say("supplement.row.at", at=minute) if minute else "",
        _picture_of(row),
    )


def _picture_of(row: Supplement) -> str:
    return f"/api/ekyc/{row.code}/{row.evidence_id}" if row.evidence_id else ""
