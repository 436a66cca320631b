"""What clerks ask of the agent whose call it was: a small list under the console's queue."""

import reflex as rx

from chonso_app.activation.supplement_state import TasksState
from chonso_app.activation.supplement_view import TaskRow
from chonso_app.calls.desk.slots import under_queue
from chonso_app.core.texts import say
from chonso_app.recordings.components import recording_panel
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import AFRESH, CLOSES, desk_button, desk_dialog, desk_field, desk_text_area

_FORM = "task-form"
_T = TasksState.opened


@under_queue
def agent_tasks() -> rx.Component:
    """Nothing to see while nothing is asked."""
    rows = TasksState.rows
    return rx.el.div(
        rx.cond(
            rows.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
            rx.el.section(
                rx.el.h2(
                    say("supplement.task.title"),
                    rx.el.span(
                        rows.length(),  # pyright: ignore[reportAttributeAccessIssue]
                        class_name=(
                            "rounded-full bg-warn-700 px-1.5 text-micro font-semibold "
                            "tabular-nums text-white"
                        ),
                    ),
                    class_name=(
                        "flex h-9 items-center gap-2 border-y border-line bg-canvas px-4 "
                        "font-semibold"
                    ),
                ),
                rx.el.ol(
                    rx.foreach(rows, _task),
                    class_name="max-h-56 overflow-auto [scrollbar-width:thin]",
                ),
                id="agent-tasks",
            ),
        ),
        _dialog(),
        on_mount=TasksState.load,
        class_name="shrink-0",
    )


def _task(row: TaskRow) -> rx.Component:
    until = "ml-auto text-xs font-medium whitespace-nowrap "
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.el.span(row.msisdn, class_name="font-semibold tracking-[0.01em] tabular-nums"),
                rx.el.span(
                    row.until,
                    class_name=rx.cond(row.late, until + "text-warn-700", until + "text-muted"),
                ),
                class_name="flex items-center gap-2",
            ),
            rx.el.span(
                icon("pen", "size-3.5"),
                row.title,
                class_name="mt-0.5 flex items-center gap-1.5 text-xs font-medium text-brand-700",
            ),
            rx.cond(
                row.words, rx.el.span(row.words, class_name="block truncate text-xs text-muted")
            ),
            type="button",
            on_click=TasksState.open(row.supplement_id),
            class_name="block w-full border-b border-line px-3 py-2 text-left hover:bg-hover",
        ),
        key=row.supplement_id.to(str),  # pyright: ignore[reportAttributeAccessIssue]
    )


def _dialog() -> rx.Component:
    return desk_dialog(
        say("supplement.task.title"),
        rx.el.p(
            rx.el.b(_T.msisdn, class_name="tabular-nums"), " · ", _T.name, " · ", _T.until,
            class_name="text-xs text-muted",
        ),
        rx.cond(
            _T.words,
            rx.el.p(_T.words, class_name="mt-2 rounded-control bg-canvas px-3 py-2 break-words"),
        ),
        rx.cond(
            _T.supplement_id > 0,
            recording_panel(TasksState.recording, hotkey="", class_name="mt-3"),
        ),
        rx.el.form(
            desk_text_area(say("supplement.task.note"), "words", rows=3, max_length=500),
            desk_field(
                say("supplement.task.minute"), "minute", max_length=6, auto_complete="off",
                input_mode="numeric", class_name="mt-3",
            ),
            id=_FORM, on_submit=TasksState.answer, custom_attrs=AFRESH, class_name="mt-3",
        ),
        id="task",
        open=_T.supplement_id > 0,
        on_close=TasksState.close,
        bar=rx.fragment(
            desk_button(say("supplement.back"), custom_attrs=CLOSES),
            desk_button(
                say("supplement.task.send"), "primary", type="submit",
                custom_attrs={"form": _FORM}, id="send-task",
            ),
        ),
    )  # fmt: skip
