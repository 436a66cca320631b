"""Files of numbers: what is said of each line, and the demo's hundred thousand."""

import time
import tracemalloc

import pytest
from sqlmodel import select

from chonso_app.accounts import seed as people
from chonso_app.numbers import import_command, import_file, rules, seed, service
from chonso_app.numbers.models import Number, SubscriptionKind
from chonso_app.numbers.stock_places import Places, Shop
from tests.numbers.stock_world import stock  # noqa: F401  the fixture

PLACES = Places(
    unit_id=None, units={"KV1": 1, "KV2": 2}, shops={"CH-79": Shop("CH-79", "Bến Thành", 2)}
)
OF_KV1 = Places(unit_id=1, units={"KV1": 1}, shops={})


def lines(text: str, places: Places = PLACES) -> list[import_file.Line]:
    return list(import_file.read(text.encode(), places))


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("0901236868", ""), ("+84 937 516 868", ""), ("0901.23.6868", ""), ("901236868", ""),
        ("", "empty"), ("090999686", "short"), ("0909 99 68O8", "letter_o"), ("lan", "number"),
        ("9.01237E+08", "exponent"), ("0912345678", "prefix"), ("0612345678", "prefix"),
    ],
)  # fmt: skip
def test_a_number_is_understood_or_said_to_be_wrong(typed, reason):
    (line,) = lines(f"gia,so\n1000,{typed}")
    assert line.reason == reason


@pytest.mark.parametrize(
    ("typed", "price", "reason"),
    [
        ("1.250.000", 1_250_000, ""), ("980000", 980_000, ""), ('"1,250,000"', 1_250_000, ""),
        ("", None, ""), ("2,5tr", None, "price"), ("0", None, "price_range"), ("-5", None, "price"),
        ("99999999999", None, "price_range"), ("1.5", None, "price"),
    ],
)  # fmt: skip
def test_a_price_is_read_as_people_write_it(typed, price, reason):
    (line,) = lines(f"so;gia\n0901236868;{typed}")
    assert (line.price, line.reason) == (price, reason)


def test_units_shops_and_kinds_are_known_or_refused():
    text = "so\tvung\tcua_hang\tloai\n" + "\n".join([
        "0901236801\tkv1\t\ttra_truoc", "0901236802\t\tch-79\t", "0901236803\tKV1\tCH-79\t",
        "0901236804\tKV9\t\t", "0901236805\t\tCH-00\t", "0901236806\t\t\tVIP9",
        "0901236801\tKV2\t\t",
    ])  # fmt: skip
    read = lines(text)
    assert (read[0].unit_id, read[0].kind) == (1, SubscriptionKind.PREPAID)
    assert (read[1].unit_id, read[1].store) == (2, "CH-79")
    reasons = [line.reason for line in read[2:]]
    assert reasons == ["store_unit", "unit", "store", "kind", "twice"]


def test_staff_of_a_unit_bring_numbers_into_their_own_stock_only():
    own, foreign = lines("so,vung\n0901236868,\n0901236869,KV2", OF_KV1)
    assert (own.unit_id, foreign.reason) == (1, "unit")


@pytest.mark.parametrize(
    "data", [b"  \n", b"", "so\n0901236868".encode("utf-16"), b"so\n\xff\xfe\n"]
)
def test_what_is_no_text_is_refused(data):
    with pytest.raises((import_file.FileUnreadable, import_file.ColumnsMissing)):
        list(import_file.read(data, PLACES))


def test_a_pasted_list_may_have_any_mark_between_numbers():
    pasted = "so\n0901236868, 0901 23 6869;0901236868\n\n0912345678"
    read = list(import_file.read_list(pasted.encode()))
    assert [(line.number, line.reason) for line in read] == [
        (1, ""), (2, ""), (3, "twice"), (4, "prefix"),
    ]  # fmt: skip


def test_a_list_is_read_piece_by_piece():
    pasted = b"12," * 1_000_000
    tracemalloc.start()
    try:
        assert next(import_file.read_list(pasted)).reason == "number"
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


def test_a_million_lines_are_read_in_seconds():
    body = "".join(f"090{n:07d},{n + 1}000\n" for n in range(20_000))
    started = time.process_time()
    read = lines("so,gia\n" + body)
    assert len(read) == 20_000
    assert not [line for line in read if line.reason]
    assert time.process_time() - started < 2


def test_the_command_writes_all_or_says_what_is_wrong(stock):  # noqa: F811
    first = import_command.bring(b"so,gia\n0901236868,1.250.000\n0937516868,980000", "a.csv")
    assert (first.added, first.known, first.errors) == (2, 0, [])
    number = service.number_of(stock, "84901236868")
    assert (number.price, number.cls, number.prefix, number.reversed) == (
        1_250_000, "loc-phat", "090", "8686321090",
    )  # fmt: skip
    stock.commit()
    wrong = import_command.bring(b"so,gia\n0901236861,1\n0912345678,1\n=1+1,2", "b.csv")
    assert wrong.added == 0
    assert [error[0] for error in wrong.errors] == ["3", "4"]
    assert "Đầu số" in wrong.errors[0][2]
    assert wrong.errors[1][1] == "'=1+1"
    again = import_command.bring(b"so,gia\n0901236868,9\n", "c.csv")
    assert (again.added, again.known, again.errors) == (0, 1, [])
    assert (
        import_command.bring(b"number\n1", "d.csv").errors[0][2].startswith("Dòng đầu thiếu cột so")
    )
    assert len(stock.exec(select(Number)).all()) == 2


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


def test_some_of_the_demo_is_a_companys_or_a_shops_own(session, now, small_seed):
    people.seed(session, now)
    seed.seed(session, now)
    numbers = session.exec(select(Number)).all()
    assert None in {number.unit_id for number in numbers}
    assert {number.store_code for number in numbers} == {None, "CH-01-01", "CH-79-01"}
    assert {number.kind for number in numbers} == set(SubscriptionKind)


def test_every_common_class_has_something_to_show(now):
    shown: set[str] = set()
    for row in seed.rows(8_000, this_year=now.year):
        shown |= set(rules.classes_in(row["classes"]))
        assert row["price"] >= 50_000
        assert row["price"] % 1_000 == 0
    rare = {"bat-quy", "that-quy", "luc-quy-giua", "taxi-4"}
    assert shown >= {cls.value for cls in rules.NumberClass} - rare
