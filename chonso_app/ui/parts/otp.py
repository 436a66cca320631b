"""The six boxes of a one-time code: `otp.jsx` beside this file."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.beside import beside
from chonso_app.ui.parts.fields import field_error
from chonso_app.ui.parts.links import Text


def _digits(code: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (code,)


class OtpBoxes(rx.Component):
    library = beside(__name__, "otp.jsx")
    tag = "OtpBoxes"
    name: rx.Var[str]
    label: rx.Var[str]
    wrong: rx.Var[bool]
    described_by: rx.Var[str]
    serial: rx.Var[int]
    on_complete: rx.EventHandler[_digits]
    on_typed: rx.EventHandler[_digits]


def otp_input(
    name: str = "otp", *, error: Text = "", serial: rx.Var[int] | int = 0, **events: Any
) -> rx.Component:
    """`on_complete(code)` comes with the sixth digit; in a form it is also the field `name`.

    Raise `serial` when a new code was sent or the last was wrong: the boxes empty and take focus.
    """
    return rx.el.div(
        OtpBoxes.create(
            name=name,
            label=say("ui.otp.label"),
            wrong=rx.cond(error, True, False),
            described_by=f"{name}-error",
            serial=serial,
            **events,
        ),
        field_error(error, name),
    )
