"""/admin/nhan-su: staff and roles by unit."""

from typing import Any

import reflex as rx

from chonso_app.accounts.state_staff import ROLE_CHOICES, PersonLine, StaffState, UnitLine
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    cell,
    data_table,
    desk_badge,
    desk_button,
    desk_empty,
    desk_field,
    desk_form,
    desk_select,
    icon_button,
    table_row,
    tag,
)
from chonso_app.ui.shells import staff_page, staff_route

_NEED = Permission.STAFF_MANAGE


@staff_route("/admin/nhan-su", title=say("accounts.staff"), need=_NEED, on_load=StaffState.load)
def people() -> rx.Component:
    return staff_page(
        rx.el.div(
            _units(),
            _list(),
            rx.cond(StaffState.person.user_id, _panel()),
            class_name=rx.cond(
                StaffState.person.user_id,
                "grid min-h-0 flex-1 grid-cols-[204px_minmax(0,1fr)_328px]",
                "grid min-h-0 flex-1 grid-cols-[204px_minmax(0,1fr)]",
            ),
        ),
        _invite_dialog(),
        title=say("accounts.staff"),
        here="/admin/nhan-su",
        need=_NEED,
    )


# -- units -----------------------------------------------------------------------------------
def _units() -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(say("accounts.staff.units"), class_name="font-semibold"),
            class_name="flex h-12 shrink-0 items-center border-b border-line px-4",
        ),
        rx.el.ul(
            rx.foreach(StaffState.units, _unit),
            class_name="grid content-start gap-0.5 overflow-y-auto p-2",
        ),
        aria_label=say("accounts.staff.units"),
        class_name="flex min-h-0 flex-col border-r border-line bg-surface",
    )


def _unit(unit: UnitLine) -> rx.Component:
    look = "flex h-8 w-full items-center gap-1.5 rounded-control px-2 text-left "
    here = unit.unit_id == StaffState.unit_id
    return rx.el.li(
        rx.el.button(
            rx.el.span(unit.name, class_name="truncate"),
            rx.el.span(unit.people, class_name="ml-auto text-xs tabular-nums text-muted"),
            type="button",
            aria_pressed=rx.cond(here, "true", "false"),
            on_click=StaffState.pick_unit(unit.unit_id),
            class_name=rx.cond(
                here, look + "bg-brand-50 font-semibold text-brand-700", look + "hover:bg-hover"
            ),
        )
    )


# -- the list --------------------------------------------------------------------------------
def _list() -> rx.Component:
    heads = [
        say(f"accounts.staff.{name}")
        for name in ("person", "role", "second_step", "seen", "status")
    ]
    none = desk_empty(say("accounts.staff.none"), say("accounts.staff.none_text"))
    return rx.el.div(
        rx.el.div(
            rx.el.h2(StaffState.unit_name, class_name="font-semibold whitespace-nowrap"),
            rx.el.span(
                desk_button(
                    say("accounts.staff.invite"),
                    "primary",
                    icon_name="plus",
                    on_click=StaffState.open_invite,
                ),
                class_name="ml-auto",
            ),
            class_name="flex h-12 shrink-0 items-center gap-2 border-b border-line px-4",
        ),
        data_table(heads, StaffState.people, _row, label=say("accounts.staff"), none=none),  # pyright: ignore[reportArgumentType]
        class_name="flex min-h-0 min-w-0 flex-col bg-surface",
    )


def _row(person: PersonLine) -> rx.Component:
    return table_row(
        cell(
            rx.el.button(
                _face(person.initials, "size-7"),
                rx.el.span(
                    rx.el.span(person.name, class_name="block leading-4 font-medium"),
                    rx.el.span(person.login, class_name="text-xs text-muted"),
                ),
                type="button",
                on_click=StaffState.open_person(person.user_id),
                class_name="flex items-center gap-2.5 text-left",
            ),
        ),
        cell(tag(person.role_text), class_name="w-full"),
        cell(_second_step(person)),
        cell(person.seen, class_name="text-xs text-muted"),
        cell(desk_badge(person.status, person.tone)),
        current=person.user_id == StaffState.person.user_id,  # pyright: ignore[reportArgumentType]
    )


def _second_step(person: Any) -> rx.Component:
    look = "inline-flex items-center gap-1 text-xs "
    return rx.cond(  # pyright: ignore[reportReturnType]
        person.second_step,
        rx.el.span(
            icon("shield", "size-3.5"), say("accounts.staff.on"), class_name=look + "text-ok-700"
        ),
        rx.el.span(
            icon("alert", "size-3.5"), say("accounts.staff.off"), class_name=look + "text-bad-700"
        ),
    )


def _face(initials: Any, size: str) -> rx.Component:
    return rx.el.span(
        initials,
        class_name=(
            f"grid {size} shrink-0 place-items-center rounded-full bg-brand-100 text-micro "
            "font-semibold text-brand-700"
        ),
    )


# -- one person ------------------------------------------------------------------------------
def _panel() -> rx.Component:
    person = StaffState.person
    head = rx.el.div(
        _face(person.initials, "size-10"),
        rx.el.div(
            rx.el.p(person.name, class_name="truncate text-[15px] font-semibold"),
            rx.el.p(person.since, class_name="truncate text-xs text-muted"),
            class_name="min-w-0 flex-1",
        ),
        icon_button("x", say("ui.close"), desk=True, on_click=StaffState.close_person),
        class_name="flex shrink-0 items-center gap-3 border-b border-line p-4",
    )
    return rx.el.aside(
        head,
        rx.el.form(
            rx.el.div(
                rx.cond(person.myself, rx.el.p(say("accounts.staff.myself"), class_name=_NOTE)),
                _assignment(),
                _rights(),
                _signing_in(),
                class_name="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4",
            ),
            rx.cond(~person.myself, _actions()),
            key=person.user_id,
            on_submit=StaffState.save,
            class_name="flex min-h-0 flex-1 flex-col",
        ),
        aria_label=person.name,
        class_name="flex min-h-0 flex-col border-l border-line bg-surface",
    )


_NOTE = "rounded-control bg-sunken px-3 py-2 text-xs text-muted"


def _assignment() -> rx.Component:
    person, errors = StaffState.person, StaffState.errors
    return rx.el.div(
        desk_select(
            say("accounts.staff.role"), "role", ROLE_CHOICES, default_value=person.role,
            error=errors["role"], disabled=person.myself, on_change=StaffState.preview_role,
        ),
        desk_select(
            say("accounts.staff.unit"), "unit", StaffState.unit_choices,  # pyright: ignore[reportArgumentType]
            default_value=person.unit_id, error=errors["unit"], disabled=person.myself,
        ),
        class_name="flex flex-col gap-3",
    )  # fmt: skip


def _rights() -> rx.Component:
    return rx.el.div(
        rx.el.h3(say("accounts.staff.may"), class_name="font-semibold"),
        rx.el.ul(rx.foreach(StaffState.may, _right), class_name="mt-2 flex flex-col gap-2"),
        class_name="border-t border-line pt-4",
    )


def _right(text: rx.Var[str]) -> rx.Component:
    return rx.el.li(
        icon("check", "size-4 shrink-0 text-ok-700"), text, class_name="flex items-start gap-2"
    )


def _signing_in() -> rx.Component:
    person = StaffState.person
    return rx.el.div(
        rx.el.h3(say("accounts.staff.signing_in"), class_name="font-semibold"),
        rx.el.dl(
            _fact(say("accounts.staff.email"), person.email),
            _fact(say("accounts.staff.status"), desk_badge(person.status, person.tone)),
            _fact(say("accounts.staff.second_step"), _second_step(person)),
            _fact(say("accounts.staff.codes_left"), person.codes_left),
            _fact(say("accounts.staff.sessions"), person.sessions),
            class_name="mt-2",
        ),
        class_name="border-t border-line pt-4",
    )


def _fact(term: str, value: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(term, class_name="text-xs text-muted"),
        rx.el.dd(value, class_name="truncate"),
        class_name="grid h-7 grid-cols-[112px_minmax(0,1fr)] items-center",
    )


def _actions() -> rx.Component:
    person = StaffState.person
    lock = rx.cond(
        person.disabled,
        desk_button(say("accounts.staff.unlock"), on_click=StaffState.unlock),
        desk_button(say("accounts.staff.lock"), "refuse", on_click=StaffState.lock),
    )
    resets = rx.cond(
        person.waiting,
        desk_button(say("accounts.staff.again"), on_click=StaffState.invite_again),
        rx.fragment(
            desk_button(say("accounts.staff.reset"), on_click=StaffState.reset_password),
            desk_button(say("accounts.staff.lost_phone"), on_click=StaffState.lost_phone),
        ),
    )
    return rx.el.div(
        rx.el.div(rx.cond(person.disabled, rx.fragment(), resets), class_name="flex gap-2"),
        rx.el.div(
            lock,
            desk_button(say("accounts.staff.close"), on_click=StaffState.close_sessions),
            rx.el.span(
                desk_button(say("accounts.staff.save"), "primary", type="submit"),
                class_name="ml-auto",
            ),
            class_name="flex gap-2",
        ),
        class_name="flex shrink-0 flex-col gap-2 border-t border-line p-3",
    )


# -- inviting --------------------------------------------------------------------------------
def _invite_dialog() -> rx.Component:
    errors = StaffState.errors
    return desk_form(
        say("accounts.staff.invite"),
        desk_field(
            say("accounts.staff.full_name"), "full_name", error=errors["full_name"], max_length=100
        ),
        desk_field(
            say("accounts.staff.login"), "login", error=errors["login"], auto_complete="off",
            note=say("accounts.staff.login_note"), max_length=40,
        ),
        desk_field(
            say("accounts.staff.email"), "email", error=errors["email"], type="email",
            note=say("accounts.staff.email_note"), max_length=254,
        ),
        rx.el.div(
            desk_select(
                say("accounts.staff.role"), "role", ROLE_CHOICES, error=errors["role"],
                placeholder="…",
            ),
            desk_select(
                say("accounts.staff.unit"), "unit", StaffState.unit_choices,  # pyright: ignore[reportArgumentType]
                error=errors["unit"], default_value=StaffState.unit_id.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
            ),
            class_name="grid grid-cols-2 gap-3",
        ),
        id="invite",
        open=StaffState.inviting,
        back=say("accounts.staff.cancel"),
        submit=say("accounts.staff.send"),
        on_submit=StaffState.invite,
        on_close=StaffState.close_invite,
    )  # fmt: skip
