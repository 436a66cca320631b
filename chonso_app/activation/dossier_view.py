"""One dossier on the clerk's desk: all that the decision needs, its differences marked."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from chonso_app.accounts.models import User
from chonso_app.activation import desk, faces
from chonso_app.activation.comparing import Piece, compare
from chonso_app.activation.models import Dossier, SimProof
from chonso_app.activation.supplement_view import AnswerRow, answer_rows, choices
from chonso_app.calls import service as calls
from chonso_app.calls.models import Call
from chonso_app.contracts.models import Contract
from chonso_app.contracts.wording import promotion_of
from chonso_app.core import audit, iccid
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_time
from chonso_app.core.config import settings
from chonso_app.core.money import vnd
from chonso_app.core.msisdn import grouped, masked
from chonso_app.core.permissions import Permission, require
from chonso_app.core.texts import say
from chonso_app.ekyc import service as ekyc
from chonso_app.ekyc.models import Evidence, IdentityCheck, Paper
from chonso_app.orders.models import Order
from chonso_app.recordings.views import RecordingView, recording_view
from chonso_app.stores import service as stores


@dataclass(frozen=True)
class FactRow:
    """`card` and `live`: same, differs, or "" when there is nothing to compare with."""

    label: str
    typed: tuple[Piece, ...]
    read: tuple[Piece, ...] = ()
    card: str = ""
    live: str = ""
    differs: bool = False


@dataclass(frozen=True)
class Shot:
    label: str
    note: str
    address: str
    key: str


@dataclass(frozen=True)
class CheckRow:
    label: str
    tone: str  # ok, warn, bad
    value: str
    note: str


@dataclass(frozen=True)
class DossierView:
    dossier_id: int = 0
    code: str = ""
    msisdn: str = ""
    name: str = ""
    status: str = ""
    sim_kind: str = ""
    line: str = ""
    due: str = ""
    late: bool = False
    round: str = ""
    verifier: str = ""
    facts: list[FactRow] = field(default_factory=list)
    order_facts: list[FactRow] = field(default_factory=list)
    cards: list[Shot] = field(default_factory=list)
    faces: list[Shot] = field(default_factory=list)
    serial: str = ""  # of a physical SIM, as its customer gave it
    passport: bool = False  # the paper that was shown, which has no back
    recording: RecordingView = field(default_factory=RecordingView)
    answers: list[AnswerRow] = field(default_factory=list)  # to what clerks asked for beside it
    askable: list[str] = field(default_factory=list)  # `customer:portrait`
    checks: list[CheckRow] = field(default_factory=list)
    good: str = ""
    look: str = ""
    signed: str = ""
    signature: str = ""
    contract: str = ""


def open_dossier(session: Session, actor: Actor, dossier_id: int, *, now: datetime) -> DossierView:
    """The dossier that lies on the actor's desk, with all that the decision needs; audited.

    Raises:
        NotAllowed, DossierNotFound, LeaseLost
    """
    require(actor, Permission.ACTIVATION_DECIDE)
    dossier = desk.locked_on_desk(session, actor, dossier_id, now=now)
    order = session.get_one(Order, dossier.order_id)
    faces.show(session, actor, order, dossier, now=now)
    audit.record(
        session, actor, "activation.dossier_seen", f"order:{dossier.code}", now=now,
        dossier=dossier.key,
    )  # fmt: skip
    return _view(session, order, dossier, now)


def recording_of(session: Session, actor: Actor, dossier_id: int) -> RecordingView:
    """For a dossier that is shown already. Raises DossierNotFound."""
    return recording_view(session, desk.seen(session, actor, dossier_id).evidence["call"])


def _view(session: Session, order: Order, dossier: Dossier, now: datetime) -> DossierView:
    check = session.get(IdentityCheck, dossier.evidence.get("check") or 0)
    call = session.get_one(Call, dossier.evidence["call"])
    contract = session.get_one(Contract, dossier.evidence["contract"])
    sim = session.get(SimProof, dossier.evidence.get("sim") or 0)
    checks = [*_unproven(session, check), *_checks(check, order, faces.shown(dossier))]
    left = int((dossier.due_at - now).total_seconds() // 60)
    verifier = session.get(User, dossier.verifier_id) if dossier.verifier_id else None
    return DossierView(
        dossier_id=dossier.key,
        code=order.code,
        msisdn=grouped(order.msisdn),
        name=order.full_name,
        status=say(f"activation.status.{dossier.status.value}"),
        sim_kind=say(f"contracts.sim_kind.{order.sim_kind.value}"),
        line=say("desk.line", code=order.code, time=vn_time(dossier.submitted_at)),
        due=say("desk.due", minutes=left) if left >= 0 else say("desk.overdue", minutes=-left),
        late=left < 10,
        round=say("desk.round", round=dossier.round) if dossier.round > 1 else "",
        verifier=verifier.full_name if verifier else "",
        passport=ekyc.chosen_paper(session, order) is Paper.PASSPORT,
        facts=_facts(order, check, call),
        order_facts=_order_facts(session, order, dossier, sim),
        cards=[*_card_shots(session, order, check), *_sim_shot(order, sim)],
        serial=iccid.grouped(sim.iccid) if sim else "",
        faces=_face_shots(session, order, check, call),
        recording=recording_view(session, call.key),
        answers=answer_rows(session, dossier),
        askable=[value for value, _ in choices(session, order)],
        checks=checks,
        good=say("desk.checks_ok", count=sum(one.tone == "ok" for one in checks)),
        look=_count_to_look(checks),
        signed=say("desk.signed_at", time=vn_time(contract.signed_at or now)),
        signature=f"/api/admin/contracts/{order.code}/signature.png?{contract.id}",
        contract=f"/api/admin/contracts/{order.code}/hop-dong.pdf",
    )


def _facts(order: Order, check: IdentityCheck | None, call: Call) -> list[FactRow]:
    """Typed against card, and against what the agent saw live."""
    card = ekyc.card_fields(check) if check else None
    born = f"{order.born:%d/%m/%Y}" if order.born else ""
    rows = [
        ("name", order.full_name, card.name if card else ""),
        ("id_number", order.id_number or "", card.id_number if card else ""),
        ("birth_date", born, _day(card.birth_date) if card else ""),
        ("address", _address(order), card.address if card else ""),
    ]
    made = [_fact(name, typed, read, call) for name, typed, read in rows]
    if card:
        made += [
            _plain(say(f"desk.field.{name}"), value)
            for name, value in (
                ("sex", _sex(card.sex)), ("issued", _day(card.issued)),
                ("expires", _day(card.expires)),
            )
            if value
        ]  # fmt: skip
    return [*made, _plain(say("desk.field.phone"), masked(order.contact_phone))]


def _fact(name: str, typed: str, read: str, call: Call) -> FactRow:
    found = compare(typed, read)
    live = _seen_live(call, name)
    card = "" if found.state == "unread" else found.state
    differs = "differs" in {card, live}
    return FactRow(say(f"desk.field.{name}"), found.typed, found.card, card, live, differs)


def _seen_live(call: Call, name: str) -> str:
    """What the agent noted of this field in the call: same, differs, or "" (not compared)."""
    noted = call.matches.get(name)
    if not noted:
        return ""
    return "same" if noted["same"] else "differs"


def _plain(label: str, value: str, mark: str = "") -> FactRow:
    return FactRow(label, (Piece(value),), card=mark)


def _order_facts(
    session: Session, order: Order, dossier: Dossier, sim: SimProof | None
) -> list[FactRow]:
    facts = [
        ("msisdn", grouped(order.msisdn), ""),
        ("sim_kind", say(f"contracts.sim_kind.{order.sim_kind.value}"), ""),
        ("plan", order.plan_name or say("contracts.no_plan"), ""),
        ("promotion", promotion_of(order) or say("contracts.no_promotion"), ""),
        ("paid", vnd(order.total), "same"),
        (
            "lines",
            say("desk.lines_of_paper", nth=dossier.paper_slot, most=settings.numbers_per_paper),
            "same",
        ),
        ("receive", say(f"desk.receive.{order.receive_by.value}"), ""),
    ]
    rows = [_plain(say(f"desk.field.{name}"), value, mark) for name, value, mark in facts]
    return [*rows, *([_serial_fact(session, order, sim)] if sim else [])]


def _serial_fact(session: Session, order: Order, sim: SimProof) -> FactRow:
    """The serial must be that of the card which was given to this order (S6)."""
    card = stores.card_of_order(session, order.code)
    same = card is not None and card.iccid == sim.iccid
    shown = (Piece(iccid.grouped(sim.iccid)),)
    mark = "same" if same else "differs"
    return FactRow(say("desk.field.serial"), shown, card=mark, differs=not same)


def _sim_shot(order: Order, sim: SimProof | None) -> list[Shot]:
    if sim is None or sim.photo_at is None:
        return []
    note = f"{vn_time(sim.photo_at)} · {sim.width}×{sim.height}"
    return [Shot(say("desk.picture.sim"), note, f"/api/sim/{order.code}/{sim.key}", "0")]


def _card_shots(session: Session, order: Order, check: IdentityCheck | None) -> list[Shot]:
    if check is None:
        return []
    pictures = (("card_front", check.front_id, "1"), ("card_back", check.back_id, "2"))
    return [
        _evidence_shot(session, order, name, one, key)
        for name, one, key in pictures
        if one is not None  # a passport has one page
    ]


def _face_shots(
    session: Session, order: Order, check: IdentityCheck | None, call: Call
) -> list[Shot]:
    shots = [_evidence_shot(session, order, "portrait", check.portrait_id, "3")] if check else []
    began = call.live_at or call.enqueued_at
    for still in calls.stills_of(session, call.key):
        note = f"{still.width}×{still.height}"
        label = say(f"desk.still.{still.kind.value}", time=_clock(still.taken_at - began))
        address = f"/api/calls/{call.key}/stills/{still.number}"
        shots.append(Shot(label, note, address, str(len(shots) + 3)))
    return shots


def _evidence_shot(session: Session, order: Order, name: str, evidence_id: int, key: str) -> Shot:
    row = session.get_one(Evidence, evidence_id)
    note = f"{vn_time(row.taken_at)} · {row.width}×{row.height}"
    address = f"/api/ekyc/{order.code}/{row.key}"
    return Shot(say(f"desk.picture.{name}"), note, address, key)


def _unproven(session: Session, check: IdentityCheck | None) -> list[CheckRow]:
    """What the policy still wants: an approval is refused until it is there."""
    what = ekyc.lacks_in_words(session, check.id if check else None)
    title = say("ekyc.proof.lacking", what=what)
    return [CheckRow(say("ekyc.proof.label"), "bad", "", title)] if what else []


def _checks(check: IdentityCheck | None, order: Order, since: list[str]) -> list[CheckRow]:
    """Faults first, each with its reason; scores are for staff only.

    `since`: orders with this face that came after the check.
    """
    if check is None:
        return []
    scores = {one["check"]: one.get("score") for one in check.checks}
    rows = [_known_face([*ekyc.known_face_codes(check), *since])] if since else []
    for line in ekyc.story_of(check, order).lines:
        if since and line.check == "other_face":
            continue
        score = scores.get(line.check)
        value = f"{score:.2f}".replace(".", ",") if score is not None else line.value
        if line.check == "other_face":  # the clerk looks these orders up
            value = ", ".join(ekyc.known_face_codes(check)) or value
        tone = {"passed": "ok", "failed": "bad"}.get(line.outcome, "warn")
        rows.append(CheckRow(line.label, tone, value, line.title))
    return rows


def _known_face(codes: list[str]) -> CheckRow:
    label, note = say("ekyc.check.other_face"), say("ekyc.reason.face_known")
    return CheckRow(label, "warn", ", ".join(codes), note)


def _count_to_look(checks: list[CheckRow]) -> str:
    count = sum(one.tone != "ok" for one in checks)
    return say("desk.checks_look", count=count) if count else ""


def _address(order: Order) -> str:
    return ", ".join(part for part in (order.address, order.ward) if part)


def _day(day: object) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _sex(code: str) -> str:
    return say(f"desk.sex.{code}") if code in {"M", "F"} else ""


def _clock(span: timedelta) -> str:
    """`01:31` into the call."""
    seconds = max(0, int(span.total_seconds()))
    return f"{seconds // 60:02}:{seconds % 60:02}"
