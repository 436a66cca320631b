"""Where a customer turns web push on: `push_switch.jsx` beside this file."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.beside import beside

_WORDS = (
    "title", "is_on", "turn_on", "turn_off", "busy", "off", "on", "denied", "failed",
)  # fmt: skip


class PushSwitch(rx.Component):
    """Shows nothing where the browser is unable, or push is off."""

    library = beside(__name__, "push_switch.jsx")
    tag = "PushSwitch"
    words: rx.Var[dict[str, str]]


def push_switch() -> rx.Component:
    return PushSwitch.create(words={word: say(f"push.{word}") for word in _WORDS})
