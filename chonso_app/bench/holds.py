"""Two hundred people press `Giữ số` at once: winning holds a second, and how long each waits.

Through the real desk and its rules: limits, audit chain, events. The baseline of the rate is what
the disk gives one commit at a time, in the same run and file system; the baseline of the wait is
the naive way, a connection for each person. Disks differ by a factor of thirty, so SQLite is
measured a second time with every durable commit, theirs and ours, 3 ms slower.
"""

import asyncio
import itertools
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session, SQLModel, col, select

import chonso_app.tables  # noqa: F401  every model
from chonso_app.bench import figure
from chonso_app.bench.postgres import database
from chonso_app.core import audit, db
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.holds import desk, service
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number, NumberStatus

CLIENTS = 200
STOCK = 60_000
SECONDS, WARM_UP = 5.0, 1.0
SLOW_DISK = 0.003  # a plain network disk: about 300 durable commits a second
_NAIVE_POSTGRES = 64  # connections: a server has 100 for everybody
_SEED = 4


@dataclass
class Run:
    """What the clients saw after the warm-up."""

    won: int = 0
    waited: list[float] = field(default_factory=list)  # seconds, winners and losers
    winners: set[str] = field(default_factory=set)  # numbers, from the beginning
    began: float = 0.0

    def note(self, msisdn: str, pressed_at: float, *, won: bool) -> None:
        if won:
            assert msisdn not in self.winners, f"two winners of {msisdn}"
            self.winners.add(msisdn)
        if pressed_at >= self.began + WARM_UP:
            self.won += won
            self.waited.append(time.perf_counter() - pressed_at)

    def goes_on(self) -> bool:
        return time.perf_counter() < self.began + WARM_UP + SECONDS

    @property
    def per_second(self) -> float:
        return self.won / SECONDS

    @property
    def p95_ms(self) -> float:
        return quantiles(self.waited, n=20)[-1] * 1000


def run() -> None:
    with tempfile.TemporaryDirectory(prefix="chonso-bench-") as folder:
        on_disk = f"SQLite, synchronous=FULL, on {_filesystem(Path(folder))}"
        _measure("holds_sqlite", f"sqlite:///{folder}/holds.db", on_disk, CLIENTS)
        _measure(
            "holds_sqlite_slow_disk", f"sqlite:///{folder}/slow.db",
            f"{on_disk}; EMULATED slow disk: every durable commit, raw, naive and ours, "
            f"{SLOW_DISK * 1000:.0f} ms later", CLIENTS, slower=SLOW_DISK,
        )  # fmt: skip
    with database() as url:
        if url:
            _measure("holds_postgres", url, "PostgreSQL, synchronous_commit=on", _NAIVE_POSTGRES)
        else:
            print("no PostgreSQL: set CHONSO_BENCH_POSTGRES", file=sys.stderr)


def _measure(name: str, url: str, where: str, naive: int, *, slower: float = 0.0) -> None:
    engine = db.make_engine(url, connections=max(naive, 30))
    if slower:
        event.listen(engine, "commit", lambda _connection: time.sleep(slower))
    SQLModel.metadata.create_all(engine)
    _stock(engine)
    db.use_engine(engine)
    raw = _raw(engine)
    pressed = asyncio.run(_at_the_desk())
    _check(engine, pressed.winners)
    plain = _naively(naive, pressed.winners)
    engine.dispose()
    told = f"{where}; {CLIENTS} clients of one web process, {STOCK:,} numbers, {SECONDS:.0f} s"
    figure(
        f"{name}_per_s", pressed.per_second, "holds/s", baseline=raw,
        conditions=f"{told}; winning holds; baseline: commits/s of one row each, one client",
    )  # fmt: skip
    figure(
        f"{name}_p95_ms", pressed.p95_ms, "ms", baseline=plain.p95_ms,
        conditions=f"{told}; winners and losers; baseline: {naive} connections, a transaction "
        f"for each press ({plain.per_second:.0f} holds/s)",
    )  # fmt: skip


def _stock(engine: sa.Engine) -> None:
    rows = [new_row(f"090{nth:07d}", 50_000 + nth, this_year=2026) for nth in range(STOCK)]
    with Session(engine) as session, session.begin():
        put_on_shelf(session, rows)


def _raw(engine: sa.Engine) -> float:
    """Durable commits a second: one client, one row each, nothing else."""
    count = 0
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE bench_raw (n INTEGER)")
        connection.commit()
        began = time.perf_counter()
        while time.perf_counter() < began + SECONDS / 2:
            connection.exec_driver_sql(f"INSERT INTO bench_raw VALUES ({count})")  # noqa: S608
            connection.commit()
            count += 1
    return count / (SECONDS / 2)


async def _at_the_desk() -> Run:
    run = Run(began=time.perf_counter())
    async with desk.staffed():
        await asyncio.gather(*(_client(run, place) for place in range(CLIENTS)))
    return run


async def _client(run: Run, place: int) -> None:
    for actor, msisdn in _presses(place):
        if not run.goes_on():
            return
        pressed_at = time.perf_counter()
        try:
            await desk.press(actor, msisdn, now=db.utc_now())
        except ShopError:
            run.note(msisdn, pressed_at, won=False)
        else:
            run.note(msisdn, pressed_at, won=True)


def _naively(connections: int, gone: set[str]) -> Run:
    """A thread and a connection for each; the database makes them wait."""
    run, lock = Run(began=time.perf_counter()), threading.Lock()

    def client(place: int) -> None:
        for actor, msisdn in _presses(CLIENTS + place):
            if not run.goes_on():
                return
            if msisdn in gone:
                continue
            pressed_at, won = time.perf_counter(), True
            try:
                with Session(db.engine, expire_on_commit=False) as session, session.begin():
                    service.place(session, actor, msisdn, now=db.utc_now())
            except ShopError:
                won = False
            with lock:
                run.note(msisdn, pressed_at, won=won)

    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(client, range(connections)))
    return run


def _presses(place: int) -> Iterator[tuple[Actor, str]]:
    """Each by another browser, for any number: now and then two want the same."""
    chance = random.Random(_SEED * 1000 + place)  # noqa: S311
    for nth in itertools.count():
        actor = Actor.anonymous(visitor=f"{place}-{nth}", address=f"10.{place}.{nth % 250}.1")
        yield actor, f"8490{chance.randrange(STOCK):07d}"


def _check(engine: sa.Engine, winners: set[str]) -> None:
    """Every winner holds, nobody else does, and the audit tells it without a gap."""
    with Session(engine.execution_options(reads_only=True)) as session:
        held = set(session.exec(select(Hold.msisdn).where(Hold.status == HoldStatus.ACTIVE)))
        shelf = select(Number.msisdn).where(col(Number.status) == NumberStatus.HELD)
        assert held == set(session.exec(shelf)) == winners
        assert next(audit.broken_links(session), None) is None


def _filesystem(folder: Path) -> str:
    """The kind of the one that `folder` lies on."""
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    return max((m for m in mounts if folder.is_relative_to(m[0])), key=lambda m: len(m[0]))[1]
