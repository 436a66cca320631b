"""Báo khi có số: asking to be told, by account or by a confirmed address, and taking it back."""

import re
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.accounts import tally
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_date
from chonso_app.core.config import settings
from chonso_app.core.crypto import hmac_hex
from chonso_app.core.errors import ShopError
from chonso_app.notifications import service as notifications
from chonso_app.numbers import query as queries
from chonso_app.numbers import service
from chonso_app.numbers.alert_models import PER_PERSON, NumberAlert
from chonso_app.numbers.alert_words import in_words
from chonso_app.numbers.query import Query, Sort

LASTS = timedelta(days=90)
UNCONFIRMED_LASTS = timedelta(hours=48)
_MAILS_PER_DAY = 3  # to one address, whoever asks for them
_MAILS_PER_NETWORK_ADDRESS = 30  # a day
_A_DAY = timedelta(days=1)
_LONGEST_QUESTION, _LONGEST_EMAIL = 400, 254
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_TRIES = 3


class AlertTooWide(ShopError):
    """The question leaves nothing out: every number would be told."""


class TooManyAlerts(ShopError):
    """`most`: how many one may have."""


class NotAnEmail(ShopError):
    """What was typed is no address of mail."""


class TooManyConfirmations(ShopError):
    """The address got as many links today as one gets."""


class AlertNotFound(ShopError):
    """No such alert, or another person's: we do not say which."""


def set_for_customer(
    session: Session, actor: Actor, question: str, *, now: datetime
) -> NumberAlert:
    """Told in the inbox from now on. Asking again keeps the one that is there.

    Raises:
        AlertTooWide, TooManyAlerts
        PatternUnreadable, PatternTooLong: what the question was refused with.
    """
    if not actor.is_customer:
        raise AlertNotFound
    mark = hmac_hex("alert-owner", f"customer:{actor.user_id}")
    alert = _new(session, mark, question, now)
    alert.customer_id, alert.confirmed_at = actor.user_id, now
    return _kept(session, alert)


def ask_by_mail(
    session: Session, actor: Actor, email: str, question: str, *, now: datetime
) -> None:
    """Sends the link that switches it on. The same answer for every address.

    Raises:
        NotAnEmail, TooManyConfirmations
        what `set_for_customer` refuses with.
    """
    address = address_typed(email)
    mark = hmac_hex("alert-owner", f"email:{address}")
    sent = _count_mail(session, actor, mark, now)
    wanted = _new(session, mark, question, now)
    wanted.email = address
    alert = _kept(session, wanted)
    notifications.notify(
        session,
        f"alert-confirm:{alert.id}:{now:%Y%m%d}:{sent}",
        "numbers.alert_confirm",
        email=address,
        params={
            "words": in_words(alert.question),
            "link": link_of(alert),
            "until": vn_date(alert.ends_at),
        },
        secret=True,
        now=now,
    )


def address_typed(typed: str) -> str:
    """An address of mail as we keep it. Raises NotAnEmail."""
    address = typed.strip().lower()
    if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise NotAnEmail
    return address


def address_masked(address: str) -> str:
    """`lan@example.vn` → `l…@example.vn`: whoever typed it knows it again."""
    name, at, host = address.strip().partition("@")
    return f"{name[:1]}…{at}{host}"


def by_token(session: Session, token: str) -> NumberAlert:
    """The alert of a link in a mail. Raises AlertNotFound."""
    alert_id = token.partition(".")[0]
    known = alert_id.isascii() and alert_id.isdigit() and len(alert_id) < 10
    alert = session.get(NumberAlert, int(alert_id)) if known else None
    if alert is None or token != token_of(alert):
        raise AlertNotFound
    return alert


def confirm(session: Session, token: str, *, now: datetime) -> NumberAlert:
    """The owner of the address says yes. Again is harmless. Raises AlertNotFound."""
    alert = by_token(session, token)
    if alert.confirmed_at is None:
        alert.confirmed_at, alert.ends_at = now, now + LASTS
        session.add(alert)
    return alert


def stop(session: Session, token: str) -> None:
    """By the link of a mail. Raises AlertNotFound."""
    session.delete(by_token(session, token))


def alerts_of(session: Session, actor: Actor) -> list[NumberAlert]:
    """The customer's, newest first."""
    mine = select(NumberAlert).where(NumberAlert.customer_id == actor.user_id)
    newest = col(NumberAlert.created_at).desc()
    return list(session.exec(mine.order_by(newest))) if actor.is_customer else []


def remove(session: Session, actor: Actor, alert_id: int) -> None:
    """Raises AlertNotFound, also for another person's."""
    alert = session.get(NumberAlert, alert_id)
    if alert is None or not actor.is_customer or alert.customer_id != actor.user_id:
        raise AlertNotFound
    session.delete(alert)


def token_of(alert: NumberAlert) -> str:
    """Opens this alert and no other, also when the row's number is used again."""
    told = f"{alert.id}|{alert.owner_mark}|{alert.created_at.isoformat()}"
    return f"{alert.id}.{hmac_hex('alert-link', told)[:40]}"


def link_of(alert: NumberAlert) -> str:
    """Built from our own setting, never from the request's Host header."""
    return f"{settings.public_url}/bao-so/?ma={token_of(alert)}"


def question_of(typed: str) -> Query:
    """What an address asks, without its order and place. Raises as `set_for_customer`."""
    asked = queries.from_url(typed[:_LONGEST_QUESTION]).but(sort=Sort.CHEAPEST, element=None)
    if not queries.to_url(asked):
        raise AlertTooWide
    return asked


def _new(session: Session, owner_mark: str, typed: str, now: datetime) -> NumberAlert:
    """Of nobody yet, and on no place."""
    asked = question_of(typed)
    question = queries.to_url(asked)
    return NumberAlert(
        owner_mark=owner_mark,
        place=0,
        question=question,
        question_mark=hmac_hex("alert-question", question),
        created_at=now,
        ends_at=now + LASTS,
        total=service.total(session, asked),
    )


def _kept(session: Session, alert: NumberAlert) -> NumberAlert:
    """Stored on the first free place, or the one that is there for this question."""
    for _ in range(_TRIES):
        mine = session.exec(
            select(NumberAlert)
            .where(NumberAlert.owner_mark == alert.owner_mark)
            .execution_options(populate_existing=True)
        ).all()
        same = [one for one in mine if one.question_mark == alert.question_mark]
        if same:
            return same[0]
        alert.place = _free_place(session, list(mine))
        try:
            with session.begin_nested():
                session.add(alert)
                session.flush()
        except IntegrityError:  # the same person a moment ago, in another tab
            continue
        return alert
    raise TooManyAlerts(most=PER_PERSON)


def _free_place(session: Session, mine: list[NumberAlert]) -> int:
    """What nobody confirmed gives way: a stranger must not fill up somebody's places."""
    free = set(range(PER_PERSON)) - {one.place for one in mine}
    if free:
        return min(free)
    waiting = [one for one in mine if one.confirmed_at is None]
    if not waiting:
        raise TooManyAlerts(most=PER_PERSON)
    oldest = min(waiting, key=lambda one: one.created_at)
    session.delete(oldest)
    session.flush()
    return oldest.place


def _count_mail(session: Session, actor: Actor, mark: str, now: datetime) -> int:
    """How many links went to the address today, with this one."""
    from_here = f"alert-from:{hmac_hex('address', actor.address)}"
    asked = tally.count(session, from_here, lasts=_A_DAY, now=now, renew=False)
    sent = tally.count(session, f"alert-mail:{mark}", lasts=_A_DAY, now=now, renew=False)
    if sent > _MAILS_PER_DAY or asked > _MAILS_PER_NETWORK_ADDRESS:
        raise TooManyConfirmations
    return sent


def forget_what_is_over(session: Session, *, now: datetime) -> int:
    """Ended, or never confirmed. How many."""
    over = sa.or_(
        col(NumberAlert.ends_at) <= now,
        sa.and_(
            col(NumberAlert.confirmed_at).is_(None),
            col(NumberAlert.created_at) <= now - UNCONFIRMED_LASTS,
        ),
    )
    done = session.execute(sa.delete(NumberAlert).where(over))
    assert isinstance(done, sa.CursorResult)
    return done.rowcount
