"""The clock of a hold, a code, a queue: `countdown.jsx` beside this file."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.beside import beside
from chonso_app.ui.parts.links import Text


class Countdown(rx.Component):
    library = beside(__name__, "countdown.jsx")
    tag = "Countdown"
    until: rx.Var[str]
    now: rx.Var[str]
    paused: rx.Var[bool]
    plain: rx.Var[bool]
    words: rx.Var[dict[str, str]]
    on_end: rx.EventHandler[rx.event.no_args_event_spec]


def countdown(
    until: Text, *, now: Text = "", paused: rx.Var[bool] | bool = False, plain: bool = False,
    class_name: str = "", **events: Any,
) -> rx.Component:  # fmt: skip
    """`until`: ISO 8601 with its zone (`moment.isoformat()`); "" shows --:--.

    `now`: the server's time when `until` was sent, so that a phone with a wrong clock counts right.
    `plain`: digits only. `on_end` comes once, when it reaches zero. ≤ 3:00 warns, ≤ 1:00 is bad.
    """
    words = {"left": say("ui.countdown.left"), "paused": say("ui.countdown.paused")}
    return Countdown.create(
        until=until, now=now, paused=paused, plain=plain, words=words, class_name=class_name,
        **events,
    )  # fmt: skip
