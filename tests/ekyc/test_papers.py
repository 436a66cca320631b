"""Card or passport, by choice and by policy; and the file for a shop when no try is left."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.core.config import settings
from chonso_app.ekyc import invariants, rules, service
from chonso_app.ekyc.engine.results import Check, CheckResult, Outcome, Picture
from chonso_app.ekyc.engine.results import Kind as PaperKind
from chonso_app.ekyc.models import Kind as Shot
from chonso_app.ekyc.models import Paper
from chonso_app.ekyc.progress import progress_of
from chonso_app.notifications.models import Message
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from tests.ekyc.conftest import BLURRED, CARD, LAN, MINH, OTHER_NAME, answer, shoot, shoot_all

Run = Callable[..., str]
MINUTE = timedelta(minutes=1)


def choose(session: Session, order: Order, paper: Paper, now: datetime) -> None:
    service.choose_paper(session, LAN, order.code, paper, now=now)


def test_a_passport_needs_its_page_and_a_portrait(session: Session, order: Order, now: datetime):
    choose(session, order, Paper.PASSPORT, now)
    assert progress_of(session, LAN, order.code, now=now).wanted == [
        Shot.CARD_FRONT, Shot.PORTRAIT,
    ]  # fmt: skip
    with pytest.raises(service.PicturesMissing):
        service.request_check(session, LAN, order.code, now=now)
    shoot(session, order, Shot.CARD_FRONT, now)
    shoot(session, order, Shot.PORTRAIT, now)
    check = service.request_check(session, LAN, order.code, now=now)
    assert check.back_id is None
    job = service.begin_check(session, check.key, now=now)
    assert job is not None
    assert job.back is None
    result = replace(answer(fields=replace(CARD, nation="VNM")), kind=PaperKind.PASSPORT)
    assert service.settle_check(session, check.key, result, now=now).value == "unsure"
    assert service.standing(session, order, now).value == "unsure"
    assert invariants.rows(session, now) == []


def test_changing_the_paper_keeps_the_portrait_only(session: Session, order: Order, now: datetime):
    shoot_all(session, order, now)
    choose(session, order, Paper.CARD, now)
    assert set(service.current_pictures(session, order)) == set(Shot)
    choose(session, order, Paper.PASSPORT, now + MINUTE)
    assert set(service.current_pictures(session, order)) == {Shot.PORTRAIT}
    with pytest.raises(service.PictureNotNeeded):
        shoot(session, order, Shot.CARD_BACK, now)
    choose(session, order, Paper.CARD, now + 2 * MINUTE)
    assert progress_of(session, LAN, order.code, now=now).wanted == [
        Shot.CARD_FRONT, Shot.CARD_BACK,
    ]  # fmt: skip


def test_nobody_changes_the_paper_of_a_running_check_or_of_a_strangers_order(
    session: Session, order: Order, now: datetime
):
    with pytest.raises(orders.OrderNotFound):
        service.choose_paper(session, MINH, order.code, Paper.PASSPORT, now=now)
    shoot_all(session, order, now)
    service.request_check(session, LAN, order.code, now=now)
    with pytest.raises(service.CheckRunning):
        choose(session, order, Paper.PASSPORT, now)


def test_where_passports_are_refused_there_is_nothing_to_choose(
    session: Session, order: Order, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "ekyc_passport", "refused")
    assert progress_of(session, LAN, order.code, now=now).papers == [Paper.CARD]
    with pytest.raises(service.PassportNotTaken):
        choose(session, order, Paper.PASSPORT, now)


def test_a_policy_that_came_after_the_choice_leaves_nobody_stuck(
    session: Session, order: Order, run: Run, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    choose(session, order, Paper.PASSPORT, now)
    shoot(session, order, Shot.CARD_FRONT, now)
    shoot(session, order, Shot.PORTRAIT, now)
    check = service.request_check(session, LAN, order.code, now=now)
    monkeypatch.setattr(settings, "ekyc_passport", "refused")
    read = replace(answer(fields=replace(CARD, nation="VNM")), kind=PaperKind.PASSPORT)
    assert service.settle_check(session, check.key, read, now=now).value == "failed"
    got = progress_of(session, LAN, order.code, now=now)
    assert (got.paper, got.wanted) == (Paper.CARD, [Shot.CARD_FRONT, Shot.CARD_BACK])
    assert got.story is not None
    assert got.story.faults[0].title == "Chưa nhận hộ chiếu trên mạng"
    shoot(session, order, Shot.CARD_FRONT, now + MINUTE)
    shoot(session, order, Shot.CARD_BACK, now + MINUTE)
    assert run(order, now + MINUTE) == "passed"


@pytest.mark.parametrize(("policy", "reason"), [("refused", "refused"), ("review", "for_card")])
def test_who_shows_a_passport_as_a_card_is_told_to_choose_only_where_there_is_a_choice(
    session: Session, order: Order, run: Run, now: datetime, monkeypatch: pytest.MonkeyPatch,
    policy: str, reason: str,
):  # fmt: skip
    monkeypatch.setattr(settings, "ekyc_passport", policy)
    shoot_all(session, order, now)
    both = (Picture.CARD_FRONT, Picture.CARD_BACK)
    run(order, now, CheckResult(Check.KIND, Outcome.FAILED, "passport_for_card", both))
    check = service.last_check(session, order)
    assert check is not None
    assert f"passport_{reason}" in {one["reason"] for one in check.checks}
    assert progress_of(session, LAN, order.code, now=now).wanted == list(Shot)[:2]


def test_the_result_of_one_paper_ends_when_the_other_is_chosen(
    session: Session, order: Order, run: Run, now: datetime
):
    shoot_all(session, order, now)
    both = (Picture.CARD_FRONT, Picture.CARD_BACK)
    run(order, now, CheckResult(Check.KIND, Outcome.FAILED, "passport_for_card", both))
    assert progress_of(session, LAN, order.code, now=now).story is not None
    choose(session, order, Paper.PASSPORT, now + MINUTE)
    got = progress_of(session, LAN, order.code, now=now + MINUTE)
    assert (got.story, got.wanted) == (None, [Shot.CARD_FRONT])


@pytest.mark.parametrize(
    ("policy", "nation", "verdict"),
    [
        ("refused", "VNM", ("failed", "passport_refused")),
        ("review", "VNM", ("unsure", "passport_review")),
        ("review", "", ("unsure", "passport_review")),
        ("accepted", "VNM", ("passed", "")),
        ("accepted", "", ("unsure", "passport_review")),
        ("accepted", "FRA", ("failed", "foreign_passport")),
        ("review", "FRA", ("failed", "foreign_passport")),
    ],
)
def test_the_policy_of_passports(policy: str, nation: str, verdict: tuple[str, str]):
    assert rules.passport_verdict(policy, nation) == verdict


@pytest.mark.parametrize(("policy", "verdict"), [("refused", "failed"), ("accepted", "unsure")])
def test_a_service_that_is_away_does_not_soften_the_policy(
    session: Session, order: Order, now: datetime, monkeypatch: pytest.MonkeyPatch,
    policy: str, verdict: str,
):  # fmt: skip
    choose(session, order, Paper.PASSPORT, now)
    shoot(session, order, Shot.CARD_FRONT, now)
    shoot(session, order, Shot.PORTRAIT, now)
    check = service.request_check(session, LAN, order.code, now=now)
    monkeypatch.setattr(settings, "ekyc_passport", policy)
    down = CheckResult(Check.KIND, Outcome.UNSURE, "vendor_down")
    result = replace(answer(down, fields=replace(CARD, nation="VNM")), kind=PaperKind.PASSPORT)
    assert service.settle_check(session, check.key, result, now=now).value == verdict


@pytest.mark.parametrize(("word", "verdict"), [("asked", "passed"), ("", "unsure")])
def test_moves_that_were_never_made_are_for_people_unless_the_setting_only_asks(
    session: Session, order: Order, run: Run, now: datetime, monkeypatch: pytest.MonkeyPatch,
    word: str, verdict: str,
):  # fmt: skip
    monkeypatch.setattr(settings, "ekyc_liveness", word)
    shoot_all(session, order, now)
    still = CheckResult(Check.LIVENESS, Outcome.NOT_RUN, "no_challenge")
    assert run(order, now, still) == verdict


# -- no try is left ------------------------------------------------------------------------------


def use_up(session: Session, order: Order, run: Run, now: datetime) -> datetime:
    """Three failures, ten minutes, three more. Gives the last moment."""
    for moment in (now + minutes * MINUTE for minutes in (0, 1, 2, 12, 13, 14)):
        assert service.for_counter(session, order) is None
        shoot_all(session, order, moment)
        run(order, moment, BLURRED)
    return now + 14 * MINUTE


def test_after_the_last_round_a_file_waits_at_the_counter(
    session: Session, order: Order, run: Run, now: datetime
):
    order.contact_phone, order.phone_proven_at = "84901234567", now
    then = use_up(session, order, run, now)
    shoot_all(session, order, then)
    with pytest.raises(service.NoTriesLeft):
        service.request_check(session, LAN, order.code, now=then)
    file = service.for_counter(session, order)
    assert file is not None
    assert any("Mặt trước" in line for line in file.faults)
    assert "Khuôn mặt khớp ảnh thẻ" in file.good
    assert service.file_of(session, order, now=then)
    assert service.file_of(session, order, now=then + timedelta(hours=25)) is None
    told = [row for row in session.exec(select(Message)) if row.template == "ekyc.prepared"]
    assert len(told) == 1


TOO_YOUNG = CheckResult(Check.AGE, Outcome.FAILED, "too_young")
FOREIGN = CheckResult(Check.KIND, Outcome.FAILED, "foreign_passport")


@pytest.mark.parametrize("fault", [TOO_YOUNG, FOREIGN])
def test_whom_no_other_picture_can_help_is_prepared_for_the_counter_at_once(
    session: Session, order: Order, run: Run, now: datetime, fault: CheckResult
):
    order.contact_phone, order.phone_proven_at = "84901234567", now
    for moment in (now, now + MINUTE):  # they try it with the same paper once more
        shoot_all(session, order, moment)
        run(order, moment, fault)
    file = service.for_counter(session, order)
    assert file is not None
    assert len(file.faults) == 1
    assert file.tries == 2
    told = [row for row in session.exec(select(Message)) if row.template == "ekyc.prepared"]
    assert len(told) == 1


@pytest.mark.parametrize("faults", [(BLURRED, TOO_YOUNG), (OTHER_NAME,)])
def test_whoever_can_still_put_something_right_is_not_sent_to_the_counter(
    session: Session, order: Order, run: Run, now: datetime, faults: tuple[CheckResult, ...]
):
    shoot_all(session, order, now)
    run(order, now, *faults)
    assert service.for_counter(session, order) is None


def test_our_own_trouble_closes_nothing(
    session: Session, order: Order, run: Run, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "ekyc_tries", 1)
    monkeypatch.setattr(settings, "ekyc_rounds", 1)
    shoot_all(session, order, now)
    run(order, now)
    assert service.for_counter(session, order) is None
    shoot_all(session, order, now + MINUTE)
    run(order, now + MINUTE, BLURRED)
    assert service.for_counter(session, order) is not None
