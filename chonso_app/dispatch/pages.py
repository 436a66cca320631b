"""`/admin/dieu-phoi`: rules, help between companies, roster, replay, and why."""

import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.dispatch.pages_help import help_dialog, help_tab
from chonso_app.dispatch.pages_replay import replay_tab, why_tab
from chonso_app.dispatch.pages_roster import roster_tab, shift_dialog
from chonso_app.dispatch.pages_rules import put_live_dialog, rule_dialog, rules_tab
from chonso_app.dispatch.state import TABS, BookState
from chonso_app.dispatch.state_replay import ReplayState, WhyState
from chonso_app.dispatch.state_roster import RosterState
from chonso_app.ui.parts import desk_badge, desk_button, opens, tabs
from chonso_app.ui.shells import staff_page, staff_route

_HERE = "/admin/dieu-phoi"
_NEED = Permission.DISPATCH_RULES


@staff_route(
    _HERE,
    title=say("dispatch.title"),
    need=_NEED,
    on_load=[BookState.load, RosterState.load, ReplayState.load, WhyState.load],
)
def dispatch_page() -> rx.Component:
    shown = BookState.tab
    return staff_page(
        _version(),
        tabs(
            [(tab, say(f"dispatch.tab.{tab}"), None) for tab in TABS],
            shown,
            BookState.show,
            label=say("dispatch.title"),
        ),
        rx.match(
            shown,
            ("help", help_tab()),
            ("roster", roster_tab()),
            ("replay", replay_tab()),
            ("why", why_tab()),
            rules_tab(),
        ),
        rule_dialog(),
        help_dialog(),
        shift_dialog(),
        put_live_dialog(),
        title=say("dispatch.title"),
        here=_HERE,
        need=_NEED,
    )


def _version() -> rx.Component:
    """Which version counts, and the draft's buttons."""
    drafting = rx.fragment(
        desk_badge(say("dispatch.draft"), "warn"),
        rx.el.span(say("dispatch.draft_note"), class_name="truncate text-xs text-muted"),
        rx.el.span(
            desk_button(say("dispatch.drop"), "refuse", on_click=BookState.drop_draft),
            desk_button(say("dispatch.put_live"), "primary", custom_attrs=opens("put-live")),
            class_name="ml-auto flex gap-2",
        ),
    )
    start = rx.el.span(
        desk_button(say("dispatch.edit_rules"), icon_name="pen", on_click=BookState.open_draft),
        class_name="ml-auto",
    )
    reader = rx.el.span(say("dispatch.head_office_writes"), class_name="ml-auto text-xs text-muted")
    return rx.el.div(
        rx.el.span(BookState.version, class_name="font-medium whitespace-nowrap"),
        rx.cond(BookState.may_write, rx.cond(BookState.drafting, drafting, start), reader),
        class_name="flex h-12 shrink-0 items-center gap-3 border-b border-line bg-surface px-4",
    )
