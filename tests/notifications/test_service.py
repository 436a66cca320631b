"""Telling a fact: once, through every channel that has an address and a text."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from chonso_app.core import db, texts
from chonso_app.core.crypto import hmac_hex
from chonso_app.core.errors import ForbiddenMove
from chonso_app.notifications import rules, service
from chonso_app.notifications.models import Channel, InboxItem, Message, MessageStatus

TEXTS = {
    "notify.try.paid.sms": "CHONSO: Đã nhận {amount} ₫ cho phiếu {code}",
    "notify.try.paid.subject": "Đã nhận {amount} ₫",
    "notify.try.paid.mail": "Chào {name},\n\nPhiếu {code}.\nGọi {hotline}.",
    "notify.try.paid.title": "Đã nhận {amount} ₫",
    "notify.try.paid.body": "Mã giữ số {code}.",
    "notify.try.quiet.title": "Chỉ trong hộp thư",
}
PARAMS = {"amount": "1.365.000", "code": "GS-7K3Q68", "name": "Lan", "path": "/phieu/GS-7K3Q68"}
Enqueued = list[tuple[str, str, tuple[Any, ...]]]


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = texts.catalogue() | TEXTS
    monkeypatch.setattr(texts, "catalogue", lambda: whole)


def tell(session: Session, now: datetime, **more: Any) -> None:
    given = {"customer_id": 7, "phone": "84912345678", "email": "lan@example.vn", "params": PARAMS}
    service.notify(session, "paid:1", "try.paid", now=now, **(given | more))


def messages(session: Session) -> list[Message]:
    return list(session.exec(select(Message).order_by(Message.channel)))  # pyright: ignore


def test_a_fact_goes_out_by_sms_mail_and_inbox(
    session: Session, now: datetime, enqueued: Enqueued
) -> None:
    tell(session, now)
    by_channel = {one.channel: one for one in messages(session)}
    assert set(by_channel) == {Channel.SMS, Channel.EMAIL}
    assert sorted(job[2] for job in enqueued) == sorted((one.id,) for one in by_channel.values())
    (entry,) = service.inbox_of(session, 7)
    assert (entry.text.title, entry.text.body) == ("Đã nhận 1.365.000 ₫", "Mã giữ số GS-7K3Q68.")
    assert entry.text.link == "/phieu/GS-7K3Q68"


def test_telling_it_again_does_nothing(session: Session, now: datetime, enqueued: Enqueued) -> None:
    for _ in range(3):
        tell(session, now)
    assert len(messages(session)) == len(enqueued) == 2
    assert len(service.inbox_of(session, 7)) == 1


def test_the_sms_is_unaccented(session: Session, now: datetime) -> None:
    tell(session, now, email=None)
    outgoing = service.begin_sending(session, messages(session)[0].row_id)
    assert outgoing
    assert outgoing.sms == "CHONSO: Da nhan 1.365.000 d cho phieu GS-7K3Q68"


def test_the_mail_has_text_html_and_a_button(session: Session, now: datetime) -> None:
    params = PARAMS | {"name": "<b>Lan & Minh</b>"}
    tell(session, now, phone=None, params=params, attachments=[("hop-dong.pdf", "contract/1")])
    outgoing = service.begin_sending(session, messages(session)[0].row_id)
    assert outgoing
    assert outgoing.mail
    assert outgoing.attachments == (("hop-dong.pdf", "contract/1"),)
    assert "<b>Lan" in outgoing.mail.text
    assert "&lt;b&gt;Lan &amp; Minh&lt;/b&gt;" in outgoing.mail.html
    assert 'href="http://localhost:3000/phieu/GS-7K3Q68"' in outgoing.mail.html


def test_only_channels_with_an_address_and_a_text_are_used(
    session: Session, now: datetime, enqueued: Enqueued
) -> None:
    service.notify(
        session, "q", "try.quiet", customer_id=7, phone="84912345678", email="a@b.vn", now=now
    )
    assert enqueued == []
    assert [entry.text.title for entry in service.inbox_of(session, 7)] == ["Chỉ trong hộp thư"]


def test_a_template_without_any_text_is_our_mistake(session: Session, now: datetime) -> None:
    with pytest.raises(service.UnknownTemplate):
        service.notify(session, "k", "no.such", phone="84912345678", now=now)


def test_a_secret_is_wiped_when_it_is_out_and_never_in_the_inbox(
    session: Session, now: datetime
) -> None:
    tell(session, now, email=None, secret=True)
    (message,) = messages(session)
    service.settle_sent(session, message.row_id, "id-1", now=now)
    assert message.params is None
    assert service.inbox_of(session, 7) == []
    assert service.begin_sending(session, message.row_id) is None


def test_a_failed_secret_is_wiped_too(session: Session, now: datetime) -> None:
    tell(session, now, email=None, secret=True)
    (message,) = messages(session)
    service.settle_failed(session, message.row_id, "99", now=now)
    assert (message.params, message.failure) == (None, "99")


def test_settling_twice_changes_nothing(session: Session, now: datetime) -> None:
    tell(session, now, email=None)
    (message,) = messages(session)
    service.settle_sent(session, message.row_id, "id-1", now=now)
    service.settle_failed(session, message.row_id, "99", now=now + timedelta(minutes=1))
    assert (message.status, message.provider_id) == (MessageStatus.SENT, "id-1")
    with pytest.raises(ForbiddenMove):
        message.move_to(MessageStatus.QUEUED, now=now)


def test_addresses_and_words_are_sealed_at_rest(session: Session, now: datetime) -> None:
    tell(session, now)
    session.flush()
    for table in (Message, InboxItem):
        stored = session.connection().exec_driver_sql(f"select * from {table.__tablename__}")
        text = str(list(stored))
        for personal in ("84912345678", "lan@example.vn", "1.365.000", "Lan"):
            assert personal not in text
    assert messages(session)[0].recipient_hash in {
        hmac_hex("recipient", "84912345678"),
        hmac_hex("recipient", "lan@example.vn"),
    }


def test_opening_the_inbox_marks_it_read(session: Session, now: datetime) -> None:
    tell(session, now)
    assert service.unread_count(session, 7) == 1
    assert service.unread_count(session, 8) == 0
    service.mark_read(session, 8, now=now)
    assert service.unread_count(session, 7) == 1
    service.mark_read(session, 7, now=now)
    assert service.unread_count(session, 7) == 0
    assert not service.inbox_of(session, 7)[0].unread


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil", "x"])
def test_an_inbox_line_leads_only_to_a_page_of_ours(path: str) -> None:
    assert rules.inbox("try.paid", PARAMS | {"path": path}).link == ""


def test_every_sms_of_the_catalogue_fits_with_long_parameters() -> None:
    """What a template is given is a code, a date or an amount: at most so long."""
    import string

    for key, template in texts.catalogue().items():
        if key.startswith("notify.") and key.endswith(".sms") and not key.startswith("notify.try"):
            names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
            filled = dict.fromkeys(names, "1.250.000 d")
            assert len(rules.sms(key[7:-4], filled)) <= rules.SMS_LONGEST


def test_a_refused_transaction_tells_nobody(database: object, now: datetime) -> None:
    def work(session: Session) -> None:
        tell(session, now)
        raise KeyError("on purpose")

    with pytest.raises(KeyError):
        db.transact(work)
    assert db.read(messages) == []
