"""From the press of Giữ số to a confirmed order."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.core import events
from chonso_app.core.actors import Actor, Role
from chonso_app.core.config import settings
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.holds.service import AlreadyHolding
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.service import NumberTaken
from chonso_app.orders import lifecycle
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Order, OrderStatus, ReceiveBy, SimKind
from tests.orders.world import (
    FORM,
    LAN,
    MINH,
    MSISDN,
    OTHER,
    PHONE,
    PRICE,
    confirmed,
    customer,
    filled,
    held,
    stock,
)

minutes = timedelta(minutes=1)


def test_the_press_takes_the_number_and_makes_a_draft_with_its_price(
    session: Session, now: datetime
) -> None:
    stock(session)
    order = held(session, now)
    assert order.status is OrderStatus.DRAFT
    assert order.code.startswith("GS-")
    assert (order.number_price, order.total) == (PRICE, PRICE + settings.esim_fee)
    assert session.get_one(Number, MSISDN).status is NumberStatus.HELD


def test_pressing_again_gives_the_same_order(session: Session, now: datetime) -> None:
    stock(session)
    first = held(session, now)
    assert held(session, now + minutes).id == first.id
    assert len(session.exec(select(Order)).all()) == 1


def test_a_held_number_is_refused_to_the_next(session: Session, now: datetime) -> None:
    stock(session)
    held(session, now)
    with pytest.raises(NumberTaken):
        orders.start(session, MINH, MSISDN, now=now)


def test_what_was_typed_is_found_again_right_or_wrong(session: Session, now: datetime) -> None:
    stock(session)
    order = held(session, now)
    orders.save_typed(session, LAN, order.code, {"email": "lan@", "evil": "x"}, now=now)
    orders.save_typed(session, LAN, order.code, {"full_name": "Lan"}, now=now)
    session.commit()
    typed = orders.typed_of(session.get_one(Order, order.id, populate_existing=True))
    assert (typed["email"], typed["full_name"]) == ("lan@", "Lan")
    assert "evil" not in typed


def test_every_wrong_field_is_named(session: Session, now: datetime) -> None:
    stock(session)
    order = held(session, now)
    wrong = {"phone": "12", "full_name": "Lan", "email": "lan@gmail", "province_code": "00"}
    with pytest.raises(orders.FieldsRefused) as refused:
        orders.fill_subscriber(session, LAN, order.code, wrong, now=now)
    assert set(refused.value.fields) == {
        "phone", "full_name", "email", "province_code", "ward", "address",
    }  # fmt: skip


def test_a_phone_that_was_not_proven_stops_the_form(session: Session, now: datetime) -> None:
    stock(session)
    order = held(session, now)
    with pytest.raises(orders.FieldsRefused) as refused:
        orders.fill_subscriber(session, LAN, order.code, FORM, now=now)
    assert refused.value.fields == {"otp": "orders.field.otp_missing"}


def test_changing_the_phone_after_proving_another_asks_for_a_new_code(
    session: Session, now: datetime
) -> None:
    stock(session)
    order = filled(session, now)
    changed = FORM | {"phone": "0987654321"}
    with pytest.raises(orders.FieldsRefused) as refused:
        orders.fill_subscriber(session, LAN, order.code, changed, now=now)
    assert "otp" in refused.value.fields


def test_proving_the_phone_gives_fifteen_minutes_and_the_unit_comes_from_the_province(
    session: Session, now: datetime
) -> None:
    stock(session)
    order = filled(session, now)
    hold = session.get_one(Hold, order.hold_id)
    assert hold.expires_at == now + 15 * minutes
    assert order.unit_id is not None
    assert order.customer_id is not None


def test_somebody_signed_in_has_proven_the_phone_already(session: Session, now: datetime) -> None:
    stock(session)
    user = customer(session, now)
    actor = Actor(user.id, Role.CUSTOMER, visitor="lan-browser")
    order = orders.start(session, actor, MSISDN, now=now)
    assert (order.contact_phone, order.customer_id) == (PHONE, user.id)
    assert orders.typed_of(order)["phone"] == "0912345678"


def test_one_phone_does_not_hold_two_numbers(session: Session, now: datetime) -> None:
    stock(session)
    order = filled(session, now)
    other = held(session, now, MINH, OTHER)
    assert order.customer_id is not None
    with pytest.raises(AlreadyHolding):
        orders.prove_phone(session, other, PHONE, order.customer_id, actor=MINH, now=now)


def test_confirming_freezes_and_confirming_again_changes_nothing(
    session: Session, now: datetime
) -> None:
    stock(session)
    order = confirmed(session, now)
    again = orders.confirm(session, LAN, order.code, terms_accepted=True, now=now + minutes)
    assert again.status is OrderStatus.AWAITING_PAYMENT
    assert again.confirmed_at == now


def test_an_incomplete_order_is_not_confirmed(session: Session, now: datetime) -> None:
    stock(session)
    order = held(session, now)
    with pytest.raises(orders.NotReady):
        orders.confirm(session, LAN, order.code, terms_accepted=True, now=now)


def test_a_changed_choice_makes_a_confirmed_order_a_draft_again(
    session: Session, now: datetime
) -> None:
    stock(session)
    order = confirmed(session, now)
    choice = orders.Choice(SimKind.ESIM, "", ReceiveBy.EMAIL)
    orders.choose(session, LAN, order.code, choice, now=now)
    assert order.status is OrderStatus.DRAFT
    assert order.confirmed_at is None


def test_money_for_a_running_order_pays_it_and_stops_the_clock(
    session: Session, now: datetime
) -> None:
    stock(session)
    order = confirmed(session, now)
    outcome = orders.mark_paid(session, order, order.total, actor=LAN, now=now)
    assert outcome is lifecycle.Paid.NOW
    assert order.status is OrderStatus.PAID
    assert session.get_one(Hold, order.hold_id).status is HoldStatus.ORDERED
    assert session.get_one(Number, MSISDN).held_until is None


def test_an_expired_order_gives_the_number_back(session: Session, now: datetime) -> None:
    stock(session)
    order = held(session, now)
    later = now + 6 * minutes
    assert lifecycle.ids_to_expire(session, now=later) == [order.id]
    assert lifecycle.expire_if_over(session, LAN, order.key, now=later)
    assert order.status is OrderStatus.EXPIRED
    assert session.get_one(Number, MSISDN, populate_existing=True).status is NumberStatus.AVAILABLE


def test_a_running_order_does_not_expire(session: Session, now: datetime) -> None:
    stock(session)
    order = held(session, now)
    assert not lifecycle.expire_if_over(session, LAN, order.key, now=now + 4 * minutes)
    assert order.status is OrderStatus.DRAFT


def test_cancelling_frees_the_number_until_the_dossier_is_approved(
    session: Session, now: datetime
) -> None:
    stock(session)
    order = confirmed(session, now)
    orders.mark_paid(session, order, order.total, actor=LAN, now=now)
    orders.note_submission(session, LAN, order, now=now)
    orders.cancel(session, LAN, order, CancelReason.CHANGED_MIND, now=now)
    assert order.status is OrderStatus.CANCELLED
    assert session.get_one(Number, MSISDN, populate_existing=True).status is NumberStatus.AVAILABLE
    with pytest.raises(orders.OrderClosed):
        orders.note_approval(session, LAN, order, now=now)


def test_an_approved_order_cannot_be_cancelled(session: Session, now: datetime) -> None:
    stock(session)
    order = confirmed(session, now)
    orders.mark_paid(session, order, order.total, actor=LAN, now=now)
    orders.note_approval(session, LAN, order, now=now)
    with pytest.raises(lifecycle.TooLateToCancel):
        orders.cancel(session, LAN, order, CancelReason.CHANGED_MIND, now=now)


def test_a_live_line_has_sold_its_number(session: Session, now: datetime) -> None:
    stock(session)
    order = confirmed(session, now)
    orders.mark_paid(session, order, order.total, actor=LAN, now=now)
    orders.note_approval(session, LAN, order, now=now)
    orders.mark_activated(session, LAN, order, now=now)
    orders.mark_activated(session, LAN, order, now=now)
    assert order.status is OrderStatus.ACTIVATED
    assert session.get_one(Number, MSISDN, populate_existing=True).status is NumberStatus.SOLD


@pytest.mark.parametrize("field", ["full_name", "id_number", "birth_date"])
def test_another_person_is_another_version(session: Session, now: datetime, field: str) -> None:
    stock(session)
    order = confirmed(session, now)
    values = {"full_name": "Trần Văn Minh", "id_number": "079198001234", "birth_date": "20/11/1998"}
    orders.amend_person(
        session, LAN, order.code, orders.PersonChanges(**{field: values[field]}), now=now
    )
    assert order.person_version == 2


def test_a_new_address_or_the_same_name_is_the_same_person(session: Session, now: datetime) -> None:
    stock(session)
    order = confirmed(session, now)
    same = orders.PersonChanges(
        full_name=" Nguyễn  Ngọc Lan ", address="14 Lê Lợi", email="moi@example.com"
    )
    orders.amend_person(session, LAN, order.code, same, now=now)
    assert (order.person_version, order.address) == (1, "14 Lê Lợi")


def test_nothing_changes_under_the_eyes_of_the_clerk(session: Session, now: datetime) -> None:
    stock(session)
    order = confirmed(session, now)
    orders.mark_paid(session, order, order.total, actor=LAN, now=now)
    orders.note_submission(session, LAN, order, now=now)
    changes = orders.PersonChanges(full_name="Trần Văn Minh")
    with pytest.raises(orders.DossierUnderReview):
        orders.amend_person(session, LAN, order.code, changes, now=now)


def test_every_move_is_told_once(session: Session, now: datetime) -> None:
    stock(session)
    order = confirmed(session, now)
    kinds = [event.kind for event in events.of_order(session, order.key)]
    assert kinds == [
        "orders.held", "orders.phone_proven", "orders.filled", "orders.chosen",
        "orders.confirmed",
    ]  # fmt: skip


def test_a_number_whose_hold_ran_out_is_pressed_again_before_any_sweep(
    session: Session, now: datetime
) -> None:
    stock(session)
    first = held(session, now)
    orders.save_typed(session, LAN, first.code, {"full_name": "Nguyễn Ngọc Lan"}, now=now)
    again = held(session, now + 6 * minutes)
    assert again.id != first.id
    assert session.get_one(Order, first.id).status is OrderStatus.EXPIRED
    assert orders.typed_of(again)["full_name"] == "Nguyễn Ngọc Lan"  # nothing typed is lost


def test_anybody_may_press_a_number_whose_hold_ran_out(session: Session, now: datetime) -> None:
    stock(session)
    held(session, now)
    assert held(session, now + 6 * minutes, MINH).visitor == MINH.visitor
