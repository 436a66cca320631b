"""/admin/dau-noi: the queue and one dossier side by side; A approves, R refuses, J and K step."""

import reflex as rx

from chonso_app.activation import desk_parts as parts
from chonso_app.activation import supplement_parts as supplement
from chonso_app.activation.components import Heartbeat
from chonso_app.activation.desk_refusal import refusal
from chonso_app.activation.desk_state import ClerkState
from chonso_app.activation.desk_views import QueueRow
from chonso_app.activation.rules import HEARTBEAT_SECONDS
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.recordings.components import recording_panel
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import desk_badge, desk_button, desk_empty, hotkey, tag
from chonso_app.ui.shells import staff_page, staff_route

_HERE, _NEED = "/admin/dau-noi", Permission.ACTIVATION_DECIDE
_D = ClerkState.dossier


@staff_route(_HERE, title=say("desk.title"), need=_NEED, on_load=ClerkState.load)
def console() -> rx.Component:
    return staff_page(
        Heartbeat.create(every=HEARTBEAT_SECONDS, on_beat=ClerkState.beat),
        rx.el.div(
            _lists(),
            rx.cond(_D.dossier_id > 0, _dossier(), _nothing()),
            class_name="grid min-h-0 flex-1 grid-cols-[264px_minmax(0,1fr)]",
        ),
        refusal(),
        supplement.ask_dialog(),
        parts.enlarged(),
        title=say("desk.title"),
        here=_HERE,
        need=_NEED,
        rail=True,
    )


def _lists() -> rx.Component:
    lists = ClerkState.lists
    queue = rx.cond(
        lists.queue.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
        rx.el.ol(rx.foreach(lists.queue, _queue_row)),
        rx.el.p(say("desk.empty"), class_name="px-3 py-6 text-center text-muted"),
    )
    done = rx.el.ol(rx.foreach(lists.done, parts.done_row))
    return rx.el.aside(
        rx.el.div(
            parts.tab("queue", say("desk.waiting"), lists.queue.length()),  # pyright: ignore[reportAttributeAccessIssue]
            parts.tab("done", say("desk.finished"), lists.done.length()),  # pyright: ignore[reportAttributeAccessIssue]
            role="tablist",
            class_name="flex gap-5 border-b border-line px-3",
        ),
        rx.el.div(
            rx.cond(ClerkState.tab == "queue", queue, done),
            class_name="min-h-0 flex-1 overflow-auto [scrollbar-width:thin]",
        ),
        rx.el.p(
            lists.today, class_name="border-t border-line bg-canvas px-3 py-2 text-xs text-muted"
        ),
        class_name="flex min-h-0 flex-col border-r border-line bg-surface",
    )


def _queue_row(row: QueueRow) -> rx.Component:
    return rx.fragment(parts.queue_row(row), supplement.take_back(row.supplement_id))


def _nothing() -> rx.Component:
    waiting = ClerkState.lists.queue.length() > 0  # pyright: ignore[reportAttributeAccessIssue]
    return rx.el.div(
        rx.cond(
            waiting,
            desk_empty(say("desk.pick")),
            desk_empty(say("desk.empty"), say("desk.empty_note")),
        ),
        class_name="grid place-items-center",
    )


def _dossier() -> rx.Component:
    return rx.el.div(
        _head(),
        rx.el.div(
            rx.el.div(
                parts.facts(say("desk.declared"), say("desk.against_card"), _D.facts),
                parts.facts(say("desk.line_and_order"), "", _D.order_facts, grows=True),
                class_name="flex min-h-0 flex-col gap-3",
            ),
            rx.el.div(
                parts.pictures(), parts.signature(), class_name="flex min-h-0 flex-col gap-3"
            ),
            rx.el.div(
                supplement.answers(),
                recording_panel(_D.recording, class_name="shrink-0"),
                parts.checks(),
                class_name="flex min-h-0 flex-col gap-3 overflow-y-auto",
            ),
            class_name=(
                "grid min-h-0 flex-1 grid-cols-[270px_minmax(0,1fr)_304px] gap-3 overflow-auto p-3"
            ),
        ),
        _foot(),
        class_name="flex min-h-0 min-w-0 flex-col",
    )


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.div(
            rx.el.div(
                rx.el.span(
                    _D.msisdn,
                    id="dossier-msisdn",
                    class_name="text-[22px]/7 font-semibold tracking-[0.01em] whitespace-nowrap",
                ),
                rx.el.span(_D.name, class_name="text-[15px] font-medium"),
                desk_badge(_D.status, "warn"),
                tag(_D.sim_kind, "esim"),
                rx.cond(_D.round, tag(_D.round)),
                class_name="flex items-center gap-2",
            ),
            rx.el.p(
                _D.line, " · ",
                rx.el.b(
                    _D.due,
                    class_name=rx.cond(
                        _D.late, "font-semibold text-warn-700", "font-semibold text-ink"
                    ),
                ),
                class_name="text-xs tabular-nums text-muted",
            ),
        ),
        rx.el.div(
            rx.el.span(
                say("desk.verified_by"), rx.el.br(),
                rx.el.b(_D.verifier, class_name="font-medium text-ink"),
                class_name="text-xs text-muted",
            ),
            rx.el.span(
                icon("shield", "size-4"),
                say("desk.four_eyes"),
                class_name="inline-flex items-center gap-1.5 text-xs font-medium text-ok-700",
            ),
            class_name="ml-auto flex items-center gap-4",
        ),
        class_name=(
            "flex h-[60px] shrink-0 items-center gap-3 border-b border-line bg-surface px-4"
        ),
    )  # fmt: skip


def _foot() -> rx.Component:
    loaded = rx.el.span(
        icon("check", "size-3.5"),
        say("desk.preloaded"),
        " ",
        rx.el.b(ClerkState.upcoming, class_name="font-medium text-ink"),
        class_name="flex items-center gap-1.5 truncate text-xs text-muted",
    )
    return rx.el.footer(
        desk_button(
            say("desk.previous"), "ghost", key="K", icon_name="left", on_click=ClerkState.previous
        ),
        desk_button(
            say("desk.next"), "ghost", key="J", icon_name="right", on_click=ClerkState.next
        ),
        rx.el.span(class_name="mx-1 h-5 w-px bg-line"),
        rx.cond(ClerkState.upcoming, loaded),
        rx.el.div(
            supplement.ask_button(),
            desk_button(
                say("desk.refuse"), "refuse", key="R", icon_name="x", class_name="h-10 px-4",
                on_click=ClerkState.begin_refusal, id="refuse",
            ),
            desk_button(
                say("desk.approve"), "approve", key="A", icon_name="check",
                class_name="h-10 px-5 text-[14px]", on_click=ClerkState.approve, id="approve",
            ),
            class_name="ml-auto flex items-center gap-2",
        ),
        hotkey("Escape", ClerkState.enlarge("")),
        class_name=(
            "flex h-[60px] shrink-0 items-center gap-2 border-t border-line bg-surface px-4"
        ),
    )  # fmt: skip
