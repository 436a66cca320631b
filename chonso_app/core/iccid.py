"""The serial of a SIM: 89 + country + issuer + account + a Luhn digit, 19 or 20 digits."""

import re
import unicodedata

from chonso_app.core.errors import ShopError

_SHAPE = re.compile(r"89\d{17,18}")


class NotAnIccid(ShopError):
    """Not the serial of a SIM at all. `typed`: how many digits were read."""


class SerialMistyped(ShopError):
    """The right length, but the check digit says that one digit is wrong."""


def read_iccid(typed: str) -> str:
    """The digits of a serial as typed, pasted or scanned (spaces, dashes and an F pad allowed).

    Raises:
        NotAnIccid, SerialMistyped
    """
    text = unicodedata.normalize("NFKC", typed)[:64]
    digits = re.sub(r"[\s.\-_]", "", text).upper().removesuffix("F")
    if not _SHAPE.fullmatch(digits):
        raise NotAnIccid(typed=sum(c.isdigit() for c in digits))
    if not luhn_holds(digits):
        raise SerialMistyped(tail=digits[-4:])
    return digits


def luhn_holds(digits: str) -> bool:
    """ISO/IEC 7812: from the right, every second digit doubled, the sum ends in 0."""
    return _luhn_sum(digits) % 10 == 0


def with_check_digit(body: str) -> str:
    """`body` and the digit that makes it a serial."""
    return body + str(-_luhn_sum(body + "0") % 10)


def grouped(iccid: str) -> str:
    """`8984 0123 0000 0012 3450`, as it is printed on a card."""
    return " ".join(iccid[at : at + 4] for at in range(0, len(iccid), 4))


def _luhn_sum(digits: str) -> int:
    doubled = (2 * int(d) if n % 2 else int(d) for n, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled)
