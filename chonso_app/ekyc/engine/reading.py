"""The pictures of the paper, read in the order that costs least."""

from dataclasses import dataclass, replace

from chonso_app.ekyc.engine import sides
from chonso_app.ekyc.engine.budget import Budget
from chonso_app.ekyc.engine.crosscheck import Read
from chonso_app.ekyc.engine.mrz import MrzCard
from chonso_app.ekyc.engine.results import Kind, Pictures
from chonso_app.ekyc.engine.sides import Side
from chonso_app.ekyc.engine.thresholds import USUAL, Thresholds

_MRZ_SECONDS, _OTHER_SIDE_SECONDS = 3.0, 1.0
_OLD_PAPER = ("CHỨNG MINH NHÂN DÂN",)
_CARD_2021 = ("CITIZEN IDENTITY", "FULL NAME", "DATE OF BIRTH", "PLACE OF ORIGIN", "NATIONALITY")
_CARD_2016 = ("CĂN CƯỚC CÔNG DÂN",)  # the card with the chip says it in English as well
_CARD_2024 = ("CĂN CƯỚC", "IDENTITY CARD", "PERSONAL IDENTIFICATION")
_BOOK = ("HỘ CHIẾU", "PASSPORT")


@dataclass(frozen=True)
class Papers:
    """`back`: None when one page was taken."""

    front: Side
    back: Side | None
    swapped: bool = False  # the customer took the sides for one another

    @property
    def book(self) -> MrzCard | None:
        """What a passport said, on whichever picture."""
        read = (side.mrz for side in (self.front, self.back) if side)
        return next((mrz for mrz in read if mrz and mrz.passport), None)

    @property
    def read(self) -> Read:
        """What both sides said together."""
        back_qr, back_mrz = (self.back.qr, self.back.mrz) if self.back else (None, None)
        mrz = self.book or back_mrz or self.front.mrz
        return Read(self.front.qr or back_qr, mrz, self.front.numbers, self.front.lines)

    @property
    def kind(self) -> Kind:
        if self._shows_book:
            return Kind.PASSPORT
        if self.says(*_OLD_PAPER):
            return Kind.CMND
        if self.front.qr:
            return Kind.CCCD_2021
        if self.back and self.back.qr:
            return Kind.CC_2024
        return self._kind_by_words

    def says(self, *phrases: str) -> bool:
        return any(side.says(*phrases) for side in (self.front, self.back) if side)

    @property
    def _shows_book(self) -> bool:
        shown = any(side.shows_book for side in (self.front, self.back) if side)
        return shown or (self.front.says(*_BOOK) and not self.front.says(*_CARD_2024))

    @property
    def _kind_by_words(self) -> Kind:
        """The codes are unread: only what is printed on the front tells."""
        if self.front.says(*_CARD_2016):
            with_chip = self.front.says(*_CARD_2021) or (self.back and self.back.reading)
            return Kind.CCCD_2021 if with_chip else Kind.CCCD_2016
        return Kind.CC_2024 if self.front.says(*_CARD_2024) else Kind.UNKNOWN


def read(pictures: Pictures, limits: Thresholds = USUAL) -> Papers:
    """Raises sides.Unreadable."""
    if pictures.back is None:
        return _one_page(sides.look(sides.decode(pictures.front)), limits)
    papers = _both(_right_way_round(pictures.front, pictures.back))
    return papers if _tells(papers) else replace(papers, front=_in_words(papers.front, limits))


def _one_page(page: Side, limits: Thresholds) -> Papers:
    page = page.with_mrz(Budget(_MRZ_SECONDS))
    page = page.with_lines() if page.mrz else _in_words(page.with_qr(thorough=True), limits)
    return Papers(page, None)


def _right_way_round(one: bytes, other: bytes) -> Papers:
    """The side with the portrait is the front, whatever the customer called it."""
    front, back = sides.look(sides.decode(one)), Side(sides.decode(other))
    if front.face:
        return Papers(front, back)
    turned = sides.look(back.picture)
    return Papers(turned, front, swapped=True) if turned.face else Papers(front, back)


def _both(papers: Papers) -> Papers:
    assert papers.back is not None
    front, back = papers.front.with_qr(), papers.back.with_mrz(Budget(_MRZ_SECONDS))
    if not front.qr:
        back = back.with_qr()
    if not front.qr and not back.qr:  # nobody knows yet on which side it should be
        front = front.with_qr(thorough=True)
        back = back if front.qr else back.with_qr(thorough=True)
    if not front.qr and not back.qr and not back.mrz:
        back = back.with_words()
    if not (front.qr and back.mrz):  # a front without a QR is tied by its printed number
        front = front.with_numbers()
    read = Papers(front, back).read
    if front.face is None or not (read.qr or read.front_tied):  # a passport, or the back twice
        front = front.with_mrz(Budget(_OTHER_SIDE_SECONDS))
    if back.mrz and not front.qr and not back.qr:
        front = front.with_lines()  # only print tells the marks of the name
    return Papers(front, back, papers.swapped)


def _tells(papers: Papers) -> bool:
    """Whether a code, or the number on its front, has told what card this is."""
    back_told = papers.back and papers.back.qr and papers.read.front_tied
    return bool(papers.front.qr or back_told or papers.book)


def _in_words(side: Side, limits: Thresholds) -> Side:
    """Of a poor picture the fault is answer enough."""
    return side if side.quality.fault(limits) else side.with_words()
