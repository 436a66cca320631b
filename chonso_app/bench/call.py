"""Calls in real Chromium: how long until the two see each other, and again after a reload.

`bench call [direct] [relay] [reload]`; all of them when none is named. `relay` needs coturn.
"""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator

from chonso_app.bench import figure
from chonso_app.bench.call_browsers import VISITOR, Two, two
from chonso_app.bench.serving import PORT, product

CALLS = 20
_TURN_PORT = PORT + 5
_WHERE = (
    "two headless Chromium processes with software codecs and fake cameras on this machine, "
    "SQLite, one web process, camera warm"
)


def run(*options: str) -> None:
    wanted = options or ("direct", "relay", "reload")
    environment: dict[str, str] = {}

    def prepare(of_shop: dict[str, str]) -> None:
        if "relay" in wanted:
            of_shop |= {"CHONSO_TURN": "1", "CHONSO_TURN_PORT": str(_TURN_PORT)}
        environment.update(of_shop)

    with product(prepare) as url:
        waiting = _codes(environment, CALLS * 2 + 1)
        if "direct" in wanted:
            with two(url, relayed=False) as pair:
                _first_frames(pair, waiting, "call", "direct")
        if "relay" in wanted:
            with two(url, relayed=True) as pair:
                _first_frames(pair, waiting, "call_relay", "both through coturn over UDP")
        if "reload" in wanted:
            with two(url, relayed=False) as pair:
                _reloads(pair, waiting)


def _codes(environment: dict[str, str], count: int) -> Iterator[str]:
    """One order after the other, in the queue only when it is asked for."""
    rows = [sys.executable, "-m", "chonso_app.bench.calls_rows", "queue", VISITOR]
    for number in range(count):
        done = subprocess.run(
            [*rows, str(number), "1"], env=os.environ | environment, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        yield done.stdout.strip()


def _first_frames(pair: Two, waiting: Iterator[str], name: str, how: str) -> None:
    at_agent: list[float] = []
    at_customer: list[float] = []
    for _ in range(CALLS):
        pair.wait_in_queue(next(waiting))
        agent, customer = pair.pick_up()
        at_agent.append(agent)
        at_customer.append(customer)
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


def _told(name: str, took: list[float], conditions: str) -> None:
    p95 = statistics.quantiles(took, n=20, method="inclusive")[-1]
    for share, value in (("p50", statistics.median(took)), ("p95", p95)):
        figure(f"{name}_{share}_ms", value, "ms", baseline=None, conditions=conditions)
