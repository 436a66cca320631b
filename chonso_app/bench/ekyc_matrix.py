"""People × papers × conditions, through the engine's own reading."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from chonso_app.ekyc.engine import pipeline, qr, reading, sides, strips
from chonso_app.ekyc.engine.budget import Budget
from chonso_app.ekyc.engine.mrz import MrzCard
from chonso_app.ekyc.engine.qr import QrCard
from chonso_app.ekyc.engine.reading import Papers
from chonso_app.ekyc.engine.results import Form, Outcome, Pictures
from tests.fixtures import matrix, portraits, scenes
from tests.fixtures.people import CardHolder

TODAY = date(2026, 11, 25)
_AT_ONCE_S = 0.0  # one look at an MRZ: the budget is spent after the first rendering


@dataclass
class Rate:
    tried: int = 0
    right: int = 0
    wrong: int = 0
    at_once: int = 0  # without any retry
    missed: list[str] = field(default_factory=list)

    @property
    def percent(self) -> float:
        return 100 * self.right / max(self.tried, 1)

    @property
    def percent_at_once(self) -> float:
        return 100 * self.at_once / max(self.tried, 1)

    def __str__(self) -> str:
        return f"{self.right} of {self.tried}"

    def note(self, cell: str, got: object, truth: object, *, at_once: bool) -> None:
        self.tried += 1
        self.at_once += at_once
        self.right += got == truth
        self.wrong += got is not None and got != truth
        if got != truth:
            self.missed.append(cell)


@dataclass
class Rates:
    qr: Rate = field(default_factory=Rate)
    mrz: Rate = field(default_factory=Rate)


class Album:
    """Photos of the matrix; kept in a folder when one is given."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def photo(self, seed: int, kind: str, side: str, condition: str) -> bytes:
        if self._folder is None:
            return matrix.photo(seed, kind, side, condition)
        file = self._folder / f"{seed}_{kind}_{side}_{condition}.jpg".replace(" ", "-")
        if not file.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            file.write_bytes(matrix.photo(seed, kind, side, condition))
        return file.read_bytes()

    def pictures(
        self, seed: int, kind: str, condition: str, *, back_of: int | None = None
    ) -> Pictures:
        """With a portrait of the person whose face is on every card of the matrix."""
        front = self.photo(seed, kind, "front", condition)
        back = None
        if "back" in matrix.SIDES[kind]:
            back = self.photo(seed if back_of is None else back_of, kind, "back", condition)
        return Pictures(front, back, scenes.jpeg(portraits.by_phone()))


def read(
    people: Iterable[int],
    album: Album,
    conditions: Sequence[str] = tuple(scenes.CONDITIONS),
    *,
    baseline: bool = True,
) -> Rates:
    """What the engine reads of each paper against what is written on it."""
    rates = Rates()
    for seed, kind, condition in _cells(people, conditions):
        who, cell = matrix.person(seed), f"{seed} {kind} {condition}"
        pictures = album.pictures(seed, kind, condition)
        papers = reading.read(pictures)
        if kind != "passport":
            truth = who.id_number, who.name, who.born
            at_once = baseline and _qr_at_once(pictures, kind)
            rates.qr.note(cell, _said_by_qr(papers.read.qr), truth, at_once=at_once)
        at_once = baseline and _mrz_at_once(pictures)
        rates.mrz.note(cell, _said_by_mrz(papers), _written(who, kind), at_once=at_once)
    return rates


def _qr_at_once(pictures: Pictures, kind: str) -> bool:
    coded = pictures.front if kind == "cccd21" else pictures.back
    return coded is not None and bool(qr.read(_grey(coded)))


def _mrz_at_once(pictures: Pictures) -> bool:
    first = strips.read(_grey(pictures.back or pictures.front), Budget(_AT_ONCE_S))
    return first is not None and first.whole


def cross(
    people: Iterable[int], album: Album, conditions: Sequence[str] = tuple(scenes.CONDITIONS)[::2]
) -> Rate:
    """Sessions that must not pass: the back of another's card, or another's data in the form."""
    rate = Rate()
    for place, (seed, kind, condition) in enumerate(_cells(people, conditions)):
        other = (seed + 1) % len(matrix.PEOPLE)
        sides_crossed = place % 2 == 0 and kind != "passport"
        pictures = album.pictures(seed, kind, condition, back_of=other if sides_crossed else None)
        result = pipeline.examine(
            pictures, form_of(matrix.person(seed if sides_crossed else other)), TODAY
        )
        rate.tried += 1
        rate.wrong += result.outcome is Outcome.PASSED
    return rate


def form_of(who: CardHolder) -> Form:
    return Form(who.name, who.id_number, who.born, who.sex)


def _cells(people: Iterable[int], conditions: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    for seed in people:
        for kind in matrix.SIDES:
            for condition in conditions:
                yield seed, kind, condition


def _said_by_qr(card: QrCard | None) -> tuple[str, str, date] | None:
    return (card.id_number, card.name, card.born) if card else None


def _said_by_mrz(papers: Papers) -> tuple[str, date, date | None] | None:
    card: MrzCard | None = papers.read.mrz
    return (card.id_number, card.born, card.expires) if card else None


def _written(who: CardHolder, kind: str) -> tuple[str, date, date | None]:
    return who.id_number, who.born, who.book_ends if kind == "passport" else who.expires


def _grey(photo: bytes) -> Any:
    return sides.Side(sides.decode(photo)).grey
