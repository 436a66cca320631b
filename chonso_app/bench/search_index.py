"""The bitmap index in the bench: built, written, mapped and asked as the product does it."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from chonso_app.bench.clock import Clock
from chonso_app.bench.search_mix import Asked
from chonso_app.numbers.index import file, making, pages
from chonso_app.numbers.index.feed import Place
from chonso_app.numbers.index.layout import Answer, Columns
from chonso_app.numbers.index.planes import Segment
from chonso_app.numbers.query import Query

_ROUNDS = 3
_SAMPLES = 31
_READ = 256 << 20  # bytes: far more than any cache holds


@dataclass(frozen=True)
class Built:
    segment: Segment
    generation: file.Generation
    build_cpu_s: float

    @property
    def bytes_per_number(self) -> float:
        """The file, which all processes share, and what one process has of its own."""
        return (self.generation.nbytes + self.segment.shown.nbytes) / self.segment.size

    def answer(self, query: Query) -> Answer:
        return pages.answer([self.segment], query)


@dataclass
class Times:
    """Milliseconds of CPU of every answer, by kind of question."""

    by_kind: dict[str, list[float]] = field(default_factory=dict)

    def add(self, kind: str, spent: float) -> None:
        self.by_kind.setdefault(kind, []).append(spent)

    @property
    def all(self) -> list[float]:
        return [spent for times in self.by_kind.values() for spent in times]

    def percentile(self, percent: int) -> float:
        return statistics.quantiles(self.all, n=100, method="inclusive")[percent - 1]

    def table(self) -> str:
        """Kinds, the dearest first."""
        rows = sorted(self.by_kind.items(), key=lambda row: -statistics.median(row[1]))
        return "\n".join(
            f"  {kind:<18} n {len(times):4}  p50 {statistics.median(times):8.3f}"
            f"  max {max(times):8.3f} ms"
            for kind, times in rows
        )


def build(shelf: Columns, folder: Path) -> Built:
    began = time.process_time()
    arrays = making.make(shelf).arrays
    made = datetime.now(UTC).isoformat()
    path = file.write(folder, arrays, count=len(shelf.number), place=Place(), made=made)
    spent = time.process_time() - began
    generation = file.Generation(path)
    return Built(Segment.of(generation.arrays), generation, spent)


def times_of(built: Built, asked: Sequence[Asked]) -> Times:
    """After a round that warms the caches."""
    clock, times = Clock(), Times()
    for one in asked:
        built.answer(one.query)
    for _ in range(_ROUNDS):
        for one in asked:
            times.add(one.kind, clock.spent(built.answer, one.query))
    return times


def median_ms(built: Built, query: Query) -> float:
    clock = Clock()
    return statistics.median(clock.spent(built.answer, query) for _ in range(_SAMPLES))


def least_ms(size: int, planes: int) -> float:
    """What reading `planes` planes once must take at the bandwidth of this machine, now."""
    return planes * size / 8 / _bandwidth() * 1000


def _bandwidth() -> float:
    """Bytes a second that one thread reads from memory, at best."""
    much = np.arange(_READ // 8, dtype=np.uint64)
    clock = Clock()
    best = min(clock.spent(ask) for ask in (much.max, much.sum) for _ in range(5))
    return _READ / best * 1000


def mapped_mb(generation: file.Generation) -> float:
    """Of the file, what lies in this process's memory, shared pages by their share (Pss)."""
    found, inside = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if "-" in line.split(" ", 1)[0]:
            inside = line.endswith(str(generation.path))
        elif inside and line.startswith("Pss:"):
            found += int(line.split()[1])
    return found / 1024
