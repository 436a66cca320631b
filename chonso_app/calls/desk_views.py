"""What the agent's console shows, worded. Reads only; personal data from the pick-up on."""

import unicodedata
from dataclasses import dataclass, field
from dataclasses import replace as _replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.calls import desk, rules, service, verdicts
from chonso_app.calls.models import (
    AgentPresence,
    Availability,
    Call,
    CallEvent,
    CallState,
    StillKind,
)
from chonso_app.calls.moves import order_of
from chonso_app.calls.rules import Matched, Step
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_time
from chonso_app.core.msisdn import grouped, masked
from chonso_app.core.texts import has, say
from chonso_app.ekyc import service as ekyc
from chonso_app.ekyc.models import IdentityCheck, Kind
from chonso_app.orders.models import Order, SimKind

_ROWS = 30


@dataclass(frozen=True)
class QueueRow:
    call_id: int
    name: str
    number: str
    esim: bool
    attempt: str  # "Lần 2"
    again: bool
    since: str  # ISO: the browser counts up
    note: str
    mine: bool


@dataclass(frozen=True)
class Board:
    """Availability and queue."""

    availability: str = "paused"  # available, paused, in_call
    since: str = ""
    pause_after: bool = False
    queue: list[QueueRow] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True)
class Fact:
    term: str
    value: str


@dataclass(frozen=True)
class Happening:
    word: str
    time: str


@dataclass(frozen=True)
class Paper:
    word: str
    url: str


@dataclass(frozen=True)
class StepRow:
    step: str
    word: str
    key: str
    state: str  # done, now, next
    time: str


@dataclass(frozen=True)
class CompareRow:
    field: str
    word: str
    typed: str
    read: str
    differs: bool
    seen: str  # same, differs, ""
    time: str


@dataclass(frozen=True)
class StillRow:
    kind: str
    word: str
    url: str
    time: str


@dataclass(frozen=True)
class Case:
    """The call that occupies the agent. `screen`: none, offered, talking, wrapup."""

    screen: str = "none"
    call_id: int = 0
    number: str = ""
    name: str = ""
    code: str = ""
    attempt: str = ""
    again: bool = False
    since: str = ""
    notice: str = ""
    ended: str = ""
    unsure: bool = False
    facts: list[Fact] = field(default_factory=list)
    story: list[Happening] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    steps: list[StepRow] = field(default_factory=list)
    steps_done: int = 0
    compared: list[CompareRow] = field(default_factory=list)
    differences: int = 0
    stills: list[StillRow] = field(default_factory=list)
    stills_note: str = ""
    taken: list[str] = field(default_factory=list)
    missing: str = ""  # what an approval lacks; "" when it may be


def board(session: Session, actor: Actor, now: datetime) -> Board:
    presence = session.get(AgentPresence, actor.user_id)
    mine = desk.current(session, actor)
    waiting = select(Call).where(
        col(Call.state) == CallState.WAITING, desk.in_reach(session, actor, now)
    )
    first = waiting.order_by(col(Call.priority).desc(), col(Call.enqueued_at), col(Call.id)).limit(
        _ROWS
    )
    calls = [*([mine] if mine else []), *session.exec(first)]
    taken = [call for call in calls if call.customer_seen_at > now - rules.PLACE_KEPT]
    return Board(
        availability=_availability(presence, mine),
        since=say("calls.desk.since", time=vn_time(presence.since)) if presence else "",
        pause_after=bool(presence and presence.pause_after),
        queue=[_queue_row(session, call, mine=call is mine) for call in taken],
        count=sum(call is not mine for call in taken),
    )


def _availability(presence: AgentPresence | None, mine: Call | None) -> str:
    if mine and mine.state is not CallState.CLAIMED:
        return "in_call"
    return presence.availability.value if presence else Availability.PAUSED.value


def _queue_row(session: Session, call: Call, *, mine: bool) -> QueueRow:
    order = order_of(session, call)
    attempt = _attempt(session, call)
    since = call.live_at if mine and call.live_at else call.enqueued_at
    return QueueRow(
        call.key, order.full_name, grouped(order.msisdn), order.sim_kind is SimKind.ESIM,
        say("calls.desk.attempt", number=attempt), attempt > 1, since.isoformat(),
        _last_outcome(session, call)[0], mine,
    )  # fmt: skip


def _attempt(session: Session, call: Call) -> int:
    """Counting only calls in which people saw each other."""
    earlier = select(sa.func.count()).where(
        Call.order_id == call.order_id,
        col(Call.id) < call.key,
        col(Call.live_at).is_not(None),
    )
    return 1 + session.exec(earlier).one()


def _last_outcome(session: Session, call: Call) -> tuple[str, str]:
    """(short, whole sentence) about the last time, ("", "") when there was none."""
    if call.priority and call.live_at:
        return say("calls.desk.event.reconnecting"), say("calls.desk.dropped")
    finished = select(Call).where(
        Call.order_id == call.order_id,
        col(Call.id) < call.key,
        col(Call.state).in_((CallState.REJECTED, CallState.INCONCLUSIVE)),
    )
    last = session.exec(finished.order_by(col(Call.id).desc()).limit(1)).one_or_none()
    if last is None or last.decided_at is None:
        return "", ""
    short = f"{say(f'calls.verdict.{last.state}')}: {say(f'calls.reason.{last.reason}').lower()}"
    technical = last.state is CallState.INCONCLUSIVE
    key = "calls.desk.last_technical" if technical else "calls.desk.last_call"
    return short, say(key, time=vn_time(last.decided_at), outcome=short)


def case(session: Session, actor: Actor, now: datetime) -> Case:
    call = desk.current(session, actor)
    if call is None:
        return Case()
    order = order_of(session, call)
    screens = {CallState.CLAIMED: "offered", CallState.WRAPUP: "wrapup"}
    attempt = _attempt(session, call)
    check = ekyc.last_check(session, order)
    base = Case(
        screen=screens.get(call.state, "talking"), call_id=call.key,
        number=grouped(order.msisdn), name=order.full_name, code=order.code,
        attempt=say("calls.desk.attempt", number=attempt), again=attempt > 1,
        since=(call.live_at or call.enqueued_at).isoformat(),
        notice=_last_outcome(session, call)[1],
        unsure=bool(check and check.status == "unsure"),
        facts=_facts(order), story=_story(session, call, now),
    )  # fmt: skip
    return base if base.screen == "offered" else _with_work(session, base, call, order, check)


def _facts(order: Order) -> list[Fact]:
    sim = "calls.desk.esim" if order.sim_kind is SimKind.ESIM else "calls.desk.sim"
    known = {
        "code": order.code, "phone": masked(order.contact_phone) if order.contact_phone else "",
        "plan": order.plan_name, "sim": say(sim),
    }  # fmt: skip
    return [Fact(say(f"calls.desk.order.{key}"), text) for key, text in known.items() if text]


def _story(session: Session, call: Call, now: datetime) -> list[Happening]:
    about = select(CallEvent).where(CallEvent.call_id == call.key)
    rows = session.exec(about.order_by(col(CallEvent.id).desc()).limit(8))
    return [
        Happening(say(key), vn_time(row.at))
        for row in rows
        if has(key := f"calls.desk.event.{row.kind}")
    ]


def _with_work(
    session: Session, base: Case, call: Call, order: Order, check: IdentityCheck | None
) -> Case:
    compared = _compared(call, order, check)
    stills = service.stills_of(session, call.key)
    ended = call.state is CallState.WRAPUP
    by = "customer_hung_up" if ended and _ended_by_customer(session, call) else "you_hung_up"
    last = stills[-1] if stills else None
    return _replace(
        base, ended=say(f"calls.desk.{by}") if ended else "",
        papers=_papers(session, order),
        steps=_steps(call), steps_done=len(call.steps),
        compared=compared, differences=sum(row.differs for row in compared),
        stills=[
            StillRow(
                still.kind.value, say(f"calls.desk.still.{still.kind}"),
                f"/api/calls/{call.key}/stills/{still.number}", vn_time(still.taken_at),
            )
            for still in stills
        ],
        stills_note=(
            say("calls.desk.stills_note", width=last.width, height=last.height) if last else ""
        ),
        taken=[kind.value for kind in StillKind if kind in {still.kind for still in stills}],
        missing=_missing(verdicts.missing_for_approval(session, call)),
    )  # fmt: skip


def _ended_by_customer(session: Session, call: Call) -> bool:
    ends = select(CallEvent).where(CallEvent.call_id == call.key, CallEvent.kind == "wrapup")
    last = session.exec(ends.order_by(col(CallEvent.id).desc()).limit(1)).one_or_none()
    return bool(last and last.detail.get("by") == "customer")


def _papers(session: Session, order: Order) -> list[Paper]:
    """What the customer sent before; the agent compares it with the live picture."""
    return [
        Paper(say(f"calls.desk.{kind}"), f"/api/ekyc/{order.code}/{one.key}")
        for kind, one in sorted(ekyc.current_pictures(session, order).items(), key=_kind_place)
    ]


def _kind_place(item: tuple[Kind, object]) -> int:
    return list(Kind).index(item[0])


def _steps(call: Call) -> list[StepRow]:
    doing = rules.next_step(call.steps)
    rows = []
    for place, step in enumerate(Step, start=1):
        at = call.steps.get(step.value, "")
        state = "done" if at else "now" if step is doing else "next"
        time = vn_time(datetime.fromisoformat(at)) if at else ""
        rows.append(StepRow(step.value, say(f"calls.desk.step.{step}"), str(place), state, time))
    return rows


def _compared(call: Call, order: Order, check: IdentityCheck | None) -> list[CompareRow]:
    card = ekyc.card_fields(check) if check and check.fields else None
    born = f"{order.born:%d/%m/%Y}" if order.born else ""
    pairs = {
        Matched.NAME: (order.full_name, card.name if card else ""),
        Matched.ID_NUMBER: (order.id_number or "", card.id_number if card else ""),
        Matched.BIRTH_DATE: (
            born, f"{card.birth_date:%d/%m/%Y}" if card and card.birth_date else "",
        ),
        Matched.FACE: (say("calls.desk.face.typed"), _face(check)),
    }  # fmt: skip
    return [_compare_row(call, key, typed, read) for key, (typed, read) in pairs.items()]


def _face(check: IdentityCheck | None) -> str:
    scores = [one.get("score") for one in check.checks if one["check"] == "face"] if check else []
    if not scores or scores[0] is None:
        return ""
    return say("calls.desk.face.score", score=f"{scores[0]:.2f}".replace(".", ","))


def _compare_row(call: Call, key: Matched, typed: str, read: str) -> CompareRow:
    noted = call.matches.get(key.value) or {}
    seen = "" if not noted else "same" if noted["same"] else "differs"
    differs = key is not Matched.FACE and bool(read) and _plain(typed) != _plain(read)
    time = vn_time(datetime.fromisoformat(noted["at"])) if noted else ""
    return CompareRow(
        key.value, say(f"calls.desk.field.{key}"), typed, read or say("calls.desk.none_read"),
        differs, seen, time,
    )  # fmt: skip


def _plain(text: str) -> str:
    """As cards print it: capitals, single spaces, one way of composing the marks."""
    return " ".join(unicodedata.normalize("NFC", text).upper().split())


def _missing(codes: list[str]) -> str:
    """`still.face`, `step.turn`, … → "Còn 1 ảnh, 2 bước"."""
    counts = {what: sum(code.startswith(what) for code in codes) for what in _WHAT}
    parts = [say(f"calls.desk.missing.{what}", count=n) for what, n in counts.items() if n]
    return say("calls.desk.missing", what=", ".join(parts)) if parts else ""


_WHAT = ("still", "step", "match")
