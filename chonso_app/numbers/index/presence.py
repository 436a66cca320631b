"""Which of some given numbers are on the shelf: for sim đôi, whose partners are known by name."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chonso_app.numbers.index import bits
from chonso_app.numbers.index.planes import Segment


def are_shown(segments: Sequence[Segment], numbers: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """One answer per number."""
    shown = np.zeros(len(numbers), bool)
    for segment in segments:
        rows = segment.rows_of(numbers)
        is_here = rows >= 0
        is_here[is_here] = bits.has(segment.shown, rows[is_here])
        shown |= is_here
    return shown
