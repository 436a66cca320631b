"""Calls in real Chromium: how long until the two see each other, and again after a reload.

`bench call [direct] [relay] [reload] [killed]`; all when none is named. `relay` needs coturn.
`killed`: SIGKILL to the agent's browser; what was not yet recorded, and when the customer hears.
"""

import os
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from chonso_app.bench import figure
from chonso_app.bench.call_browsers import VISITOR, Two, two
from chonso_app.bench.serving import PORT, product

CALLS, KILLS = 20, 3
_RECORDED = 10_000  # milliseconds before the kill
_TURN_PORT = PORT + 5
_WHERE = (
    "two headless Chromium processes with software codecs and fake cameras on this machine, "
    "SQLite, one web process, camera warm"
)


def run(*options: str) -> None:
    for part in options or ("direct", "relay", "reload", "killed"):
        _in_a_new_shop(part)


def _in_a_new_shop(part: str) -> None:
    """Nothing of the part before is left: no recordings to finish, no coturn unless asked for."""
    environment: dict[str, str] = {}

    def prepare(of_shop: dict[str, str]) -> None:
        if part == "relay":
            of_shop |= {"CHONSO_TURN": "1", "CHONSO_TURN_PORT": str(_TURN_PORT)}
        environment.update(of_shop)

    with product(prepare) as url:
        waiting = _codes(environment)
        if part == "killed":
            _kills(url, waiting, environment["CHONSO_DATABASE_URL"].removeprefix("sqlite:///"))
            return
        with two(url, relayed=part == "relay") as pair:
            if part == "direct":
                _first_frames(pair, waiting, "call", "direct")
            elif part == "relay":
                _first_frames(pair, waiting, "call_relay", "both through coturn over UDP")
            elif part == "reload":
                _reloads(pair, waiting)


def _codes(environment: dict[str, str]) -> Iterator[str]:
    """One order after the other, in the queue only when it is asked for."""
    rows = subprocess.Popen(
        [sys.executable, "-m", "chonso_app.bench.calls_rows", "queue", VISITOR],
        env=os.environ | environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert rows.stdin
    assert rows.stdout
    try:
        while True:
            print(file=rows.stdin, flush=True)
            yield rows.stdout.readline().strip()
    finally:
        rows.terminate()


def _first_frames(pair: Two, waiting: Iterator[str], name: str, how: str) -> None:
    at_agent: list[float] = []
    at_customer: list[float] = []
    for _ in range(CALLS):
        pair.wait_in_queue(next(waiting))
        agent, customer = pair.pick_up()
        at_agent.append(agent)
        at_customer.append(customer)
        print(f"{name}: {agent:.0f} {customer:.0f} ms", file=sys.stderr)
        pair.conclude()
    both = [max(pictures) for pictures in zip(at_agent, at_customer, strict=True)]
    conditions = f"{CALLS} calls, {how}, pick-up to the customer's first picture; {_WHERE}"
    _told(f"{name}_first_frame", at_agent, conditions)
    _told(f"{name}_first_frame_at_customer", at_customer, conditions.replace("customer", "agent"))
    _told(f"{name}_both_see", both, f"{CALLS} calls, {how}, the later of the two; {_WHERE}")


def _reloads(pair: Two, waiting: Iterator[str]) -> None:
    pair.wait_in_queue(next(waiting))
    pair.pick_up()
    customer = [pair.reload(pair.customer, pair.agent) for _ in range(CALLS)]
    agent = [pair.reload(pair.agent, pair.customer) for _ in range(CALLS)]
    conditions = f"{CALLS} of each side, reload to both see each other; {_WHERE}"
    _told("call_reload", customer + agent, conditions)
    _told("call_reload_customer", customer, conditions)
    _told("call_reload_agent", agent, conditions)
    pair.conclude()


def _kills(url: str, waiting: Iterator[str], database: str) -> None:
    lost: list[float] = []
    told: list[float] = []
    for _ in range(KILLS):
        with two(url, relayed=False) as pair:
            pair.wait_in_queue(next(waiting))
            pair.pick_up()
            pair.agent.wait_for_selector('#recording[data-on="yes"]')
            pair.agent.wait_for_timeout(_RECORDED)
            killed, heard = pair.kill_agent()
            told.append(heard)
            time.sleep(1)  # what had left the browser arrives
            lost.append(killed - _recorded_until(database))
            print(f"killed: {heard:.0f} ms, {lost[-1]:.2f} s lost", file=sys.stderr)
            pair.customer.click("#hang-up")
    conditions = f"{KILLS} SIGKILLs of the agent's browser {_RECORDED // 1000} s into the call"
    for name, value, unit, more in (
        ("call_recording_lost_s", max(lost), "s", "worst of"),
        ("call_recording_lost_p50_s", statistics.median(lost), "s", "median of"),
        ("call_agent_killed_told_ms", max(told), "ms", "customer's page says so, worst of"),
    ):
        figure(name, value, unit, baseline=None, conditions=f"{more} {conditions}; {_WHERE}")


def _recorded_until(database: str) -> float:
    """When the last chunk of the newest part ends, as epoch."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as shop:
        began, length = shop.execute(
            "select began_at, length_ms from recording_part order by id desc limit 1"
        ).fetchone()
    return datetime.fromisoformat(began).replace(tzinfo=UTC).timestamp() + length / 1000


def _told(name: str, took: list[float], conditions: str) -> None:
    p95 = statistics.quantiles(took, n=20, method="inclusive")[-1]
    for share, value in (("p50", statistics.median(took)), ("p95", p95)):
        figure(f"{name}_{share}_ms", value, "ms", baseline=None, conditions=conditions)
