"""Benchmarks: `python -m chonso_app.cli bench NAME [OPTIONS]` prints JSON lines, no pass or fail.

Each compares with a baseline measured in the same run, since machines differ more than code.
"""

import importlib
import json
import sys
from dataclasses import asdict, dataclass

BENCHES = (
    "page", "events", "orders", "search", "typing", "holds", "call", "rooms", "ekyc", "queue",
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """`ratio` is value ÷ baseline; both None when nothing comparable can be measured."""

    name: str
    value: float
    unit: str
    baseline: float | None
    ratio: float | None
    conditions: str


def figure(name: str, value: float, unit: str, *, baseline: float | None, conditions: str) -> None:
    """Print one result."""
    ratio = round(value / baseline, 2) if baseline else None
    told = Figure(name, round(value, 3), unit, baseline and round(baseline, 3), ratio, conditions)
    print(json.dumps(asdict(told), ensure_ascii=False), flush=True)


def run(name: str, *options: str) -> None:
    """`options`: what follows the name on the command line, for the benches that take some."""
    if name not in BENCHES:
        sys.exit(f"no bench {name}: {', '.join(BENCHES)}")
    try:
        bench = importlib.import_module(f"chonso_app.bench.{name}")
    except ModuleNotFoundError as missing:
        sys.exit(f"bench {name} needs {missing.name}: install requirements-dev.txt")
    bench.run(*options)
