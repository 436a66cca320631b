"""Bát cực linh số: each two neighbouring digits are one of eight stars of Bát Trạch.

A reading apart: it calls 79 Ngũ Quỷ, which folk wisdom calls thần tài. Never mixed with others.
"""

from enum import StrEnum
from itertools import pairwise


class Star(StrEnum):
    SINH_KHI = "sinh-khi"
    THIEN_Y = "thien-y"
    DIEN_NIEN = "dien-nien"
    PHUC_VI = "phuc-vi"
    HOA_HAI = "hoa-hai"
    LUC_SAT = "luc-sat"
    NGU_QUY = "ngu-quy"
    TUYET_MENH = "tuyet-menh"


GOOD_STARS = frozenset((Star.SINH_KHI, Star.THIEN_Y, Star.DIEN_NIEN, Star.PHUC_VI))
# In either order. 0 and 5 have no trigram of their own, so that a pair with one is no star
STAR_PAIRS = {
    Star.SINH_KHI: ("14", "28", "39", "67"), Star.THIEN_Y: ("13", "27", "49", "68"),
    Star.DIEN_NIEN: ("19", "26", "34", "78"), Star.HOA_HAI: ("17", "23", "46", "89"),
    Star.LUC_SAT: ("16", "29", "38", "47"), Star.NGU_QUY: ("18", "24", "36", "79"),
    Star.TUYET_MENH: ("12", "37", "48", "69"),
    Star.PHUC_VI: ("11", "22", "33", "44", "66", "77", "88", "99"),
}  # fmt: skip
_STARS = {pair: star for star, pairs in STAR_PAIRS.items() for pair in pairs}


def star_of(first: str, second: str) -> Star | None:
    return _STARS.get("".join(sorted((first, second))))


def stars_of(national: str) -> tuple[Star, ...]:
    """Of its nine pairs, those that are a star, in order."""
    found = (star_of(*pair) for pair in pairwise(national))
    return tuple(star for star in found if star)
