"""What only the browser can do: `esim.jsx`, `desk.jsx` and `sim.jsx` beside this file."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.beside import beside

_WORDS = (
    "one_tap", "one_tap_ios", "one_tap_android", "manual", "smdp", "code", "copy", "copied",
)  # fmt: skip


class OneTap(rx.NoSSRComponent):
    """The link that opens the phone's own eSIM installer. Fetches the code itself."""

    library = beside(__name__, "esim.jsx")
    tag = "OneTap"
    code: rx.Var[str]
    issue: rx.Var[str]
    words: rx.Var[dict[str, str]]


class ManualFields(OneTap):
    """SM-DP+ address and activation code, to type or copy."""

    tag = "ManualFields"


class Heartbeat(rx.NoSSRComponent):
    """Says that the clerk is there, and that the console was left."""

    library = beside(__name__, "desk.jsx")
    tag = "Heartbeat"
    every: rx.Var[int]
    on_beat: rx.EventHandler[rx.event.no_args_event_spec]


def _serial_read(serial: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (serial,)


def _photo_and_serial(proof: rx.Var[int], serial: rx.Var[str]) -> tuple[rx.Var[int], rx.Var[str]]:
    return proof, serial


class SimBox(rx.Component):
    """Over the whole page: reads the barcode of a SIM, or takes its photo. `mode`: scan, photo."""

    library = beside(__name__, "sim.jsx")
    tag = "SimBox"
    code: rx.Var[str]
    mode: rx.Var[str]
    words: rx.Var[dict[str, str]]
    on_serial: rx.EventHandler[_serial_read]
    on_photo: rx.EventHandler[_photo_and_serial]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


def esim_words() -> dict[str, Any]:
    """`{what}` is filled in the browser."""
    return {name: say(f"esim.{name}", what="{what}") for name in _WORDS}
