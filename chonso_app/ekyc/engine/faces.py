"""Faces: where they are (YuNet) and whether two are of one person (SFace, 128 numbers).

OpenCV 5's own recogniser cannot run this model file, so the network is run directly and only the
alignment is borrowed.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np

from chonso_app.ekyc.engine import weights

_SEARCH_SIDE = 640  # pixels; larger pictures are searched in small, boxes scaled back
_SURE = 0.6
_STANDS = 0.9  # of a face on its head the search is sometimes sure, but never this sure
_TURNS = (None, cv2.ROTATE_180, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE)


@dataclass(frozen=True)
class Face:
    """`row` is YuNet's: box, five points, score, in the pixels of the picture it was found on."""

    row: Any

    @property
    def width(self) -> float:
        return float(self.row[2])

    @property
    def score(self) -> float:
        return float(self.row[14])

    @property
    def centre(self) -> tuple[float, float]:
        return float(self.row[0] + self.row[2] / 2), float(self.row[1] + self.row[3] / 2)

    @property
    def points(self) -> Any:
        """Right eye, left eye, nose, right and left corner of the mouth."""
        return np.asarray(self.row[4:14]).reshape(5, 2)

    @property
    def turned(self) -> float:
        """0 looking at us, ±1 in profile: how far the nose is from between the eyes."""
        right, left, nose = self.points[:3]
        across = max(float(np.linalg.norm(left - right)), 1.0)
        along = float(np.dot(nose - (left + right) / 2, (left - right) / across))
        return 2 * along / across

    @property
    def upright(self) -> bool:
        right, left, nose = self.points[:3]
        return float(nose[1]) > float((right[1] + left[1]) / 2)


@cache
def _detector() -> Any:
    return cv2.FaceDetectorYN.create(
        weights.path_of(weights.YUNET), "", (_SEARCH_SIDE, _SEARCH_SIDE), _SURE
    )


@cache
def _recogniser() -> Any:
    return cv2.dnn.readNet(weights.path_of(weights.SFACE))


@cache
def _aligner() -> Any:
    return cv2.FaceRecognizerSF.create(weights.path_of(weights.SFACE), "")


def find(picture: Any, *, side: int = _SEARCH_SIDE) -> list[Face]:
    """Faces on a BGR picture, largest first. `side`: it is searched at this size."""
    high, wide = picture.shape[:2]
    scale = min(1.0, side / max(high, wide))
    size = (round(wide * scale), round(high * scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    detector = _detector()
    detector.setInputSize(size)
    _, rows = detector.detect(small)
    if rows is None:
        return []
    found = [Face(np.concatenate([row[:14] / scale, row[14:]])) for row in rows]
    return sorted(found, key=lambda face: -face.width)


def find_upright(picture: Any) -> tuple[Any, list[Face]]:
    """The picture turned as its faces stand best, and they, largest first."""
    best: tuple[float, Any, list[Face]] = (0.0, picture, [])
    for turn in _TURNS:
        turned = picture if turn is None else cv2.rotate(picture, turn)
        found = [face for face in find(turned) if face.upright]
        sure = max((face.score for face in found), default=0.0)
        if sure > best[0]:
            best = (sure, turned, found)
        if sure >= _STANDS:
            break
    return best[1], best[2]


def embed(picture: Any, face: Face) -> Any:
    """128 numbers of length one. The dot product of two tells how alike they are."""
    crop = _aligner().alignCrop(picture, face.row.astype("float32"))
    net = _recogniser()
    net.setInput(cv2.dnn.blobFromImage(crop, 1.0, (112, 112), (0, 0, 0), True), "data")
    numbers = net.forward().flatten()
    return numbers / np.linalg.norm(numbers)


def alike(one: Any, other: Any) -> float:
    return float(np.dot(one, other))


def print_of(picture: Any, face: Face) -> int:
    """A 64-bit fingerprint of the aligned face: two copies of one photograph nearly agree."""
    crop = cv2.cvtColor(
        _aligner().alignCrop(picture, face.row.astype("float32")), cv2.COLOR_BGR2GRAY
    )
    small = cv2.resize(crop, (32, 32), interpolation=cv2.INTER_AREA).astype("float32")
    low = cv2.dct(small)[:8, :8].flatten()
    bits = low > np.median(low[1:])
    return int("".join("1" if bit else "0" for bit in bits), 2)


def warm() -> None:
    """Load the models now; raises WrongWeights when they are not the tested ones."""
    blank = np.full((160, 160, 3), 127, "uint8")
    find(blank)
    points = [50, 60, 60, 70, 80, 60, 80, 90, 110, 90, 95, 110, 65, 130, 105]
    embed(blank, Face(np.array([*points[:14], 0.9], "float32")))
