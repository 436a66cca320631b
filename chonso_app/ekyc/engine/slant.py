"""By how much the printed lines on a picture are slanted."""

from typing import Any

import cv2

_WIDTH = 900
_LONG, _FLAT = 60, 4  # a line of text: pixels at that width, and length to height


def of(grey: Any) -> float:
    """Degrees, between -90 and 90: the slant of most of the text by length; 0 without any."""
    lines = sorted(_lines(grey))
    half = sum(length for _, length in lines) / 2
    passed = 0.0
    for angle, length in lines:
        passed += length
        if passed >= half:
            return angle
    return 0.0


def _lines(grey: Any) -> list[tuple[float, float]]:
    found = []
    outlines = cv2.findContours(_joined(grey), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
    for outline in outlines:
        _, (long, high), angle = cv2.minAreaRect(outline)
        if long < high:
            long, high, angle = high, long, angle - 90
        if long > _LONG and high > 3 and long / high > _FLAT:
            found.append((_acute(angle), long))
    return found


def _acute(angle: float) -> float:
    return (angle + 90) % 180 - 90


def _joined(grey: Any) -> Any:
    """Letters grown together into lines, white on black."""
    size = (_WIDTH, round(grey.shape[0] * _WIDTH / grey.shape[1]))
    small = cv2.GaussianBlur(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), (3, 3), 0)
    dark = cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, _block(21, 9))
    _, white = cv2.threshold(dark, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return cv2.morphologyEx(white, cv2.MORPH_CLOSE, _block(13, 3))


def _block(wide: int, high: int) -> Any:
    return cv2.getStructuringElement(cv2.MORPH_RECT, (wide, high))
