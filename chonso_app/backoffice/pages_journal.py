"""`/admin/nhat-ky`: the audit log and whether its chain is whole."""

from typing import Any

import reflex as rx

from chonso_app.backoffice.state_journal import EntryRow, JournalState
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    cell,
    data_table,
    desk_button,
    desk_empty,
    desk_search,
    fact_row,
    table_row,
    tag,
)
from chonso_app.ui.shells import staff_page, staff_route

_HERE = "/admin/nhat-ky"
_MONO = "font-mono text-xs text-muted"


@staff_route(
    _HERE,
    title=say("backoffice.journal.title"),
    need=Permission.AUDIT_READ,
    on_load=JournalState.load,
)
def journal_page() -> rx.Component:
    return staff_page(
        rx.el.div(
            rx.el.section(
                _chain(),
                _filters(),
                _entries(),
                _pages(),
                class_name="flex min-h-0 min-w-0 flex-col",
            ),
            _entry(),
            class_name="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_360px]",
        ),
        title=say("backoffice.journal.title"),
        here=_HERE,
        need=Permission.AUDIT_READ,
    )


def _chain() -> rx.Component:
    look = "flex shrink-0 items-center gap-3.5 border-b border-line px-4 py-2.5 "
    title = rx.match(
        JournalState.chain,
        ("whole", say("backoffice.journal.whole")),
        ("broken", say("backoffice.journal.broken")),
        say("backoffice.journal.unchecked"),
    )
    hint = say("backoffice.journal.check_hint")
    tone: Any = rx.match(
        JournalState.chain,
        ("whole", "bg-ok-100 text-ok-700"),
        ("broken", "bg-bad-100 text-bad-700"),
        "bg-sunken text-ink",
    )
    return rx.el.div(
        icon("shield", "size-6"),
        rx.el.div(
            rx.el.p(title, class_name="text-[15px] font-semibold"),
            rx.el.p(
                rx.cond(JournalState.chain_text, JournalState.chain_text, hint),
                class_name="text-xs",
            ),
            class_name="flex-1",
            role="status",
        ),
        desk_button(
            say("backoffice.journal.check"), icon_name="shield", on_click=JournalState.check
        ),
        class_name=look + tone.to(str),
    )


def _filters() -> rx.Component:
    search = desk_search(
        say("backoffice.journal.search"),
        on_submit=JournalState.filter,
        max_length=40,
        class_name="",
    )
    on = "border-brand-600/40 bg-brand-50 text-brand-700"
    off = "border-dashed border-edge text-muted hover:bg-hover hover:text-ink"
    look: Any = (
        "inline-flex h-8 items-center gap-1.5 rounded-control border px-2.5 font-medium "
        "whitespace-nowrap transition-colors "
    )
    sensitive = rx.el.button(
        icon("eye", "size-4"),
        say("backoffice.journal.sensitive"),
        type="button",
        aria_pressed=rx.cond(JournalState.sensitive_only, "true", "false"),
        on_click=JournalState.toggle_sensitive,
        class_name=look + rx.cond(JournalState.sensitive_only, on, off),
    )
    return rx.el.div(
        search,
        sensitive,
        rx.el.span(
            JournalState.total, " ", say("backoffice.journal.unit"), class_name="ml-auto text-muted"
        ),
        class_name="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-surface px-4",
    )


def _entries() -> rx.Component:
    names = ("at", "actor", "action", "subject")
    heads = [say(f"backoffice.journal.{name}") for name in names]
    return rx.el.div(
        data_table(
            [*heads, ">" + say("backoffice.journal.digest")],
            JournalState.rows,
            _row,
            label=say("backoffice.journal.title"),
            none=desk_empty(say("backoffice.journal.none")),
        ),
        class_name="flex min-h-0 flex-1 flex-col bg-surface",
    )


def _row(row: EntryRow) -> rx.Component:
    return table_row(
        row.at,
        cell(row.actor, class_name="max-w-44 truncate"),
        tag(row.action),
        cell(
            rx.el.button(
                row.subject,
                type="button",
                on_click=JournalState.open(row.seq),
                class_name="max-w-60 truncate text-left font-medium hover:underline",
            )
        ),
        cell(row.digest[:8], class_name=f"text-right {_MONO}"),
        current=JournalState.opened == row.seq,
        key=row.seq.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
    )


def _pages() -> rx.Component:
    return rx.el.nav(
        desk_button(say("backoffice.journal.newest"), "ghost", on_click=JournalState.newest),
        desk_button(
            say("backoffice.journal.older"),
            icon_name="right",
            on_click=JournalState.older,
            disabled=JournalState.last_page,
        ),
        class_name=(
            "flex h-12 shrink-0 items-center justify-end gap-2 border-t border-line bg-surface px-3"
        ),
    )


def _entry() -> rx.Component:
    shown = JournalState.shown
    link = "rounded-control border px-3 py-2 font-mono text-xs break-all "
    facts = ("at", "actor", "subject")
    values = (shown.at, shown.actor, shown.subject)
    return rx.el.aside(
        rx.cond(
            shown.seq,
            rx.el.div(
                rx.el.p(
                    say("backoffice.journal.entry_before"),
                    " ",
                    shown.seq,
                    class_name="text-xs text-muted",
                ),
                rx.el.h2(shown.action, class_name="text-[15px] font-semibold"),
                rx.el.dl(
                    *[
                        fact_row(say(f"backoffice.journal.{name}"), value)
                        for name, value in zip(facts, values, strict=True)
                    ],
                    class_name="my-3 divide-y divide-line border-y border-line",
                ),
                rx.cond(
                    shown.detail,
                    rx.el.div(
                        rx.el.h3(say("backoffice.journal.detail"), class_name="font-semibold"),
                        rx.el.p(shown.detail, class_name="mb-3 break-words text-muted"),
                    ),
                ),
                rx.el.h3(say("backoffice.journal.links"), class_name="mb-1.5 font-semibold"),
                rx.el.div(
                    rx.el.p(say("backoffice.journal.previous"), class_name="font-sans text-muted"),
                    shown.previous,
                    class_name=link + "border-line bg-sunken",
                ),
                icon("link", "mx-auto my-1 size-4 text-ok-700"),
                rx.el.div(
                    rx.el.p(say("backoffice.journal.this"), class_name="font-sans text-muted"),
                    shown.digest,
                    class_name=link + "border-brand-600 bg-brand-50",
                ),
                class_name="p-4",
            ),
        ),
        aria_label=say("backoffice.journal.detail"),
        class_name="min-h-0 overflow-y-auto border-l border-line bg-surface",
    )
