"""Sending: one durable workflow per message, tried again while the provider is out of reach."""

import mimetypes

from dbos import DBOS
from dbos._error import DBOSMaxStepRetriesExceeded
from sqlmodel import Session

from chonso_app.core import db, media
from chonso_app.core.crashpoints import crashpoint
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from chonso_app.notifications import esms, service, smtp, webpush
from chonso_app.notifications.gateway import GONE, Attachment, Mail
from chonso_app.notifications.models import Channel
from chonso_app.notifications.service import Outgoing

_REFUSED = "refused:"


def _worth_retrying(error: BaseException) -> bool:
    return isinstance(error, GatewayUnavailable)


@DBOS.step(
    retries_allowed=True,
    max_attempts=9,  # about four minutes: a code is dead after five
    interval_seconds=1,
    backoff_rate=2,
    should_retry=_worth_retrying,
)
def deliver(message_id: int) -> str:
    """The provider's id, "" when it was out before, or `refused:<code>`.

    Its result is kept by the engine, so it must not hold what the message says.
    """
    outgoing = db.read(service.begin_sending, message_id)
    if outgoing is None:
        return ""
    try:
        provider_id = _send(outgoing)
    except GatewayRefused as refusal:
        return f"{_REFUSED}{refusal.code}"
    crashpoint("message-sent")
    return provider_id


def _send(outgoing: Outgoing) -> str:
    if outgoing.channel is Channel.SMS:
        return esms.gateway().send(outgoing.address, outgoing.sms, key=outgoing.key)
    if outgoing.channel is Channel.PUSH:
        if outgoing.target is None:
            raise GatewayRefused("push", GONE)
        return webpush.gateway().send(outgoing.target, outgoing.push, key=outgoing.key)
    assert outgoing.mail is not None
    files = tuple(_attachment(name, stored) for name, stored in outgoing.attachments)
    text = outgoing.mail
    mail = Mail(outgoing.address, text.subject, text.text, text.html, files)
    return smtp.gateway().send(mail, key=outgoing.key)


def _attachment(filename: str, stored: str) -> Attachment:
    media_type = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    inline = media_type.startswith("image/")
    return Attachment(filename, media.get(stored), media_type, inline)


@DBOS.step()
def settle(message_id: int, answer: str) -> None:
    def work(session: Session) -> None:
        now = db.utc_now()
        if answer.startswith(_REFUSED):
            service.settle_failed(session, message_id, answer.removeprefix(_REFUSED), now=now)
        else:
            service.settle_sent(session, message_id, answer, now=now)

    db.transact(work)


@DBOS.workflow(name=service.WORKFLOW)
def send_message(message_id: int) -> None:
    try:
        answer = deliver(message_id)
    except DBOSMaxStepRetriesExceeded:
        answer = f"{_REFUSED}unavailable"
    settle(message_id, answer)
