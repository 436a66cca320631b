"""One time line of a recording: where in the file each part, gap, stall, still and event is."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

OVERLAP_MS = 1000  # less is what two clocks make of one moment


@dataclass(frozen=True)
class Stretch:
    """A part as it lies in the file: its first moment, its place, how long it plays."""

    number: int
    began_at: datetime
    at_ms: int
    ms: int

    @property
    def ends_at(self) -> datetime:
        return self.began_at + timedelta(milliseconds=self.ms)


@dataclass(frozen=True)
class Mark:
    """Something that happened `at_ms` into the file; `ms`: for how long (stalls, seams)."""

    kind: str
    at_ms: int
    at: str  # ISO
    ms: int = 0
    number: int = 0  # of a still


@dataclass(frozen=True)
class Timeline:
    """As JSON it lies beside the recording and goes into the evidence of the case."""

    parts: list[dict[str, Any]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {"parts": self.parts, "marks": [asdict(mark) for mark in self.marks]}


@dataclass(frozen=True)
class Moment:
    """What is to be marked, on the wall clock."""

    kind: str
    at: datetime
    ms: int = 0
    number: int = 0
    part: int = 0  # whose it is, when two recorded at once


def lay_out(parts: Iterable[tuple[int, datetime, int]]) -> list[Stretch]:
    """`(number, began_at, ms)` of the parts, in order, as they follow one another in the file."""
    laid: list[Stretch] = []
    place = 0
    for number, began_at, ms in parts:
        laid.append(Stretch(number, began_at, place, ms))
        place += ms
    return laid


def place(stretches: list[Stretch], at: datetime, part: int = 0) -> int | None:
    """Where in the file the moment `at` is; what lies in a gap is shown where the next part begins.

    Of two tabs that recorded at once, the later one had the customer. None after the end, and
    before the beginning.
    """
    if not stretches or at < stretches[0].began_at:
        return None
    inside = [
        one for one in stretches
        if one.began_at <= at <= one.ends_at and part in (0, one.number)
    ]  # fmt: skip
    if inside:
        return inside[-1].at_ms + _ms(at - inside[-1].began_at)
    return next((one.at_ms for one in stretches if one.began_at > at), None)


def seams(stretches: list[Stretch]) -> list[Moment]:
    """Where one part follows another: what is missing between them, or what is shown again."""
    found = []
    for place_of, after in enumerate(stretches[1:], start=1):
        until = max(one.ends_at for one in stretches[:place_of])
        ms = _ms(after.began_at - until)
        again = min(-ms, after.ms)
        if ms > 0:
            found.append(Moment("gap", after.began_at, ms, part=after.number))
        elif again >= OVERLAP_MS:
            found.append(Moment("overlap", after.began_at, again, part=after.number))
    return found


def _ms(span: timedelta) -> int:
    return round(span.total_seconds() * 1000)


def build(stretches: list[Stretch], moments: Iterable[Moment]) -> Timeline:
    marks = []
    for moment in [*seams(stretches), *moments]:
        at_ms = place(stretches, moment.at, moment.part)
        if at_ms is not None:
            at = moment.at.isoformat()
            marks.append(Mark(moment.kind, at_ms, at, moment.ms, moment.number))
    parts = [
        {"number": one.number, "began_at": one.began_at.isoformat(), "at_ms": one.at_ms,
         "ms": one.ms}
        for one in stretches
    ]  # fmt: skip
    return Timeline(parts, sorted(marks, key=lambda mark: mark.at_ms))
