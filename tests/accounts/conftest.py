"""People and browsers of the account tests."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from chonso_app.accounts import seed, sessions
from chonso_app.accounts.models import Unit, User
from chonso_app.core import db
from chonso_app.core.actors import Actor, Role
from chonso_app.core.crypto import hmac_hex
from chonso_app.notifications import service as notifications
from chonso_app.notifications.models import Message

PHONE = "84912345678"
OTHER_PHONE = "84987654321"
LAN = Actor(visitor=hmac_hex("visitor", "lan"), address="203.0.113.7")
MINH = Actor(visitor=hmac_hex("visitor", "minh"), address="198.51.100.9")
CodeOf = Callable[[str], str]


@pytest.fixture(autouse=True)
def fast_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2 at full strength would be most of the time of these tests."""
    from passlib.handlers.argon2 import argon2

    from chonso_app.accounts import passwords

    quick = argon2.using(rounds=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "argon2", quick)
    passwords._nobody.cache_clear()


@pytest.fixture
def people(database: sa.Engine, fast_passwords: None, now: datetime) -> None:
    """The demo's units, provinces, staff and one customer."""
    db.transact(seed.seed, now)


@pytest.fixture
def code_of(database: sa.Engine) -> CodeOf:
    """The code in the newest SMS to a phone, as its owner reads it."""

    def newest(phone: str) -> str:
        def query(session: Session) -> str:
            mine = select(Message).where(Message.recipient_hash == hmac_hex("recipient", phone))
            message = session.exec(mine.order_by(sa.desc(sa.column("id")))).first()
            assert message is not None
            outgoing = notifications.begin_sending(session, message.row_id)
            assert outgoing is not None
            found = re.search(r"\b\d{6}\b", outgoing.sms)
            assert found is not None
            return found[0]

        return db.read(query)

    return newest


@pytest.fixture
def administrator(people: None, now: datetime) -> Actor:
    return logged_in("quantri", now)


def logged_in(login: str, now: datetime, browser: Actor = LAN) -> Actor:
    """The actor of a browser in which `login` is logged in."""

    def begin(session: Session) -> str:
        user = session.exec(select(User).where(User.login == login)).one()
        return sessions.start(session, browser, user, now=now)

    return actor_behind(db.transact(begin), now, browser)


def actor_behind(token: str, now: datetime, browser: Actor = LAN) -> Actor:
    return db.read(sessions.actor_of, token, browser.visitor, now=now)


def user_named(login: str) -> User:
    return db.read(lambda session: session.exec(select(User).where(User.login == login)).one())


def unit_coded(code: str) -> int:
    return db.read(lambda session: session.exec(select(Unit).where(Unit.code == code)).one()).row_id


def some_customer(phone: str = PHONE) -> User:
    return db.read(lambda session: session.exec(select(User).where(User.phone == phone)).one())


ROLE_OF_DEMO = {"goivideo": Role.VIDEO_AGENT, "quantri": Role.ADMINISTRATOR}
