"""The `<` of an MRZ: found by their shape, so that OCR need not read them.

Tesseract's models stumble over a row of them and lose what stands behind. They are also the
surest sign that a strip is an MRZ at all, and they point to the left: that tells which way is up.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np

_USUAL, _OTHERS = 28, (24, 32)  # height of the letter, in pixels of a strip at reading size
_ALIKE = 0.75  # correlation; a K or a 4 reaches 0.7, and a blurred 5 more
_SURE = 0.86
_HINT, _FEWEST = 3, 9  # the second line alone has eleven
_MOST = 64


@dataclass(frozen=True)
class Place:
    left: int
    top: int
    right: int
    bottom: int
    alike: float

    @property
    def sure(self) -> bool:
        return self.alike >= _SURE


def upright(strip: Any) -> tuple[Any, list[Place]]:
    """The strip with its fillers pointing left, and where they are; none when it is no MRZ."""
    turned = cv2.rotate(strip, cv2.ROTATE_180)
    here, there = _matches(strip, _chevron(_USUAL)), _matches(turned, _chevron(_USUAL))
    if max(len(here), len(there)) < _HINT:
        return strip, []
    right_way, places = (turned, there) if len(there) > len(here) else (strip, here)
    if len(places) < 2 * _FEWEST:
        places = max([places, *(_matches(right_way, _chevron(h)) for h in _OTHERS)], key=len)
    return right_way, places if len(places) >= _FEWEST else []


def without(strip: Any, places: list[Place]) -> Any:
    """The strip with its fillers painted over with paper."""
    bare = strip.copy()
    for one in places:
        around = strip[max(0, one.top - 4) : one.bottom + 4, one.left : one.right]
        bare[one.top : one.bottom, one.left : one.right] = np.percentile(around, 90)
    return bare


@cache
def _chevron(height: int) -> Any:
    wide = round(height * 0.78)
    drawn = np.full((height + 8, wide + 8), 255, "uint8")
    corners = np.array([[wide + 2, 5], [5, height // 2 + 4], [wide + 2, height + 3]], "int32")
    cv2.polylines(drawn, [corners], False, (0,), max(2, round(height * 0.13)), cv2.LINE_AA)
    return cv2.GaussianBlur(drawn, (0, 0), 1.2)


def _matches(strip: Any, chevron: Any) -> list[Place]:
    high, wide = chevron.shape
    if strip.shape[0] < high or strip.shape[1] < wide:
        return []
    alike = cv2.matchTemplate(strip, chevron, cv2.TM_CCOEFF_NORMED)
    places: list[Place] = []
    while len(places) < _MOST:
        _, score, _, (x, y) = cv2.minMaxLoc(alike)
        if score < _ALIKE:
            break
        places.append(Place(x, y, x + wide, y + high, score))
        alike[max(0, y - high // 2) : y + high // 2, max(0, x - wide // 2) : x + wide // 2] = -1
    return places
