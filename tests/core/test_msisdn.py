"""Phone numbers as people type them."""

import pytest

from chonso_app.core import money, msisdn


@pytest.mark.parametrize(
    "typed",
    [
        "0901236868",
        "090 123 68 68",
        "0901.236.868",
        "+84901236868",
        "84901236868",
        "０９０１２３６８６８",
    ],
)
def test_every_common_spelling_is_one_number(typed: str) -> None:
    assert msisdn.to_e164(typed) == "84901236868"


@pytest.mark.parametrize("typed", ["", "abc", "090123", "0241234567", "+12025550123", "1" * 300])
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(msisdn.NotAPhone):
        msisdn.to_e164(typed)


def test_numbers_and_money_are_written_for_people() -> None:
    assert msisdn.grouped("84901236868") == "0901 23 6868"
    assert msisdn.masked("84901236868") == "09•• ••• 868"
    assert money.vnd(1_250_000) == "1.250.000\N{NO-BREAK SPACE}₫"
