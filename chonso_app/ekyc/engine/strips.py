"""Where the MRZ lies on a picture, at any angle, and reading it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from chonso_app.ekyc.engine import fillers, mrz, ocr
from chonso_app.ekyc.engine.budget import Budget
from chonso_app.ekyc.engine.icao import Reading

_SCAN_WIDTH = 900  # the picture is searched at this width
_STRIP_WIDTH, _BOOK_WIDTH = 1150, 1600  # and the strip is read at these: 30 letters, or 44
_SHORTEST, _LOWEST = 300, 25  # of a strip, at scan width
_RATIO = (2.2, 14)
_CARD, _BOOK = 5.8, 10.5  # usual ratios: three lines of thirty, two of forty-four
_BETWEEN = 7.2
_MOST = 4


@dataclass(frozen=True)
class _Box:
    """`angle` in degrees turns the strip so that it lies."""

    x: float
    y: float
    wide: float
    high: float
    angle: float


def read(grey: Any, budget: Budget) -> Reading | None:
    """The best reading; stops at the first whole one, or when time is up."""
    best: Reading | None = None
    for turn in (None, cv2.ROTATE_90_CLOCKWISE):
        turned = grey if turn is None else cv2.rotate(grey, turn)
        for box in _boxes(turned):
            reading = _read_strip(_cut(turned, box), budget)
            if reading and (best is None or reading.score > best.score):
                best = reading
            if (best and best.whole) or budget.spent():
                return best
    return best


def _read_strip(strip: Any, budget: Budget) -> Reading | None:
    strip, places = fillers.upright(strip)
    best: Reading | None = None
    if not places:
        return None
    bare = fillers.without(strip, places)
    less_bare = fillers.without(strip, [one for one in places if one.sure])
    for rendering in _renderings(bare, less_bare):
        reading = mrz.best_reading(ocr.lines_of_mrz(rendering))
        if reading and (best is None or reading.score > best.score):
            best = reading
        if (best and best.whole) or budget.spent():
            return best
    return best


def _renderings(bare: Any, less_bare: Any) -> Iterator[Any]:
    """The likeliest first. In a blurred strip digits were taken for fillers: not in `less_bare`."""
    yield _smaller(bare)
    yield _smaller(less_bare)
    yield _smaller(_sharper(less_bare, 3, 3))
    yield _smaller(_sharper(bare, 4, 3))
    yield bare
    yield cv2.createCLAHE(3, (8, 4)).apply(bare)
    yield less_bare
    yield _sharper(bare, 2, 1.2)
    soft = cv2.GaussianBlur(bare, (0, 0), 1)
    method = cv2.ADAPTIVE_THRESH_GAUSSIAN_C
    yield cv2.adaptiveThreshold(soft, 255, method, cv2.THRESH_BINARY, 41, 12)


def _smaller(strip: Any) -> Any:
    return cv2.resize(strip, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)


def _sharper(strip: Any, reach: float, strength: float) -> Any:
    soft = cv2.GaussianBlur(strip, (0, 0), reach)
    return cv2.addWeighted(strip, 1 + strength, soft, -strength, 0)


def _boxes(grey: Any) -> list[_Box]:
    """Candidates, the likeliest shape first."""
    scale = _SCAN_WIDTH / grey.shape[1]
    found = []
    outlines = cv2.findContours(_dense(grey, scale), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
    for outline in outlines:
        (x, y), (wide, high), angle = cv2.minAreaRect(outline)
        if wide < high:
            wide, high, angle = high, wide, angle - 90
        high = max(high, 1)
        if wide < _SHORTEST or high < _LOWEST or not _RATIO[0] <= wide / high <= _RATIO[1]:
            continue
        box = _Box(x / scale, y / scale, (wide + 44) / scale, (high + 34) / scale, angle)
        found.append((min(abs(math.log(wide / high / usual)) for usual in (_CARD, _BOOK)), box))
    found.sort(key=lambda one: one[0])
    return [box for _, box in found[:_MOST]]


def _dense(grey: Any, scale: float) -> Any:
    """White where many thin dark strokes stand side by side."""
    size = (_SCAN_WIDTH, round(grey.shape[0] * scale))
    small = cv2.GaussianBlur(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), (3, 3), 0)
    dark = cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, _block(21, 9))
    edges = np.abs(cv2.Sobel(dark, cv2.CV_32F, 1, 0, ksize=3))
    edges = (255 * edges / (edges.max() + 1e-6)).astype("uint8")
    joined = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, _block(25, 9))
    _, white = cv2.threshold(joined, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    white = cv2.morphologyEx(white, cv2.MORPH_CLOSE, _block(31, 25))
    return cv2.erode(white, np.ones((3, 3), "uint8"), iterations=2)


def _block(wide: int, high: int) -> Any:
    return cv2.getStructuringElement(cv2.MORPH_RECT, (wide, high))


def _cut(grey: Any, box: _Box) -> Any:
    """The strip lying straight, at reading size: turn, scale and cut in one step."""
    length = _BOOK_WIDTH if box.wide / box.high > _BETWEEN else _STRIP_WIDTH
    scale = length / box.wide
    if scale < 0.5:  # averaging first: a single step would skip pixels
        grey = cv2.GaussianBlur(grey, (0, 0), 0.5 / scale / 2)
    turn = math.radians(box.angle)
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)
    high = max(round(box.high * scale), 8)
    matrix = np.array(
        [
            [cos, sin, length / 2 - cos * box.x - sin * box.y],
            [-sin, cos, high / 2 + sin * box.x - cos * box.y],
        ]
    )
    return cv2.warpAffine(
        grey, matrix, (length, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
