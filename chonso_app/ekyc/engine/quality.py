"""Why a picture could not be read, in the customer's terms. A diagnosis, never a gate."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

_SIDE = 1000  # pixels; measured at this size
_BLOCK = 60
_SHARP = (120, 450)  # 90th percentile of the Laplacian's variance: below fails, below is doubtful
_BRIGHT = (35, 60)
_GLARE = 0.05  # share of burnt-out pixels
_BURNT = 248
SMALLEST = 600  # pixels along the short side


@dataclass(frozen=True)
class Quality:
    sharpness: float
    brightness: float
    glare: float
    short_side: int

    @property
    def fault(self) -> str:
        """What stands in the way of reading: dark, blur, glare, small or "" for nothing."""
        if self.brightness < _BRIGHT[0]:
            return "dark"
        if self.glare > _GLARE:
            return "glare"
        if self.sharpness < _SHARP[1]:
            return "dark" if self.brightness < _BRIGHT[1] else "blur"
        return "small" if self.short_side < SMALLEST else ""

    @property
    def poor(self) -> bool:
        """Too bad even for a face, which is softer than print."""
        dim, soft = self.brightness < _BRIGHT[0], self.sharpness < _SHARP[0]
        return dim or soft or self.glare > _GLARE


def measure(grey: Any) -> Quality:
    high, wide = grey.shape[:2]
    scale = _SIDE / max(high, wide)
    size = (round(wide * scale), round(high * scale))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    rows, columns = small.shape
    middle = small[rows // 8 : rows - rows // 8, columns // 8 : columns - columns // 8]
    return Quality(
        sharpness=_sharpness(middle),
        brightness=float(middle.mean()),
        glare=float((middle >= _BURNT).mean()),
        short_side=min(high, wide),
    )


def _sharpness(grey: Any) -> float:
    edges = cv2.Laplacian(grey, cv2.CV_32F)
    rows, columns = (length // _BLOCK * _BLOCK for length in edges.shape)
    if not rows or not columns:
        return 0.0
    blocks = edges[:rows, :columns].reshape(rows // _BLOCK, _BLOCK, columns // _BLOCK, _BLOCK)
    return float(np.percentile(blocks.var(axis=(1, 3)), 90))
