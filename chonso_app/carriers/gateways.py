"""The adapter of each carrier, by its code."""

from collections.abc import Callable

from chonso_app.carriers import ghn, ghtk
from chonso_app.carriers.gateway import CarrierGateway

ADAPTERS: dict[str, Callable[[], CarrierGateway]] = {"ghn": ghn.gateway, "ghtk": ghtk.gateway}


def of(code: str) -> CarrierGateway:
    """Raises KeyError for a carrier that nobody has written an adapter for."""
    return ADAPTERS[code]()
