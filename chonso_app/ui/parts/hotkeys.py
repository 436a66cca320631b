"""Keys of the staff's desks: `hotkeys.jsx` beside this file."""

from typing import Any

import reflex as rx

from chonso_app.ui.beside import beside

_LIBRARY = beside(__name__, "hotkeys.jsx")


class Hotkeys(rx.Component):
    """Makes every `desk_button(key=…)` of the page answer to its key. `staff_page` carries it."""

    library = _LIBRARY
    tag = "Hotkeys"


class Hotkey(rx.Component):
    library = _LIBRARY
    tag = "Hotkey"
    name: rx.Var[str]
    on_press: rx.EventHandler[rx.event.no_args_event_spec]


def hotkey(key: str, on_press: Any) -> rx.Component:
    """A key with no button of its own: "J", "K", "Escape", "Ctrl+Enter", " "."""
    return Hotkey.create(name=key, on_press=on_press)


def key_target(key: str) -> dict[str, str]:
    """`custom_attrs` of a field that the key puts the cursor into ("/")."""
    return {"data-key": key}
