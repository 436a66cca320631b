"""What features to the right show: under the console's queue, and of a call that was set aside."""

from collections.abc import Callable

import reflex as rx

_under_queue: list[Callable[[], rx.Component]] = []
_of_review: list[Callable[[rx.Var[int]], rx.Component]] = []


def under_queue(part: Callable[[], rx.Component]) -> Callable[[], rx.Component]:
    """Registers `part` when its module is imported; the console is drawn after all are."""
    if part not in _under_queue:
        _under_queue.append(part)
    return part


def parts_under_queue() -> list[rx.Component]:
    return [part() for part in _under_queue]


def of_review(part: Callable[[rx.Var[int]], rx.Component]) -> Callable[[rx.Var[int]], rx.Component]:
    """The same for `/admin/nghi-van`: `part(call_id)` stands under each call."""
    if part not in _of_review:
        _of_review.append(part)
    return part


def parts_of_review(call_id: rx.Var[int]) -> list[rx.Component]:
    return [part(call_id) for part in _of_review]
