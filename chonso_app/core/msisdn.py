"""Phone numbers: E.164 digits inside (`84901236868`), national digits outside (`0901236868`)."""

import re
import unicodedata

import phonenumbers

from chonso_app.core.errors import ShopError


class NotAPhone(ShopError):
    """What was typed is not a Vietnamese mobile number."""


def to_e164(typed: str) -> str:
    """Spaces, dots, `+84`, `84` and full-width digits are all understood.

    Raises:
        NotAPhone
    """
    digits = unicodedata.normalize("NFKC", typed)
    try:
        number = phonenumbers.parse(digits, "VN")
    except phonenumbers.NumberParseException as error:
        raise NotAPhone from error
    national = str(number.national_number)
    if number.country_code != 84 or not re.fullmatch(r"[35789]\d{8}", national):
        raise NotAPhone
    return f"84{national}"


def to_national(e164: str) -> str:
    return "0" + e164.removeprefix("84")


def grouped(e164: str) -> str:
    """`84901236868` → `0901 23 6868`."""
    national = to_national(e164)
    return f"{national[:4]} {national[4:6]} {national[6:]}"


def masked(e164: str) -> str:
    """`84901236868` → `09•• ••• 868`: enough to recognise one's own number."""
    national = to_national(e164)
    return f"{national[:2]}•• ••• {national[-3:]}"
