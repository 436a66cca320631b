"""Bringing numbers from a file, and the demo's hundred thousand."""

import pytest
from sqlmodel import select

from chonso_app.core.actors import system
from chonso_app.numbers import importing, rules, seed, service
from chonso_app.numbers.models import Number

PRODUCT = system("import")


def test_a_clean_file_fills_the_shelf(session, now):
    lines = ["so,gia", "0901236868,1.250.000", "+84 937 516 868,980000"]
    assert importing.import_csv(session, PRODUCT, lines, now=now) == importing.Report(added=2)
    number = service.number_of(session, "84901236868")
    assert (number.price, number.cls, number.prefix, number.reversed) == (
        1_250_000, "loc-phat", "090", "8686321090",
    )  # fmt: skip


def test_one_wrong_line_and_nothing_is_written(session, now):
    importing.import_csv(session, PRODUCT, ["so,gia", "0901111111,5"], now=now)
    lines = [
        "so,gia", "0901236868,1250000", "lan,1", "0912345678,1", "0901236869,0", "0901236868,9",
        "0901236867,-5", "0901236866", "0901111111,7",
    ]  # fmt: skip
    report = importing.import_csv(session, PRODUCT, lines, now=now)
    assert report.added == 0
    assert list(report.errors) == [3, 4, 5, 6, 7, 8, 9]
    assert report.errors[4] == "Đầu số không thuộc nhà mạng."
    assert report.errors[9] == "Số này đã có trong kho."
    assert len(session.exec(select(Number)).all()) == 1


def test_a_file_without_the_columns_is_refused(session, now):
    report = importing.import_csv(session, PRODUCT, ["number,price", "1,2"], now=now)
    assert report.errors == {1: "Dòng đầu thiếu cột so, gia. Tệp cần các cột so,gia."}


@pytest.fixture
def small_seed(monkeypatch):
    monkeypatch.setattr(seed, "COUNT", 3_000)


def test_the_demo_is_the_same_everywhere_and_comes_once(session, now, small_seed):
    seed.seed(session, now)
    seed.seed(session, now)
    numbers = session.exec(select(Number)).all()
    assert len(numbers) == 3_000
    assert {number.prefix for number in numbers} == set(rules.PREFIXES)
    assert service.number_of(session, "84901236868").price == 1_250_000
    again = {row["msisdn"]: row["price"] for row in seed.rows(3_000, this_year=now.year)}
    assert {number.msisdn: number.price for number in numbers} == again


def test_every_common_class_has_something_to_show(now):
    shown: set[str] = set()
    for row in seed.rows(8_000, this_year=now.year):
        shown |= set(rules.classes_in(row["classes"]))
        assert row["price"] >= 50_000
        assert row["price"] % 1_000 == 0
    rare = {"bat-quy", "that-quy", "luc-quy-giua", "taxi-4"}
    assert shown >= {cls.value for cls in rules.NumberClass} - rare
