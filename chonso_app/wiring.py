"""Which features there are. Each process imports what it needs of each, by one rule.

A feature takes part by having the module: `models` (tables), `pages` (screens), `routes` (HTTP),
`jobs` (workflows and sweeps, worker only), `invariants` (what must always be empty), `seed`.
"""

import importlib
import importlib.util
from types import ModuleType

from sqlmodel import Session

FEATURES = (
    "notifications", "accounts", "switches", "dispatch", "hours", "numbers", "plans", "stores",
    "carriers", "holds", "orders", "payments", "delivery", "handoff", "ekyc", "calls", "recordings",
    "contracts", "activation", "evidence", "supervision", "journey", "backoffice",
)  # fmt: skip


def modules(name: str) -> list[ModuleType]:
    """`chonso_app.<feature>.<name>` of every feature that has one, in the order of the features."""
    paths = [f"chonso_app.{feature}.{name}" for feature in FEATURES]
    return [importlib.import_module(path) for path in paths if _exists(path)]


def plug() -> None:
    """Each process, at its start: what a feature needs of one that it must not know."""
    from chonso_app.calls.desk import verdicts
    from chonso_app.numbers import stock_places
    from chonso_app.recordings import service as recordings
    from chonso_app.stores import directory

    def shops(session: Session) -> list[stock_places.Shop]:
        return [stock_places.Shop(*place) for place in directory.places(session)]

    stock_places.use_shops(shops)
    verdicts.approval_needs(recordings.missing)


def _exists(path: str) -> bool:
    try:
        return importlib.util.find_spec(path) is not None
    except ModuleNotFoundError:
        return False
