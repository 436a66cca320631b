"""/admin/xem-lai: approved calls that were drawn for a second pair of eyes."""

import reflex as rx

from chonso_app.calls.desk.still_parts import still
from chonso_app.core.config import settings
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.recordings.components import recording_panel
from chonso_app.supervision.looks import LookRow
from chonso_app.supervision.looks_state import LooksState as S
from chonso_app.ui.parts import desk_button, desk_empty, desk_field
from chonso_app.ui.shells import staff_page, staff_route

ROUTE = "/admin/xem-lai"


@staff_route(
    ROUTE, title=say("supervision.look.title"), need=Permission.CALLS_WATCH, on_load=S.load
)  # fmt: skip
def second_looks() -> rx.Component:
    percent = f"{settings.second_look_percent:g}".replace(".", ",")
    listed = rx.el.ol(rx.foreach(S.rows, _row), class_name="flex flex-col gap-3")
    return staff_page(
        rx.el.div(
            rx.el.div(
                rx.el.p(say("supervision.look.text", percent=percent)),
                rx.el.p(S.history, class_name="ml-auto whitespace-nowrap tabular-nums"),
                class_name="mb-3 flex gap-6 text-muted",
            ),
            rx.cond(S.rows, listed, desk_empty(say("supervision.look.empty"))),
            class_name="min-h-0 flex-1 overflow-y-auto p-4",
        ),
        title=say("supervision.look.title"),
        here=ROUTE,
        need=Permission.CALLS_WATCH,
    )


def _row(row: LookRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.number, class_name="text-[18px] font-semibold tabular-nums"),
            rx.el.p(row.name, " · ", row.code, class_name="truncate"),
            rx.el.p(row.by, class_name="text-xs text-muted"),
            class_name="w-60 shrink-0",
        ),
        rx.el.div(
            rx.foreach(row.stills, still),
            class_name="flex min-w-0 flex-1 gap-2 overflow-x-auto",
        ),
        _recording(row),
        _form(row),
        key=row.look_id,
        class_name=(
            "flex flex-wrap items-center gap-4 rounded-panel border border-line bg-surface p-3 "
            "shadow-panel"
        ),
    )


def _recording(row: LookRow) -> rx.Component:
    """Behind a press: a page of players would be restless, and a look is a look."""
    summary = rx.el.summary(
        say("supervision.look.recording"),
        class_name="cursor-pointer py-1 font-medium text-brand-700",
    )
    shown = recording_panel(row.recording, hotkey="", class_name="mt-1 w-full max-w-96")
    return rx.el.details(summary, shown, class_name="order-last w-full")


def _form(row: LookRow) -> rx.Component:
    return rx.el.div(
        desk_field(
            say("supervision.look.note"), "note", max_length=500,
            on_blur=lambda text: S.write(row.look_id, text),
        ),
        rx.el.div(
            _button(row, "good", "approve"),
            _button(row, "coach", "plain"),
            class_name="grid grid-cols-[1fr_1.6fr] gap-2",
        ),
        _button(row, "wrong", "refuse"),
        class_name="flex w-72 shrink-0 flex-col gap-2",
    )  # fmt: skip


def _button(row: LookRow, status: str, kind: str) -> rx.Component:
    return desk_button(
        say(f"supervision.look.{status}"), kind, on_click=S.decide(row.look_id, status)
    )
