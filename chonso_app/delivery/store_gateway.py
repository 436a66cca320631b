"""What we ask of a store's own system, and what it answers (docs/store-api.md)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class StoreState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class StoreOrder:
    """All that the store may know of the customer."""

    order: str
    store: str
    number: str  # national digits
    name: str
    phone_tail: str
    cash: int  # ₫ to take at the counter


@dataclass(frozen=True)
class StoreAnswer:
    state: StoreState
    serial: str = ""
    receiver: str = ""


class StoreSystem(Protocol):
    """Raises GatewayUnavailable (ask again, same key) and GatewayRefused only."""

    def push(self, order: StoreOrder, *, key: str) -> str: ...

    def look(self, order: str) -> StoreAnswer: ...

    def cancel(self, order: str, reason: str, *, key: str) -> None: ...
