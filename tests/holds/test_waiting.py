"""Báo tôi khi số trống: told once, in order, and nobody's address is kept for nothing."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from chonso_app.core.actors import Actor, Role, system
from chonso_app.core.config import settings
from chonso_app.holds import jobs, service, waiting
from chonso_app.holds.models import WaitEntry
from chonso_app.notifications.models import InboxItem, Message
from chonso_app.notifications.rules import mail
from chonso_app.numbers import service as numbers
from chonso_app.numbers.alerts import NotAnEmail
from tests.holds.conftest import NUMBERS
from tests.orders.world import customer

NUMBER, OTHER, THIRD, LAST = NUMBERS


def told(session: Session) -> list[str]:
    return [
        message.recipient for message in session.exec(select(Message).order_by(col(Message.id)))
    ]


def waits(session: Session, name: str, msisdn: str, now) -> None:
    who = Actor.anonymous(visitor=name, address="203.0.113.9")
    waiting.wait_for(session, who, msisdn, email=f"{name}@example.vn", now=now)


@pytest.fixture
def held(shelf, lan, now):
    return service.place(shelf, lan, NUMBER, now=now)


def test_the_first_three_hear_of_it_when_it_is_given_back_and_only_once(shelf, lan, held, now):
    for name in ("an", "ba", "co", "du"):
        waits(shelf, name, NUMBER, now)
    waits(shelf, "an", NUMBER, now)  # again is harmless
    service.release(shelf, lan, held.id, now=now)
    assert told(shelf) == ["an@example.vn", "ba@example.vn", "co@example.vn"]
    again = service.place(shelf, lan, NUMBER, now=now)
    service.release(shelf, lan, again.id, now=now)
    assert told(shelf)[3:] == ["du@example.vn"]
    assert shelf.exec(select(WaitEntry)).all() == []


def test_and_when_its_time_runs_out(shelf, held, now):
    waits(shelf, "an", NUMBER, now)
    shelf.commit()
    jobs.put_back_what_is_due(now + timedelta(minutes=6))
    assert told(shelf) == ["an@example.vn"]
    message = shelf.exec(select(Message)).one()
    worded = mail(message.template, {"number": "0901 23 6868", "brand": "", "hotline": ""})
    assert "0901 23 6868" in worded.subject


def test_nobody_hears_of_a_number_that_the_next_buyer_takes_at_once(shelf, minh, held, now):
    waits(shelf, "an", NUMBER, now)
    service.place(shelf, minh, NUMBER, now=now + timedelta(minutes=6))
    assert told(shelf) == []
    assert len(shelf.exec(select(WaitEntry)).all()) == 1


def test_one_waits_for_what_another_holds_and_for_nothing_else(shelf, lan, held, now):
    for actor, msisdn in ((lan, NUMBER), (Actor.anonymous("x"), OTHER)):
        with pytest.raises(waiting.NothingToWaitFor):
            waiting.wait_for(shelf, actor, msisdn, email="a@b.vn", now=now)
    with pytest.raises(numbers.NumberNotFound):
        waits(shelf, "an", "84900000000", now)
    service.keep(shelf, system("payments"), held.id, now=now)
    with pytest.raises(waiting.NothingToWaitFor):
        waits(shelf, "an", NUMBER, now)


@pytest.mark.parametrize("email", ["", "an", "an@", "an@example.vn\nBcc: x@y.vn"])
def test_a_stranger_leaves_an_address(shelf, held, now, email):
    with pytest.raises(NotAnEmail):
        waiting.wait_for(shelf, Actor.anonymous("x"), NUMBER, email=email, now=now)


def test_who_is_signed_in_is_told_in_the_inbox(shelf, lan, held, now):
    ha = Actor(user_id=customer(shelf, now).row_id, role=Role.CUSTOMER, visitor="ha")
    waiting.wait_for(shelf, ha, NUMBER, now=now)
    assert waiting.is_waiting(shelf, ha, NUMBER)
    service.release(shelf, lan, held.id, now=now)
    assert [item.template for item in shelf.exec(select(InboxItem))] == ["holds.number_free"]
    assert told(shelf) == []


def test_one_waits_for_so_many_and_no_more(shelf, lan, minh, now, monkeypatch):
    monkeypatch.setattr(settings, "waits_per_person", 1)
    service.place(shelf, lan, NUMBER, now=now)
    service.place(shelf, minh, OTHER, now=now)
    waits(shelf, "an", NUMBER, now)
    with pytest.raises(waiting.WaitsForMany):
        waits(shelf, "an", OTHER, now)
    waits(shelf, "ba", OTHER, now)


def test_addresses_are_not_kept_for_what_is_sold_or_too_long_ago(shelf, lan, minh, held, now):
    service.place(shelf, minh, OTHER, now=now)
    waits(shelf, "an", NUMBER, now)
    waits(shelf, "ba", OTHER, now)
    service.keep(shelf, system("payments"), held.id, now=now)
    numbers.sell(shelf, system("payments"), NUMBER, now=now)
    shelf.commit()
    assert jobs.forget_who_waits_for_nothing(now) == 1
    assert jobs.forget_who_waits_for_nothing(now + timedelta(hours=25)) == 1
