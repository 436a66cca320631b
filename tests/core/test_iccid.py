import pytest

from chonso_app.core import iccid

SAMPLE = "89840123000000123450"  # Luhn-valid, made up


@pytest.mark.parametrize(
    "typed", [SAMPLE, "8984 0123 0000 0012 3450", "8984-0123-0000-0012-3450 ", SAMPLE + "F"]
)
def test_a_serial_is_read_as_people_and_scanners_write_it(typed: str):
    assert iccid.read_iccid(typed) == SAMPLE


@pytest.mark.parametrize(
    "typed", ["", "0901236868", "12345678901234567890", SAMPLE + "12", "8984O123"]
)
def test_what_cannot_be_a_serial_is_refused(typed: str):
    with pytest.raises(iccid.NotAnIccid):
        iccid.read_iccid(typed)


@pytest.mark.parametrize("place", range(2, 20))
def test_one_wrong_digit_is_noticed(place: int):
    wrong = SAMPLE[:place] + str((int(SAMPLE[place]) + 1) % 10) + SAMPLE[place + 1 :]
    with pytest.raises(iccid.SerialMistyped):
        iccid.read_iccid(wrong)


def test_the_check_digit_is_made_as_it_is_checked():
    assert iccid.with_check_digit(SAMPLE[:-1]) == SAMPLE
