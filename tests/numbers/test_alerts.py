"""Báo khi có số: who may ask, who is told, once a day, and who is forgotten."""

import re
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.accounts.models import User
from chonso_app.core.actors import Actor, Role
from chonso_app.core.db import utc_now
from chonso_app.notifications import service as notifications
from chonso_app.notifications.models import Channel, Message
from chonso_app.numbers import alert_jobs, alerting, alerts, changes
from chonso_app.numbers.alert_models import PER_PERSON, NumberAlert
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.index.live import Status
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.pattern import PatternUnreadable

SOMEBODY = Actor.anonymous(visitor="a" * 64, address="203.0.113.7")
EMAIL = "lan@example.vn"
X = "0901236868"
# What does not depend on the kind of database
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def lan(session: Session, now: datetime) -> Actor:
    user = User(phone="84912345678", role=Role.CUSTOMER, created_at=now)
    session.add(user)
    session.flush()
    return Actor(user_id=user.id, role=Role.CUSTOMER, visitor="b" * 64)


def into_stock(session: Session, *nationals: str, price: int = 900_000, at: datetime) -> None:
    year = utc_now().year
    put_on_shelf(session, [new_row(one, price, this_year=year) for one in nationals])
    changes.note(session, [f"84{one[1:]}" for one in nationals], at)
    session.flush()


def looked(session: Session, now: datetime) -> list[int]:
    """What the sweep does at `now`; the alerts that were told."""
    while (found := alerting.look(session, now=now)) is not None:
        assert alerting.settle(session, found, now=now)
        session.flush()
        if found.since is None:
            continue
    due = alerting.ids_to_tell(session, now=now)
    return [one for one in due if alerting.tell(session, one, now=now)]


def mails(session: Session) -> list[Message]:
    sent = select(Message).where(Message.channel == Channel.EMAIL)
    return list(session.exec(sent.order_by(Message.id)))  # pyright: ignore[reportArgumentType]


def token_in(message: Message) -> str:
    match = re.search(r"ma=([0-9]+\.[0-9a-f]+)", message.params or "")
    assert match
    return match[1]


def confirmed(session: Session, now: datetime, question: str = "q=*6868") -> NumberAlert:
    alerts.ask_by_mail(session, SOMEBODY, EMAIL, question, now=now)
    session.flush()
    return alerts.confirm(session, token_in(mails(session)[-1]), now=now)


def test_a_customer_hears_of_a_new_number_in_the_inbox(session, lan, now):
    alerts.set_for_customer(session, lan, "q=*6868&gia=-1000000", now=now)
    assert looked(session, now) == []
    into_stock(session, X, "0901236869", at=now)
    into_stock(session, "0931236868", price=5_000_000, at=now)
    assert len(looked(session, now + timedelta(minutes=2))) == 1
    (entry,) = notifications.inbox_of(session, lan.user_id or 0)
    assert entry.text.title == "Có số đúng ý bạn: 0901 23 6868"
    assert "đuôi 6868" in entry.text.body
    assert "Hiện có 1 số" in entry.text.body
    assert entry.text.link.startswith("/tim?q=*6868&gia=")


def test_a_change_is_held_against_the_questions_once(session, lan, now):
    alerts.set_for_customer(session, lan, "q=*6868", now=now)
    looked(session, now)
    into_stock(session, X, at=now)
    later = now + timedelta(minutes=2)
    found = alerting.look(session, now=later)
    assert found is not None
    assert alerting.settle(session, found, now=later)
    assert not alerting.settle(session, found, now=later)
    assert alerting.look(session, now=later) is None


@ONE_DATABASE
def test_what_is_not_settled_yet_waits(session, lan, now):
    alerts.set_for_customer(session, lan, "q=*6868", now=now)
    looked(session, now)
    into_stock(session, X, at=now)
    assert looked(session, now + timedelta(seconds=30)) == []
    assert len(looked(session, now + timedelta(seconds=90))) == 1


def test_one_message_a_day_with_what_came_in_between(session, lan, now):
    alerts.set_for_customer(session, lan, "q=*6868", now=now)
    looked(session, now)
    into_stock(session, X, at=now)
    assert len(looked(session, now + timedelta(minutes=2))) == 1
    into_stock(session, "0931236868", "0931246868", at=now + timedelta(minutes=3))
    assert looked(session, now + timedelta(hours=1)) == []
    assert len(looked(session, now + timedelta(days=1))) == 1
    newest = notifications.inbox_of(session, lan.user_id or 0)[0]
    assert newest.text.title == "Có số đúng ý bạn: 0931 23 6868"


@ONE_DATABASE
def test_a_message_has_five_numbers_at_most_and_a_way_out(session, now):
    alert = confirmed(session, now)
    looked(session, now)
    into_stock(session, *(f"0931{place}6868" for place in range(10, 18)), at=now)
    assert looked(session, now + timedelta(minutes=2)) == [alert.id]
    told = mails(session)[-1].params or ""
    assert told.count("900.000") == 5
    assert alerts.token_of(alert) in told


def test_a_number_that_went_again_is_not_told(session, lan, now):
    alerts.set_for_customer(session, lan, "q=*6868", now=now)
    looked(session, now)
    into_stock(session, X, at=now)
    later = now + timedelta(minutes=2)
    found = alerting.look(session, now=later)
    assert found is not None
    alerting.settle(session, found, now=later)
    session.get_one(Number, "84901236868").status = NumberStatus.BLOCKED
    session.flush()
    assert looked(session, later) == []


def test_a_whole_new_shelf_is_compared_by_how_many_there_are(session, lan, now):
    into_stock(session, X, at=now)
    alerts.set_for_customer(session, lan, "q=*6868", now=now)
    alerts.set_for_customer(session, lan, "q=*7777", now=now)
    looked(session, now)
    year = utc_now().year
    put_on_shelf(session, [new_row("0931236868", 60_000, this_year=year)])
    changes.rebuild(session, now)
    session.flush()
    assert len(looked(session, now + timedelta(minutes=2))) == 1


def sold(session: Session, *nationals: str, at: datetime) -> None:
    for one in nationals:
        session.get_one(Number, f"84{one[1:]}").status = NumberStatus.BLOCKED
    changes.note(session, [f"84{one[1:]}" for one in nationals], at)
    session.flush()


def imported(session: Session, *nationals: str, at: datetime) -> None:
    """So many that none is named."""
    year = utc_now().year
    put_on_shelf(session, [new_row(one, 60_000, this_year=year) for one in nationals])
    changes.rebuild(session, at)
    session.flush()


def test_after_a_sale_a_smaller_import_is_told_too(session, lan, now):
    first = ["0901236868", "0901246868", "0901256868"]
    into_stock(session, *first, at=now)
    alert = alerts.set_for_customer(session, lan, "q=*6868", now=now)
    looked(session, now)
    sold(session, *first, at=now)
    assert looked(session, now + timedelta(minutes=2)) == []
    assert alert.total == 0
    imported(session, "0931236868", at=now + timedelta(minutes=3))
    assert looked(session, now + timedelta(minutes=5)) == [alert.id]


@ONE_DATABASE
def test_a_mark_that_takes_numbers_away_is_no_news(session, lan, now):
    into_stock(session, X, at=now)
    alert = alerts.set_for_customer(session, lan, "q=*6868", now=now)
    looked(session, now)
    session.get_one(Number, "84901236868").status = NumberStatus.BLOCKED
    imported(session, "0931237777", at=now)
    assert looked(session, now + timedelta(minutes=2)) == []
    assert alert.total == 0


def test_numbers_named_beside_a_mark_are_told_though_there_are_no_more_than_before(
    session, lan, now
):
    into_stock(session, X, at=now)
    alert = alerts.set_for_customer(session, lan, "q=*6868", now=now)
    looked(session, now)
    sold(session, X, at=now)
    into_stock(session, "0931236868", at=now)
    changes.rebuild(session, now)
    assert looked(session, now + timedelta(minutes=2)) == [alert.id]


@ONE_DATABASE
def test_nothing_is_held_against_an_index_that_is_late(session, lan, now, monkeypatch):
    alerts.set_for_customer(session, lan, "q=*6868", now=now)
    looked(session, now)
    imported(session, X, at=now)
    later = now + timedelta(minutes=2)
    with monkeypatch.context() as late:
        late.setattr(alerting.live, "status", lambda: Status("", is_behind=True))
        assert looked(session, later) == []
        late.setattr(alerting.live, "status", lambda: Status("behind", is_behind=True))
        assert alerting.look(session, now=later) is not None, "the database is asked then"
    assert len(looked(session, later)) == 1


@ONE_DATABASE
def test_when_the_first_finds_are_sold_by_the_evening_the_newer_ones_are_told(session, lan, now):
    alert = alerts.set_for_customer(session, lan, "q=*6868", now=now)
    looked(session, now)
    into_stock(session, X, at=now)
    looked(session, now + timedelta(minutes=2))
    early = [f"0931{place}6868" for place in range(10, 15)]
    into_stock(session, *early, at=now + timedelta(minutes=3))
    looked(session, now + timedelta(minutes=5))
    into_stock(session, "0941236868", at=now + timedelta(minutes=6))
    looked(session, now + timedelta(minutes=8))
    sold(session, *early, at=now + timedelta(minutes=9))
    assert looked(session, now + timedelta(days=1)) == [alert.id]
    newest = notifications.inbox_of(session, lan.user_id or 0)[0]
    assert newest.text.title == "Có số đúng ý bạn: 0941 23 6868"


def test_an_address_counts_when_its_owner_confirms_it(session, now):
    alerts.ask_by_mail(session, SOMEBODY, " Lan@Example.VN ", "q=*6868", now=now)
    looked(session, now)
    into_stock(session, X, at=now)
    assert looked(session, now + timedelta(minutes=2)) == []
    (mail,) = mails(session)
    assert mail.recipient == EMAIL
    alert = alerts.confirm(session, token_in(mail), now=now)
    assert alert.ends_at == now + alerts.LASTS
    into_stock(session, "0931236868", at=now + timedelta(minutes=3))
    assert looked(session, now + timedelta(minutes=5)) == [alert.id]


@ONE_DATABASE
def test_asking_twice_is_one_alert(session, lan, now):
    first = alerts.set_for_customer(session, lan, "q=6868", now=now)
    again = alerts.set_for_customer(session, lan, "sap-xep=dep&q=6868", now=now)
    assert first.id == again.id


def test_ten_for_each(session, lan, now):
    for place in range(PER_PERSON):
        alerts.set_for_customer(session, lan, f"q=*{6800 + place}", now=now)
    with pytest.raises(alerts.TooManyAlerts):
        alerts.set_for_customer(session, lan, "q=*9999", now=now)
    mine = alerts.alerts_of(session, lan)
    alerts.remove(session, lan, mine[0].row_id)
    session.flush()
    alerts.set_for_customer(session, lan, "q=*9999", now=now)
    assert len(alerts.alerts_of(session, lan)) == PER_PERSON


def test_a_stranger_cannot_fill_up_the_places_of_an_address(session, now, monkeypatch):
    monkeypatch.setattr(alerts, "_MAILS_PER_DAY", 50)
    mine = confirmed(session, now)
    for place in range(PER_PERSON + 2):
        asked = f"q=*{1200 + place}"
        alerts.ask_by_mail(session, SOMEBODY, EMAIL, asked, now=now + timedelta(seconds=place))
    kept = session.exec(select(NumberAlert)).all()
    assert len(kept) == PER_PERSON
    assert mine.id in {one.id for one in kept}


@ONE_DATABASE
def test_an_address_gets_few_links_a_day(session, now):
    for place in range(3):
        alerts.ask_by_mail(session, SOMEBODY, EMAIL, f"q=*{1200 + place}", now=now)
    with pytest.raises(alerts.TooManyConfirmations):
        alerts.ask_by_mail(session, SOMEBODY, EMAIL, "q=*1299", now=now)


@ONE_DATABASE
def test_a_question_must_leave_something_out(session, lan, now):
    for question in ("", "sap-xep=dep", "la=gi"):
        with pytest.raises(alerts.AlertTooWide):
            alerts.set_for_customer(session, lan, question, now=now)


@ONE_DATABASE
def test_what_cannot_be_read_is_refused(session, lan, now):
    with pytest.raises(PatternUnreadable):
        alerts.set_for_customer(session, lan, "q=%23%23", now=now)


@ONE_DATABASE
def test_what_is_no_address_is_refused(session, now):
    for typed in ("", "lan", "lan@", "lan@x", "a b@example.vn", "x" * 250 + "@a.vn"):
        with pytest.raises(alerts.NotAnEmail):
            alerts.ask_by_mail(session, SOMEBODY, typed, "q=*6868", now=now)


@ONE_DATABASE
def test_a_link_opens_its_own_alert_only(session, now):
    token = alerts.token_of(confirmed(session, now))
    for wrong in ("", "1", "x.y", token[:-1], "2" + token[1:], "9" * 40):
        with pytest.raises(alerts.AlertNotFound):
            alerts.confirm(session, wrong, now=now)
    alerts.stop(session, token)
    session.flush()
    with pytest.raises(alerts.AlertNotFound):
        alerts.stop(session, token)
    assert session.exec(select(NumberAlert)).all() == []


@ONE_DATABASE
def test_nobody_removes_another_ones(session, lan, now):
    alert = alerts.set_for_customer(session, lan, "q=*6868", now=now)
    session.flush()
    for actor in (SOMEBODY, Actor(user_id=999, role=Role.CUSTOMER)):
        with pytest.raises(alerts.AlertNotFound):
            alerts.remove(session, actor, alert.row_id)
    assert alerts.alerts_of(session, SOMEBODY) == []


def test_what_is_over_is_forgotten(session, lan, now):
    alerts.set_for_customer(session, lan, "q=*6868", now=now)
    alerts.ask_by_mail(session, SOMEBODY, EMAIL, "q=*6868", now=now)
    session.flush()
    assert alerts.forget_what_is_over(session, now=now + timedelta(hours=47)) == 0
    assert alerts.forget_what_is_over(session, now=now + timedelta(hours=49)) == 1
    assert alerts.forget_what_is_over(session, now=now + timedelta(days=91)) == 1


def test_a_place_that_another_tab_took_a_moment_ago_is_not_taken_twice(
    session, lan, now, monkeypatch
):
    alerts.set_for_customer(session, lan, "q=*6868", now=now)
    find, stale = alerts._free_place, [0]  # what was free when the other tab looked, too
    monkeypatch.setattr(alerts, "_free_place", lambda *g: stale.pop() if stale else find(*g))
    second = alerts.set_for_customer(session, lan, "q=*7979", now=now)
    session.flush()
    assert second.place == 1
    assert len(alerts.alerts_of(session, lan)) == 2


def test_the_sweep_reads_a_long_feed_and_tells(session, lan, now, monkeypatch):
    monkeypatch.setattr(alerting, "_BATCH", 2)
    alerts.set_for_customer(session, lan, "q=*6868", now=now)
    session.commit()
    assert alert_jobs.tell_who_waits(now) == 0  # begins at the end of the feed
    into_stock(session, "0901230001", "0901230002", "0901230003", X, at=now)
    session.commit()
    assert alert_jobs.tell_who_waits(now + timedelta(minutes=2)) == 1
    assert alert_jobs.tell_who_waits(now + timedelta(minutes=3)) == 0
    assert alert_jobs.forget_alerts(now + timedelta(days=91)) == 1
