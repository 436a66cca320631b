"""Search at full size: the bitmap index beside the best that SQL can do, and the machine's limit.

`bench search [--numbers N] [--without-80m] [--without-postgres]`. Any difference between two
answers to the same question ends the run with an error.
"""

import argparse
import gc
import os
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from chonso_app.bench import figure
from chonso_app.bench.postgres import database
from chonso_app.bench.search_index import Built, Times, build, least_ms, mapped_mb, median_ms
from chonso_app.bench.search_index import times_of as index_times
from chonso_app.bench.search_mix import extremes, mix
from chonso_app.bench.search_postgres import Postgres
from chonso_app.bench.search_roads import Facts, facts_of
from chonso_app.bench.search_sql import Measured, measure
from chonso_app.bench.search_sqlite import Sqlite
from chonso_app.bench.search_stock import SPACE, stock
from chonso_app.numbers.index.layout import Columns
from chonso_app.numbers.pattern import parse
from chonso_app.numbers.query import PAGE_SIZE, Query

_MIB, _GIB = 1 << 20, 1 << 30
_CPU_S = 60.0  # for the questions to each database
_NEEDED_FOR_ALL = 14 * _GIB


@dataclass(frozen=True)
class _Wanted:
    numbers: int
    with_80m: bool
    with_postgres: bool


def run(*options: str) -> None:
    wanted = _wanted(options)
    with tempfile.TemporaryDirectory(prefix="chonso-bench-") as folder:
        _at_size(wanted, Path(folder))
    if wanted.with_80m and _may_use(_NEEDED_FOR_ALL):
        with tempfile.TemporaryDirectory(prefix="chonso-bench-") as folder:
            _whole_space(Path(folder))


def _wanted(options: tuple[str, ...]) -> _Wanted:
    parser = argparse.ArgumentParser(prog="bench search")
    count = int(os.environ.get("CHONSO_BENCH_NUMBERS", "10000000"))
    parser.add_argument("--numbers", type=int, default=count)
    parser.add_argument("--without-80m", action="store_true")
    parser.add_argument("--without-postgres", action="store_true")
    given = parser.parse_args(options)
    return _Wanted(
        given.numbers, with_80m=not given.without_80m, with_postgres=not given.without_postgres
    )


def _at_size(wanted: _Wanted, folder: Path) -> None:
    shelf = stock(wanted.numbers)
    built = build(shelf, folder)
    size = f"{wanted.numbers:,} numbers"
    times, beyond = index_times(built, mix()), index_times(built, list(extremes()))
    _say(f"index, {size}:\n{times.table()}\nbeside the mix:\n{beyond.table()}")
    _tell_times(times, beyond, size)
    _tell_6868(built, size)
    _tell_weight(built, size)
    facts = facts_of(shelf)
    engines = [_on_sqlite(built, shelf, facts)]
    if wanted.with_postgres:
        engines += _on_postgres(built, shelf, facts)
    _tell_rate(built, engines, size)


def _on_sqlite(built: Built, shelf: Columns, facts: Facts) -> Measured:
    with tempfile.TemporaryDirectory(prefix="chonso-bench-") as folder:
        engine = Sqlite(Path(folder), shelf, facts)
        measured = measure(engine, built, mix(), _CPU_S)
        engine.close()
    _say(f"{measured.name}, {len(measured.asked)} questions:\n{measured.table()}")
    return measured


def _on_postgres(built: Built, shelf: Columns, facts: Facts) -> list[Measured]:
    with database() as url:
        if not url:
            _say("no PostgreSQL: set CHONSO_BENCH_POSTGRES")
            return []
        engine = Postgres(url, shelf, facts)
        measured = measure(engine, built, mix(), _CPU_S)
        told = f"shared_buffers {engine.shared_buffers()}"
        engine.close()
    _say(f"{measured.name}, {len(measured.asked)} questions, {told}:\n{measured.table()}")
    return [measured]


def _whole_space(folder: Path) -> None:
    shelf = stock(SPACE)
    built = build(shelf, folder)
    del shelf
    gc.collect()
    size = f"{SPACE:,} numbers, all that can exist"
    times, beyond = index_times(built, mix()), index_times(built, list(extremes()))
    _say(f"index, {size}:\n{times.table()}\nbeside the mix:\n{beyond.table()}")
    figure(
        "search_80m_cpu_p95_ms", times.percentile(95), "ms", baseline=None,
        conditions=f"{size}; p50 {times.percentile(50):.2f}, max {max(times.all):.1f}; beside the "
        f"mix p95 {beyond.percentile(95):.1f}, max {max(beyond.all):.1f}; page and exact total, "
        f"{len(times.all)} answers, one thread, cache warm",
    )  # fmt: skip
    _tell_weight(built, size)


def _tell_times(times: Times, beyond: Times, size: str) -> None:
    conditions = (
        f"{size}; page of {PAGE_SIZE} and exact total, {len(times.all)} answers to the mix of "
        f"{len(mix())}, one thread, cache warm"
    )
    for name, value in (
        ("search_cpu_p50_ms", times.percentile(50)),
        ("search_cpu_p95_ms", times.percentile(95)),
        ("search_cpu_max_ms", max(times.all)),
    ):
        figure(name, value, "ms", baseline=None, conditions=conditions)
    figure(
        "search_extremes_cpu_p95_ms", beyond.percentile(95), "ms", baseline=None,
        conditions=f"{size}; beside the mix: nothing found, almost everything found in every "
        f"order, readings, birthdays; max {max(beyond.all):.1f}",
    )  # fmt: skip


def _tell_6868(built: Built, size: str) -> None:
    planes = 5  # who is on the shelf, and one for each digit
    figure(
        "search_6868_ms", median_ms(built, Query(patterns=(parse("*6868"),))), "ms",
        baseline=least_ms(built.segment.size, planes),
        conditions=f"{size}; `*6868`, page and exact total; baseline: the bytes of {planes} planes "
        "at the bandwidth of memory, measured in the same run",
    )  # fmt: skip


def _tell_weight(built: Built, size: str) -> None:
    own = built.segment.shown.nbytes / _MIB
    figure(
        "search_bytes_per_number", built.bytes_per_number, "B", baseline=None,
        conditions=f"{size}; file of {built.generation.nbytes / _MIB:.0f} MiB that all processes "
        f"share, of which {mapped_mb(built.generation):.0f} MiB are in memory after all questions, "
        f"and {own:.1f} MiB of each process's own",
    )  # fmt: skip
    figure(
        "search_build_cpu_s", built.build_cpu_s, "s", baseline=None,
        conditions=f"{size}; from arrays to a file on the disk, one process",
    )  # fmt: skip


def _tell_rate(built: Built, engines: list[Measured], size: str) -> None:
    """Each on the questions that the database had time for; the better of them is the baseline."""
    best = max(engines, key=lambda engine: engine.per_cpu_s)
    rate = 1000 / statistics.fmean(index_times(built, best.asked).all)
    others = "; ".join(
        f"{one.name}: {one.per_cpu_s:.1f}, with a total up to 10,000 {one.capped_per_cpu_s:.1f}, "
        f"p50 {statistics.median(one.answers):.1f} ms, {len(one.asked)} questions"
        for one in engines
    )
    figure(
        "search_qps_per_cpu_s", rate, "1/s", baseline=best.per_cpu_s,
        conditions=f"{size}; page and exact total, the same {len(best.asked)} questions; baseline: "
        f"the best plan of {best.name}; {others}; all counts and pages are the same",
    )  # fmt: skip


def _may_use(needed: int) -> bool:
    free = next(
        int(line.split()[1]) * 1024
        for line in Path("/proc/meminfo").read_text().splitlines()
        if line.startswith("MemAvailable:")
    )
    if free < needed:
        _say(f"80M left out: {free / _GIB:.1f} GiB of memory free, {needed / _GIB:.0f} wanted")
    return free >= needed


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
