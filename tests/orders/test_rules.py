"""Codes, prices and what may stand in the form."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chonso_app.core.clock import vn
from chonso_app.orders import rules
from tests.orders.world import FORM

PROVINCES = {"79", "01"}


def test_codes_have_no_letters_that_look_alike() -> None:
    codes = {rules.new_code() for _ in range(500)}
    assert len(codes) == 500
    assert not set("".join(code.removeprefix("GS-") for code in codes)) & set("0O1IL")


@pytest.mark.parametrize("typed", ["GS-7K3Q68", "gs 7k3q68", " 7k3q68 ", "GS7K3Q68", "ＧＳ-7K3Q68"])
def test_a_code_is_understood_as_people_type_it(typed: str) -> None:
    assert rules.clean_code(typed) == "GS-7K3Q68"


@pytest.mark.parametrize("typed", ["", "GS-", "GS-123", "GS-7K3Q6O", "7K3Q688", "'; drop table"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert rules.clean_code(typed) == ""


def test_vat_is_inside_the_total_and_rounded() -> None:
    price = rules.Price(1_250_000, 25_000, 90_000)
    assert (price.total, price.vat) == (1_365_000, 124_091)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("Nguyễn Ngọc Lan", ""),
        ("  nguyễn   ngọc  lan ", ""),
        ("Nguye\u0302\u0303n Ngo\u0323c Lan", ""),  # marks apart, as some phones type them
        ("Trần-Lê Thị D’Arc", ""),
        ("", "orders.field.name_missing"),
        ("Lan", "orders.field.name_whole"),
        ("Lan 123", "orders.field.name_letters"),
        ("<b>Lan</b> Ngọc", "orders.field.name_letters"),
        ("Lan " * 40, "orders.field.name_letters"),
    ],
)
def test_names(typed: str, wrong: str) -> None:
    name, error = rules.check_name(typed)
    assert error == wrong
    assert bool(name) == (not wrong)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("lan@example.com", ""),
        (" lan@ex-ample.com.vn ", ""),
        ("", "orders.field.email_missing"),
        ("lan@gmail", "orders.field.email_tail"),
        ("lan", "orders.field.email_wrong"),
        ("lan@@example.com", "orders.field.email_wrong"),
        ("lan@example..com", "orders.field.email_wrong"),
        ("a" * 250 + "@example.com", "orders.field.email_wrong"),
    ],
)
def test_mail_addresses(typed: str, wrong: str) -> None:
    assert rules.check_email(typed)[1] == wrong


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ngoclan98@gmail", "ngoclan98@gmail.com"),
        ("ngoclan98@gmail.con", "ngoclan98@gmail.com"),
        ("ngoclan98@example", ""),
        ("@gmail", ""),
        ("gmail", ""),
    ],
)
def test_the_mail_address_that_was_meant(typed: str, meant: str) -> None:
    assert rules.suggest_email(typed) == meant


def test_a_right_form_is_taken_as_a_whole() -> None:
    person, errors = rules.check_subscriber(FORM, PROVINCES)
    assert errors == {}
    assert person is not None
    assert person.phone == "84912345678"


def test_control_characters_and_overlong_lines_do_not_get_in() -> None:
    form = FORM | {"address": "12 Lê\x00 Lợi\n", "ward": "x" * 200}
    person, errors = rules.check_subscriber(form, PROVINCES)
    assert person is None
    assert errors == {"ward": "orders.field.too_long"}
    assert rules.check_line(form["address"], "address")[0] == "12 Lê Lợi"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("079198001234", "079198001234"), ("079 198 001 234", "079198001234"), ("79198001234", "")],
)
def test_id_numbers(typed: str, number: str) -> None:
    assert rules.check_id_number(typed)[0] == number


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("20/11/1998", "1998-11-20"),
        ("1998-11-20", "1998-11-20"),
        ("31/02/1998", ""),
        ("20/11/2030", ""),
        ("01/01/1800", ""),
    ],
)
def test_birth_dates(typed: str, iso: str) -> None:
    assert rules.check_birth_date(typed, date(2026, 11, 25))[0] == iso


def test_a_missed_reminder_is_skipped_not_sent_late_twice() -> None:
    since = datetime(2026, 11, 1, tzinfo=UTC)

    def due(days: float, sent: int) -> int:
        return rules.reminder_due(since, since + timedelta(days=days), (3, 7, 14), sent)

    assert [due(2.9, 0), due(3, 0), due(3, 3), due(8, 0), due(20, 7), due(20, 14)] == [
        0, 3, 0, 7, 14, 0,
    ]  # fmt: skip


def test_days_end_at_midnight_in_vietnam() -> None:
    evening = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)  # 01:00 of the 26th there
    ends = vn(rules.end_of_vn_day(evening))
    assert (ends.day, ends.hour, ends.minute) == (26, 23, 59)
