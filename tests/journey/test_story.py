"""The phiếu as its owner reads it, at each turn of the story; and who may read it at all."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.accounts.models import OtpChallenge
from chonso_app.activation.models import Dossier, DossierStatus
from chonso_app.core.actors import Actor
from chonso_app.journey import service as journey
from chonso_app.journey.story import Story
from chonso_app.orders import access, lifecycle
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Order, VisitorGrant
from chonso_app.payments import service as payments
from tests.orders.world import LAN, MINH, PHONE, browser, confirmed, filled, held, stock
from tests.payments.world import answer, at_bank

minutes = timedelta(minutes=1)


def story(session: Session, order: Order, now: datetime) -> Story:
    return journey.slip_of(session, LAN, order.code, now=now).story


def paid(session: Session, now: datetime) -> Order:
    order, payment = at_bank(session, now)
    payments.apply_ipn(session, answer(payment), now=now)
    session.commit()
    return order


def states(told: Story) -> list[str]:
    return [step.state for step in told.steps]


def test_a_held_number_asks_for_the_form_then_for_money(session: Session, now: datetime) -> None:
    stock(session)
    order = held(session, now)
    told = story(session, order, now)
    assert (told.next.path, told.next.who) == (f"/dang-ky-so/{order.code}", "you")
    assert states(told) == ["done", "now", "next", "next", "next"]
    assert told.clock_until is not None


def test_a_filled_form_leads_to_the_checkout(session: Session, now: datetime) -> None:
    stock(session)
    order = filled(session, now)
    assert story(session, order, now).next.path == f"/thanh-toan/{order.code}"


def test_while_the_bank_has_it_the_clock_is_paused(session: Session, now: datetime) -> None:
    stock(session)
    order, _ = at_bank(session, now)
    told = story(session, order, now)
    assert told.at_bank
    assert told.next.path == f"/ket-qua/{order.code}"


def test_a_paid_order_is_to_be_activated(session: Session, now: datetime) -> None:
    stock(session)
    order = paid(session, now)
    told = story(session, order, now)
    assert states(told) == ["done", "done", "now", "next", "next"]
    assert told.next.path == f"/hoa-mang/{order.code}/thong-tin"
    assert told.next.label == "Hòa mạng"
    assert told.may_cancel


def test_after_the_data_come_the_pictures(session: Session, now: datetime) -> None:
    stock(session)
    order = paid(session, now)
    changes = orders.PersonChanges(id_number="079198001234", birth_date="20/11/1998")
    orders.amend_person(session, LAN, order.code, changes, now=now)
    told = story(session, order, now)
    assert told.next.path == f"/hoa-mang/{order.code}/giay-to"


def test_an_approved_order_cannot_be_cancelled_any_more(session: Session, now: datetime) -> None:
    stock(session)
    order = paid(session, now)
    orders.note_approval(session, LAN, order, now=now)
    assert not story(session, order, now).may_cancel


def test_an_expired_order_offers_its_number_again(session: Session, now: datetime) -> None:
    stock(session)
    order = held(session, now)
    lifecycle.expire_if_over(session, LAN, order.key, now=now + 6 * minutes)
    told = story(session, order, now)
    assert states(told) == ["done", "bad"]
    assert told.next.path == "/so/0901236868"


def test_cancelling_shows_amount_way_and_date_of_the_refund(
    session: Session, now: datetime
) -> None:
    stock(session)
    order = paid(session, now)
    refund = journey.give_up(session, LAN, order.code, CancelReason.CHANGED_MIND, now=now)
    assert refund is not None
    told = story(session, order, now)
    assert states(told) == ["done", "done", "bad"]
    assert told.refunds[0].amount == "1.250.000\N{NO-BREAK SPACE}₫"
    assert told.refunds[0].way
    assert told.refunds[0].when
    assert not told.may_cancel


def test_only_its_own_browser_sees_a_phieu(session: Session, now: datetime) -> None:
    stock(session)
    order = confirmed(session, now)
    for stranger in (MINH, Actor.anonymous(), browser(3)):
        with pytest.raises(orders.OrderNotFound):
            journey.slip_of(session, stranger, order.code, now=now)
        with pytest.raises(orders.OrderNotFound):
            journey.give_up(session, stranger, order.code, CancelReason.OTHER, now=now)
        assert journey.slips_of(session, stranger, now=now) == []


# -- while the dossier is on its way -------------------------------------------------------------


def dossier(session: Session, order: Order, status: DossierStatus, now: datetime) -> Dossier:
    row = Dossier(
        order_id=order.key, code=order.code, status=status, submitted_at=now,
        due_at=now + 30 * minutes, person_version=1, paper="p", paper_slot=1, verifier_id=3,
        decided_by=None if status is DossierStatus.QUEUED else 5,
        decided_at=None if status is DossierStatus.QUEUED else now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


@pytest.mark.parametrize(
    ("status", "expected", "path"),
    [
        (DossierStatus.QUEUED, ["done", "done", "done", "now", "next"], ""),
        (DossierStatus.PROVISIONING, ["done", "done", "done", "done", "now"], ""),
        (DossierStatus.CONNECTED, ["done", "done", "done", "done", "now"], "/esim/"),
    ],
)
def test_each_stage_of_a_dossier(
    session: Session, now: datetime, status: DossierStatus, expected: list[str], path: str
) -> None:
    stock(session)
    order = paid(session, now)
    orders.note_submission(session, LAN, order, now=now)
    dossier(session, order, status, now)
    told = story(session, order, now)
    assert states(told) == expected
    assert told.next.path == (path and path + order.code)
    assert told.next.who == ("you" if path else "us")


def test_a_refusal_says_why_what_is_kept_and_until_when(session: Session, now: datetime) -> None:
    stock(session)
    order = paid(session, now)
    orders.note_submission(session, LAN, order, now=now)
    row = dossier(session, order, DossierStatus.REFUSED, now)
    row.reasons = ["card_back_blurred"]
    orders.note_refusal(session, LAN, order, now=now)
    told = story(session, order, now)
    assert (told.status, told.tone) == ("Từ chối hòa mạng", "bad")
    assert told.refusal == "Mặt sau giấy tờ mờ hoặc lóa"
    assert told.kept[-1].startswith("Số và 1.250.000")
    assert "02/12/2026" in told.next.note  # seven days, to the end of the day
    assert told.next.urgent
    assert told.may_cancel


def test_a_live_line_needs_nothing_more(session: Session, now: datetime) -> None:
    stock(session)
    order = paid(session, now)
    orders.note_submission(session, LAN, order, now=now)
    dossier(session, order, DossierStatus.INSTALLED, now)
    orders.note_approval(session, LAN, order, now=now)
    orders.mark_activated(session, LAN, order, now=now)
    told = story(session, order, now)
    assert states(told) == ["done"] * 5
    assert (told.next.who, told.next.path) == ("", "")
    assert not told.may_cancel


# -- looking up without an account ---------------------------------------------------------------


def right_code(session: Session, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every OTP is this one."""
    from chonso_app.accounts import otp

    monkeypatch.setattr(otp.secrets, "randbelow", lambda _most: 123456)
    return "123456"


def test_code_phone_and_otp_open_the_phieu_to_this_browser(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(session)
    order = filled(session, now)
    digits = right_code(session, monkeypatch)
    typed = order.code.lower().replace("-", " ")
    journey.ask_code(session, MINH, typed, PHONE, now=now)
    assert journey.open_by_code(session, MINH, typed, PHONE, digits, now=now) == order.code
    session.commit()
    monkeypatch.setattr(access, "utc_now", lambda: now)  # what is lent ends on a day
    assert journey.slip_of(session, MINH, order.code, now=now).order.id == order.id
    assert len(session.exec(select(VisitorGrant)).all()) == 1


def test_a_right_otp_of_another_phone_opens_nothing(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(session)
    order = filled(session, now)
    digits = right_code(session, monkeypatch)
    journey.ask_code(session, MINH, order.code, "84987654321", now=now)
    found = journey.open_by_code(session, MINH, order.code, "84987654321", digits, now=now)
    assert isinstance(found, orders.OrderNotFound)
    assert not session.exec(select(VisitorGrant)).all()


def test_asking_tells_nothing_of_which_phieu_there_are(session: Session, now: datetime) -> None:
    stock(session)
    order = filled(session, now)
    known = journey.ask_code(session, MINH, order.code, PHONE, now=now)
    unknown = journey.ask_code(session, browser(7), "GS-ABCDEF", "84987654321", now=now)
    assert (known.again_at, known.expires_at) == (unknown.again_at, unknown.expires_at)
    assert len(session.exec(select(OtpChallenge)).all()) == 2


def test_an_otp_for_one_phieu_does_not_open_another(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(session)
    order = filled(session, now)
    digits = right_code(session, monkeypatch)
    journey.ask_code(session, MINH, "GS-ABCDEF", PHONE, now=now)
    found = journey.open_by_code(session, MINH, order.code, PHONE, digits, now=now)
    assert not isinstance(found, str)
