"""The customers' shell: one column, 390 px first."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.parts.buttons import icon_button
from chonso_app.ui.parts.links import Text, given
from chonso_app.ui.parts.toast import notice_region
from chonso_app.ui.shell_common import Page, ready_mark, skip_link


def customer_route(
    route: str, *, title: str, description: str = "", on_load: Any = None
) -> Callable[[Page], Page]:
    """Registers a customer's page."""
    return rx.page(
        route=route,
        title=f"{title} · {say('brand.name')}",
        description=description or say("ui.description"),
        on_load=on_load,
    )


def customer_page(  # noqa: PLR0913  a page fills the slots it needs
    *children: Any,
    title: Text = "",
    back: Text = "",
    header: rx.Component | None = None,
    middle: Any = None,
    right: Any = None,
    step: int = 0,
    steps: Any = 0,
    bar: Any = None,
    bar_note: Text = "",
    help_code: Text | None = None,
    main_class: str = "gap-8 px-4 pb-8 pt-1",
    dark: bool = False,
) -> rx.Component:
    """One column of at most 430 px.

    Args:
        title: in the middle of the header (the page's h1); `middle` replaces it.
        back: where the arrow at the left leads; "" for no arrow.
        header: replaces the whole header.
        right: at the right of the header (a countdown, say).
        step: of `steps`, drawn as a bar under the header; `steps` may be a Var of 2 or 3.
        bar: the foot that stays in view, with the one primary button; `bar_note` beneath it.
        help_code: the phiếu's code, read out when calling for help; "" hides that half.
        dark: camera and call screens.
    """
    ground = "bg-night text-white" if dark else "bg-canvas text-ink"
    return rx.el.div(
        ready_mark(),
        skip_link(),
        header if header is not None else _header(title, back, middle, right, step, steps, dark),
        rx.el.main(
            *children,
            *([_help(help_code)] if help_code is not None else []),
            id="main",
            class_name=f"flex flex-1 flex-col {main_class}",
        ),
        *([_bar(bar, bar_note)] if bar is not None else []),
        rx.el.div(
            notice_region(),
            class_name=(
                "pointer-events-none fixed inset-x-0 z-40 mx-auto max-w-[430px] px-4 "
                "bottom-[calc(96px+env(safe-area-inset-bottom))]"
            ),
        ),
        class_name=f"relative mx-auto flex min-h-dvh w-full max-w-[430px] flex-col {ground}",
    )


def _header(
    title: Text, back: Text, middle: Any, right: Any, step: int, steps: Any, dark: bool
) -> rx.Component:
    arrow = given(back)
    titled = rx.el.h1(title, class_name="truncate text-body font-semibold")
    ground = "bg-night/90" if dark else "bg-canvas/95"
    return rx.el.header(
        rx.el.div(
            icon_button("left", say("ui.back"), href=back)
            if arrow
            else rx.el.span(class_name="size-11"),
            titled if middle is None else middle,
            right if right is not None else rx.el.span(class_name="size-11"),
            class_name="flex h-15 items-center justify-between gap-2 px-1",
        ),
        *([_steps(step, steps)] if not isinstance(steps, int) or steps else []),
        class_name=f"sticky top-0 z-20 backdrop-blur {ground}",
    )


def _steps(step: int, steps: Any) -> rx.Component:
    if isinstance(steps, int):
        return _progress(step, steps)
    return rx.cond(steps == 3, _progress(min(step, 3), 3), _progress(min(step, 2), 2))


def _progress(step: int, steps: int) -> rx.Component:
    done, ahead = "h-1 flex-1 rounded-full bg-brand-600", "h-1 flex-1 rounded-full bg-line"
    return rx.el.div(
        *[rx.el.span(class_name=done if place < step else ahead) for place in range(steps)],
        role="img",
        aria_label=say("ui.progress", step=step, steps=steps),
        class_name="flex gap-1.5 px-4 pb-2",
    )


def _bar(bar: Any, note: Text) -> rx.Component:
    told = rx.el.p(note, class_name="mt-2 text-center text-note text-muted")
    return rx.el.section(
        bar,
        *([rx.cond(note, told)] if given(note) else []),  # "": the bar may be empty, and hides
        class_name=(
            "sticky bottom-0 z-20 mt-auto bg-surface px-4 "
            "pb-[max(16px,env(safe-area-inset-bottom))] pt-3 text-ink shadow-bar empty:hidden"
        ),
        aria_label=say("ui.bar"),
    )


def _help(code: Text) -> rx.Component:
    """Who to call, and what to read out there."""
    spelled = rx.el.b(code, class_name="font-semibold tabular-nums whitespace-nowrap text-ink")
    return rx.el.p(
        say("ui.help.call"),
        rx.cond(code, rx.fragment(" ", say("ui.help.code_before"), spelled, ".")),
        class_name="mt-auto pt-4 text-center text-note text-muted",
    )
