"""Every reason has words, and a result says what to do and what is kept."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from chonso_app.core.texts import has
from chonso_app.ekyc import engine, rules, service, settling
from chonso_app.ekyc.engine.results import Check
from chonso_app.ekyc.models import Kind as Shot
from chonso_app.ekyc.progress import progress_of
from chonso_app.ekyc.vendors import authority, merging, words
from chonso_app.orders.models import Order
from tests.ekyc.conftest import BLURRED, LAN, OTHER_NAME, UNSURE, shoot_all

Run = Callable[..., str]
_REASON = re.compile(
    r'(?:FAILED|UNSURE), "(\w+)"|(?:failed|unsure)\(Check\.\w+, "(\w+)"'
    r'|return "(\w+)", Outcome|missing = "(\w+)"|\bor "(\w+)"|else "(\w+)"|return "(\w+)"'
    r'|reason="(\w+)"'
)
_JUDGES = (
    "chipcards", "chipless", "crosscheck", "liveness", "passports", "portrait", "quality",
)  # fmt: skip
_NO_REASON = {"M", "F"}


def reasons() -> set[str]:
    folder = Path(engine.__file__).parent
    around = [Path(str(module.__file__)) for module in (rules, settling, merging, words, authority)]
    files = [folder / f"{name}.py" for name in _JUDGES]
    source = "\n".join(file.read_text("utf-8") for file in (*files, *around))
    found = {word for groups in _REASON.findall(source) for word in groups if word}
    of_vendors = {reason for reason, _ in words._NO.values()} | set(words._MAYBE.values())
    return (found | of_vendors | {words.DOWN, words.UNCLEAR}) - _NO_REASON


@pytest.mark.parametrize("reason", sorted(reasons() | {"technical", "no_challenge"}))
def test_every_reason_says_what_happened_and_what_to_do(reason: str):
    assert has(f"ekyc.reason.{reason}")
    assert has(f"ekyc.reason.{reason}.do")


@pytest.mark.parametrize("check", list(Check))
def test_every_check_has_a_name(check: Check):
    assert has(f"ekyc.check.{check}")


def told(session: Session, order: Order, now: datetime):
    story = progress_of(session, LAN, order.code, now=now).story
    assert story is not None
    return story


def test_a_result_names_the_picture_and_what_is_kept(
    session: Session, order: Order, now: datetime, run: Run
):
    shoot_all(session, order, now)
    run(order, now, BLURRED, UNSURE)
    story = told(session, order, now)
    assert story.title == ("Chỉ còn mặt trước", "cần chụp lại")
    assert "Mặt sau và chân dung được giữ" in story.note
    assert [line.title for line in story.faults] == ["Mặt trước bị mờ"]
    assert story.faults[0].pictures == (Shot.CARD_FRONT,)


def test_a_number_is_shown_masked(session: Session, order: Order, now: datetime, run: Run):
    shoot_all(session, order, now)
    run(order, now)
    values = {line.check: line.value for line in told(session, order, now).good}
    assert values["number"] == "079 190 ••• 268"
    assert values["face"] == "Khớp"


def test_a_wrong_name_asks_for_the_form_and_offers_the_cards(
    session: Session, order: Order, now: datetime, run: Run
):
    order.full_name = "Trần Thị Nhầm"
    session.commit()
    shoot_all(session, order, now)
    run(order, now, OTHER_NAME)
    story = told(session, order, now)
    assert (story.amend, story.redo) == (True, ())
    assert story.name_on_card == "Trần Thị Mẫu"


def test_an_unsure_result_sends_on_to_the_agent(
    session: Session, order: Order, now: datetime, run: Run
):
    shoot_all(session, order, now)
    run(order, now, UNSURE)
    story = told(session, order, now)
    assert story.title == ("Nhân viên sẽ xem", "kỹ thêm khi gọi")
    assert service.standing(session, order, now).value == "unsure"
