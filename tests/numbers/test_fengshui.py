"""The published formulas, with the numbers that sites show for them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chonso_app.core.texts import of_refusal, say
from chonso_app.numbers import fengshui
from chonso_app.numbers.fengshui import hexagrams, levels, person, stars
from chonso_app.numbers.fengshui.elements import DIGIT_ELEMENTS, Element, tiers
from chonso_app.numbers.fengshui.hexagrams import Fortune, Hexagram, hexagram_of, moving_line_of
from chonso_app.numbers.fengshui.levels import Level
from chonso_app.numbers.fengshui.lunar import lunar_year_of, tet
from chonso_app.numbers.fengshui.person import BirthOutOfRange, person_of
from chonso_app.numbers.fengshui.words import element_name, hexagram_name
from tests.numbers.strategies import nationals

# -- totals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("national", "nut"),
    [("0901234567", 7), ("0900000001", 10), ("0909999999", 2), ("0799999999", 9)],
)
def test_nut_is_the_last_digit_of_the_sum(national, nut):
    assert levels.nut_of(national) == nut


@pytest.mark.parametrize(
    ("tail", "linh_so", "level"),
    [
        ("8989", 29, Level.HUNG), ("4567", 7, Level.CAT), ("6738", 18, Level.DAI_CAT),
        ("6898", 18, Level.DAI_CAT), ("7378", 18, Level.DAI_CAT), ("6748", 28, Level.DAI_CAT),
        ("7231", 31, Level.DAI_CAT), ("0080", 80, Level.DAI_CAT), ("0000", 80, Level.DAI_CAT),
        ("0055", 55, Level.DAI_HUNG), ("0075", 75, Level.DAI_HUNG), ("0002", 2, Level.BINH_THUONG),
        ("0004", 4, Level.HUNG),
    ],
)  # fmt: skip
def test_linh_so_is_what_80_leaves(tail, linh_so, level):
    assert levels.linh_so_of(f"090123{tail}") == linh_so
    assert levels.level_of(linh_so) is level


def test_the_table_of_80_names_each_once():
    counts = [sum(levels.level_of(n) is level for n in range(1, 81)) for level in Level]
    assert counts == [15, 23, 16, 24, 2]
    site = (3, 5, 16, 18, 23, 28, 30, 31, 1, 24, 25, 27, 32, 36, 42, 43, 51)
    assert all(levels.level_of(n) <= Level.CAT for n in site)


# -- hexagrams -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("national", "name", "place", "inner"),
    [
        ("0857798989", "Thuần Ly", 30, "Trạch Phong Đại Quá"),
        ("0812196196", "Lôi Sơn Tiểu Quá", 62, "Trạch Phong Đại Quá"),
        ("0979216699", "Hỏa Sơn Lữ", 56, "Trạch Phong Đại Quá"),
        ("0834931999", "Địa Sơn Khiêm", 15, "Lôi Thủy Giải"),
        ("0901234567", "Lôi Thiên Đại Tráng", 34, "Trạch Thiên Quải"),
    ],
)
def test_hexagrams_of_the_sites(national, name, place, inner):
    found = hexagram_of(national)
    assert (hexagram_name(found), found.king_wen) == (name, place)
    assert hexagram_name(found.inner) == inner


def test_there_are_64_and_each_second_is_the_first_upside_down():
    assert len(set(hexagrams.KING_WEN)) == 64
    for place in range(0, 64, 2):
        first, second = (Hexagram(*hexagrams.KING_WEN[place + n]).lines for n in (0, 1))
        turned = first[::-1] if first != first[::-1] else tuple(1 - line for line in first)
        assert second == turned


@given(nationals)
def test_the_moving_line_turns_one_line_and_back(national):
    chu, line = hexagram_of(national), moving_line_of(national)
    changed = chu.changed(line)
    assert [a != b for a, b in zip(chu.lines, changed.lines, strict=True)].index(True) == line - 1
    assert changed.changed(line) == chu


def test_what_the_name_means_decides_whether_it_is_good():
    assert not hexagrams.GOOD & hexagrams.BAD
    told = {
        place: Hexagram(*hexagrams.KING_WEN[place - 1]).fortune for place in (11, 12, 42, 47, 56)
    }
    assert told == {
        11: Fortune.GOOD,  # Thái
        12: Fortune.BAD,  # Bĩ
        42: Fortune.GOOD,  # Ích
        47: Fortune.BAD,  # Khốn
        56: Fortune.MIDDLING,  # Lữ
    }


# -- the person ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day",
    [
        "1900-01-31", "1916-02-03", "1940-02-08", "1945-02-13", "1954-02-03", "1968-01-29",
        "1969-02-16", "1975-02-11", "1976-01-31", "1984-02-02", "1985-01-21", "1986-02-09",
        "1990-01-27", "1995-01-31", "2000-02-05", "2007-02-17", "2020-01-25", "2023-01-22",
        "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2030-02-02", "2033-01-31",
        "2034-02-19", "2050-01-23",
    ],
)  # fmt: skip
def test_tet_of_hanoi(day):
    assert tet(int(day[:4])).isoformat() == day


@given(st.integers(1901, 2100))
def test_tet_is_about_a_moon_after_the_solstice(year):
    assert date(year, 1, 20) <= tet(year) <= date(year, 2, 21)
    months = round((tet(year) - tet(year - 1)).days / 29.530588)
    assert months in (12, 13)


@pytest.mark.parametrize(
    ("born", "lunar", "name", "nap_am"),
    [
        ("1984-06-01", 1984, "Giáp Tý", "Hải Trung Kim"),
        ("1986-03-01", 1986, "Bính Dần", "Lư Trung Hỏa"),
        ("1990-08-15", 1990, "Canh Ngọ", "Lộ Bàng Thổ"),
        ("1995-05-05", 1995, "Ất Hợi", "Sơn Đầu Hỏa"),
        ("2000-12-31", 2000, "Canh Thìn", "Bạch Lạp Kim"),
        ("1990-01-26", 1989, "Kỷ Tỵ", "Đại Lâm Mộc"),
        ("1990-01-27", 1990, "Canh Ngọ", "Lộ Bàng Thổ"),
        ("1985-01-20", 1984, "Giáp Tý", "Hải Trung Kim"),
        ("1985-01-21", 1985, "Ất Sửu", "Hải Trung Kim"),
        ("2024-02-09", 2023, "Quý Mão", "Kim Bạch Kim"),
        ("2024-02-10", 2024, "Giáp Thìn", "Phú Đăng Hỏa"),
    ],
)
def test_who_is_born_before_tet_is_of_the_year_before(born, lunar, name, nap_am):
    found = person_of(date.fromisoformat(born))
    assert (found.lunar_year, found.year_name, found.nap_am) == (lunar, name, nap_am)
    assert found.before_tet == (lunar != found.tet.year)


def test_both_ways_to_the_element_of_a_year_agree():
    for year in range(1900, 2100):
        own = element_name(person.element_of_year(year))
        assert person.nap_am(year).endswith(own)


def test_the_last_day_of_a_lunar_year_is_the_eve_of_tet():
    for year in range(1950, 2040):
        assert lunar_year_of(tet(year)) == year
        assert lunar_year_of(tet(year) - timedelta(days=1)) == year - 1


@pytest.mark.parametrize("year", [1, 1900, 2100, 9999])
def test_a_year_that_our_calendar_lacks_is_refused(year):
    with pytest.raises(BirthOutOfRange) as refused:
        person_of(date(year, 5, 5))
    assert "1901" in of_refusal(refused.value)


# -- stars and readings ----------------------------------------------------------------------------


def test_of_two_digits_each_pair_is_one_star_unless_one_is_0_or_5():
    told = [pair for pairs in stars.STAR_PAIRS.values() for pair in pairs]
    assert len(told) == len(set(told)) == 36  # of eight digits: 28 pairs and 8 doubles
    assert stars.star_of("9", "7") is stars.star_of("7", "9") is stars.Star.NGU_QUY
    assert stars.star_of("1", "6") is stars.Star.LUC_SAT
    assert stars.star_of("0", "9") is stars.star_of("5", "5") is None


def test_stars_are_pairs_of_neighbours():
    own = stars.stars_of("0901414688")  # 90 and 01 are none
    assert [star.value for star in own] == [*["sinh-khi"] * 3, "hoa-hai", "thien-y", "phuc-vi"]


@given(nationals, st.none() | st.sampled_from(Element))
def test_every_reading_tells_its_rule_and_source(national, element):
    found = fengshui.readings(national, element)
    assert [one.key for one in found if one.key != "tier"] == [
        "nut", "linh_so", "element", "balance", "hexagram", "inner", "changed", "period", "stars",
    ]  # fmt: skip
    assert ("tier" in [one.key for one in found]) == (element is not None)
    for one in found:
        texts = (one.title, one.value, one.text, one.rule, one.source)
        assert all(texts)
        assert not any(mark in text for text in texts for mark in "{}")


def test_what_a_number_is_to_a_person_is_said_in_plain_words():
    number = "0766666666"  # Kim
    told = {}
    for one in Element:
        reading = next(r for r in fengshui.readings(number, one) if r.key == "tier")
        told[tiers(one).index(Element.KIM)] = (reading.value, reading.text)
    assert told[0] == ("Rất hợp", "Bậc 1 trên 5: số hành Kim sinh mệnh Thủy.")
    assert told[4] == ("Không hợp", "Bậc 5 trên 5: hành Kim của số khắc mệnh Mộc.")


def test_the_rule_of_digits_says_what_the_table_says():
    rule = say("fengshui.rule.element")
    for part in ("0, 1 Thủy", "2, 5, 8 Thổ", "3, 4 Mộc", "6, 7 Kim", "9 Hỏa"):
        assert part in rule
        *digits, name = part.replace(",", "").split()
        assert {element_name(DIGIT_ELEMENTS[int(digit)]) for digit in digits} == {name}
