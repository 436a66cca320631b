"""One side of a card: its picture turned upright, and what could be read from it."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import cv2
import numpy as np

from chonso_app.ekyc.engine import faces, mrz, ocr, qr, quality, slant, strips
from chonso_app.ekyc.engine.budget import Budget
from chonso_app.ekyc.engine.faces import Face
from chonso_app.ekyc.engine.icao import Reading
from chonso_app.ekyc.engine.mrz import MrzCard
from chonso_app.ekyc.engine.qr import QrCard
from chonso_app.ekyc.engine.quality import Quality

_TEXT_WIDTH = 1000  # pixels: printed text is read at this width
_NEAR_FACE = (0.8, -1.9, 7.0, 1.2)  # left, top, right, bottom, in widths of the printed face
_NUMBER_WIDTH, _NAME_WIDTH = 500, 700  # digits are larger than names
_DIGITS = str.maketrans("OoQDIl|SBG", "0000111586")
_BOOK_SEEN = 3  # checks of a passport's lines that hold: then it is one, even if unread


class Unreadable(ValueError):
    """Not a picture. Intake lets none through; a changed file would end here."""


def decode(data: bytes) -> Any:
    """BGR pixels. Raises Unreadable."""
    picture = cv2.imdecode(np.frombuffer(data, "uint8"), cv2.IMREAD_COLOR)
    if picture is None:
        raise Unreadable
    return picture


@dataclass(frozen=True)
class Side:
    """What one card picture shows. Costly readings are added by `with_…`, when they are needed."""

    picture: Any
    faces: tuple[Face, ...] = ()  # upright ones, largest first
    codes: tuple[QrCard, ...] = ()  # more than one: more than one card
    reading: Reading | None = None  # lines are there; `mrz` says whether their checks hold
    numbers: tuple[str, ...] = ()  # of twelve digits, printed beside the portrait
    lines: tuple[str, ...] = ()  # all that is printed there
    words: tuple[str, ...] = field(default=())  # all that is printed anywhere

    @property
    def face(self) -> Face | None:
        return self.faces[0] if self.faces else None

    @property
    def qr(self) -> QrCard | None:
        return self.codes[0] if self.codes else None

    @cached_property
    def mrz(self) -> MrzCard | None:
        return mrz.card_of(self.reading) if self.reading else None

    @property
    def shows_book(self) -> bool:
        """Lines of a passport stand here, read or not."""
        reading = self.reading
        return reading is not None and reading.form == "td3" and reading.score >= _BOOK_SEEN

    @cached_property
    def template(self) -> Any:
        """128 numbers of the printed face; None without one."""
        return faces.embed(self.picture, self.face) if self.face else None

    @cached_property
    def grey(self) -> Any:
        return cv2.cvtColor(self.picture, cv2.COLOR_BGR2GRAY)

    @cached_property
    def quality(self) -> Quality:
        return quality.measure(self.grey)

    def with_qr(self, *, thorough: bool = False) -> "Side":
        return self if self.codes else replace(self, codes=qr.read(self.grey, thorough=thorough))

    def with_mrz(self, budget: Budget) -> "Side":
        return self if self.mrz else replace(self, reading=strips.read(self.grey, budget))

    def with_numbers(self) -> "Side":
        if self.face is None:
            return self
        found = []
        for line in ocr.lines_of_card(self._beside_face(_NUMBER_WIDTH), language="eng"):
            text = re.sub(r"[\s.]", "", line).translate(_DIGITS)
            found += re.findall(r"(?<!\d)\d{12}(?!\d)", text)
        return replace(self, numbers=tuple(found))

    def with_lines(self) -> "Side":
        """What is printed beside the portrait: 0.1 s."""
        if self.face is None:
            return self
        return replace(self, lines=tuple(ocr.lines_of_card(self._beside_face(_NAME_WIDTH))))

    def with_words(self) -> "Side":
        """All printed text: 0.4 s, only to tell what an unknown paper is."""
        return replace(self, words=tuple(ocr.lines_of_card(_scaled(self.grey, _TEXT_WIDTH))))

    def says(self, *phrases: str) -> bool:
        """Whether the printed text holds one of these, marks and spaces left aside."""
        text = _bare(" ".join(self.words))
        return any(_bare(phrase) in text for phrase in phrases)

    def _beside_face(self, wide: int) -> Any:
        assert self.face is not None
        return _scaled(_beside(self.grey, self.face), wide)


def look(picture: Any) -> Side:
    """Turned so that the portrait stands upright, when there is one."""
    turned, found = faces.find_upright(picture)
    return Side(turned, tuple(found))


def _beside(grey: Any, face: Face) -> Any:
    """The block of text to the right of the portrait, its lines made level."""
    matrix = cv2.getRotationMatrix2D(face.centre, slant.of(grey), 1)
    high, wide = grey.shape
    straight = cv2.warpAffine(grey, matrix, (wide, high), borderMode=cv2.BORDER_REPLICATE)
    (x, y), unit = face.centre, face.width
    left, top, right, bottom = (round(share * unit) for share in _NEAR_FACE)
    rows = slice(max(0, round(y) + top), max(0, round(y) + bottom))
    cut = straight[rows, max(0, round(x) + left) : max(0, round(x) + right)]
    return cut if cut.size else grey


def _scaled(grey: Any, wide: int) -> Any:
    scale = wide / grey.shape[1]
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(grey, None, fx=scale, fy=scale, interpolation=how)


def _bare(text: str) -> str:
    text = unicodedata.normalize("NFD", text.upper().replace("Đ", "D"))
    return re.sub(r"[^A-Z0-9]", "", text)
