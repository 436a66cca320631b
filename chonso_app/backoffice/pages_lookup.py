"""`/admin/phieu`: find a phiếu, see its story, see its person with a reason to."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from chonso_app.backoffice.prepared_parts import prepared_file
from chonso_app.backoffice.rerouting_parts import why_here
from chonso_app.backoffice.state_lookup import EventRow, LookupState, OrderRow
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    CLOSES,
    cell,
    data_table,
    desk_alert,
    desk_badge,
    desk_button,
    desk_dialog,
    desk_empty,
    desk_search,
    fact_row,
    icon_button,
    opens,
    table_row,
)
from chonso_app.ui.parts.links import link
from chonso_app.ui.shells import staff_page, staff_route

_HERE = "/admin/phieu"
_CANCEL = "cancel-order"
_TONES = {
    "draft": "now",
    "awaiting_payment": "warn",
    "paid": "plum",
    "activated": "ok",
    "expired": "idle",
    "cancelled": "bad",
}


@staff_route(
    _HERE,
    title=say("backoffice.lookup.title"),
    need=Permission.ORDERS_LOOKUP,
    on_load=LookupState.load,
)
def lookup_page() -> rx.Component:
    return staff_page(
        rx.el.div(
            rx.el.section(_search(), _results(), class_name="flex min-h-0 min-w-0 flex-col"),
            rx.cond(LookupState.opened.code, _opened()),
            class_name="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_auto]",
        ),
        title=say("backoffice.lookup.title"),
        here=_HERE,
        need=Permission.ORDERS_LOOKUP,
    )


def _search() -> rx.Component:
    return desk_search(
        say("backoffice.lookup.field"),
        hint=say("backoffice.lookup.hint"),
        find=say("backoffice.lookup.find"),
        on_submit=LookupState.find,
        max_length=40,
        width="w-80",
    )


def _results() -> rx.Component:
    start = desk_empty(say("backoffice.lookup.start_title"), say("backoffice.lookup.start"))
    heads = [
        say(f"backoffice.lookup.{name}")
        for name in ("code", "number", "phone", "status", "created")
    ] + [">" + say("backoffice.lookup.total")]
    table = data_table(
        heads,
        LookupState.rows,
        _row,
        label=say("backoffice.lookup.title"),
        none=desk_empty(say("backoffice.lookup.none")),
    )
    return rx.el.div(
        rx.cond(LookupState.searched, table, start),
        class_name="flex min-h-0 flex-1 flex-col bg-surface",
    )


def _row(row: OrderRow) -> rx.Component:
    return table_row(
        rx.el.button(
            row.code,
            type="button",
            on_click=LookupState.open(row.code),
            class_name="font-semibold text-brand-700 hover:underline",
        ),
        rx.el.span(row.number, class_name="font-semibold tracking-[0.01em]"),
        row.phone,
        desk_badge(row.status_text, rx.match(row.status, *_TONES.items(), "idle")),
        row.created,
        cell(row.total, class_name="text-right"),
        current=LookupState.opened.code == row.code,
        key=row.code,
    )


def _opened() -> rx.Component:
    order = LookupState.opened
    head = rx.el.div(
        rx.el.div(
            rx.el.p(order.code, class_name="text-xs text-muted"),
            rx.el.h2(order.number, class_name="text-[22px]/8 font-semibold tracking-[-0.01em]"),
        ),
        icon_button("x", say("backoffice.lookup.close"), desk=True, on_click=LookupState.close),
        class_name="flex items-start justify-between border-b border-line p-4",
    )
    facts = [
        ("status", desk_badge(order.status_text, rx.match(order.status, *_TONES.items(), "idle"))),
        ("created", order.created),
        ("plan", order.plan),
        ("total", order.total),
    ]
    person = [
        ("name", order.name),
        ("phone", order.phone),
        ("email", order.email),
        ("address", order.address),
        ("paper", order.paper),
    ]
    return rx.el.aside(
        head,
        rx.el.div(
            _facts(say("backoffice.lookup.order"), facts),
            _facts(say("backoffice.lookup.person"), person),
            rx.cond(
                order.may_unmask,
                desk_button(
                    say("backoffice.lookup.unmask"), icon_name="eye", on_click=LookupState.unmask
                ),
            ),
            rx.cond(
                order.unmasked,
                rx.el.p(say("backoffice.lookup.unmasked"), class_name="text-xs text-warn-700"),
            ),
            rx.cond(order.may_export, _bundle()),
            rx.cond(order.suspected_payment, _suspected()),
            rx.cond(LookupState.prepared.made != "", prepared_file(LookupState.prepared)),
            why_here(),
            rx.el.h3(say("backoffice.lookup.history"), class_name="mt-4 mb-1 font-semibold"),
            rx.el.ol(rx.foreach(LookupState.history, _event), class_name="text-xs"),
            class_name="min-h-0 flex-1 overflow-y-auto p-4",
        ),
        rx.cond(order.may_cancel, _cancel()),
        aria_label=say("backoffice.lookup.order"),
        class_name="flex min-h-0 w-[400px] flex-col border-l border-line bg-surface",
    )


def _facts(title: str, facts: Sequence[tuple[str, Any]]) -> rx.Component:
    rows = [
        rx.cond(value, fact_row(say(f"backoffice.lookup.{name}"), value))
        if isinstance(value, rx.Var)
        else fact_row(say(f"backoffice.lookup.{name}"), value)
        for name, value in facts
    ]
    return rx.el.div(
        rx.el.h3(title, class_name="font-semibold"),
        rx.el.dl(*rows, class_name="mb-3 divide-y divide-line"),
    )


def _event(row: EventRow) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.at, class_name="w-28 shrink-0 tabular-nums text-muted"),
        rx.el.span(row.what, class_name="flex-1 font-medium"),
        rx.el.span(row.who, class_name="max-w-28 truncate text-muted"),
        class_name="flex gap-2 border-b border-line py-1.5",
    )


def _suspected() -> rx.Component:
    decide: Any = LookupState.decide_suspected
    return rx.el.div(
        desk_alert(
            say("backoffice.lookup.suspected"), say("backoffice.lookup.suspected_text"), tone="warn"
        ),
        rx.el.div(
            desk_button(say("backoffice.lookup.send_back"), "refuse", on_click=decide(False)),
            desk_button(say("backoffice.lookup.sell"), "approve", on_click=decide(True)),
            class_name="mt-2 flex justify-end gap-2",
        ),
        class_name="mt-4",
    )


def _bundle() -> rx.Component:
    return link(
        icon("shield", "size-4"),
        say("evidence.case.open"),
        href="/admin/chung-cu/" + LookupState.opened.code,
        id="to-bundle",
        class_name=(
            "mt-2 inline-flex h-8 items-center gap-1.5 rounded-control border border-edge "
            "bg-surface px-3 font-medium text-ink shadow-panel transition-colors hover:bg-hover"
        ),
    )


def _cancel() -> rx.Component:
    title = say("backoffice.lookup.cancel")
    return rx.el.div(
        desk_button(title, "refuse", custom_attrs=opens(_CANCEL), type="button"),
        desk_dialog(
            title,
            rx.el.p(say("backoffice.lookup.cancel_text"), class_name="text-muted"),
            id=_CANCEL,
            bar=rx.fragment(
                desk_button(say("backoffice.lookup.keep"), custom_attrs=CLOSES),
                desk_button(
                    say("backoffice.lookup.cancel_confirm"),
                    "refuse",
                    on_click=LookupState.cancel,
                    custom_attrs=CLOSES,
                ),
            ),
        ),
        class_name="border-t border-line p-3",
    )
