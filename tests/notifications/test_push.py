"""Web push: who is written to, with what, and when a browser is forgotten."""

import json
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from chonso_app.core import texts
from chonso_app.core.actors import Actor, Role
from chonso_app.core.config import settings
from chonso_app.notifications import push, service
from chonso_app.notifications.gateway import GONE
from chonso_app.notifications.models import Channel, Message, MessageStatus, PushSubscription

POINT = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
AT = "https://fcm.googleapis.com/fcm/send/abc"
LAN = Actor(user_id=7, role=Role.CUSTOMER, visitor="lan-browser")
VISITOR = Actor.anonymous("other-browser")
TEXTS = {
    "notify.try.paid.title": "Đã nhận {amount}",
    "notify.try.paid.body": "Mã giữ số {code}.",
    "notify.try.sms_only.sms": "x",
}


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = texts.catalogue() | TEXTS
    monkeypatch.setattr(texts, "catalogue", lambda: whole)


def subscribe(session: Session, now: datetime, actor: Actor = LAN, endpoint: str = AT) -> None:
    push.subscribe(session, actor, endpoint, POINT, AUTH, now=now)


def tell(session: Session, now: datetime, template: str = "try.paid", **more: Any) -> None:
    params = {"amount": "1.000 ₫", "code": "GS-7K3Q68", "path": "/phieu/GS-7K3Q68"}
    service.notify(session, "paid:1", template, params=params, now=now, **more)


def pushes(session: Session) -> list[Message]:
    return list(session.exec(select(Message).where(Message.channel == Channel.PUSH)))


def test_a_fact_is_pushed_once_to_each_browser_of_the_customer(
    session: Session, now: datetime
) -> None:
    subscribe(session, now)
    subscribe(session, now, endpoint=AT + "2")
    for _ in range(3):
        tell(session, now, customer_id=7)
    assert len(pushes(session)) == 2


def test_the_push_says_the_title_and_the_way_and_nothing_more(
    session: Session, now: datetime
) -> None:
    subscribe(session, now)
    tell(session, now, customer_id=7)
    outgoing = service.begin_sending(session, pushes(session)[0].row_id)
    assert outgoing
    assert outgoing.target
    assert outgoing.target.endpoint == AT
    told = json.loads(outgoing.push)
    assert told["title"] == "Đã nhận 1.000 ₫"
    assert told["path"] == "/phieu/GS-7K3Q68"
    assert set(told) == {"title", "path", "tag"}


def test_a_browser_without_login_hears_of_what_it_may_see_only(
    session: Session, now: datetime
) -> None:
    subscribe(session, now, VISITOR)
    tell(session, now, customer_id=7, visitors=["lan-browser"])
    assert pushes(session) == []
    tell(session, now, customer_id=7, visitors=["other-browser", ""])
    assert len(pushes(session)) == 1


def test_a_browser_where_somebody_else_is_signed_in_is_not_written_to(
    session: Session, now: datetime
) -> None:
    minh = Actor(user_id=8, role=Role.CUSTOMER, visitor="shared")
    subscribe(session, now, minh)
    tell(session, now, customer_id=7, visitors=["shared"])
    assert pushes(session) == []


def test_what_has_no_title_or_is_secret_is_not_pushed(session: Session, now: datetime) -> None:
    subscribe(session, now)
    tell(session, now, "try.sms_only", customer_id=7, phone="84912345678")
    tell(session, now, customer_id=7, secret=True)
    assert pushes(session) == []


def test_the_browser_belongs_to_whoever_uses_it_now(session: Session, now: datetime) -> None:
    subscribe(session, now)
    subscribe(session, now, Actor(user_id=8, role=Role.CUSTOMER, visitor="lan-browser"))
    assert [row.customer_id for row in session.exec(select(PushSubscription))] == [8]


def test_after_logging_out_the_browser_is_silent(session: Session, now: datetime) -> None:
    subscribe(session, now)
    push.forget_browser(session, LAN)
    assert push.targets(session, 7, ["lan-browser"]) == []


def test_a_browser_that_is_gone_is_forgotten(session: Session, now: datetime) -> None:
    subscribe(session, now)
    tell(session, now, customer_id=7)
    (message,) = pushes(session)
    service.settle_failed(session, message.row_id, GONE, now=now)
    assert message.status is MessageStatus.FAILED
    assert session.exec(select(PushSubscription)).all() == []
    message.status = MessageStatus.QUEUED
    again = service.begin_sending(session, message.row_id)
    assert again
    assert again.target is None


def test_the_oldest_of_too_many_browsers_gives_way(session: Session, now: datetime) -> None:
    for n in range(12):
        subscribe(session, now, endpoint=f"{AT}{n}")
    assert len(push.targets(session, 7, [])) == 10


@pytest.mark.parametrize(
    ("endpoint", "point", "auth"),
    [
        ("http://fcm.googleapis.com/x", POINT, AUTH),
        ("https://fcm.googleapis.com:8443/x", POINT, AUTH),
        ("https://fcm.googleapis.com@169.254.169.254/x", POINT, AUTH),
        ("https://169.254.169.254/latest", POINT, AUTH),
        ("https://evil-fcm.googleapis.com.example/x", POINT, AUTH),
        ("https://[::1/x", POINT, AUTH),
        ("http://127.0.0.1:3000/push/x", POINT, AUTH),
        (AT, "AAAA", AUTH),
        (AT, POINT[:-1] + "%", AUTH),
        (AT, POINT, "AAAA"),
        (AT + "x" * 1000, POINT, AUTH),
    ],
)
def test_we_post_to_push_services_only(
    session: Session, now: datetime, endpoint: str, point: str, auth: str
) -> None:
    with pytest.raises(push.NotASubscription):
        push.subscribe(session, LAN, endpoint, point, auth, now=now)


@pytest.mark.parametrize("actor", [Actor(), Actor(user_id=1, role=Role.SUPERVISOR, visitor="x")])
def test_a_subscription_is_somebodys_and_no_staff_is_told(
    session: Session, now: datetime, actor: Actor
) -> None:
    with pytest.raises(push.NotASubscription):
        subscribe(session, now, actor)


def test_push_can_be_switched_off(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(session, now)
    monkeypatch.setattr(settings, "push", False)
    assert push.targets(session, 7, []) == []
