"""`/admin/cong-viec`: the durable jobs, and running a failed one again."""

import reflex as rx

from chonso_app.backoffice.state_jobs import JobRow, JobsState
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.parts import (
    cell,
    data_table,
    desk_badge,
    desk_button,
    desk_empty,
    table_row,
    tabs,
)
from chonso_app.ui.shells import staff_page, staff_route

_HERE = "/admin/cong-viec"
_TONES = {
    "SUCCESS": "ok",
    "ERROR": "bad",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "bad",
    "CANCELLED": "idle",
    "PENDING": "now",
}


@staff_route(
    _HERE, title=say("backoffice.jobs.title"), need=Permission.JOBS_MANAGE, on_load=JobsState.load
)
def jobs_page() -> rx.Component:
    names = ("name", "id", "queue", "status", "created", "updated", "error")
    return staff_page(
        tabs(
            [
                ("failed", say("backoffice.jobs.failed"), JobsState.failed),
                ("waiting", say("backoffice.jobs.waiting"), JobsState.waiting),
                ("all", say("backoffice.jobs.all"), None),
            ],
            JobsState.which,
            JobsState.choose,
            label=say("backoffice.jobs.title"),
        ),
        rx.el.div(
            data_table(
                [*(say(f"backoffice.jobs.{name}") for name in names), ""],
                JobsState.rows,
                _row,
                label=say("backoffice.jobs.title"),
                none=desk_empty(say("backoffice.jobs.none")),
            ),
            class_name="flex min-h-0 flex-1 flex-col bg-surface",
        ),
        rx.el.nav(
            desk_button(say("backoffice.jobs.newer"), "ghost", on_click=JobsState.turn(-1)),
            desk_button(say("backoffice.jobs.older"), on_click=JobsState.turn(1)),
            class_name=(
                "flex h-12 shrink-0 items-center justify-end gap-2 border-t border-line "
                "bg-surface px-3"
            ),
        ),
        title=say("backoffice.jobs.title"),
        here=_HERE,
        need=Permission.JOBS_MANAGE,
    )


def _row(row: JobRow) -> rx.Component:
    retry = desk_button(
        say("backoffice.jobs.retry"), icon_name="refresh", on_click=JobsState.retry(row.id)
    )
    return table_row(
        rx.el.span(row.name, class_name="font-medium"),
        cell(row.id, class_name="max-w-64 truncate font-mono text-xs text-muted"),
        row.queue,
        desk_badge(row.status_text, rx.match(row.status, *_TONES.items(), "idle")),
        row.created,
        row.updated,
        cell(row.error, class_name="text-bad-700"),
        cell(rx.cond(row.may_retry, retry), class_name="text-right"),
        key=row.id,
    )
