"""Say something to somebody, once. The caller owns the transaction; the worker does the sending."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from chonso_app.core import events, jobs
from chonso_app.core.config import settings
from chonso_app.core.crypto import hmac_hex
from chonso_app.notifications import push, rules
from chonso_app.notifications.gateway import GONE, PushTarget
from chonso_app.notifications.models import Channel, InboxItem, Message, MessageStatus

WORKFLOW = "send_message"
_INBOX_SHOWN = 50


class UnknownTemplate(ValueError):
    """No text under `notify.<template>`: a mistake of ours."""


def notify(  # noqa: PLR0913
    session: Session,
    key: str,
    template: str,
    *,
    customer_id: int | None = None,
    phone: str | None = None,
    email: str | None = None,
    visitors: Iterable[str] = (),
    params: Mapping[str, object] | None = None,
    attachments: Iterable[tuple[str, str]] = (),
    secret: bool = False,
    now: datetime,
) -> None:
    """Tell the fact `key` through every channel that has both an address here and a text.

    The texts are `notify.<template>.sms`, `.subject` + `.mail`, `.title` + `.body` (the inbox).
    Telling the same `key` to the same address again does nothing.

    Args:
        phone: E.164 digits.
        visitors: browsers that may see what it is about, for web push, beside the customer's own.
        params: fill the texts; plain strings and integers. `brand` and `hotline` are there
            already. `path` ("/phieu/GS-…") is where the inbox line leads, and the button of the
            mail.
        attachments: (file name, name in `core.media`), for the mail.
        secret: the parameters are a secret (a code, an activation link): wiped once sent, and
            never put in the inbox.
    """
    if not any(rules.speaks(template, channel) for channel in ("sms", "email", "inbox")):
        raise UnknownTemplate(template)
    filled = _filled(params or {})
    files = [{"filename": name, "media": media} for name, media in attachments]
    for channel, address in ((Channel.SMS, phone), (Channel.EMAIL, email)):
        if address and rules.speaks(template, channel.value):
            _queue(session, key, channel, address, template, filled, files, secret=secret, now=now)
    if customer_id is not None and not secret and rules.speaks(template, "inbox"):
        _to_inbox(session, key, customer_id, template, filled, now=now)
    if not secret and rules.speaks(template, "push"):
        for target in push.targets(session, customer_id, visitors):
            _queue(session, key, Channel.PUSH, target, template, filled, [], secret=False, now=now)


def _filled(params: Mapping[str, object]) -> dict[str, object]:
    everybody = {"brand": settings.brand, "hotline": settings.hotline}
    path = params.get("path")
    link = {"link": f"{settings.public_url}{path}"} if path and "link" not in params else {}
    return everybody | link | dict(params)


def _queue(
    session: Session,
    key: str,
    channel: Channel,
    address: str,
    template: str,
    params: dict[str, object],
    files: list[dict[str, str]],
    *,
    secret: bool,
    now: datetime,
) -> None:
    row = {
        "key": key, "channel": channel, "recipient": address,
        "recipient_hash": hmac_hex("recipient", address), "template": template,
        "params": json.dumps(params, ensure_ascii=False), "secret": secret,
        "attachments": files if channel is Channel.EMAIL else [], "status": MessageStatus.QUEUED,
        "provider_id": "", "failure": "", "created_at": now,
    }  # fmt: skip
    made = session.execute(
        _insert(session)(Message).values(**row).on_conflict_do_nothing().returning(col(Message.id))
    ).scalar_one_or_none()
    if made is not None:
        jobs.enqueue(session, WORKFLOW, str(made), made, queue=jobs.Queue.NOTIFY)


def _to_inbox(
    session: Session,
    key: str,
    customer_id: int,
    template: str,
    params: dict[str, object],
    *,
    now: datetime,
) -> None:
    row = {
        "customer_id": customer_id, "key": key, "template": template,
        "params": json.dumps(params, ensure_ascii=False), "created_at": now,
    }  # fmt: skip
    session.execute(_insert(session)(InboxItem).values(**row).on_conflict_do_nothing())
    events.touch(session, f"inbox:{customer_id}")


def _insert(session: Session) -> Any:
    postgres = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert if postgres else sqlite.insert


# -- the worker's side ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Outgoing:
    """Everything the adapter needs, worded. `key` makes a repeated sending harmless."""

    channel: Channel
    address: str
    key: str
    sms: str = ""
    mail: rules.MailText | None = None
    push: str = ""
    target: PushTarget | None = None  # None for a push: the browser has been forgotten
    attachments: tuple[tuple[str, str], ...] = ()


def begin_sending(session: Session, message_id: int) -> Outgoing | None:
    """None when it is out already."""
    message = session.get_one(Message, message_id)
    if message.status is not MessageStatus.QUEUED or message.params is None:
        return None
    params = json.loads(message.params)
    # not the row's number alone: a database begun anew would repeat the old numbers
    key = f"{message.key}:{message.recipient_hash}:{message.created_at.isoformat()}"
    if message.channel is Channel.SMS:
        return Outgoing(
            Channel.SMS, message.recipient, key, sms=rules.sms(message.template, params)
        )
    if message.channel is Channel.PUSH:
        text = rules.push(message.template, params, tag=hmac_hex("push-tag", message.key)[:16])
        target = push.target_of(session, message.recipient)
        return Outgoing(Channel.PUSH, message.recipient, key, push=text, target=target)
    files = tuple((file["filename"], file["media"]) for file in message.attachments)
    images = [name for name, _ in files if name.endswith((".png", ".jpg"))]
    worded = rules.mail(message.template, params, images)
    return Outgoing(Channel.EMAIL, message.recipient, key, mail=worded, attachments=files)


def settle_sent(session: Session, message_id: int, provider_id: str, *, now: datetime) -> None:
    """Settling twice changes nothing: a step may run again after a crash."""
    message = session.get_one(Message, message_id, with_for_update=True)
    if message.status is MessageStatus.QUEUED:
        message.move_to(MessageStatus.SENT, now=now)
        message.provider_id = provider_id[:128]


def settle_failed(session: Session, message_id: int, failure: str, *, now: datetime) -> None:
    message = session.get_one(Message, message_id, with_for_update=True)
    if message.status is MessageStatus.QUEUED:
        message.move_to(MessageStatus.FAILED, now=now)
        message.failure = failure[:64]
        if message.channel is Channel.PUSH and failure == GONE:
            push.forget(session, message.recipient)


# -- the inbox -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class InboxEntry:
    item_id: int
    text: rules.InboxText
    template: str
    at: datetime
    unread: bool


def inbox_of(session: Session, customer_id: int, *, limit: int = _INBOX_SHOWN) -> list[InboxEntry]:
    """Newest first."""
    mine = select(InboxItem).where(InboxItem.customer_id == customer_id)
    rows = session.exec(mine.order_by(col(InboxItem.id).desc()).limit(limit))
    return [_entry(row) for row in rows]


def unread_count(session: Session, customer_id: int) -> int:
    query = sa.select(sa.func.count()).select_from(InboxItem)
    mine = (col(InboxItem.customer_id) == customer_id) & col(InboxItem.read_at).is_(None)
    return session.scalar(query.where(mine)) or 0


def mark_read(session: Session, customer_id: int, *, now: datetime) -> None:
    """All of it: who opens the inbox has seen it."""
    mine = (col(InboxItem.customer_id) == customer_id) & col(InboxItem.read_at).is_(None)
    session.execute(sa.update(InboxItem).where(mine).values(read_at=now))
    events.touch(session, f"inbox:{customer_id}")


def _entry(row: InboxItem) -> InboxEntry:
    text = rules.inbox(row.template, json.loads(row.params))
    return InboxEntry(row.id or 0, text, row.template, row.created_at, row.read_at is None)
