"""Why a picture could not be read, in the customer's terms. A diagnosis, never a gate."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from chonso_app.ekyc.engine.thresholds import Thresholds

_SIDE = 1000  # pixels; measured at this size
_BLOCK = 60
_BURNT = 248  # grey from which a pixel shows nothing
_SMALLEST = 600  # pixels along the short side


@dataclass(frozen=True)
class Quality:
    sharpness: float  # 90th percentile of the Laplacian's variance
    brightness: float
    glare: float
    short_side: int

    def fault(self, limits: Thresholds) -> str:
        """What stands in the way of reading: dark, blur, glare, small or "" for nothing."""
        if self.brightness < limits.dark:
            return "dark"
        if self.glare > limits.glare:
            return "glare"
        if self.sharpness < limits.soft:
            return "dark" if self.brightness < limits.dim else "blur"
        return "small" if self.short_side < _SMALLEST else ""

    def poor(self, limits: Thresholds) -> bool:
        """Too bad even for a face, which is softer than print."""
        dark, blurred = self.brightness < limits.dark, self.sharpness < limits.blurred
        return dark or blurred or self.glare > limits.glare


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
