"""Twenty agents and two hundred who wait: how far their screens are behind the truth.

The product as it is served, one web process, SQLite. The truth is the database, looked at every few
milliseconds by this process. A screen is behind a change until it shows a number as new as that.
Then the same people in several processes that are killed, on a clock that runs faster.
"""

import asyncio
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from sqlmodel import SQLModel

from chonso_app.bench import figure, queue_cost, queue_crowd
from chonso_app.bench.postgres import database
from chonso_app.bench.queue_stage import Customer, people
from chonso_app.bench.queue_watch import Shown, wait, work
from chonso_app.bench.serving import product
from chonso_app.core import db

AGENTS, CUSTOMERS = 20, 200
SECONDS, WARM_UP = 60.0, 10.0
_SHOWN_WITHIN = 120.0
_LOOK = 0.01
_TRUTH = "select id from call where state = 'waiting' order by priority desc, enqueued_at, id"
Truth = tuple[float, dict[int, int]]  # since when at the latest, call → place


@dataclass
class Prober:
    """The queue as the database has it, from when on."""

    path: str
    truths: list[Truth] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        self._stop.set()

    def _run(self) -> None:
        connection = sqlite3.connect(self.path)
        last: list[Any] = []
        looked = time.monotonic()
        while not self._stop.wait(_LOOK):
            before, looked = looked, time.monotonic()
            rows = connection.execute(_TRUTH).fetchall()
            if rows != last:  # it became so after the look before: counted from there
                last = rows
                places = {row[0]: place for place, row in enumerate(rows, start=1)}
                self.truths.append((before, places))


def run() -> None:
    _screens()
    with tempfile.TemporaryDirectory(prefix="chonso-bench-") as folder:
        _cost(f"sqlite:///{folder}/cost.db")
        _crowd("sqlite", f"sqlite:///{folder}/queue.db")
    with database() as url:
        if url:
            _crowd("postgres", url)
        else:
            print("no PostgreSQL: set CHONSO_BENCH_POSTGRES", file=sys.stderr)


def _screens() -> None:
    staged: list[Any] = []

    def prepare(environment: dict[str, str]) -> None:
        staged.append(environment["CHONSO_DATABASE_URL"].removeprefix("sqlite:///"))
        for what in ("migrate", "seed"):
            command = [sys.executable, "-m", "chonso_app.cli", what]
            subprocess.run(command, env=environment, check=True, stdout=sys.stderr)
        stage = [sys.executable, "-m", "chonso_app.bench.queue_stage", str(AGENTS), str(CUSTOMERS)]
        made = subprocess.run(stage, env=environment, check=True, stdout=subprocess.PIPE)
        staged.append(json.loads(made.stdout))

    with product(prepare) as url:
        path, (cookies, rows) = staged
        customers = [Customer(**row) for row in rows]
        prober = Prober(path)
        waiting, desks = asyncio.run(_people(url, cookies, customers, prober))
    _tell("queue_view", "customers' place", [behind(one, prober.truths) for one in waiting])
    _tell("queue_desk", "agents' count", [_behind_count(one, prober.truths) for one in desks])


async def _people(
    url: str, cookies: list[str], customers: list[Customer], prober: Prober
) -> tuple[list[Shown], list[Shown]]:
    waiting = [Shown(one.call_id) for one in customers]
    desks = [Shown() for _ in cookies]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        tasks = list[asyncio.Task[None]]()
        for who, shown in zip(customers, waiting, strict=True):
            tasks.append(asyncio.create_task(wait(url, http, who, shown)))
            await asyncio.sleep(0.02)
        await _until_shown(waiting, tasks)
        for cookie, shown in zip(cookies, desks, strict=True):
            tasks.append(asyncio.create_task(work(url, cookie, shown)))
            await asyncio.sleep(0.1)
        await _until_shown(desks, tasks)
        await asyncio.sleep(WARM_UP)
        prober.start()
        await asyncio.sleep(SECONDS)
        prober.stop()
        await asyncio.sleep(2)  # for the last change to arrive
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return waiting, desks


async def _until_shown(tabs: list[Shown], tasks: list[asyncio.Task[None]]) -> None:
    until = time.monotonic() + _SHOWN_WITHIN
    while not all(one.seen for one in tabs):
        for task in tasks:
            if task.done():  # a tab never ends by itself
                await task
        if time.monotonic() > until:
            sys.exit("the pages did not show the queue")
        await asyncio.sleep(0.2)


def behind(shown: Shown, truths: list[Truth]) -> list[float]:
    """Seconds after each change of this customer's place until the page shows one as new."""
    lags, last = list[float](), None
    for since, places in truths[1:]:
        place = places.get(shown.call_id)
        if place is None:
            break
        if place != last:
            lags.append(_first(shown, since, place) - since)
        last = place
    return lags


def _behind_count(shown: Shown, truths: list[Truth]) -> list[float]:
    return [_first(shown, since, len(places)) - since for since, places in truths[1:]]


def _first(shown: Shown, since: float, number: int) -> float:
    """When it first showed `number` or a later one: the queue only gets shorter."""
    known = [seen for at, seen in shown.seen if at <= since]
    if known and (known[-1] is None or known[-1] <= number):
        return since
    later = (at for at, seen in shown.seen if at > since and (seen is None or seen <= number))
    return next(later, since + SECONDS)


def _tell(name: str, what: str, lags: list[list[float]]) -> None:
    every = [lag for one in lags for lag in one]
    if len(every) < 2:
        sys.exit(f"{name}: nothing moved")
    p95 = statistics.quantiles(every, n=20)[-1] * 1000
    figure(
        f"{name}_behind_p95_ms", p95, "ms", baseline=None,
        conditions=f"{what}; {AGENTS} agents, {CUSTOMERS} waiting, {len(every)} changes shown in "
        f"{SECONDS:.0f} s, p50 {statistics.median(every) * 1000:.0f}, max "
        f"{max(every) * 1000:.0f}; all of it and the clients on one machine",
    )  # fmt: skip


def _cost(url: str) -> None:
    engine = db.make_engine(url)
    SQLModel.metadata.create_all(engine)
    with queue_crowd.engine_of_all(engine):
        cookies, customers = db.transact(people, AGENTS, CUSTOMERS, db.utc_now())
        places, desks = queue_cost.run(db.read(queue_crowd.actors, len(cookies)), customers)
    engine.dispose()
    for what, cost, screens in (("view", places, CUSTOMERS), ("desk", desks, AGENTS)):
        figure(
            f"queue_{what}_change_cpu_ms", cost, "ms", baseline=None,
            conditions=f"CPU of the web process for one change shown on {screens} screens, "
            f"mean of {queue_cost.CHANGES}; without their sockets",
        )  # fmt: skip


def _crowd(name: str, url: str) -> None:
    SQLModel.metadata.create_all(engine := db.make_engine(url))
    engine.dispose()
    seen = queue_crowd.run(url, agents=AGENTS, customers=CUSTOMERS, processes=4)
    told = (
        f"{AGENTS} agents in 4 processes, {CUSTOMERS} calls, {seen.concluded} concluded; one "
        f"process of agents and the sweeping one killed; clock x{queue_crowd.SPEED:.0f}, "
        f"{seen.seconds:.0f} s"
    )
    figure(f"queue_{name}_given_twice", len(seen.twice), "calls", baseline=None, conditions=told)
    figure(f"queue_{name}_lost", len(seen.lost), "calls", baseline=None, conditions=told)
