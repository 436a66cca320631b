"""How a call is concluded: what an approval needs, the agent's verdict, the supervisor's."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from chonso_app.calls import rules
from chonso_app.calls.desk.service import end_talk, mine
from chonso_app.calls.models import Call, CallState, StillKind
from chonso_app.calls.moves import CallNotFound, locked, move, order_of
from chonso_app.calls.queue.presence import call_concluded
from chonso_app.calls.rules import Matched, Verdict
from chonso_app.calls.service import papers_hold, rejections, stills_of
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.errors import ForbiddenMove, ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.ekyc import service as ekyc
from chonso_app.orders import service as orders


class BadReason(ShopError):
    """The reason does not belong to the verdict."""


class NotComplete(ShopError):
    """An approval lacks something: see `missing_for_approval`."""


class YourOwnCall(ShopError):
    """Who held the talk does not judge it a second time: another supervisor does."""


class NeverApproved(ShopError):
    """Its agent left this call because of abuse: the verification was not finished."""


class PersonChanged(ShopError):
    """The customer changed name, number or birth date during the call: a new call is needed."""


Condition = Callable[[Session, Call], list[str]]
_conditions: list[Condition] = []


def approval_needs(condition: Condition) -> None:
    """For features to the right: codes of what a call lacks, worded `calls.missing.<code>`."""
    if condition not in _conditions:
        _conditions.append(condition)


def missing_for_approval(session: Session, call: Call) -> list[str]:
    """Codes of what an approval still lacks: stills, steps, comparisons. Empty when it may be."""
    kinds = {still.kind for still in stills_of(session, call.key)}
    lacking = [f"still.{kind}" for kind in stills_wanted(session, call) if kind not in kinds]
    lacking += [
        f"step.{step}" for step in rules.steps_of(call.checklist) if step.value not in call.steps
    ]
    lacking += [
        f"match.{field}"
        for field in Matched
        if not (call.matches.get(field.value) or {}).get("same")
    ]
    return lacking + [code for condition in _conditions for code in condition(session, call)]


def stills_wanted(session: Session, call: Call) -> list[StillKind]:
    """The face, and the sides that the paper of this order has."""
    sides = {kind.value for kind in ekyc.wanted_kinds(session, order_of(session, call))}
    return [kind for kind in StillKind if kind is StillKind.FACE or kind.value in sides]


def decide(
    session: Session,
    actor: Actor,
    call_id: int,
    verdict: Verdict,
    reason: str | None,
    *,
    now: datetime,
) -> Call:
    """Conclude the call, hanging up first if need be.

    Raises:
        CallNotFound, BadReason, NotComplete, PersonChanged
    """
    if verdict is Verdict.APPROVED:
        _lock_order(session, call_id)
    call = mine(session, actor, call_id)
    if not rules.fits(verdict, reason):
        raise BadReason
    if call.state is CallState.CLAIMED:
        raise ForbiddenMove(details={"call": call.key, "was": "claimed", "asked": verdict.value})
    if verdict is Verdict.APPROVED:
        _may_approve(session, call, now)
    if call.is_talking:
        end_talk(session, call, actor, now)
    _conclude(session, call, verdict, reason, actor, now)
    call_concluded(session, actor, now)
    return call


def leave_abuse(session: Session, actor: Actor, call_id: int, *, now: datetime) -> Call:
    """The agent gets out of an abusive call at once; a supervisor decides what comes of it.

    Set aside as suspected fraud is: this customer cannot call again before, and no supervisor can
    make an approval of it. The agent rests until they say that they are ready.

    Raises:
        CallNotFound, ForbiddenMove
    """
    call = mine(session, actor, call_id)
    if call.is_talking:
        end_talk(session, call, actor, now)
    call.reason, call.decided_at, call.assist_at = rules.ABUSIVE, now, None
    move(session, call, CallState.QUARANTINED, actor, now, reason=call.reason)
    call_concluded(session, actor, now, rest=True)
    return call


def _lock_order(session: Session, call_id: int) -> None:
    """Order first, then call, as a booking takes them: an approval looks at both."""
    call = session.get(Call, call_id)
    if call is None:
        raise CallNotFound(details={"call": call_id})
    orders.lock_order(session, call.order_id)


def _may_approve(session: Session, call: Call, now: datetime) -> None:
    """The order is locked: see `_lock_order`."""
    if missing_for_approval(session, call):
        raise NotComplete
    order = order_of(session, call)
    same_person = order.person_version == call.person_version
    if not same_person or not papers_hold(session, order, now):
        raise PersonChanged


_STATE_OF = {
    Verdict.APPROVED: CallState.APPROVED,
    Verdict.REJECTED: CallState.REJECTED,
    Verdict.INCONCLUSIVE: CallState.INCONCLUSIVE,
    Verdict.SUSPECTED_FRAUD: CallState.QUARANTINED,
}


def _conclude(
    session: Session, call: Call, verdict: Verdict, reason: str | None, actor: Actor, now: datetime
) -> None:
    call.reason, call.decided_at, call.assist_at = reason, now, None
    move(session, call, _STATE_OF[verdict], actor, now, reason=reason)
    order = order_of(session, call)
    if verdict is Verdict.APPROVED:
        orders.note_identified(session, actor, order, now=now)
    elif verdict is Verdict.REJECTED and rejections(session, order) >= settings.call_rejections:
        ekyc.prepare_after_calls(session, order, now=now)


def settle_quarantine(
    session: Session,
    actor: Actor,
    call_id: int,
    verdict: Verdict,
    reason: str | None,
    *,
    now: datetime,
) -> Call:
    """A supervisor decides what an agent set aside as suspected fraud.

    Raises:
        CallNotFound, YourOwnCall, BadReason, NeverApproved, NotComplete, PersonChanged, NotAllowed
    """
    require(actor, Permission.CALLS_WATCH)
    if verdict is Verdict.APPROVED:
        _lock_order(session, call_id)
    call = locked(session, call_id)
    foreign = actor.unit_id is not None and call.unit_id not in {None, actor.unit_id}
    if call.state is not CallState.QUARANTINED or foreign:
        raise CallNotFound(details={"call": call_id})
    if call.agent_id == actor.user_id:
        raise YourOwnCall
    if verdict is Verdict.SUSPECTED_FRAUD or not rules.fits(verdict, reason):
        raise BadReason
    if verdict is Verdict.APPROVED:
        if call.reason == rules.ABUSIVE:
            raise NeverApproved
        _may_approve(session, call, now)
    if call.reason == rules.ABUSIVE and verdict is Verdict.REJECTED:
        reason = rules.Rejection.MISCONDUCT.value  # nothing else was found out
    _conclude(session, call, verdict, reason, actor, now)
    return call
