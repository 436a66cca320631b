"""The wallboard worded: what `Điều hành` draws. Reads only."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from chonso_app.accounts import units
from chonso_app.calls.desk import team
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn, vn_time
from chonso_app.core.config import settings
from chonso_app.core.msisdn import grouped
from chonso_app.core.texts import say
from chonso_app.supervision import figures, rules
from chonso_app.supervision.chart import Chart, chart_of
from chonso_app.supervision.figures import Agent, UnitLoad, Waiter
from chonso_app.supervision.rules import Talk

_LATE = timedelta(minutes=5)
_ROWS = 12
_DAYS = 7
_TONES = {
    "calling": "now", "offered": "now", "wrapup": "plum", "ready": "ok", "busy": "warn",
    "break": "warn", "lost": "bad", "gone": "idle",
}  # fmt: skip


@dataclass(frozen=True)
class Tile:
    """`since`: a moment from which the value counts up in the browser; then `value` is empty."""

    label: str = ""
    value: str = ""
    unit: str = ""
    note: str = ""
    tone: str = "idle"  # ok, warn, bad, idle
    since: str = ""


@dataclass(frozen=True)
class AgentRow:
    user_id: int
    name: str
    initials: str
    state: str
    tone: str
    detail: str
    since: str
    asks: bool
    free: bool  # a call may be given to them
    call_id: int  # of a call that may be taken from them, 0 for none
    number: str


@dataclass(frozen=True)
class WaiterRow:
    call_id: int
    number: str
    who: str
    since: str
    tone: str


@dataclass(frozen=True)
class AssistRow:
    call_id: int
    title: str
    text: str


@dataclass(frozen=True)
class UnitRow:
    code: str
    line: str
    percent: int
    tone: str


@dataclass(frozen=True)
class MessageRow:
    message_id: int
    text: str
    by: str


@dataclass(frozen=True)
class Wall:
    """`teams`: (unit id, code) of those that the head office may tell something."""

    tiles: list[Tile] = field(default_factory=list)
    chart: Chart = field(default_factory=Chart)
    agents: list[AgentRow] = field(default_factory=list)
    agents_note: str = ""
    queue: list[WaiterRow] = field(default_factory=list)
    assists: list[AssistRow] = field(default_factory=list)
    units: list[UnitRow] = field(default_factory=list)
    teams: list[tuple[str, str]] = field(default_factory=list)
    messages: list[MessageRow] = field(default_factory=list)


def wall(session: Session, actor: Actor, *, week: bool, now: datetime) -> Wall:
    """Raises NotAllowed."""
    midnight = vn(now).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = midnight - timedelta(days=_DAYS - 1) if week else midnight
    talks = figures.talks_since(session, actor, starts)
    at_desks = figures.agents(session, actor, today=midnight, now=now)
    in_queue = figures.waiters(session, actor, now)
    wanted = figures.rostered(session, actor, now)
    names = {one.user_id: one.name for one in at_desks}
    head_office = actor.unit_id is None
    return Wall(
        tiles=[
            _waiting(in_queue, now), _longest(in_queue, now), _service(talks, now),
            _desks(at_desks, wanted), _abandoned(talks), _handling(talks),
        ],
        chart=chart_of(talks, starts, week=week, now=now),
        agents=[_agent_row(one) for one in at_desks],
        agents_note=_agents_note(at_desks, wanted),
        queue=[_waiter_row(one, names, now) for one in in_queue[:_ROWS]],
        assists=[_assist(one) for one in at_desks if one.asks],
        units=[_unit_row(one, now) for one in figures.loads(session, at_desks, in_queue)]
        if head_office
        else [],
        teams=_teams(session) if head_office else [],
        messages=[_message(one) for one in team.told(session, actor, now=now)],
    )  # fmt: skip


# -- tiles -----------------------------------------------------------------------------------


def _waiting(in_queue: list[Waiter], now: datetime) -> Tile:
    late = sum(now - one.call.enqueued_at > _LATE for one in in_queue)
    minutes = int(_LATE.total_seconds() // 60)
    return Tile(
        say("supervision.waiting"), str(len(in_queue)), say("supervision.customers"),
        say("supervision.waiting_note", late=late, minutes=minutes), "bad" if late else "idle",
    )  # fmt: skip


def _longest(in_queue: list[Waiter], now: datetime) -> Tile:
    minutes = int(_LATE.total_seconds() // 60)
    note = say("supervision.longest_note", minutes=minutes)
    if not in_queue:
        return Tile(say("supervision.longest"), "–", "", note)
    since = in_queue[0].call.enqueued_at
    tone = _wait_tone(now - since)
    return Tile(say("supervision.longest"), "", "", note, tone, since.isoformat())


def _wait_tone(waited: timedelta) -> str:
    if waited > _LATE:
        return "bad"
    return "warn" if waited > timedelta(minutes=settings.call_service_minutes) else "idle"


def _service(talks: list[Talk], now: datetime) -> Tile:
    within = timedelta(minutes=settings.call_service_minutes)
    level = rules.service_level(talks, within, now)
    note = say(
        "supervision.service_note", minutes=settings.call_service_minutes,
        target=settings.call_service_percent,
    )  # fmt: skip
    if level is None:
        return Tile(say("supervision.service"), "–", "", say("supervision.no_calls"))
    tone = "ok" if level >= settings.call_service_percent else "bad"
    return Tile(say("supervision.service"), str(level), "%", note, tone)


def _desks(at_desks: list[Agent], wanted: int | None) -> Tile:
    count = {state: sum(one.state == state for one in at_desks) for state in _TONES}
    calling = count["calling"] + count["offered"] + count["wrapup"]
    there = calling + count["ready"]
    note = say(
        "supervision.agents_note", calling=calling, ready=count["ready"],
        away=count["busy"] + count["break"] + count["lost"],
    )  # fmt: skip
    of = f"/ {wanted}" if wanted is not None else ""
    tone = "bad" if wanted and there < wanted else "idle"
    return Tile(say("supervision.agents"), str(there), of, note, tone)


def _abandoned(talks: list[Talk]) -> Tile:
    left, total = rules.abandoned(talks), len(talks)
    if not total:
        return Tile(say("supervision.abandoned"), "–", "", say("supervision.no_calls"))
    percent = f"{100 * left / total:.1f}".replace(".", ",")
    note = say("supervision.abandoned_note", count=left, all=total)
    tone = "bad" if left / total > 0.1 else "warn" if left / total > 0.05 else "idle"
    return Tile(say("supervision.abandoned"), percent, "%", note, tone)


def _handling(talks: list[Talk]) -> Tile:
    mean, note = rules.handling(talks), say("supervision.handling_note")
    return Tile(say("supervision.handling"), clock_of(mean) if mean else "–", "", note)


def clock_of(lasted: timedelta) -> str:
    """`06:48`."""
    minutes, seconds = divmod(int(lasted.total_seconds()), 60)
    return f"{minutes:02d}:{seconds:02d}"


# -- rows ------------------------------------------------------------------------------------


def _agents_note(at_desks: list[Agent], wanted: int | None) -> str:
    there = sum(one.state != "gone" for one in at_desks)
    told = say("supervision.no_roster") if wanted is None else str(wanted)
    return say("supervision.team_note", there=there, rostered=told)


def _agent_row(one: Agent) -> AgentRow:
    number = grouped(one.msisdn) if one.msisdn else ""
    detail = number or say("supervision.taken_today", count=one.taken)
    if one.asks:
        detail = say("supervision.asks", number=number)
    return AgentRow(
        one.user_id, one.name, initials(one.name), say(f"supervision.state.{one.state}"),
        _TONES[one.state], detail, one.since.isoformat(), one.asks, one.state == "ready",
        one.call.key if one.call and team.can_be_moved(one.call) else 0, number,
    )  # fmt: skip


def initials(name: str) -> str:
    """Of the last two words: `Phạm Thu Hà` → `TH`."""
    return "".join(word[0] for word in name.split()[-2:]).upper()


def _waiter_row(one: Waiter, names: dict[int, str], now: datetime) -> WaiterRow:
    given = names.get(one.kept_for or 0, "")
    who = say("supervision.kept_for", agent=given) if given else _person(one)
    waited = now - one.call.enqueued_at
    return WaiterRow(
        one.call.key, grouped(one.order.msisdn), who, one.call.enqueued_at.isoformat(),
        _wait_tone(waited),
    )  # fmt: skip


def _person(one: Waiter) -> str:
    dropped = one.call.priority and one.call.live_at
    return say("supervision.dropped", name=one.order.code) if dropped else one.order.code


def _assist(one: Agent) -> AssistRow:
    assert one.call is not None  # who asks has one
    assert one.call.assist_at is not None
    return AssistRow(
        one.call.key,
        say("supervision.assist", agent=one.name),
        say(
            "supervision.assist_note", number=grouped(one.msisdn), time=vn_time(one.call.assist_at)
        ),
    )


def _unit_row(one: UnitLoad, now: datetime) -> UnitRow:
    wait = clock_of(now - one.longest) if one.longest else "–"
    percent = round(100 * one.busy / one.there) if one.there else (100 if one.longest else 0)
    tone = _wait_tone(now - one.longest) if one.longest else "ok"
    line = say("supervision.unit_line", busy=one.busy, there=one.there, wait=wait)
    return UnitRow(one.code, line, percent, "ok" if tone == "idle" else tone)


def _teams(session: Session) -> list[tuple[str, str]]:
    return [(str(unit.row_id), unit.code) for unit in units.companies(session)]


def _message(one: team.Told) -> MessageRow:
    told, time = one.message, vn_time(one.message.sent_at)
    if one.agent:
        read = say(f"supervision.message_{'read' if one.seen else 'unread'}")
        by = say(
            "supervision.message_by_alone", name=told.by_name, agent=one.agent, time=time, seen=read
        )
    elif one.unit:
        by = say(
            "supervision.message_by_to", name=told.by_name, unit=one.unit, time=time, seen=one.seen
        )
    else:
        by = say("supervision.message_by", name=told.by_name, time=time, seen=one.seen)
    return MessageRow(told.id or 0, told.text, by)
