"""A supervisor's hand in the work of the team: messages, giving a call to an agent, taking it over.

Nobody joins or listens to a running call (7.26).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.accounts.models import Unit, User
from chonso_app.calls import rules
from chonso_app.calls.models import (
    AgentPresence,
    Availability,
    Call,
    CallState,
    MessageSeen,
    TeamMessage,
)
from chonso_app.calls.moves import PLACES, CallNotFound, locked, move, requeue
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require

TOPIC = "team:messages"
MESSAGE_LASTS = timedelta(hours=8)
LONGEST_MESSAGE = 300


class EmptyMessage(ShopError):
    """Nothing to say, or more than fits. `most`: characters."""


class MessageNotFound(ShopError):
    """No such message, or not of a team that the actor leads."""


class TeamNotFound(ShopError):
    """No such unit."""


class AgentNotThere(ShopError):
    """Not on duty in a unit that the supervisor leads."""


class AgentInCall(ShopError):
    """Has a call already: nobody takes two."""


class CannotBeGiven(ShopError):
    """The call is being concluded, or is over."""


@dataclass(frozen=True)
class Told:
    """A message with how many agents have read it. `agent`, `unit`: to whom, "" for everybody."""

    message: TeamMessage
    seen: int
    unit: str
    agent: str


# -- messages --------------------------------------------------------------------------------


def tell_team(
    session: Session, actor: Actor, text: str, unit_id: int | None, *, now: datetime
) -> TeamMessage:
    """`unit_id` None: every team that the actor leads. A unit's supervisor speaks to that unit.

    Raises:
        NotAllowed, EmptyMessage, TeamNotFound
    """
    require(actor, Permission.CALLS_WATCH)
    if actor.unit_id is not None:
        unit_id = actor.unit_id
    if unit_id is not None and session.get(Unit, unit_id) is None:
        raise TeamNotFound(details={"unit": unit_id})
    return _tell(session, actor, text, unit_id, None, now)


def tell_agent(
    session: Session, actor: Actor, text: str, agent_id: int, *, now: datetime
) -> TeamMessage:
    """To one agent alone, who need not be free, nor at the desk before the message ends.

    Raises:
        NotAllowed, EmptyMessage, AgentNotThere
    """
    require(actor, Permission.CALLS_WATCH)
    presence = session.get(AgentPresence, agent_id)
    if presence is None or actor.unit_id not in (None, presence.unit_id):
        raise AgentNotThere(details={"agent": agent_id})
    return _tell(session, actor, text, presence.unit_id, agent_id, now)


def _tell(
    session: Session, actor: Actor, text: str, unit_id: int | None, agent_id: int | None,
    now: datetime,
) -> TeamMessage:  # fmt: skip
    words = " ".join(text.split())
    if not words or len(words) > LONGEST_MESSAGE:
        raise EmptyMessage(most=LONGEST_MESSAGE)
    sender = session.get_one(User, actor.user_id)
    message = TeamMessage(
        unit_id=unit_id, agent_id=agent_id, text=words, by_name=sender.full_name,
        sent_by=sender.row_id, sent_at=now, until=now + MESSAGE_LASTS,
    )  # fmt: skip
    session.add(message)
    session.flush()
    action = "calls.team_message" if agent_id is None else "calls.agent_message"
    audit.record(session, actor, action, f"message:{message.id}", now=now)
    events.touch(session, TOPIC)
    return message


def take_back(session: Session, actor: Actor, message_id: int, *, now: datetime) -> None:
    """Raises NotAllowed, MessageNotFound."""
    require(actor, Permission.CALLS_WATCH)
    message = session.get(TeamMessage, message_id)
    if message is None or (actor.unit_id is not None and message.unit_id != actor.unit_id):
        raise MessageNotFound(details={"message": message_id})
    message.until = now
    session.add(message)
    events.touch(session, TOPIC)


def told(session: Session, actor: Actor, *, now: datetime) -> list[Told]:
    """What the supervisor's teams are being told, newest first."""
    require(actor, Permission.CALLS_WATCH)
    seen = (
        sa.select(sa.func.count())
        .where(col(MessageSeen.message_id) == col(TeamMessage.id))
        .scalar_subquery()
    )
    current = (
        sa.select(
            TeamMessage, seen, sa.func.coalesce(col(Unit.code), ""),
            sa.func.coalesce(col(User.full_name), ""),
        )
        .outerjoin(Unit, col(Unit.id) == col(TeamMessage.unit_id))
        .outerjoin(User, col(User.id) == col(TeamMessage.agent_id))
        .where(col(TeamMessage.until) > now)
    )  # fmt: skip
    if actor.unit_id is not None:
        current = current.where(col(TeamMessage.unit_id) == actor.unit_id)
    rows = session.execute(current.order_by(col(TeamMessage.id).desc()).limit(20))
    return [Told(*row) for row in rows]


def unread(session: Session, actor: Actor, *, now: datetime) -> list[TeamMessage]:
    """What this agent has not read yet, oldest first."""
    require(actor, Permission.CALLS_TAKE)
    mine = select(TeamMessage).where(
        col(TeamMessage.until) > now,
        _is_to(actor),
        col(TeamMessage.id).not_in(
            sa.select(col(MessageSeen.message_id)).where(col(MessageSeen.user_id) == actor.user_id)
        ),
    )
    return list(session.exec(mine.order_by(col(TeamMessage.id)).limit(5)))


def _is_to(actor: Actor) -> sa.ColumnElement[bool]:
    to_all = col(TeamMessage.agent_id).is_(None)
    team = sa.or_(col(TeamMessage.unit_id).is_(None), col(TeamMessage.unit_id) == actor.unit_id)
    return sa.or_(col(TeamMessage.agent_id) == actor.user_id, sa.and_(to_all, team))


def mark_seen(session: Session, actor: Actor, message_id: int, *, now: datetime) -> None:
    """Twice is once. Raises NotAllowed, MessageNotFound."""
    require(actor, Permission.CALLS_TAKE)
    assert actor.user_id is not None  # staff always have one
    heard = select(TeamMessage.id).where(TeamMessage.id == message_id, _is_to(actor))
    if session.exec(heard).one_or_none() is None:
        raise MessageNotFound(details={"message": message_id})
    if session.get(MessageSeen, (message_id, actor.user_id)) is None:
        session.add(MessageSeen(message_id=message_id, user_id=actor.user_id, seen_at=now))
        events.touch(session, TOPIC)


# -- calls -----------------------------------------------------------------------------------


def of_unit(session: Session, actor: Actor, call_id: int) -> Call:
    """A call, locked, that the supervisor may manage. Raises NotAllowed, CallNotFound."""
    require(actor, Permission.CALLS_WATCH)
    call = locked(session, call_id)
    if actor.unit_id is not None and call.unit_id not in (None, actor.unit_id):
        raise CallNotFound(details={"call": call_id})
    return call


def can_be_moved(call: Call) -> bool:
    """From its agent to another: not any more when it is being concluded."""
    return call.is_talking or call.state is CallState.CLAIMED


def give_to(session: Session, actor: Actor, call_id: int, agent_id: int, *, now: datetime) -> Call:
    """Giao cho: the next call of this agent; a running one goes back to the queue for them.

    A waiting call is kept for the agent for as long as a dropped one is (three minutes, while they
    are free); then anybody may take it, so that nobody waits for ever.

    Raises:
        NotAllowed, CallNotFound, AgentNotThere, CannotBeGiven
    """
    call = of_unit(session, actor, call_id)
    _on_duty(session, actor, agent_id, now)
    if can_be_moved(call):
        if call.agent_id == agent_id:
            return call
        _to_the_queue(session, call, actor, now, "reassigned")
    elif call.state is not CallState.WAITING:
        raise CannotBeGiven
    call.preferred_agent_id, call.state_at = agent_id, now
    call.priority += 1
    session.add(call)
    _note(session, actor, call, "calls.given", now, agent=agent_id)
    return call


def _to_the_queue(session: Session, call: Call, actor: Actor, now: datetime, why: str) -> None:
    if call.state is CallState.LIVE:  # for the customer it is the same as a line that dropped
        move(session, call, CallState.RECONNECTING, actor, now, why=why)
    requeue(session, call, actor, now, why)


def _on_duty(session: Session, actor: Actor, agent_id: int, now: datetime) -> None:
    """Raises AgentNotThere."""
    presence = session.get(AgentPresence, agent_id)
    fresh = presence is not None and presence.last_seen > now - rules.PRESENCE_LASTS
    ready = fresh and presence is not None and presence.availability is Availability.AVAILABLE
    led = presence is not None and actor.unit_id in (None, presence.unit_id)
    if not (ready and led):
        raise AgentNotThere


def take_over(session: Session, actor: Actor, call_id: int, *, now: datetime) -> Call:
    """Nhận cuộc này: the supervisor becomes the agent; the customer keeps the place.

    The customer is told that somebody else goes on; the supervisor picks up on the agents' console.

    Raises:
        NotAllowed, CallNotFound, CannotBeGiven, AgentInCall
    """
    require(actor, Permission.CALLS_TAKE)
    call = of_unit(session, actor, call_id)
    if call.agent_id == actor.user_id:
        return call
    if can_be_moved(call):
        _to_the_queue(session, call, actor, now, "taken_over")
    elif call.state is not CallState.WAITING:
        raise CannotBeGiven
    try:
        with session.begin_nested():
            call.agent_id, call.agent_seen_at = actor.user_id, now
            move(session, call, CallState.CLAIMED, actor, now, why="taken_over")
    except IntegrityError as error:
        raise AgentInCall from error
    _note(session, actor, call, "calls.taken_over", now)
    return call


def _note(
    session: Session, actor: Actor, call: Call, action: str, now: datetime, **detail: int
) -> None:
    call.assist_at = None
    audit.record(session, actor, action, f"call:{call.key}", now=now, **detail)
    events.touch(session, "queue:calls", PLACES)
