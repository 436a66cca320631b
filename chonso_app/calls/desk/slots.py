"""What features to the right show in the agent's console, under the queue."""

from collections.abc import Callable

import reflex as rx

_under_queue: list[Callable[[], rx.Component]] = []


def under_queue(part: Callable[[], rx.Component]) -> Callable[[], rx.Component]:
    """Registers `part` when its module is imported; the console is drawn after all are."""
    if part not in _under_queue:
        _under_queue.append(part)
    return part


def parts_under_queue() -> list[rx.Component]:
    return [part() for part in _under_queue]
