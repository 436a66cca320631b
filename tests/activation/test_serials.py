"""The serial and the photo of a physical SIM: only the order's own card counts (G.9, S6)."""

from datetime import datetime

import pytest
from sqlmodel import Session, select

from chonso_app.activation import decisions, desk, invariants, rules, serials, service
from chonso_app.activation.models import DossierStatus, Step
from chonso_app.activation.rules import Reason
from chonso_app.core.actors import SYSTEM, Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import ShopError
from chonso_app.core.iccid import NotAnIccid, SerialMistyped
from chonso_app.orders import service as orders
from chonso_app.stores import service as stores
from chonso_app.stores.models import CardStatus
from tests.activation import sims, world
from tests.orders import world as shop
from tests.orders.world import LAN, MINH
from tests.stores.world import iccid, open_stores


@pytest.fixture
def sold(ready: Session) -> Session:
    open_stores(ready)
    return ready


def test_serial_and_photo_stand_between_the_call_and_the_signature(
    sold: Session, now: datetime
) -> None:
    order = sims.talked(sold, now)
    assert service.missing_steps(sold, order, now=now) == [Step.SERIAL, Step.SIGNATURE]
    sims.show(sold, order, now)
    assert service.missing_steps(sold, order, now=now) == [Step.SIGNATURE]
    world.signed(sold, order, now)
    dossier = service.submit(sold, LAN, order.code, now=now)
    proof = serials.proof_of(sold, order)
    assert proof is not None
    assert dossier.evidence["sim"] == proof.id
    sold.commit()
    assert invariants.rows(sold, now) == []


def test_spaces_and_dashes_of_a_printed_serial_are_no_mistake(sold: Session, now: datetime) -> None:
    order = sims.delivered(sold, now)
    printed = "-".join((sims.SERIAL[:4], sims.SERIAL[4:12], sims.SERIAL[12:])) + " F"
    assert serials.give_serial(sold, LAN, order.code, printed, now=now).iccid == sims.SERIAL


def test_a_mistyped_digit_is_named_as_such(sold: Session, now: datetime) -> None:
    order = sims.delivered(sold, now)
    wrong = sims.SERIAL[:-2] + str((int(sims.SERIAL[-2]) + 1) % 10) + sims.SERIAL[-1]
    with pytest.raises(SerialMistyped):
        serials.give_serial(sold, LAN, order.code, wrong, now=now)
    with pytest.raises(NotAnIccid):
        serials.give_serial(sold, LAN, order.code, "0901236868", now=now)
    assert serials.proof_of(sold, order) is None


@pytest.mark.parametrize("unknown", [False, True])
def test_a_card_of_nobody_or_of_somebody_answers_the_same(
    sold: Session, now: datetime, unknown: bool
) -> None:
    order = sims.delivered(sold, now)
    stores.bind(sold, SYSTEM, sims.STRANGERS, "GS-AAAAAA", now=now)
    typed = iccid(999) if unknown else sims.STRANGERS
    with pytest.raises(serials.SerialOfOther) as refused:
        serials.give_serial(sold, LAN, order.code, typed, now=now)
    assert "AAAAAA" not in str(refused.value.params)


def test_a_card_with_a_line_on_it_is_refused(sold: Session, now: datetime) -> None:
    order = sims.delivered(sold, now)
    stores.bind(sold, SYSTEM, sims.STRANGERS, "GS-AAAAAA", now=now)
    for status in (CardStatus.HANDED, CardStatus.ACTIVE):
        stores.mark(sold, SYSTEM, "GS-AAAAAA", status, now=now)
    with pytest.raises(serials.SerialInUse):
        serials.give_serial(sold, LAN, order.code, sims.STRANGERS, now=now)


def test_an_exchanged_card_counts_no_more(sold: Session, now: datetime) -> None:
    order = sims.delivered(sold, now)
    sims.show(sold, order, now)
    stores.release_card(sold, SYSTEM, order.code, CardStatus.DAMAGED, now=now)
    assert not serials.is_shown(sold, order)
    with pytest.raises(serials.SerialExchanged):
        serials.give_serial(sold, LAN, order.code, sims.SERIAL, now=now)
    stores.bind(sold, SYSTEM, sims.FREE, order.code, now=now)
    assert serials.give_serial(sold, LAN, order.code, sims.FREE, now=now).iccid == sims.FREE


def test_before_delivery_there_is_no_sim_to_show(sold: Session, now: datetime) -> None:
    order = shop.place(sold, shop.to_home(sold, now, cash=True), now=now)
    with pytest.raises(orders.NotPaid):
        serials.give_serial(sold, LAN, order.code, sims.SERIAL, now=now)
    orders.mark_cash_paid(sold, SYSTEM, order, order.total, now=now)
    with pytest.raises(orders.SimNotInHand):
        serials.give_serial(sold, LAN, order.code, sims.SERIAL, now=now)


def test_an_esim_has_no_serial(sold: Session, now: datetime) -> None:
    order = world.proven(sold, now)
    with pytest.raises(serials.NoSimHere):
        serials.give_serial(sold, LAN, order.code, sims.SERIAL, now=now)


def test_a_strangers_sim_answers_like_none(sold: Session, now: datetime) -> None:
    order = sims.delivered(sold, now)
    proof = sims.show(sold, order, now)
    for attempt in (
        lambda: serials.give_serial(sold, MINH, order.code, sims.SERIAL, now=now),
        lambda: serials.store_photo(sold, MINH, order.code, sims.PHOTO, "x", now=now),
        lambda: serials.look_at_photo(sold, MINH, order.code, proof.key, now=now),
    ):
        with pytest.raises(orders.OrderNotFound):
            attempt()


def test_a_second_photo_keeps_the_serial_and_the_first_stays_as_evidence(
    sold: Session, now: datetime
) -> None:
    order = sims.delivered(sold, now)
    first = sims.show(sold, order, now)
    again = serials.store_photo(sold, LAN, order.code, sims.PHOTO, "sim/other", now=now)
    assert (again.iccid, again.key != first.key) == (sims.SERIAL, True)
    assert first.replaced_at == now


def test_after_submission_nothing_of_the_sim_may_change(sold: Session, now: datetime) -> None:
    order = sims.talked(sold, now)
    sims.show(sold, order, now)
    world.signed(sold, order, now)
    service.submit(sold, LAN, order.code, now=now)
    with pytest.raises(orders.DossierUnderReview):
        serials.store_photo(sold, LAN, order.code, sims.PHOTO, "x", now=now)


def test_a_refusal_may_send_back_only_the_sim(sold: Session, now: datetime) -> None:
    order = sims.talked(sold, now)
    sims.show(sold, order, now)
    world.signed(sold, order, now)
    service.submit(sold, LAN, order.code, now=now)
    [dossier] = desk.fill(sold, world.clerk(), now=now)
    decisions.refuse(sold, world.clerk(), dossier.key, [Reason.SIM_UNCLEAR], now=now)
    assert dossier.redo == ["serial"]
    assert service.missing_steps(sold, order, now=now) == [Step.SERIAL]
    sims.show(sold, order, now)
    assert service.submit(sold, LAN, order.code, now=now).round == 2


def test_an_esim_is_not_refused_for_its_serial(sold: Session, now: datetime) -> None:
    dossier = world.claimed(sold, now)
    assert Reason.SIM_UNCLEAR not in rules.clerk_reasons(physical=False)
    with pytest.raises(decisions.ReasonMissing):
        decisions.refuse(sold, world.clerk(), dossier.key, [Reason.SIM_UNCLEAR], now=now)
    assert dossier.status is DossierStatus.CLAIMED


def test_staff_see_the_photo_and_leave_a_trace(sold: Session, now: datetime) -> None:
    order = sims.delivered(sold, now)
    proof = sims.show(sold, order, now)
    clerk = Actor(world.CLERK, Role.ACTIVATION_CLERK)
    with pytest.raises(ShopError):
        serials.look_at_photo(sold, clerk, order.code, proof.key, now=now)  # not their case
    boss = Actor(99, Role.SUPERVISOR)
    serials.look_at_photo(sold, boss, order.code, proof.key, now=now)
    sold.commit()
    seen = select(AuditEntry).where(AuditEntry.action == "activation.sim_photo_seen")
    assert sold.exec(seen).one()
