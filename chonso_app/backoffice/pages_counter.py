"""`/admin/ho-so-khach`: the customer comes to a store with a code."""

import reflex as rx

from chonso_app.backoffice.prepared_parts import prepared_file
from chonso_app.backoffice.state_counter import CounterFileState
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.parts import desk_alert, desk_empty, desk_search
from chonso_app.ui.shells import staff_page, staff_route

_HERE, _NEED = "/admin/ho-so-khach", Permission.DELIVERY_STORE


@staff_route(
    _HERE, title=say("backoffice.counter.title"), need=_NEED, on_load=CounterFileState.load
)
def counter_page() -> rx.Component:
    start = desk_empty(say("backoffice.counter.start_title"), say("backoffice.counter.start"))
    refused = rx.el.div(
        desk_alert(CounterFileState.refusal, tone="warn"), class_name="max-w-[560px]"
    )
    shown = rx.cond(
        CounterFileState.opened.code != "",
        _file(),
        rx.cond(CounterFileState.refusal != "", refused, start),
    )
    return staff_page(
        _search(),
        rx.el.div(shown, class_name="flex min-h-0 flex-1 flex-col overflow-y-auto p-4"),
        title=say("backoffice.counter.title"),
        here=_HERE,
        need=_NEED,
    )


def _search() -> rx.Component:
    return desk_search(
        say("backoffice.counter.field"),
        hint=say("backoffice.counter.hint"),
        find=say("backoffice.counter.open"),
        on_submit=CounterFileState.find,
        max_length=16,
        width="w-60",
    )


def _file() -> rx.Component:
    row = CounterFileState.opened
    return rx.el.article(
        rx.el.p(row.code, class_name="text-xs text-muted"),
        rx.el.h2(row.number, class_name="text-[22px]/8 font-semibold tracking-[-0.01em]"),
        rx.el.p(row.name, class_name="mb-3 text-muted"),
        prepared_file(CounterFileState.prepared),
        class_name="w-full max-w-[560px] rounded-card border border-line bg-surface p-4",
    )
