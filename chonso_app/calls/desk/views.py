"""The call that occupies an agent, worded. Reads only; personal data from the pick-up on."""

from dataclasses import dataclass, field
from dataclasses import replace as _replace
from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.calls import rules, service
from chonso_app.calls.desk import board_views, verdicts
from chonso_app.calls.desk import service as desk
from chonso_app.calls.desk.board_views import Fact
from chonso_app.calls.desk.marking import Part, marked, plain
from chonso_app.calls.models import Call, CallEvent, CallState, StillKind
from chonso_app.calls.moves import order_of
from chonso_app.calls.rules import Matched
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_time
from chonso_app.core.config import settings
from chonso_app.core.msisdn import grouped, masked
from chonso_app.core.texts import has, say
from chonso_app.ekyc import service as ekyc
from chonso_app.ekyc.models import CheckStatus, IdentityCheck, Kind
from chonso_app.orders.models import Order, SimKind


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
class Doubt:
    """What the check of the papers was not sure of."""

    word: str
    text: str


@dataclass(frozen=True)
class CompareRow:
    field: str
    word: str
    typed: list[Part]
    read: list[Part]
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
    until: str = ""  # ISO: of an offer
    notice: str = ""
    ended: str = ""
    by_text: bool = False
    assist: str = ""  # "Đã báo trưởng ca lúc 10:12"; "" when not asked
    script: str = ""  # what to say now
    unsure: bool = False
    doubts: list[Doubt] = field(default_factory=list)
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
    stills_lacking: list[str] = field(default_factory=list)
    missing: str = ""  # what an approval lacks; "" when it may be


def case(session: Session, actor: Actor, now: datetime) -> Case:
    call = desk.current(session, actor)
    if call is None:
        return Case()
    order = order_of(session, call)
    screens = {CallState.CLAIMED: "offered", CallState.WRAPUP: "wrapup"}
    earlier = board_views.earlier_calls(session, call)
    attempt = board_views.attempt_of(earlier)
    check = ekyc.last_check(session, order)
    doubts = _doubts(check, order)
    base = Case(
        screen=screens.get(call.state, "talking"), call_id=call.key,
        number=grouped(order.msisdn), name=board_views.masked_name(order.full_name),
        code=order.code,
        attempt=say("calls.desk.attempt", number=attempt), again=attempt > 1,
        since=(call.live_at or call.enqueued_at).isoformat(),
        until=(call.state_at + rules.OFFER_LASTS).isoformat(),
        notice=board_views.last_outcome(call, earlier)[1],
        by_text=call.by_text_at is not None,
        unsure=bool(check and check.status == "unsure"), doubts=doubts,
        facts=_facts(order), story=_story(session, call, now),
    )  # fmt: skip
    return base if base.screen == "offered" else _with_work(session, base, call, order, check)


def _doubts(check: IdentityCheck | None, order: Order) -> list[Doubt]:
    """Which checks, in words that name nobody: no value that was typed or read is in them."""
    if check is None or check.status not in {CheckStatus.UNSURE, CheckStatus.PASSED}:
        return []
    lines = ekyc.story_of(check, order).lines
    return [Doubt(line.label, line.title) for line in lines if line.outcome == "unsure"]


def _facts(order: Order) -> list[Fact]:
    sim = "calls.desk.esim" if order.sim_kind is SimKind.ESIM else "calls.desk.sim"
    known = {
        "code": order.code, "phone": masked(order.contact_phone) if order.contact_phone else "",
        "plan": order.plan_name, "sim": say(sim),
    }  # fmt: skip
    return [Fact(say(f"calls.desk.order.{key}"), text) for key, text in known.items() if text]


def _story(session: Session, call: Call, now: datetime) -> list[Happening]:
    """The newest of what has words; the rest is for the file."""
    about = select(CallEvent).where(CallEvent.call_id == call.key)
    rows = session.exec(about.order_by(col(CallEvent.id).desc()).limit(60))
    worded = [(row, key) for row in rows if has(key := f"calls.desk.event.{row.kind}")]
    return [Happening(say(key), vn_time(row.at)) for row, key in worded[:8]]


def _with_work(
    session: Session, base: Case, call: Call, order: Order, check: IdentityCheck | None
) -> Case:
    compared = _compared(call, order, check)
    stills = service.stills_of(session, call.key)
    ended = call.state is CallState.WRAPUP
    by = "customer_hung_up" if ended and _ended_by_customer(session, call) else "you_hung_up"
    last, taken = stills[-1] if stills else None, {still.kind for still in stills}
    return _replace(
        base, name=order.full_name, ended=say(f"calls.desk.{by}") if ended else "",
        assist=_assist(call),
        script="" if ended else _script(call),
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
        taken=[kind.value for kind in StillKind if kind in taken],
        stills_lacking=[
            kind.value for kind in verdicts.stills_wanted(session, call) if kind not in taken
        ],
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


def _assist(call: Call) -> str:
    return say("calls.desk.assist_asked", time=vn_time(call.assist_at)) if call.assist_at else ""


def _script(call: Call) -> str:
    """The sentence for the step being done; the first one holds the notice of the recording."""
    key = f"calls.script.{rules.next_step(call.steps, call.checklist) or 'done'}"
    written = f"{key}.written"
    return say(written if call.by_text_at and has(written) else key, brand=settings.brand)


def _steps(call: Call) -> list[StepRow]:
    doing = rules.next_step(call.steps, call.checklist)
    rows = []
    for place, step in enumerate(rules.steps_of(call.checklist), start=1):
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
    differs = key is not Matched.FACE and bool(read) and plain(typed) != plain(read)
    time = vn_time(datetime.fromisoformat(noted["at"])) if noted else ""
    shown = marked(typed, read) if differs else ([Part(typed)], [Part(read)])
    if not read:
        shown = [Part(typed)], [Part(say("calls.desk.none_read"))]
    return CompareRow(key.value, say(f"calls.desk.field.{key}"), *shown, differs, seen, time)


def _missing(codes: list[str]) -> str:
    """`still.face`, `step.turn`, … → "Còn 1 ảnh, 2 bước"; other features' codes word themselves."""
    counts = {what: sum(code.startswith(f"{what}.") for code in codes) for what in _WHAT}
    parts = [say(f"calls.desk.missing.{what}", count=n) for what, n in counts.items() if n]
    parts += [say(f"calls.missing.{code}") for code in codes if code.partition(".")[0] not in _WHAT]
    return say("calls.desk.missing", what=", ".join(parts)) if parts else ""


_WHAT = ("still", "step", "match")
