"""What is written in a call, by either side: for who cannot hear or speak, and for what is spelt.

Kept with the call, sealed; shown to the two who talk while they talk, and to the agent until the
verdict.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from chonso_app.calls import rules
from chonso_app.calls.models import WITH_AGENT, Call, CallMessage, MessageKind
from chonso_app.calls.moves import DESKS, CallNotFound, locked, note
from chonso_app.calls.room.service import Side, seat
from chonso_app.core import events
from chonso_app.core.actors import Actor
from chonso_app.core.crypto import seal, unseal
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, permits


class NothingWritten(ShopError):
    """Only blanks, or more than `most` characters."""


class TooManyMessages(ShopError):
    """Nobody needs more in one call."""


class Words(BaseModel):
    """As a browser sends it. `ref`: its own name for it, so that twice is once."""

    ref: str = Field(pattern=r"^[A-Za-z0-9-]{4,32}$")
    kind: MessageKind = MessageKind.TEXT
    text: str = Field(max_length=4 * rules.LONGEST_MESSAGE)


@dataclass(frozen=True)
class Message:
    ref: str
    side: Side
    kind: MessageKind
    text: str
    at: datetime


@dataclass(frozen=True)
class Shown:
    """To one of the two. `by_text`: the customer writes instead of speaking."""

    side: Side
    by_text: bool
    messages: list[Message]


def topic(call_id: int) -> str:
    """Of its own: a line of chat must not make both pages read everything again."""
    return f"call-chat:{call_id}"


def chair_of(session: Session, actor: Actor, call_id: int) -> Side:
    """Who of the two this is. The agent keeps the chair until the verdict.

    Raises:
        CallNotFound
    """
    call = session.get(Call, call_id)
    held = call is not None and call.agent_id == actor.user_id and call.state in WITH_AGENT
    if held and permits(actor, Permission.CALLS_TAKE):
        return Side.AGENT
    return seat(session, actor, call_id)


def write(session: Session, actor: Actor, call_id: int, words: Words, *, now: datetime) -> None:
    """Raises CallNotFound, NothingWritten, TooManyMessages. Captions are the agent's only."""
    call = locked(session, call_id)
    side = chair_of(session, actor, call_id)
    if not call.is_talking:
        raise CallNotFound(details={"call": call_id})
    text = " ".join(words.text.split())
    if not text or len(text) > rules.LONGEST_MESSAGE:
        raise NothingWritten(most=rules.LONGEST_MESSAGE)
    known = select(CallMessage.id).where(
        CallMessage.call_id == call_id, CallMessage.ref == words.ref
    )
    if session.exec(known).first() is not None:
        return
    if _count(session, call_id) >= rules.MOST_MESSAGES:
        raise TooManyMessages
    kind = words.kind if side is Side.AGENT else MessageKind.TEXT
    sealed = seal(text.encode(), name=_name(call_id, words.ref))
    session.add(
        CallMessage(
            call_id=call_id, ref=words.ref, side=side.value, kind=kind, sealed=sealed, at=now
        )
    )
    events.touch(session, topic(call_id))


def ask_by_text(session: Session, actor: Actor, call_id: int, on: bool, *, now: datetime) -> None:
    """The customer says that they write instead of speaking; the agent sees it before answering.

    Raises:
        CallNotFound
    """
    call = locked(session, call_id)
    if chair_of(session, actor, call_id) is not Side.CUSTOMER:
        raise CallNotFound(details={"call": call_id})
    if bool(call.by_text_at) is on:
        return
    call.by_text_at = now if on else None
    session.add(call)
    note(session, call, "by_text" if on else "by_voice", actor, now)
    events.touch(session, topic(call_id), f"call:{call_id}", "queue:calls", DESKS)


def read(session: Session, actor: Actor, call_id: int) -> Shown:
    """For the two who talk. Raises CallNotFound."""
    side = chair_of(session, actor, call_id)
    call = session.get_one(Call, call_id)
    return Shown(side, call.by_text_at is not None, messages_of(session, call_id))


def messages_of(session: Session, call_id: int) -> list[Message]:
    """In the order in which they came. The caller has made sure of who asks."""
    written = select(CallMessage).where(CallMessage.call_id == call_id)
    return [
        Message(
            one.ref, Side(one.side), one.kind,
            unseal(one.sealed, name=_name(call_id, one.ref)).decode(), one.at,
        )
        for one in session.exec(written.order_by(col(CallMessage.id)))
    ]  # fmt: skip


def _count(session: Session, call_id: int) -> int:
    counted = select(sa.func.count()).where(CallMessage.call_id == call_id)
    return session.exec(counted).one()


def _name(call_id: int, ref: str) -> str:
    """What the seal is bound to: words of one call do not open in another."""
    return f"call-message/{call_id}/{ref}"
