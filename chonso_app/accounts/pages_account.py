"""/tai-khoan: the customer's own page. Features to the right add their sections to it."""

from collections.abc import Callable

import reflex as rx

from chonso_app.accounts.components import password_field
from chonso_app.accounts.state_account import AccountState
from chonso_app.core.config import settings
from chonso_app.core.texts import say
from chonso_app.notifications.components import inbox_lines, mark_read_button
from chonso_app.notifications.state import InboxState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import NativeForm, button, icon_button, link, section, sheet
from chonso_app.ui.shells import LOG_OUT, customer_page, customer_route

Section = Callable[[], rx.Component]
_sections: list[Section] = []
_more_links: list[tuple[str, str, str]] = []
_ROW = "flex min-h-14 w-full items-center gap-3.5 px-5 text-left active:bg-canvas"


def account_link(title: str, href: str, icon_name: str) -> None:
    """A line among the links at the foot of the page."""
    _more_links.append((title, href, icon_name))


def on_account_page(part: Section) -> Section:
    """Decorates a section that another feature shows here, above the notices."""
    _sections.append(part)
    return part


@customer_route(
    "/tai-khoan", title=say("accounts.account"), on_load=[AccountState.load, InboxState.load]
)
def account() -> rx.Component:
    header = rx.el.header(
        rx.el.p(say("accounts.account"), class_name="text-head font-bold"),
        icon_button("search", say("accounts.search"), href="/tim"),
        class_name="flex h-15 items-center justify-between pl-4 pr-2",
    )
    return customer_page(
        _who(),
        *[part() for part in _sections],
        section(
            say("inbox.title"),
            inbox_lines(InboxState.newest),
            rx.cond(
                InboxState.rows.length() > InboxState.newest.length(),  # pyright: ignore[reportAttributeAccessIssue]
                button(say("accounts.all_notices"), "text", href="/hop-thu"),
            ),
            right=mark_read_button(),
        ),
        _links(),
        _security_sheet(),
        header=header,
    )


def _who() -> rx.Component:
    return rx.el.section(
        rx.el.span(
            AccountState.initials,
            class_name=(
                "grid size-14 place-items-center rounded-full bg-brand-100 text-head font-bold "
                "text-brand-700"
            ),
        ),
        rx.el.div(
            rx.el.h1(AccountState.name, class_name="text-head font-semibold"),
            rx.el.p(AccountState.phone, class_name="tabular-nums text-body text-muted"),
            class_name="flex-1",
        ),
        class_name="flex min-h-14 items-center gap-4",
    )


def _links() -> rx.Component:
    orders = (say("accounts.my_orders"), "/phieu", "ticket")
    help_row = rx.el.a(
        icon("head", "size-5.5 text-muted"),
        rx.el.span(
            rx.el.span(say("accounts.help"), class_name="block text-body"),
            rx.el.span(
                say("accounts.help_note", hotline=settings.hotline),
                class_name="block text-note text-muted",
            ),
            class_name="flex-1 py-2.5",
        ),
        icon("right", "size-5 text-line-strong"),
        href=f"tel:{settings.hotline}",
        class_name=_ROW,
    )
    security = rx.el.button(
        icon("shield", "size-5.5 text-muted"),
        rx.el.span(say("accounts.security"), class_name="flex-1 text-body"),
        icon("right", "size-5 text-line-strong"),
        type="button",
        on_click=AccountState.open_security,
        class_name=_ROW,
    )
    out = NativeForm.create(
        rx.el.button(
            icon("out", "size-5.5 text-muted"),
            rx.el.span(say("accounts.log_out"), class_name="flex-1 text-body"),
            type="submit",
            class_name=_ROW,
        ),
        action=LOG_OUT,
        method="post",
    )
    return rx.el.section(
        *[_link(*one) for one in ([] if _sections else [orders]) + _more_links],
        help_row,
        security,
        out,
        class_name="divide-y divide-line overflow-hidden rounded-card bg-surface ring-1 ring-line",
    )


def _link(title: str, href: str, icon_name: str) -> rx.Component:
    return link(
        icon(icon_name, "size-5.5 text-muted"),
        rx.el.span(title, class_name="flex-1 text-body"),
        icon("right", "size-5 text-line-strong"),
        href=href,
        class_name=_ROW,
    )


def _security_sheet() -> rx.Component:
    old = rx.cond(
        AccountState.has_password,
        password_field(say("accounts.old_password"), "old", error=AccountState.errors["old"]),
        rx.el.p(say("accounts.no_password_yet"), class_name="text-note text-muted"),
    )
    form = rx.el.form(
        old,
        password_field(
            say("accounts.new_password"),
            "password",
            error=AccountState.errors["password"],
            new=True,
            meter=True,
        ),
        password_field(
            say("accounts.new_password_again"),
            "again",
            error=AccountState.errors["again"],
            new=True,
        ),
        button(say("accounts.save_password"), type="submit"),
        on_submit=AccountState.change_password,
        class_name="flex flex-col gap-5",
    )
    return sheet(
        say("accounts.security"),
        rx.cond(AccountState.changing, form),
        id="security",
        open=AccountState.changing,
        on_close=AccountState.close_security,
    )
