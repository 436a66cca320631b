"""A supervised team: the fixtures of calls and of activation."""

from tests.activation.conftest import machine, ready
from tests.calls.conftest import order_of, papers, waiting

__all__ = ["machine", "order_of", "papers", "ready", "waiting"]
