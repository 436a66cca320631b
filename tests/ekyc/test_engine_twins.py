"""Papers that are not what they should be: each gets its own answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from PIL import Image

from chonso_app.ekyc.engine import entry
from chonso_app.ekyc.engine.results import Check, Kind
from tests.ekyc.examining import (
    BACK,
    FRONT,
    check,
    examine,
    examine_page,
    face,
    form,
    portrait,
    reason,
    shot,
    side,
)
from tests.fixtures import cards, scenes
from tests.fixtures.people import SPECIMEN, holder

OTHER = replace(SPECIMEN, id_number="079190555777", name="Trần Thị Khác")


@pytest.fixture(autouse=True, scope="module")
def _warm():
    entry.warm()


# -- against what was typed ------------------------------------------------------------------------


def test_a_card_of_another_person_fails_on_what_was_typed():
    result = examine(typed=form(holder(7)))
    assert reason(result, Check.NUMBER) == ("failed", "number_differs")
    assert reason(result, Check.NAME) == ("failed", "name_differs")
    assert reason(result, Check.BIRTH) == ("failed", "birth_differs")
    assert check(result, Check.NUMBER).amend


def test_missing_marks_make_it_unsure_and_offer_the_cards_spelling():
    result = examine(typed=replace(form(), full_name="Tran Thi Mau"))
    assert result.outcome.value == "unsure"
    assert reason(result, Check.NAME) == ("unsure", "marks_differ")
    assert result.fields.name == SPECIMEN.name


# -- the card against itself -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["cccd21", "cc24"])
def test_sides_of_two_cards_fail_together(kind: str):
    """By the QR in front, or by the number printed there."""
    result = examine(back=side(kind, "back", who=OTHER), kind=kind)
    assert reason(result, Check.SIDES) == ("failed", "sides_differ")
    assert check(result, Check.SIDES).redo == (FRONT, BACK)


def test_a_qr_pasted_over_anothers_card_does_not_agree_with_its_lines():
    card = cards.render(SPECIMEN, "cc24", "back", qr=OTHER.qr)
    result = examine(back=shot(card), kind="cc24")
    assert reason(result, Check.SIDES) == ("failed", "sides_differ")


def test_two_cards_on_one_picture_fail():
    pair = _beside(cards.render(SPECIMEN, "cccd21", "front", face()), OTHER)
    result = examine(front=shot(pair))
    assert reason(result, Check.FRONT) == ("failed", "two_cards")
    assert check(result, Check.FRONT).redo == (FRONT,)


def _beside(card: Image.Image, who: cards.CardHolder) -> Image.Image:
    """Two cards, one beside the other."""
    sheet = Image.new("RGB", (card.width * 2, card.height))
    sheet.paste(card, (0, 0))
    sheet.paste(cards.render(who, "cccd21", "front", face()), (card.width, 0))
    return sheet


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


def test_a_number_of_a_woman_with_nam_fails():
    odd = replace(SPECIMEN, sex="M")
    result = examine(side("cccd21", "front", who=odd), side("cccd21", "back", who=odd))
    assert reason(result, Check.SEX) == ("failed", "number_unlike")


def test_a_forged_check_digit_is_never_accepted():
    lines = list(SPECIMEN.mrz)
    lines[1] = "9" + lines[1][1:6] + "0" + lines[1][7:]  # the birth date's check digit
    result = examine(back=shot(cards.render(SPECIMEN, "cccd21", "back", mrz=lines)))
    assert reason(result, Check.BACK) == ("failed", "mrz_digits")


# -- the wrong side, the wrong paper ---------------------------------------------------------------


def test_two_fronts_ask_for_the_back():
    result = examine(back=side("cccd21", "front", "tilted"))
    assert reason(result, Check.BACK) == ("failed", "same_side")


def test_two_backs_ask_for_the_front():
    result = examine(front=side("cccd21", "back", "tilted"))
    assert reason(result, Check.FRONT) == ("failed", "back_again")
    failed = [one for one in result.checks if one.outcome == "failed"]
    assert [one.redo for one in failed] == [(FRONT,)]


def test_a_card_without_its_portrait_says_so():
    result = examine(front=shot(cards.render(SPECIMEN, "cccd21", "front")))
    assert reason(result, Check.FRONT) == ("failed", "no_face_on_card")


def test_the_old_paper_is_refused_by_name():
    result = examine(side("cmnd", "front"), side("cmnd", "back"))
    assert (result.kind, reason(result, Check.KIND)) == (Kind.CMND, ("failed", "cmnd"))


def test_a_card_without_a_chip_is_for_the_people():
    result = examine(side("cccd16", "front"), side("cccd16", "back"))
    assert (result.kind, result.outcome.value) == (Kind.CCCD_2016, "unsure")
    assert reason(result, Check.KIND) == ("unsure", "no_chip")
    assert reason(result, Check.NUMBER) == ("passed", "")
    assert reason(result, Check.FACE) == ("passed", "")
    assert result.fields.id_number == SPECIMEN.id_number


def test_a_card_without_a_chip_of_another_person_fails_on_the_number():
    result = examine(side("cccd16", "front"), side("cccd16", "back"), typed=form(holder(7)))
    assert reason(result, Check.NUMBER) == ("failed", "number_differs")


def test_a_selfie_is_no_card():
    result = examine(front=portrait(), kind="cc24")
    assert check(result, Check.FRONT).outcome.value == "failed"
    assert result.outcome.value == "failed"


def test_a_table_without_a_card_fails():
    table = scenes.jpeg(np.full((1200, 1600, 3), 120, "uint8"))
    result = examine(table, table, table)
    assert result.outcome.value == "failed"
    assert all(one.outcome.value != "passed" for one in result.checks)


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


# -- passports -------------------------------------------------------------------------------------


def test_a_passport_is_one_page():
    result = examine_page(side("passport", "front"))
    assert (result.kind, result.outcome.value) == (Kind.PASSPORT, "passed")
    assert (result.fields.passport, result.fields.nation) == (SPECIMEN.passport, "VNM")
    assert result.fields.id_number == SPECIMEN.id_number


def test_a_foreign_passport_is_for_the_shop():
    guest = replace(SPECIMEN, nation="KOR", passport="M12345678", name="KIM MI NA")
    result = examine_page(side("passport", "front", who=guest))
    assert reason(result, Check.KIND) == ("failed", "foreign_passport")


def test_an_expired_passport_fails():
    old = replace(SPECIMEN, issued=date(2014, 6, 1))
    result = examine_page(side("passport", "front", who=old))
    assert reason(result, Check.EXPIRY) == ("failed", "passport_expired")


def test_a_passport_with_a_forged_digit_is_never_accepted():
    lines = list(SPECIMEN.td3)
    lines[1] = lines[1][:28] + "079190000777" + lines[1][40:]
    page = shot(cards.render(SPECIMEN, "passport", "front", face(), mrz=lines))
    result = examine_page(page, typed=form(replace(SPECIMEN, id_number="079190000777")))
    assert reason(result, Check.FRONT) == ("failed", "book_digits")


def test_a_passport_of_another_person_fails_on_what_was_typed():
    result = examine_page(side("passport", "front"), typed=form(holder(7)))
    assert reason(result, Check.NUMBER) == ("failed", "number_differs")
    assert result.outcome.value == "failed"


def test_a_passport_in_place_of_a_card_is_told_apart():
    result = examine(side("passport", "front"), side("cccd21", "back"))
    assert reason(result, Check.KIND) == ("failed", "passport_for_card")


@pytest.mark.parametrize("kind", ["cccd21", "cc24"])
def test_a_card_in_place_of_a_passport_is_told_apart(kind: str):
    result = examine_page(side(kind, "front"))
    assert reason(result, Check.KIND) == ("failed", "card_for_passport")


def test_anything_else_is_no_passport():
    result = examine_page(portrait())
    assert reason(result, Check.KIND) == ("failed", "not_a_passport")
