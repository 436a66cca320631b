"""Wards of today, found by today's name and by the names of before July 2025."""

import pytest

from chonso_app.accounts.regions import REGIONS
from chonso_app.orders import wards
from chonso_app.orders.wards import Ward

HCM, HANOI = "79", "01"


@pytest.mark.parametrize("typed", ["Sài Gòn", "sai gon", "phường sài gòn", "P. Sài Gòn"])
def test_a_ward_of_today_is_known_however_it_is_typed(typed: str) -> None:
    assert wards.settle(HCM, typed) == Ward("Phường Sài Gòn")


def test_an_old_ward_becomes_the_ward_it_lies_in_today() -> None:
    assert wards.settle(HCM, "Bến Nghé") == Ward("Phường Sài Gòn", "Phường Bến Nghé, Quận 1")


def test_a_number_needs_its_district() -> None:
    assert wards.settle(HCM, "Phường 9") is None
    found = wards.settle(HCM, "p9", "Q.3")
    assert found is not None
    assert found.was == "Phường 9, Quận 3"


def test_a_ward_that_was_divided_is_asked_not_guessed() -> None:
    assert wards.settle(HCM, "Đa Kao", "Quận 1") is None
    heirs = [ward.name for ward in wards.suggest(HCM, "Đa Kao", "Quận 1")]
    assert {"Phường Sài Gòn", "Phường Tân Định"} <= set(heirs)


def test_a_ward_of_another_province_is_not_taken() -> None:
    assert wards.settle(HANOI, "Bến Nghé") is None
    assert wards.suggest(HANOI, "Bến Nghé") == []


def test_todays_names_come_first_and_few() -> None:
    found = wards.suggest(HCM, "tân")
    assert len(found) == 6
    assert found[0].was == ""
    assert wards.suggest(HCM, "") == []


def test_old_provinces_are_named_where_they_lie_now() -> None:
    assert set(wards.merged_into(HCM, "TP. Hồ Chí Minh")) >= {"Bình Dương", "Bà Rịa - Vũng Tàu"}
    assert wards.merged_into(HANOI, "Hà Nội") == ()


def test_every_province_of_ours_has_wards() -> None:
    for _region, _shopcode, provinces in REGIONS:
        for code, _name in provinces:
            assert wards._province(code).wards, code
