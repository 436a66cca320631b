"""The numbers of a comparison: named in its address, at most six."""

import re

from sqlmodel import Session, col, select

from chonso_app.core.msisdn import to_e164
from chonso_app.numbers.models import Number

MOST = 6
_NATIONAL = re.compile(r"0\d{9}", re.ASCII)


def wanted_in(typed: str) -> list[str]:
    """`0901236868,0909…` → national digits in this order, each once."""
    return list(dict.fromkeys(_NATIONAL.findall(typed)))[:MOST]


def numbers_of(session: Session, wanted: list[str]) -> dict[str, Number]:
    """By national digits; whatever became of them. What the shop never had is left out."""
    found = select(Number).where(col(Number.msisdn).in_([to_e164(one) for one in wanted]))
    return {number.national: number for number in session.exec(found)}
