"""Codes by SMS: what guessing, replaying, swapping and spraying get."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from chonso_app.accounts import otp
from chonso_app.accounts.models import OtpChallenge, Purpose
from chonso_app.core import db
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.notifications.models import Message
from tests.accounts.conftest import LAN, MINH, OTHER_PHONE, PHONE, CodeOf

LOG_IN = Purpose.LOG_IN
pytestmark = pytest.mark.usefixtures("database")


def send(now: datetime, actor: Actor = LAN, phone: str = PHONE, **more: Any) -> otp.Sent:
    purpose = more.pop("purpose", LOG_IN)
    return db.transact(otp.send, actor, phone, purpose, now=now, **more)


def check(typed: str, now: datetime, actor: Actor = LAN, **more: Any) -> otp.Checked:
    purpose = more.pop("purpose", LOG_IN)
    phone = more.pop("phone", PHONE)
    return db.transact(otp.check, actor, phone, purpose, typed, now=now, **more)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_code_in_the_sms_proves_the_phone_once(now: datetime, code_of: CodeOf) -> None:
    send(now)
    code = code_of(PHONE)
    assert check(code, now).proven
    assert isinstance(check(code, now).refusal, otp.OtpExpired)


def test_spaces_and_full_width_digits_are_the_same_code(now: datetime, code_of: CodeOf) -> None:
    send(now)
    code = code_of(PHONE)
    wide = "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in code)
    assert check(f" {wide[:3]} {wide[3:]} ", now).proven
    for variant in (code, f"{code} ", f"{code[:3]}-{code[3:]}", wide):
        assert not check(variant, now).proven


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "12345a", "١٢٣٤٥٦x"])
def test_what_is_not_six_digits_costs_no_try(typed: str, now: datetime, code_of: CodeOf) -> None:
    send(now)
    for _ in range(10):
        assert isinstance(check(typed, now).refusal, otp.OtpMalformed)
    assert check(code_of(PHONE), now).proven


def test_a_code_dies_after_five_wrong_tries(now: datetime, code_of: CodeOf) -> None:
    send(now)
    code = code_of(PHONE)
    left = [check(wrong(code), now).refusal for _ in range(5)]
    assert [one.params["remaining"] for one in left[:4] if one] == [4, 3, 2, 1]
    assert isinstance(left[4], otp.OtpExpired)
    assert isinstance(check(code, now).refusal, otp.OtpExpired)


def test_ten_thousand_guesses_get_at_most_five_looks(now: datetime, code_of: CodeOf) -> None:
    send(now)
    code = code_of(PHONE)
    looks = 0
    for guess in range(200):  # after the fifth, each is the same statement finding nothing
        typed = f"{guess:06d}"
        if typed != code:
            looks += isinstance(check(typed, now).refusal, otp.OtpWrong)
    assert looks == 4  # the fifth answers that the code is dead
    assert not check(code, now).proven


def test_a_code_is_dead_after_five_minutes(now: datetime, code_of: CodeOf) -> None:
    send(now)
    late = now + timedelta(minutes=5)
    assert isinstance(check(code_of(PHONE), late).refusal, otp.OtpExpired)


def test_a_code_for_one_purpose_is_worth_nothing_for_another(
    now: datetime, code_of: CodeOf
) -> None:
    send(now)
    assert not check(code_of(PHONE), now, purpose=Purpose.RESET).proven


def test_a_code_for_one_order_does_not_open_another(now: datetime, code_of: CodeOf) -> None:
    send(now, purpose=Purpose.ORDER, subject="order:GS-AAAAAA")
    code = code_of(PHONE)
    assert not check(code, now, purpose=Purpose.ORDER, subject="order:GS-BBBBBB").proven
    assert check(code, now, purpose=Purpose.ORDER, subject="order:GS-AAAAAA").proven


def test_a_code_read_to_a_stranger_is_useless_in_the_strangers_browser(
    now: datetime, code_of: CodeOf
) -> None:
    send(now)
    assert not check(code_of(PHONE), now, MINH).proven


def test_a_code_for_one_phone_does_not_prove_another(now: datetime, code_of: CodeOf) -> None:
    send(now)
    assert not check(code_of(PHONE), now, phone=OTHER_PHONE).proven


def test_a_new_code_replaces_the_one_before(now: datetime, code_of: CodeOf) -> None:
    send(now)
    old = code_of(PHONE)
    send(now + timedelta(seconds=60))
    new = code_of(PHONE)
    if old != new:
        assert not check(old, now + timedelta(seconds=61)).proven
    assert check(new, now + timedelta(seconds=61)).proven


def test_the_next_code_goes_out_after_a_minute(now: datetime) -> None:
    send(now)
    with pytest.raises(otp.OtpTooSoon) as refusal:
        send(now + timedelta(seconds=59, milliseconds=1))
    assert refusal.value.params["seconds"] == 1
    send(now + timedelta(seconds=60))


def test_a_phone_gets_five_codes_an_hour(now: datetime) -> None:
    for minute in range(5):
        send(now + timedelta(minutes=minute))
    with pytest.raises(otp.OtpTooMany) as refusal:
        send(now + timedelta(minutes=5), MINH)  # whoever asks
    assert refusal.value.params["minutes"] == 55
    send(now + timedelta(minutes=60))


def test_a_phone_is_closed_for_a_day_after_ten_codes(now: datetime) -> None:
    moments = [now + timedelta(minutes=20 * n) for n in range(10)]
    assert [send(moment).left_today for moment in moments] == list(range(9, -1, -1))
    with pytest.raises(otp.OtpPhoneClosed) as refusal:
        send(moments[-1] + timedelta(hours=23, minutes=30))
    assert refusal.value.params["hours"] == 1
    send(moments[-1] + timedelta(hours=24))


def test_an_address_gets_thirty_codes_an_hour(now: datetime) -> None:
    for n in range(30):
        send(now, phone=f"8490{n:07d}")
    with pytest.raises(otp.OtpBusy):
        send(now, phone="84909999999")
    send(now, MINH, phone="84909999999")
    send(now + timedelta(hours=1), phone="84909999998")


def test_a_network_has_a_budget_of_its_own(now: datetime) -> None:
    def bot(n: int) -> Actor:
        return Actor(visitor=f"bot-{n}", address=f"203.0.113.{n % 250}")

    def most_of_it(session: Session) -> None:
        """As 299 times `send`, without 299 messages."""
        for n in range(299):
            otp._spend_budgets(session, bot(n), now + timedelta(seconds=n))

    db.transact(most_of_it)
    late = now + timedelta(seconds=300)
    send(late, bot(299), phone="84930000299")
    with pytest.raises(otp.OtpBusy):
        send(late, bot(300), phone="84930000300")


def test_all_together_have_a_daily_budget(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "otp_per_day", 3)
    for n in range(3):
        send(now, Actor(visitor="v", address=f"192.0.{n}.1"), phone=f"8490{n:07d}")
    with pytest.raises(otp.OtpBusy):
        send(now, Actor(visitor="v", address="192.0.9.1"), phone="84909999999")


def test_a_refused_request_sends_nothing(
    now: datetime, enqueued: list[tuple[str, str, tuple[object, ...]]]
) -> None:
    send(now)
    with pytest.raises(otp.OtpTooSoon):
        send(now)
    assert len(enqueued) == 1


def test_a_browser_without_cookies_gets_no_code(now: datetime) -> None:
    with pytest.raises(otp.NoBrowser):
        send(now, Actor(address="203.0.113.7"))


def test_neither_the_challenge_nor_the_sent_message_keeps_the_code(
    now: datetime, code_of: CodeOf
) -> None:
    from chonso_app.notifications import service as notifications

    send(now)
    code = code_of(PHONE)

    def settle(session: Session) -> list[str]:
        message = session.exec(select(Message)).one()
        notifications.settle_sent(session, message.row_id, "esms-1", now=now)
        session.flush()
        rows = []
        for table in (OtpChallenge, Message):
            rows += session.execute(sa.text(f"select * from {table.__tablename__}"))
        return [str(row) for row in rows]

    stored = db.transact(settle)
    assert not any(code in row for row in stored)
    assert db.read(lambda session: session.exec(select(Message)).one()).params is None
