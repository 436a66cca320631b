"""The steps of a decision, drawn: also beside an order in the backoffice."""

from typing import Any

import reflex as rx

from chonso_app.ui.icons import icon


def why_steps(steps: Any) -> rx.Component:
    """`steps`: a Var of sentences, in the order in which they led to the unit."""
    return rx.el.ol(rx.foreach(steps, _step), class_name="flex flex-col gap-2 p-3")


def _step(sentence: rx.Var[str]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            icon("check", "size-3"),
            class_name=(
                "mt-0.5 grid size-4 shrink-0 place-items-center rounded-full bg-ok-700 text-white"
            ),
        ),
        sentence,
        class_name="flex items-start gap-2",
    )
