"""The same questions put to a SQL database, and its answers compared with the index's."""

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from chonso_app.bench.clock import Clock
from chonso_app.bench.search_index import Built
from chonso_app.bench.search_mix import Asked
from chonso_app.numbers.query import Query

_CAPPED = 10_000


class Engine(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def server_pid(self) -> int | None: ...

    def page(self, query: Query) -> list[int]: ...
    def count(self, query: Query) -> int: ...
    def count_to(self, query: Query, most: int) -> int: ...


@dataclass
class Measured:
    """Milliseconds of CPU; `asked`: how far it came in the mix."""

    name: str
    asked: list[Asked] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    counts: list[float] = field(default_factory=list)
    capped: list[float] = field(default_factory=list)

    @property
    def spent_s(self) -> float:
        return sum((*self.pages, *self.counts, *self.capped)) / 1000

    @property
    def answers(self) -> list[float]:
        """Page and exact total: what the index gives."""
        return [page + count for page, count in zip(self.pages, self.counts, strict=True)]

    @property
    def per_cpu_s(self) -> float:
        return len(self.asked) / sum(self.answers) * 1000

    @property
    def capped_per_cpu_s(self) -> float:
        """With a total that stops at 10,000."""
        return len(self.asked) / (sum(self.pages) + sum(self.capped)) * 1000

    def table(self) -> str:
        by_kind: dict[str, list[float]] = {}
        for one, spent in zip(self.asked, self.answers, strict=True):
            by_kind.setdefault(one.kind, []).append(spent)
        rows = sorted(by_kind.items(), key=lambda row: -statistics.median(row[1]))
        return "\n".join(
            f"  {kind:<18} n {len(times):4}  p50 {statistics.median(times):9.2f}"
            f"  max {max(times):9.2f} ms"
            for kind, times in rows
        )


def measure(engine: Engine, built: Built, mix: Sequence[Asked], cpu_s: float) -> Measured:
    """Goes through the mix until `cpu_s` are spent. A wrong answer ends the run."""
    clock, measured = Clock(engine.server_pid), Measured(engine.name)
    for one in mix:
        if measured.spent_s > cpu_s:
            break
        _compare(engine, built, one)
        measured.asked.append(one)
        measured.pages.append(clock.spent(engine.page, one.query))
        measured.counts.append(clock.spent(engine.count, one.query))
        measured.capped.append(clock.spent(engine.count_to, one.query, _CAPPED))
    return measured


def _compare(engine: Engine, built: Built, one: Asked) -> None:
    """Also warms what is measured next."""
    answer = built.answer(one.query)
    page, total = engine.page(one.query), engine.count(one.query)
    if (page, total) != (answer.numbers, answer.total):
        sys.exit(
            f"{engine.name} and the index do not agree on {one.kind}: {one.query}\n"
            f"{engine.name}: {total} {page}\nindex: {answer.total} {answer.numbers}"
        )
