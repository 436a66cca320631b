"""What both shells have: the sign, the way past the header, the mark that tests wait for."""

from collections.abc import Callable

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.parts.links import link

Page = Callable[[], rx.Component]


def brand_mark(size: str = "size-7") -> rx.Component:
    """The product's sign: a SIM with a hash."""
    return rx.el.svg(
        rx.el.rect(width="32", height="32", rx="9", fill="#1257e0"),
        rx.el.path(
            d="M11 8h7l4 4v10a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2V10a2 2 0 0 1 2-2z", fill="#fff"
        ),
        rx.el.path(
            d="M12.5 15.5h6.5M12.5 19.5h6.5M14.5 13.5l-.6 8M17.8 13.5l-.6 8",
            stroke="#1257e0", stroke_width="1.5", stroke_linecap="round",
        ),
        view_box="0 0 32 32",
        class_name=f"{size} shrink-0",
        aria_hidden="true",
    )  # fmt: skip


def skip_link() -> rx.Component:
    """The first stop of the keyboard: past the header."""
    look = (
        "sr-only focus:not-sr-only focus:fixed focus:left-4 focus:top-2 focus:z-50 "
        "focus:rounded-field focus:bg-surface focus:px-4 focus:py-2 focus:font-semibold "
        "focus:text-brand-700"
    )
    return link(say("ui.skip"), href="#main", class_name=look)


def ready_mark() -> rx.Component:
    """For tests: the page answers from now on."""
    return rx.el.span(
        id="ready",
        hidden=True,
        custom_attrs={"data-ready": rx.cond(rx.State.is_hydrated, "true", "false")},
    )
