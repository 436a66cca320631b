"""The staff's lists: tables paged by the server, tabs with counts."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.parts.buttons import icon_button
from chonso_app.ui.parts.links import Text

CELL = "h-11 border-b border-line px-3 whitespace-nowrap"
_HEAD = (
    "sticky top-0 z-10 h-9 border-b border-line bg-surface px-3 text-xs font-medium "
    "whitespace-nowrap text-muted"
)


def data_table(
    heads: Sequence[str], rows: Any, row: Callable[[Any], rx.Component], *, label: str,
    none: rx.Component | None = None,
) -> rx.Component:  # fmt: skip
    """`row(item)` gives a `table_row`. A head that begins with ">" is right-aligned.

    `none` stands under the heads while there are no rows.
    """
    table = rx.el.table(
        rx.el.thead(rx.el.tr(*[_head(text) for text in heads])),
        rx.el.tbody(rx.foreach(rows, row)),
        aria_label=label,
        class_name="w-full border-collapse text-left tabular-nums",
    )
    return rx.el.div(
        table,
        *([rx.cond(rows.length() == 0, none)] if none is not None else []),
        class_name="min-h-0 flex-1 overflow-auto",
    )


def table_row(*cells: Any, current: rx.Var[bool] | bool = False, **props: Any) -> rx.Component:
    """`cells`: `cell(…)` or plain content. `current`: the row that is open beside the list."""
    look: Any = "transition-colors "
    on = "bg-brand-50 shadow-[inset_3px_0_0_var(--color-brand-600)]"
    tone = (
        rx.cond(current, on, "hover:bg-hover") if isinstance(current, rx.Var) else "hover:bg-hover"
    )
    return rx.el.tr(
        *[one if isinstance(one, rx.el.Td) else cell(one) for one in cells],
        class_name=look + tone,
        **props,
    )


def cell(*content: Any, class_name: str = "") -> rx.Component:
    return rx.el.td(*content, class_name=f"{CELL} {class_name}".strip())


def pager(page: Any, pages: Any, total: Any, on_page: Any) -> rx.Component:
    """`page`, `pages`, `total`: int Vars. `on_page(number)`, numbers from 1."""
    return rx.el.nav(
        rx.el.span(say("ui.pager.total_before"), rx.el.b(total), class_name="text-xs text-muted"),
        rx.el.span(
            say("ui.pager.page_before"), page, " / ", pages,
            class_name="ml-auto text-xs tabular-nums text-muted",
        ),
        icon_button("left", say("ui.pager.previous"), desk=True, disabled=page <= 1,
                    on_click=on_page(page - 1), class_name=_ARROW),
        icon_button("right", say("ui.pager.next"), desk=True, disabled=page >= pages,
                    on_click=on_page(page + 1), class_name=_ARROW),
        aria_label=say("ui.pager.label"),
        class_name="flex h-12 shrink-0 items-center gap-1 border-t border-line px-3",
    )  # fmt: skip


_ARROW = (
    "grid size-8 place-items-center rounded-control text-muted hover:bg-hover hover:text-ink "
    "disabled:opacity-40"
)


def tabs(
    options: Sequence[tuple[str, str, Any]], current: Any, on_pick: Any, *, label: str
) -> rx.Component:
    """`options`: (value, word, count or None). `on_pick(value)`."""
    return rx.el.div(
        *[_tab(value, text, count, current, on_pick) for value, text, count in options],
        role="tablist",
        aria_label=label,
        class_name="flex h-10 shrink-0 gap-4 border-b border-line px-4",
    )


def _tab(value: str, text: str, count: Any, current: Any, on_pick: Any) -> rx.Component:
    here = current == value
    look: Any = "flex h-10 items-center gap-2 border-b-2 px-1 whitespace-nowrap transition-colors "
    on = "border-brand-600 font-semibold text-ink"
    off = "border-transparent font-medium text-muted hover:text-ink"
    pill: Any = "rounded-full px-1.5 text-micro font-semibold tabular-nums "
    counted = rx.el.span(
        count,
        class_name=pill + rx.cond(here, "bg-brand-600 text-white", "bg-sunken text-muted"),
    )
    return rx.el.button(
        text,
        *([counted] if count is not None else []),
        type="button",
        role="tab",
        aria_selected=rx.cond(here, "true", "false"),
        on_click=on_pick(value),
        class_name=look + rx.cond(here, on, off),
    )


def _head(text: Text) -> rx.Component:
    right = isinstance(text, str) and text.startswith(">")
    look = _HEAD + (" text-right" if right else "")
    return rx.el.th(text.removeprefix(">") if isinstance(text, str) else text, class_name=look)
