"""What an activation must rest on, by the policy; and the authority that is asked again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.core.config import settings
from chonso_app.ekyc import answers, service
from chonso_app.ekyc.engine.results import Check, CheckResult, Outcome
from chonso_app.ekyc.models import IdentityCheck, VendorAnswer, VendorOutcome
from chonso_app.ekyc.vendors.asking import Said
from chonso_app.orders.models import Order, OrderStatus
from tests.ekyc.conftest import BLURRED, UNSURE, shoot_all

Run = Callable[..., str]
NOT_ASKED = CheckResult(Check.AUTHORITY, Outcome.NOT_RUN, "not_connected")
NO_CHIP = CheckResult(Check.CHIP, Outcome.NOT_RUN, "no_reader")
DOWN = CheckResult(Check.AUTHORITY, Outcome.UNSURE, "vendor_down")
HOUR = timedelta(hours=1)


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda word: monkeypatch.setattr(settings, "activation_proof", word)


def checked(
    session: Session, run: Run, order: Order, now: datetime, *faults: CheckResult
) -> IdentityCheck:
    shoot_all(session, order, now)
    run(order, now, *faults)
    check = service.last_check(session, order)
    assert check is not None
    return check


def test_people_are_enough_where_the_policy_says_so(
    session: Session, order: Order, run: Run, now: datetime, policy: Callable[[str], None]
):
    check = checked(session, run, order, now, UNSURE, NOT_ASKED, NO_CHIP)
    policy("people")
    service.refuse_unless_proven(session, check.key)


@pytest.mark.parametrize("word", ["people", "authority"])
def test_a_check_that_is_missing_or_failed_proves_nothing_under_any_policy(
    session: Session,
    order: Order,
    run: Run,
    now: datetime,
    policy: Callable[[str], None],
    word: str,
):
    check = checked(session, run, order, now, BLURRED)
    policy(word)
    for one in (check.key, None):
        with pytest.raises(service.IdentityUnproven):
            service.refuse_unless_proven(session, one)


@pytest.mark.parametrize("word", ["authority", "chip", "authority_or_chip"])
def test_what_was_never_asked_is_not_proven(
    session: Session,
    order: Order,
    run: Run,
    now: datetime,
    policy: Callable[[str], None],
    word: str,
):
    check = checked(session, run, order, now, NOT_ASKED, NO_CHIP)
    policy(word)
    with pytest.raises(service.IdentityUnproven):
        service.refuse_unless_proven(session, check.key)
    with pytest.raises(service.IdentityUnproven):
        service.refuse_unless_proven(session, None)


def test_one_of_two_is_enough_where_the_policy_says_or(
    session: Session, order: Order, run: Run, now: datetime, policy: Callable[[str], None]
):
    check = checked(session, run, order, now, NO_CHIP)
    policy("authority_or_chip")
    service.refuse_unless_proven(session, check.key)
    policy("chip")
    with pytest.raises(service.IdentityUnproven):
        service.refuse_unless_proven(session, check.key)


def test_an_authority_that_was_away_is_asked_again_and_its_later_word_counts(
    session: Session, order: Order, run: Run, now: datetime, policy: Callable[[str], None]
):
    policy("authority")
    check = checked(session, run, order, now, DOWN)
    assert check.status.value == "unsure"
    assert answers.open_for_authority(session, now=now) == [check.key]
    told = Said(
        "authority", VendorOutcome.ANSWERED, reference="AU-1", checks={"authority": "passed"}
    )
    answers.note_authority(session, check.key, told, now=now)
    service.refuse_unless_proven(session, check.key)
    assert answers.open_for_authority(session, now=now) == []
    assert check.status.value == "unsure"  # what was settled stays as it was


def test_a_doubt_of_the_authority_is_asked_again_later_and_a_no_never(
    session: Session, order: Order, run: Run, now: datetime, policy: Callable[[str], None]
):
    policy("authority")
    check = checked(session, run, order, now, DOWN)
    doubt = Said("authority", VendorOutcome.ANSWERED, checks={"authority": "unsure"})
    answers.note_authority(session, check.key, doubt, now=now)
    assert answers.open_for_authority(session, now=now) == []
    assert answers.open_for_authority(session, now=now + HOUR) == [check.key]
    no = Said("authority", VendorOutcome.ANSWERED, checks={"authority": "failed"})
    answers.note_authority(session, check.key, no, now=now + HOUR)
    assert answers.open_for_authority(session, now=now + 2 * HOUR) == []
    with pytest.raises(service.IdentityUnproven):
        service.refuse_unless_proven(session, check.key)


def test_nobody_is_asked_again_where_the_policy_does_not_need_it(
    session: Session, order: Order, run: Run, now: datetime, policy: Callable[[str], None]
):
    checked(session, run, order, now, DOWN)
    policy("people")
    assert answers.open_for_authority(session, now=now) == []
    policy("authority")
    assert answers.open_for_authority(session, now=now + timedelta(hours=73)) == []


def test_a_dossier_that_was_handed_in_is_asked_for_however_long_it_waits(
    session: Session, order: Order, run: Run, now: datetime, policy: Callable[[str], None]
):
    policy("authority")
    check = checked(session, run, order, now, DOWN)
    order.submitted_at = now + HOUR
    session.commit()
    assert answers.open_for_authority(session, now=now + 100 * HOUR) == [check.key]


def test_an_order_that_is_paid_at_the_door_is_asked_for_as_well(
    session: Session, order: Order, run: Run, now: datetime, policy: Callable[[str], None]
):
    policy("authority")
    check = checked(session, run, order, now, DOWN)
    order.status = OrderStatus.PLACED
    session.commit()
    assert answers.open_for_authority(session, now=now) == [check.key]


def test_a_failed_check_waits_for_nobody(
    session: Session, order: Order, run: Run, now: datetime, policy: Callable[[str], None]
):
    policy("authority")
    checked(session, run, order, now, BLURRED, DOWN)
    assert answers.open_for_authority(session, now=now) == []


def test_the_services_own_words_are_sealed_and_erased_in_time(
    session: Session, order: Order, now: datetime
):
    shoot_all(session, order, now)
    from tests.ekyc.conftest import LAN, answer

    check = service.request_check(session, LAN, order.code, now=now)
    said = Said("mobi", VendorOutcome.ANSWERED, "", "MV-1", {"face": "passed"}, '{"score": 0.93}')
    service.settle_check(session, check.key, answer(), said=[said], now=now)
    session.commit()
    row = session.exec(select(VendorAnswer)).one()
    assert (row.raw, row.check_id) == ('{"score": 0.93}', check.key)
    stored = session.connection().exec_driver_sql("select raw from vendor_answer").scalar_one()
    assert "0.93" not in stored
    answers.erase_old(session, now=now + timedelta(days=29))
    session.refresh(row)
    assert row.raw
    answers.erase_old(session, now=now + timedelta(days=31))
    session.refresh(row)
    assert (row.raw, row.reference, row.checks) == (None, "MV-1", {"face": "passed"})
