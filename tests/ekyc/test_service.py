"""From the pictures to what they are worth, on both databases."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from chonso_app.core.actors import Actor, Role
from chonso_app.core.config import settings
from chonso_app.core.errors import ForbiddenMove, NotAllowed
from chonso_app.ekyc import invariants, pictures, service
from chonso_app.ekyc.engine.results import gave_up
from chonso_app.ekyc.models import CheckStatus, IdentityCheck
from chonso_app.ekyc.models import Kind as Shot
from chonso_app.ekyc.progress import progress_of
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, OrderStatus
from tests.ekyc.conftest import (
    BLURRED,
    CARD,
    CLERK,
    LAN,
    MINH,
    OTHER_NAME,
    UNSURE,
    answer,
    paid_order,
    shoot,
    shoot_all,
)

Run = Callable[..., str]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def standing(session: Session, order: Order, now: datetime) -> str:
    return service.standing(session, order, now).value


# -- pictures ------------------------------------------------------------------------------------


def test_a_retaken_picture_hides_the_one_before(session: Session, order: Order, now: datetime):
    first = shoot(session, order, Shot.CARD_FRONT, now)
    second = shoot(session, order, Shot.CARD_FRONT, now + MINUTE)
    assert service.current_pictures(session, order) == {Shot.CARD_FRONT: second}
    assert first.replaced_at == now + MINUTE


def test_pictures_belong_between_payment_and_submission(
    session: Session, order: Order, now: datetime
):
    order.status = OrderStatus.DRAFT
    session.commit()
    with pytest.raises(orders.NotPaid):
        shoot(session, order, Shot.PORTRAIT, now)
    order.status, order.submitted_at = OrderStatus.PAID, now
    session.commit()
    with pytest.raises(orders.DossierUnderReview):
        shoot(session, order, Shot.PORTRAIT, now)


def test_a_strangers_order_answers_like_no_order(session: Session, order: Order, now: datetime):
    for code in (order.code, "GS-NOBODY"):
        with pytest.raises(orders.OrderNotFound):
            service.may_store(session, MINH, code, now=now)
        with pytest.raises(orders.OrderNotFound):
            service.request_check(session, MINH, code, now=now)
        with pytest.raises(orders.OrderNotFound):
            progress_of(session, MINH, code, now=now)


def test_nobody_sends_pictures_without_end(
    session: Session, order: Order, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "ekyc_pictures_per_day", 7)
    for _ in range(7):
        shoot(session, order, Shot.PORTRAIT, now)
    with pytest.raises(service.TooManyPictures):
        shoot(session, order, Shot.PORTRAIT, now)
    shoot(session, order, Shot.PORTRAIT, now + 25 * HOUR)


def test_owner_and_clerk_see_a_picture_strangers_do_not(
    session: Session, order: Order, now: datetime
):
    row = shoot(session, order, Shot.PORTRAIT, now)
    assert service.look_at(session, LAN, order.code, row.key, now=now) is row
    assert service.look_at(session, CLERK, order.code, row.key, now=now) is row
    with pytest.raises(orders.OrderNotFound):
        service.look_at(session, MINH, order.code, row.key, now=now)
    marketing = Actor(user_id=5, role=Role.MARKETING, session="s5")
    with pytest.raises(NotAllowed):
        service.look_at(session, marketing, order.code, row.key, now=now)


def test_a_picture_of_another_order_answers_like_none(
    session: Session, order: Order, now: datetime
):
    row = shoot(session, order, Shot.PORTRAIT, now)
    other = paid_order(session, 2, now)
    with pytest.raises(service.EvidenceNotFound):
        service.look_at(session, LAN, other.code, row.key, now=now)


def test_staff_of_another_region_do_not_see_it(session: Session, now: datetime):
    order = paid_order(session, 3, now, unit_id=2)
    row = shoot(session, order, Shot.PORTRAIT, now)
    clerk = Actor(user_id=9, role=Role.ACTIVATION_CLERK, unit_id=7, session="s9")
    with pytest.raises(orders.OrderNotFound):
        service.look_at(session, clerk, order.code, row.key, now=now)


# -- asking --------------------------------------------------------------------------------------


def test_a_check_needs_the_form_and_three_pictures(session: Session, order: Order, now: datetime):
    shoot(session, order, Shot.CARD_BACK, now)
    with pytest.raises(service.PicturesMissing) as missing:
        service.request_check(session, LAN, order.code, now=now)
    assert missing.value.kinds == [Shot.CARD_FRONT, Shot.PORTRAIT]
    order.id_number = None
    session.commit()
    with pytest.raises(service.FormIncomplete):
        service.request_check(session, LAN, order.code, now=now)


def test_asking_twice_runs_once(
    session: Session, order: Order, now: datetime, enqueued: list[tuple[str, str, tuple[int, ...]]]
):
    shoot_all(session, order, now)
    first = service.request_check(session, LAN, order.code, now=now)
    assert service.request_check(session, LAN, order.code, now=now) is first
    assert [name for name, *_ in enqueued] == ["check_identity"]
    assert enqueued[0][2] == (first.key,)


def test_pictures_stand_still_while_they_are_compared(
    session: Session, order: Order, now: datetime
):
    shoot_all(session, order, now)
    service.request_check(session, LAN, order.code, now=now)
    with pytest.raises(service.CheckRunning):
        shoot(session, order, Shot.PORTRAIT, now)


# -- what it is worth ----------------------------------------------------------------------------


def test_a_passed_check_holds_for_72_hours(session: Session, order: Order, now: datetime, run: Run):
    assert standing(session, order, now) == "missing"
    shoot_all(session, order, now)
    assert run(order, now) == "passed"
    assert standing(session, order, now + 71 * HOUR) == "passed"
    assert standing(session, order, now + 73 * HOUR) == "missing"


def test_unsure_is_never_a_silent_pass(session: Session, order: Order, now: datetime, run: Run):
    shoot_all(session, order, now)
    assert run(order, now, UNSURE) == "unsure"
    assert standing(session, order, now) == "unsure"


def test_failing_outweighs_unsure(session: Session, order: Order, now: datetime, run: Run):
    shoot_all(session, order, now)
    assert run(order, now, UNSURE, BLURRED) == "failed"


def test_an_engine_that_gave_up_proves_nothing_and_costs_no_try(
    session: Session, order: Order, now: datetime
):
    shoot_all(session, order, now)
    check = service.request_check(session, LAN, order.code, now=now)
    service.settle_check(session, check.key, gave_up("technical"), now=now)
    assert standing(session, order, now) == "unsure"
    assert service.allowance_of(session, order, now=now).left == 3
    again = service.request_check(session, LAN, order.code, now=now)
    assert again is not check


def test_settling_twice_keeps_the_first_verdict(
    session: Session, order: Order, now: datetime, run: Run
):
    shoot_all(session, order, now)
    check = service.request_check(session, LAN, order.code, now=now)
    service.settle_check(session, check.key, gave_up("technical"), now=now)
    assert service.settle_check(session, check.key, answer(), now=now).value == "unsure"


def test_retaking_a_picture_voids_the_verdict(
    session: Session, order: Order, now: datetime, run: Run
):
    shoot_all(session, order, now)
    run(order, now)
    shoot(session, order, Shot.PORTRAIT, now + MINUTE)
    assert standing(session, order, now + MINUTE) == "missing"


def test_another_person_voids_the_verdict(session: Session, order: Order, now: datetime, run: Run):
    shoot_all(session, order, now)
    run(order, now)
    orders.amend_person(
        session, LAN, order.code, orders.PersonChanges(full_name="Trần Thị Khác"), now=now
    )
    assert standing(session, order, now) == "missing"
    assert service.current_pictures(session, order) == {}


def test_a_verdict_is_final(now: datetime):
    check = IdentityCheck(
        order_id=1, person_version=1, round=1, front_id=1, back_id=2, portrait_id=3,
        requested_at=now, status=CheckStatus.UNSURE,
    )  # fmt: skip
    with pytest.raises(ForbiddenMove):
        check.move_to(CheckStatus.PASSED)


# -- doing it again ------------------------------------------------------------------------------


def test_only_the_failed_picture_is_asked_for_again(
    session: Session, order: Order, now: datetime, run: Run
):
    before = shoot_all(session, order, now)
    run(order, now, BLURRED)
    got = progress_of(session, LAN, order.code, now=now)
    assert got.wanted == [Shot.CARD_FRONT]
    assert got.story is not None
    assert got.story.redo == (Shot.CARD_FRONT,)
    shoot(session, order, Shot.CARD_FRONT, now + MINUTE)
    assert progress_of(session, LAN, order.code, now=now + MINUTE).wanted == []
    assert run(order, now + MINUTE) == "passed"
    kept = service.current_pictures(session, order)
    assert kept[Shot.CARD_BACK] == before[Shot.CARD_BACK]
    assert kept[Shot.PORTRAIT] == before[Shot.PORTRAIT]


def test_the_same_pictures_are_not_compared_again_for_nothing(
    session: Session, order: Order, now: datetime, run: Run
):
    shoot_all(session, order, now)
    run(order, now, BLURRED)
    with pytest.raises(service.NothingChanged):
        service.request_check(session, LAN, order.code, now=now)


def fail(session: Session, order: Order, now: datetime, run: Run) -> None:
    shoot(session, order, Shot.CARD_FRONT, now)
    assert run(order, now, BLURRED) == "failed"


def test_three_tries_then_ten_minutes_then_three_then_the_shop(
    session: Session, order: Order, now: datetime, run: Run
):
    shoot_all(session, order, now)
    for _ in range(3):
        fail(session, order, now, run)
    shoot(session, order, Shot.CARD_FRONT, now)
    with pytest.raises(service.TriesPaused):
        service.request_check(session, LAN, order.code, now=now)
    later = now + timedelta(minutes=settings.ekyc_wait_minutes)
    for _ in range(3):
        fail(session, order, later, run)
    shoot(session, order, Shot.CARD_FRONT, later)
    with pytest.raises(service.NoTriesLeft):
        service.request_check(session, LAN, order.code, now=later)


def test_correcting_the_form_does_not_give_new_tries(
    session: Session, order: Order, now: datetime, run: Run
):
    shoot_all(session, order, now)
    for _ in range(3):
        fail(session, order, now, run)
    change = orders.PersonChanges(full_name="Trần Thị Mẫn")
    orders.amend_person(session, LAN, order.code, change, now=now)
    service.reuse_pictures(session, LAN, order.code, now=now)
    with pytest.raises(service.TriesPaused):
        service.request_check(session, LAN, order.code, now=now)


def test_the_pictures_serve_the_corrected_person_only_after_a_new_check(
    session: Session, order: Order, now: datetime, run: Run
):
    shoot_all(session, order, now)
    run(order, now, OTHER_NAME)
    change = orders.PersonChanges(full_name="Trần Thị Mẫn")
    orders.amend_person(session, LAN, order.code, change, now=now)
    assert progress_of(session, LAN, order.code, now=now).can_reuse
    check = service.check_again_with_same_pictures(session, LAN, order.code, now=now)
    assert standing(session, order, now) == "missing"
    assert check.person_version == order.person_version == 2
    service.settle_check(session, check.key, answer(), now=now)
    assert standing(session, order, now) == "passed"


def test_the_cards_spelling_is_taken_over_with_one_tap(
    session: Session, order: Order, now: datetime, run: Run
):
    order.full_name = "Tran Thi Mau"
    session.commit()
    shoot_all(session, order, now)
    run(order, now, OTHER_NAME)
    check = service.take_name_of_card(session, LAN, order.code, now=now)
    assert order.full_name == CARD.name
    assert check.status is CheckStatus.QUEUED


def test_the_clerk_asks_for_one_picture_again(
    session: Session, order: Order, now: datetime, run: Run
):
    shoot_all(session, order, now)
    run(order, now)
    service.ask_again(session, CLERK, order, ["portrait"], now=now)
    assert standing(session, order, now) == "missing"
    assert progress_of(session, LAN, order.code, now=now).wanted == [Shot.PORTRAIT]


def test_exchanged_sides_get_their_right_names(
    session: Session, order: Order, now: datetime, run: Run
):
    taken = shoot_all(session, order, now)
    assert run(order, now, swapped=True) == "passed"
    current = service.current_pictures(session, order)
    assert current[Shot.CARD_FRONT].key == taken[Shot.CARD_BACK].key
    assert standing(session, order, now) == "passed"


def test_a_check_that_nobody_settles_is_given_up_to_the_people(
    session: Session, order: Order, now: datetime
):
    shoot_all(session, order, now)
    check = service.request_check(session, LAN, order.code, now=now)
    assert not service.give_up_old(session, check.key, now=now + MINUTE)
    assert service.give_up_old(session, check.key, now=now + 3 * MINUTE)
    assert standing(session, order, now + 3 * MINUTE) == "unsure"


def test_a_check_of_data_that_was_corrected_since_is_given_up_and_costs_no_try(
    session: Session, order: Order, now: datetime
):
    shoot_all(session, order, now)
    check = service.request_check(session, LAN, order.code, now=now)
    order.full_name, order.person_version = "Trần Thị Khác", order.person_version + 1
    session.add(order)
    session.flush()
    assert service.begin_check(session, check.key, now=now) is None
    service.settle_check(session, check.key, gave_up("technical"), now=now)
    assert not check.counts


def test_staff_bound_to_cases_see_their_own_only(
    session: Session, order: Order, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    row = shoot(session, order, Shot.PORTRAIT, now)
    agent = Actor(user_id=21, role=Role.VIDEO_AGENT, unit_id=4, session="s21")
    mine = {"it is": False}
    monkeypatch.setattr(pictures, "_case_rules", {Role.VIDEO_AGENT: lambda *_: mine["it is"]})
    with pytest.raises(orders.OrderNotFound):
        service.look_at(session, agent, order.code, row.key, now=now)
    mine["it is"] = True
    assert service.look_at(session, agent, order.code, row.key, now=now) is row


def test_the_invariants_notice_a_pass_that_its_checks_do_not_carry(
    session: Session, order: Order, now: datetime, run: Run
):
    shoot_all(session, order, now)
    run(order, now, UNSURE)
    assert invariants.rows(session, now) == []
    check = service.last_check(session, order)
    assert check is not None
    check.status = CheckStatus.PASSED
    session.add(check)
    session.flush()
    assert len(invariants.rows(session, now)) == 1
