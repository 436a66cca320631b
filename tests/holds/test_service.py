"""Placing, proving, paying, giving back; whose hold it is; what a late payment finds."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from chonso_app.core.actors import Actor, Role, system
from chonso_app.core.audit import AuditEntry
from chonso_app.core.config import settings
from chonso_app.core.errors import ForbiddenMove
from chonso_app.core.events import Change
from chonso_app.core.texts import of_refusal
from chonso_app.holds import invariants, jobs, service
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.numbers import service as numbers
from chonso_app.numbers.models import NumberStatus
from tests.holds.conftest import NUMBERS, sweep

NUMBER, OTHER, THIRD, _ = NUMBERS
PHONE = "84912345678"
BANK = system("payments")
MOVES = {
    ("active", "ordered"), ("active", "released"), ("active", "expired"), ("ordered", "released"),
}  # fmt: skip


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_the_press_takes_the_number_off_the_shelf_for_five_minutes(shelf, lan, now):
    hold = service.place(shelf, lan, NUMBER, now=now)
    number = numbers.number_of(shelf, NUMBER)
    assert (number.status, number.held_until) == (NumberStatus.HELD, now + minutes(5))
    assert (hold.status, hold.expires_at) == (HoldStatus.ACTIVE, now + minutes(5))


def test_the_next_person_is_told_so_and_finds_others(shelf, lan, minh, now):
    service.place(shelf, lan, NUMBER, now=now)
    with pytest.raises(service.NumberTaken) as refused:
        service.place(shelf, minh, NUMBER, now=now)
    assert "Có người đang giữ số 0901 23 6868" in of_refusal(refused.value)
    assert [n.msisdn for n in numbers.alternatives(shelf, NUMBER)] == [OTHER, THIRD]


def test_pressing_twice_is_one_hold(shelf, lan, now):
    first = service.place(shelf, lan, NUMBER, now=now)
    assert service.place(shelf, lan, NUMBER, now=now + minutes(1)).id == first.id


def test_the_moment_the_time_is_over_the_next_one_may_have_it(shelf, lan, minh, now):
    old = service.place(shelf, lan, NUMBER, now=now)
    with pytest.raises(service.NumberTaken):
        service.place(shelf, minh, NUMBER, now=now + minutes(4.99))
    new = service.place(shelf, minh, NUMBER, now=now + minutes(5))
    assert (old.status, new.status) == (HoldStatus.EXPIRED, HoldStatus.ACTIVE)


def test_the_owner_too_starts_again_when_the_time_is_over(shelf, lan, now):
    old = service.place(shelf, lan, NUMBER, now=now)
    new = service.place(shelf, lan, NUMBER, now=now + minutes(6))
    assert new.id != old.id
    assert new.expires_at == now + minutes(11)


def test_the_sweep_puts_back_what_is_due_and_nothing_else(shelf, lan, minh, now):
    due = service.place(shelf, lan, NUMBER, now=now)
    service.place(shelf, minh, OTHER, now=now + minutes(3))
    assert sweep(shelf, now + minutes(6)) == [due.id]
    assert numbers.number_of(shelf, NUMBER).status is NumberStatus.AVAILABLE
    assert numbers.number_of(shelf, OTHER).status is NumberStatus.HELD


def test_the_job_sweeps_each_in_a_transaction_of_its_own(shelf, lan, minh, now):
    for actor, msisdn in ((lan, NUMBER), (minh, OTHER)):
        service.place(shelf, actor, msisdn, now=now)
    shelf.commit()
    assert jobs.put_back_what_is_due(now + minutes(4)) == 0
    assert jobs.put_back_what_is_due(now + minutes(5)) == 2
    assert jobs.put_back_what_is_due(now + minutes(6)) == 0
    assert service.live_on(shelf, NUMBER) is None


def test_a_proven_phone_buys_fifteen_minutes_once(shelf, lan, now):
    hold = service.place(shelf, lan, NUMBER, now=now)
    prove = {"phone": PHONE, "customer_id": 3}
    service.prove_phone(shelf, lan, hold.id, **prove, now=now + minutes(2))
    service.prove_phone(shelf, lan, hold.id, **prove, now=now + minutes(9))
    assert hold.expires_at == now + minutes(17)
    assert numbers.number_of(shelf, NUMBER).held_until == now + minutes(17)
    assert PHONE not in str(hold.model_dump())


def test_after_the_proof_the_customer_owns_it_on_any_device(shelf, lan, now):
    hold = service.place(shelf, lan, NUMBER, now=now)
    elsewhere = Actor(user_id=3, role=Role.CUSTOMER, visitor="c" * 64)
    with pytest.raises(service.HoldNotFound):
        service.hold_of(shelf, elsewhere, hold.id)
    service.prove_phone(shelf, lan, hold.id, phone=PHONE, customer_id=3, now=now)
    assert service.hold_of(shelf, elsewhere, hold.id) is hold
    assert service.running_of(shelf, elsewhere, now=now) == [hold]
    service.release(shelf, elsewhere, hold.id, now=now)
    assert numbers.number_of(shelf, NUMBER).status is NumberStatus.AVAILABLE


@pytest.mark.parametrize(
    "stranger",
    [
        Actor(),
        Actor.anonymous("d" * 64),
        Actor(user_id=9, role=Role.CUSTOMER),
        Actor(user_id=3, role=Role.VIDEO_AGENT),  # the same id, but not a customer's
    ],
)
def test_a_strangers_hold_answers_like_no_hold(shelf, lan, now, stranger):
    hold = service.place(shelf, lan, NUMBER, now=now)
    service.prove_phone(shelf, lan, hold.id, phone=PHONE, customer_id=3, now=now)
    for ask in (
        lambda: service.hold_of(shelf, stranger, hold.id),
        lambda: service.release(shelf, stranger, hold.id, now=now),
        lambda: service.prove_phone(shelf, stranger, hold.id, phone=PHONE, customer_id=9, now=now),
        lambda: service.release(shelf, stranger, 999, now=now),
    ):
        with pytest.raises(service.HoldNotFound):
            ask()
    assert service.running_of(shelf, stranger, now=now) == []


def test_staff_who_may_cancel_orders_and_the_product_may_unlock(shelf, lan, minh, clerk, now):
    mine = service.place(shelf, lan, NUMBER, now=now)
    other = service.place(shelf, minh, OTHER, now=now)
    service.release(shelf, clerk, mine.id, now=now)
    service.release(shelf, system("orders"), other.id, now=now)
    assert (mine.status, other.status) == (HoldStatus.RELEASED, HoldStatus.RELEASED)


def test_at_the_bank_the_number_waits_for_the_banks_answer(shelf, lan, minh, now):
    hold = service.place(shelf, lan, NUMBER, now=now)
    service.prove_phone(shelf, lan, hold.id, phone=PHONE, customer_id=3, now=now)
    service.extend_for_bank(shelf, lan, hold.id, now=now + minutes(10))
    assert (hold.expires_at, hold.releases_at) == (now + minutes(21), now + minutes(26))
    with pytest.raises(service.NumberTaken):
        service.place(shelf, minh, NUMBER, now=now + minutes(23))
    assert hold.at_bank_since == now + minutes(10)
    service.back_from_bank(shelf, BANK, hold.id, now=now + minutes(24))
    assert hold.at_bank_since is None
    assert service.place(shelf, minh, NUMBER, now=now + minutes(24)).status is HoldStatus.ACTIVE
    assert hold.status is HoldStatus.EXPIRED


def test_nobody_is_sent_to_the_bank_when_the_time_is_over_or_nearly(shelf, lan, now):
    hold = service.place(shelf, lan, NUMBER, now=now)
    with pytest.raises(service.HoldEnded):
        service.extend_for_bank(shelf, lan, hold.id, now=now + minutes(5))
    service.extend_for_bank(shelf, lan, hold.id, now=now + minutes(4))
    service.extend_for_bank(shelf, lan, hold.id, now=now + minutes(19))
    with pytest.raises(service.NoTimeForBank):
        service.extend_for_bank(shelf, lan, hold.id, now=now + minutes(29))


def test_paid_means_no_clock_and_again_is_harmless(shelf, lan, now):
    hold = service.place(shelf, lan, NUMBER, now=now)
    for _ in range(2):
        assert service.keep(shelf, BANK, hold.id, now=now).status is HoldStatus.ORDERED
    number = numbers.number_of(shelf, NUMBER)
    assert (number.status, number.held_until) == (NumberStatus.HELD, None)
    assert sweep(shelf, now + minutes(900)) == []


def test_money_a_little_late_still_keeps_what_nobody_took(shelf, lan, now):
    hold = service.place(shelf, lan, NUMBER, now=now)
    assert service.keep(shelf, BANK, hold.id, now=now + minutes(8)).status is HoldStatus.ORDERED


def test_money_after_the_sweep_takes_the_number_again_if_it_is_free(shelf, lan, now):
    lost = service.place(shelf, lan, NUMBER, now=now)
    later = now + minutes(40)
    sweep(shelf, later)
    with pytest.raises(service.HoldEnded):
        service.keep(shelf, BANK, lost.id, now=later)
    again = service.retake(shelf, BANK, lost.id, now=later)
    assert (again.status, again.visitor) == (HoldStatus.ORDERED, lan.visitor)
    assert numbers.number_of(shelf, NUMBER).held_until is None


def test_money_after_somebody_else_has_the_number_is_refused_in_a_good_transaction(
    shelf, lan, minh, now
):
    lost = service.place(shelf, lan, NUMBER, now=now)
    later = now + minutes(6)
    service.place(shelf, minh, NUMBER, now=later)
    with pytest.raises(service.NumberTaken):
        service.retake(shelf, BANK, lost.id, now=later)
    shelf.commit()
    owner = service.live_on(shelf, NUMBER)
    assert owner
    assert owner.visitor == minh.visitor


def test_a_cancelled_order_frees_the_number_but_a_live_line_rests(shelf, lan, minh, now):
    paid = service.place(shelf, lan, NUMBER, now=now)
    service.keep(shelf, BANK, paid.id, now=now)
    service.release(shelf, lan, paid.id, now=now)
    assert numbers.number_of(shelf, NUMBER).status is NumberStatus.AVAILABLE
    live = service.place(shelf, minh, OTHER, now=now)
    service.keep(shelf, BANK, live.id, now=now)
    numbers.sell(shelf, BANK, OTHER, now=now)
    service.release(shelf, system("orders"), live.id, now=now)
    assert numbers.number_of(shelf, OTHER).status is NumberStatus.BLOCKED


def test_one_browser_holds_one_number_at_a_time(shelf, lan, now):
    held = service.place(shelf, lan, NUMBER, now=now)
    with pytest.raises(service.AlreadyHolding) as refused:
        service.place(shelf, lan, OTHER, now=now)
    assert refused.value.details == {"hold": held.id}
    assert "0901 23 6868" in of_refusal(refused.value)
    service.release(shelf, lan, held.id, now=now)
    service.place(shelf, lan, OTHER, now=now)


def test_one_phone_holds_one_number_whatever_the_browser(shelf, lan, minh, now):
    first = service.place(shelf, lan, NUMBER, now=now)
    service.prove_phone(shelf, lan, first.id, phone=PHONE, customer_id=3, now=now)
    second = service.place(shelf, minh, OTHER, now=now)
    with pytest.raises(service.AlreadyHolding):
        service.prove_phone(shelf, minh, second.id, phone=PHONE, customer_id=3, now=now)


def test_one_address_has_a_cap(shelf, lan, minh, now, monkeypatch):
    monkeypatch.setattr(settings, "holds_per_address", 1)
    service.place(shelf, lan, NUMBER, now=now)
    neighbour = Actor.anonymous(visitor=minh.visitor, address=lan.address)
    with pytest.raises(service.TooManyFromHere):
        service.place(shelf, neighbour, OTHER, now=now)
    service.place(shelf, minh, OTHER, now=now)


def test_a_number_is_pressed_ten_times_a_vietnamese_day(shelf, lan, now):
    for nth in range(settings.hold_presses_per_number_per_day):
        somebody = Actor.anonymous(visitor=f"somebody {nth}")
        hold = service.place(shelf, somebody, NUMBER, now=now)
        service.release(shelf, somebody, hold.id, now=now)
    with pytest.raises(service.NumberPressedTooOften):
        service.place(shelf, lan, NUMBER, now=now)
    assert service.place(shelf, lan, NUMBER, now=now + minutes(12 * 60)).status == "active"


def test_a_browser_without_cookies_and_an_unknown_number_are_refused(shelf, lan, now):
    with pytest.raises(service.VisitorUnknown):
        service.place(shelf, Actor(), NUMBER, now=now)
    with pytest.raises(numbers.NumberNotFound):
        service.place(shelf, lan, "84900000000", now=now)


def test_every_move_is_audited_and_wakes_the_watchers_of_the_number(shelf, lan, now):
    hold = service.place(shelf, lan, NUMBER, now=now)
    shelf.commit()
    service.release(shelf, lan, hold.id, now=now)
    shelf.commit()
    told = [(row.action, row.subject) for row in shelf.exec(select(AuditEntry))]
    assert told == [
        ("numbers.held", f"number:{NUMBER}"), ("holds.active", f"hold:{hold.id}"),
        ("holds.released", f"hold:{hold.id}"), ("numbers.available", f"number:{NUMBER}"),
    ]  # fmt: skip
    assert shelf.get(Change, f"number:{NUMBER}").seq == 2


@pytest.mark.parametrize(("was", "asked"), list(product(HoldStatus, repeat=2)))
def test_only_the_listed_moves_are_allowed(was, asked, now):
    hold = Hold(
        msisdn=NUMBER, visitor="x", status=was, placed_at=now, expires_at=now, releases_at=now,
        hard_limit_at=now,
    )  # fmt: skip
    if (was, asked) in MOVES:
        hold.move_to(asked)
        assert hold.status is asked
    else:
        with pytest.raises(ForbiddenMove):
            hold.move_to(asked)


def test_the_database_itself_refuses_a_second_live_hold(shelf, lan, now):
    first = service.place(shelf, lan, NUMBER, now=now)
    shelf.add(Hold(**first.model_dump(exclude={"id"})))  # a bug, say
    with pytest.raises(IntegrityError):
        shelf.flush()


def test_the_invariants_find_what_is_wrong(shelf, lan, minh, now):
    hold = service.place(shelf, lan, NUMBER, now=now)
    other = service.place(shelf, minh, OTHER, now=now)
    assert invariants.rows(shelf, now) == []
    assert len(invariants.rows(shelf, now + minutes(10))) == 2  # nobody sweeps
    numbers.number_of(shelf, NUMBER).held_until = now
    other.status = HoldStatus.EXPIRED
    assert invariants.rows(shelf, now) == [
        f"hold {hold.id} and its number show different clocks", f"number {OTHER} is held by nobody",
    ]  # fmt: skip
