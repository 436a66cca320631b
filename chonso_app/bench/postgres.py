"""A PostgreSQL database for a bench."""

import contextlib
import importlib
import os
from collections.abc import Iterator


@contextlib.contextmanager
def database() -> Iterator[str]:
    """An empty one: that which is named, or a throw-away one as the tests make it; "" for none."""
    if named := os.environ.get("CHONSO_BENCH_POSTGRES", ""):
        yield named
        return
    try:
        fresh = importlib.import_module("tests.postgres").fresh_database
    except ImportError:
        yield ""
        return
    with fresh() as url:
        yield url
