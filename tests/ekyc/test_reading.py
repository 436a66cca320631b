"""QR, MRZ, names and dates, without any picture."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chonso_app.ekyc.engine import dates, mrz, names, qr
from tests.fixtures.people import SPECIMEN, holder


@pytest.mark.parametrize("seed", range(20))
def test_what_is_written_is_what_is_read(seed: int):
    who = holder(seed)
    reading = mrz.best_reading(who.mrz)
    assert reading is not None
    card = mrz.card_of(reading)
    assert card is not None
    assert (card.id_number, card.born, card.sex) == (who.id_number, who.born, who.sex)
    assert card.expires == who.expires
    told = qr.parse(who.qr)
    assert told is not None
    assert (told.id_number, told.name, told.born) == (who.id_number, who.name, who.born)


def test_letters_where_digits_stand_are_repaired():
    first, second, third = SPECIMEN.mrz
    misread = [
        first.replace("0", "O"), second.replace("0", "O").replace("1", "I"), third,
    ]  # fmt: skip
    reading = mrz.best_reading(misread)
    assert reading is not None
    assert reading.whole


@given(st.integers(0, 2), st.integers(0, 29), st.sampled_from("0123456789"))
def test_no_single_wrong_digit_is_ever_accepted(line: int, place: int, digit: str):
    lines = list(SPECIMEN.mrz)
    guarded = (line == 0 and place >= 5) or (line == 1 and place != 7)
    if not guarded or not lines[line][place].isdigit() or lines[line][place] == digit:
        return
    lines[line] = lines[line][:place] + digit + lines[line][place + 1 :]
    reading = mrz.best_reading(lines)
    assert reading is None or mrz.card_of(reading) is None


def test_sex_is_never_guessed():
    first, second, third = SPECIMEN.mrz
    reading = mrz.best_reading([first, second[:7] + "P" + second[8:], third])
    assert reading is not None
    card = mrz.card_of(reading)
    assert card is not None
    assert card.sex == ""


def test_a_card_for_life_has_no_expiry():
    forever = replace(SPECIMEN, born=date(1960, 5, 12), id_number="079160000268", expires=None)
    reading = mrz.best_reading(forever.mrz)
    assert reading is not None
    card = mrz.card_of(reading)
    assert card is not None
    assert card.expires is None


# -- passports -------------------------------------------------------------------------------------


def _book(lines: list[str]) -> mrz.MrzCard | None:
    reading = mrz.best_reading(lines)
    return mrz.card_of(reading) if reading else None


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_a_passport_is_read_with_its_fillers_and_without(seed: int, bare: bool):
    who = holder(seed)
    book = _book([line.replace("<", "") for line in who.td3] if bare else who.td3)
    assert book is not None
    assert (book.id_number, book.born, book.expires) == (who.id_number, who.born, who.book_ends)
    assert (book.passport, book.nation, book.sex) == (who.passport, "VNM", who.sex)


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("nation", "number"), [("KOR", "M12345678"), ("USA", "AB1234567")])
def test_a_foreign_passport_is_told_by_both_lines(nation: str, number: str, bare: bool):
    lines = replace(SPECIMEN, nation=nation, passport=number).td3
    book = _book([line.replace("<", "") for line in lines] if bare else lines)
    assert book is not None
    assert (book.nation, book.passport, book.id_number) == (nation, number, "")


def test_a_state_that_does_not_exist_is_not_believed():
    first, second = replace(SPECIMEN, nation="KOR").td3
    assert _book([first.replace("KOR", "KQR"), second.replace("KOR", "KQR")]) is None
    assert _book([first, second.replace("KOR", "JPN")]) is None


def test_misread_letters_of_our_state_do_no_harm():
    first, second = SPECIMEN.td3
    book = _book([first.replace("VNM", "VNN"), second.replace("VNM", "VNX")])
    assert book is not None
    assert (book.nation, book.id_number) == ("VNM", SPECIMEN.id_number)


@given(st.integers(0, 43), st.sampled_from("0123456789"))
def test_no_single_wrong_digit_of_a_passport_is_ever_accepted(place: int, digit: str):
    first, second = SPECIMEN.td3
    if not second[place].isdigit() or second[place] == digit:
        return
    assert _book([first, second[:place] + digit + second[place + 1 :]]) is None


# -- QR --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "", "https://evil.example/?id=079190000268", "079190000268", "079190000268|||||",
        "07919000026|x|Trần Thị Mẫu|12051990|Nữ|a|b", "079190000268||Trần|31021990|Nữ|a|b",
    ],
)  # fmt: skip
def test_other_codes_are_no_cards(text: str):
    assert qr.parse(text) is None


def test_more_fields_and_fewer_are_understood():
    assert qr.parse(SPECIMEN.qr + "|Nguyễn Văn Cha|Lê Thị Mẹ") is not None
    short = qr.parse("|".join(SPECIMEN.qr.split("|")[:6]))
    assert short is not None
    assert short.issued is None


@given(st.text(max_size=200))
def test_no_text_breaks_the_parsers(text: str):
    qr.parse(text)
    mrz.best_reading(text.splitlines())
    names.likeness(text, "Trần Thị Mẫu")
    names.printed_in("Trần Thị Mẫu", text.splitlines())


@pytest.mark.parametrize(
    ("one", "other", "same", "bare"),
    [
        ("Trần Thị Mẫu", "TRẦN  THỊ MẪU", True, True),
        ("Trần Thị Mẫu", "Tran Thi Mau", False, True),
        ("Đỗ Văn An", "DO VAN AN", False, True),
        ("Trần Thị Mẫu", "Trần Thị Mẫn", False, False),
    ],
)
def test_names_are_compared_with_and_without_marks(one: str, other: str, same: bool, bare: bool):
    assert names.same(one, other) is same
    assert names.same_without_marks(one, other) is bare


@pytest.mark.parametrize(
    ("born", "issued", "ends"),
    [
        (date(1990, 5, 12), date(2024, 8, 10), date(2030, 5, 12)),
        (date(1990, 5, 12), date(2028, 8, 10), date(2050, 5, 12)),
        (date(2004, 2, 29), date(2024, 1, 1), date(2029, 2, 28)),
        (date(1960, 1, 1), date(2019, 1, 1), None),
    ],
)
def test_a_card_runs_to_its_milestone(born: date, issued: date, ends: date | None):
    assert dates.expected_expiry(born, issued) == ends
