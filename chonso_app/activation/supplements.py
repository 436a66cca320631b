"""Yêu cầu bổ sung: one more picture or word, asked of the customer or of the call's agent.

The dossier is not refused and keeps its place: `submitted_at` never changes. While it waits it
lies on no desk; answered, withdrawn or expired, it is offered first to the clerk who asked.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from chonso_app.activation import desk, rules
from chonso_app.activation.models import Dossier, DossierStatus
from chonso_app.activation.moves import tasks_topic, tell
from chonso_app.activation.supplement_models import (
    PICTURES,
    WANTED_OF,
    AskedOf,
    Supplement,
    SupplementStatus,
    Wanted,
)
from chonso_app.activation.supplement_notices import tell_asked, tell_over
from chonso_app.core import events
from chonso_app.core.actors import Actor, system
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.ekyc import beside, pictures
from chonso_app.ekyc.models import Evidence, Kind
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from chonso_app.recordings import playback

S = SupplementStatus
SWEEP = system("activation-sweep")
_AT_ONCE = 100


class NothingToAsk(ShopError):
    """Not something that can be asked of this person about this dossier."""


class AskedOften(ShopError):
    """It was asked for more several times already: now it is decided."""


class SupplementNotFound(ShopError):
    """No such request, not this person's, or it is over."""


class AnswerEmpty(ShopError):
    """A few words are needed."""


class MinuteUnreadable(ShopError):
    """What was typed is no minute of a recording."""


def ask(
    session: Session,
    actor: Actor,
    dossier_id: int,
    asked_of: AskedOf,
    wanted: Wanted,
    words: str = "",
    *,
    now: datetime,
) -> Supplement:
    """Put the dossier aside until one more thing has come, or its time is over.

    Raises:
        NotAllowed, DossierNotFound, LeaseLost, YourOwnCase, NothingToAsk, AskedOften
    """
    require(actor, Permission.ACTIVATION_DECIDE)
    order = orders.lock_order(session, desk.seen(session, actor, dossier_id).order_id)
    dossier = desk.locked_on_desk(session, actor, dossier_id, now=now)
    if not desk.may_decide(session, actor, dossier):
        raise desk.YourOwnCase
    if wanted not in askable(session, order)[asked_of]:
        raise NothingToAsk
    if len(of_dossier(session, dossier)) >= rules.MOST_SUPPLEMENTS:
        raise AskedOften(most=rules.MOST_SUPPLEMENTS)
    assert actor.user_id is not None  # who decides is a member of staff
    row = Supplement(
        dossier_id=dossier.key, order_id=order.key, code=order.code,
        call_id=dossier.evidence["call"], asked_of=asked_of, wanted=wanted,
        words=_clean(words, rules.NOTE_LENGTH), clerk_id=actor.user_id,
        agent_id=dossier.verifier_id if asked_of is AskedOf.AGENT else None,
        asked_at=now, due_at=now + _time_for(asked_of),
    )  # fmt: skip
    session.add(row)
    dossier.move_to(DossierStatus.AWAITING)
    _tell(session, actor, dossier, row, "activation.supplement_asked", now)
    tell_asked(session, order, row, now)
    return row


def askable(session: Session, order: Order) -> dict[AskedOf, list[Wanted]]:
    """A passport has no second side."""
    kinds = {kind.value for kind in pictures.wanted_kinds(session, order)}
    return {
        who: [one for one in wanted if one not in PICTURES or one.value in kinds]
        for who, wanted in WANTED_OF.items()
    }


def answer_in_words(
    session: Session, actor: Actor, code: str, words: str, *, now: datetime
) -> Supplement:
    """The customer's own.

    Raises:
        OrderNotFound, SupplementNotFound, AnswerEmpty
    """
    order = orders.order_of_locked(session, actor, code)
    row = open_of(session, order)
    if row is None or (row.asked_of, row.wanted) != (AskedOf.CUSTOMER, Wanted.NOTE):
        raise SupplementNotFound
    row.answer = _said(words)
    _answered(session, actor, row, now)
    return row


def answer_as_agent(
    session: Session,
    actor: Actor,
    supplement_id: int,
    words: str,
    *,
    at_ms: int | None = None,
    now: datetime,
) -> Supplement:
    """The agent's note on the recording.

    Raises:
        NotAllowed, SupplementNotFound, AnswerEmpty
    """
    row = _agents_own(session, actor, supplement_id)
    row.answer = _said(words)
    row.at_ms = at_ms if at_ms is not None and at_ms >= 0 else None
    _answered(session, actor, row, now)
    return row


def take_back(session: Session, actor: Actor, supplement_id: int, *, now: datetime) -> Supplement:
    """Rút yêu cầu: by the clerk who asked. The dossier is to be decided again.

    Raises:
        NotAllowed, SupplementNotFound
    """
    require(actor, Permission.ACTIVATION_DECIDE)
    row = _locked(session, supplement_id)
    if row.clerk_id != actor.user_id:
        raise SupplementNotFound
    row.move_to(S.WITHDRAWN, now)
    _back_to_the_queue(session, actor, row, "activation.supplement_withdrawn", now)
    if row.asked_of is AskedOf.CUSTOMER:
        tell_over(session, orders.order_by_id(session, row.order_id), row, now)
    return row


def expire(session: Session, *, now: datetime) -> int:
    """For the sweep: nobody answered in time, and the clerk decides with what there is."""
    over = select(Supplement.id).where(Supplement.status == S.OPEN, col(Supplement.due_at) <= now)
    ids = [one for one in session.exec(over.limit(_AT_ONCE)) if one is not None]
    done = 0
    for supplement_id in ids:
        row = _locked(session, supplement_id, only_open=False)
        if row.status is S.OPEN:
            row.move_to(S.EXPIRED, now)
            _back_to_the_queue(session, SWEEP, row, "activation.supplement_expired", now)
            done += 1
    return done


def open_of(session: Session, order: Order) -> Supplement | None:
    mine = select(Supplement).where(Supplement.order_id == order.key, Supplement.status == S.OPEN)
    return session.exec(mine.execution_options(populate_existing=True)).one_or_none()


def of_dossier(session: Session, dossier: Dossier) -> list[Supplement]:
    """Oldest first."""
    mine = select(Supplement).where(Supplement.dossier_id == dossier.key)
    return list(session.exec(mine.order_by(col(Supplement.id))))


def tasks_of(session: Session, actor: Actor) -> list[Supplement]:
    """What this agent is asked for, most urgent first. Raises NotAllowed."""
    require(actor, Permission.CALLS_TAKE)
    mine = select(Supplement).where(
        Supplement.status == S.OPEN, Supplement.agent_id == actor.user_id
    )
    return list(session.exec(mine.order_by(col(Supplement.due_at)).limit(50)))


def task_of(session: Session, actor: Actor, supplement_id: int) -> Supplement:
    """Raises NotAllowed, SupplementNotFound."""
    found = [row for row in tasks_of(session, actor) if row.key == supplement_id]
    if not found:
        raise SupplementNotFound
    return found[0]


def _agents_own(session: Session, actor: Actor, supplement_id: int) -> Supplement:
    require(actor, Permission.CALLS_TAKE)
    row = _locked(session, supplement_id)
    if row.asked_of is not AskedOf.AGENT or row.agent_id != actor.user_id:
        raise SupplementNotFound
    return row


def _locked(session: Session, supplement_id: int, *, only_open: bool = True) -> Supplement:
    """Order first, then the request: the one order of locks that everybody keeps."""
    found = session.get(Supplement, supplement_id)
    if found is None:
        raise SupplementNotFound
    orders.lock_order(session, found.order_id)
    session.refresh(found)
    if only_open and found.status is not S.OPEN:
        raise SupplementNotFound
    return found


def _answered(session: Session, actor: Actor, row: Supplement, now: datetime) -> None:
    row.answered_by = actor.label
    row.move_to(S.ANSWERED, now)
    _back_to_the_queue(session, actor, row, "activation.supplement_answered", now)


def _back_to_the_queue(
    session: Session, actor: Actor, row: Supplement, kind: str, now: datetime
) -> None:
    """At its old place, and for a while for the clerk who asked. Waiting is nobody's delay."""
    dossier = session.get_one(Dossier, row.dossier_id, populate_existing=True, with_for_update=True)
    dossier.move_to(DossierStatus.QUEUED)
    dossier.kept_for, dossier.kept_until = row.clerk_id, now + rules.KEPT_FOR_ASKER
    dossier.due_at += now - row.asked_at
    _tell(session, actor, dossier, row, kind, now)


def _tell(
    session: Session, actor: Actor, dossier: Dossier, row: Supplement, kind: str, now: datetime
) -> None:
    session.add(row)
    session.flush()
    tell(
        session, actor, dossier, kind, now=now, supplement=row.key,
        asked_of=row.asked_of.value, wanted=row.wanted.value,
    )  # fmt: skip
    if row.agent_id is not None:
        events.touch(session, tasks_topic(row.agent_id))


def _time_for(asked_of: AskedOf) -> timedelta:
    hours = {
        AskedOf.CUSTOMER: settings.supplement_customer_hours,
        AskedOf.AGENT: settings.supplement_agent_hours,
    }
    return timedelta(hours=hours[asked_of])


def _said(words: str) -> str:
    clean = _clean(words, rules.ANSWER_LENGTH)
    if len(clean) < 2:
        raise AnswerEmpty
    return clean


def _clean(words: str, longest: int) -> str:
    return " ".join(words.replace("\0", " ").split())[:longest]


# -- a picture of the customer, through eKYC's own page and route --------------------------------


def _kinds(session: Session, order: Order) -> list[Kind]:
    row = open_of(session, order)
    if row is None or row.asked_of is not AskedOf.CUSTOMER or row.wanted not in PICTURES:
        return []
    return [Kind(row.wanted.value)]


def _taken(session: Session, actor: Actor, order: Order, picture: Evidence, now: datetime) -> None:
    """`order` is locked by whoever stored the picture."""
    row = open_of(session, order)
    if row is not None:
        row.evidence_id = picture.key
        _answered(session, actor, row, now)


beside.ask_through(beside.Asking(_kinds, _taken))


# -- the recording that an agent is asked about ---------------------------------------------------


def _is_asked_about(session: Session, actor: Actor, call_id: int) -> bool:
    return any(row.call_id == call_id for row in tasks_of(session, actor))


playback.agents_play(_is_asked_about)
