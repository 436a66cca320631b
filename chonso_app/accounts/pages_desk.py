"""/admin/dang-nhap and /admin/loi-moi: how staff get in."""

from typing import Any

import reflex as rx

from chonso_app.accounts.components import password_field, post_form, submit, ticket_exchange
from chonso_app.accounts.state_desk import DoorState, InvitationState
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import copy_button, field_error, link
from chonso_app.ui.shells import brand_mark

_NUMBERS = (  # decoration: how beautiful numbers look, fading away
    ("0901 23 6868", "opacity-95"),
    ("0933 79 7979", "opacity-55"),
    ("0908 15 1995", "opacity-35"),
    ("0765 02 0902", "opacity-20"),
    ("0939 45 4567", "opacity-10"),
    ("0707 88 8686", "opacity-5"),
)
_BOX = (
    "h-11 w-full rounded-control border border-edge bg-surface px-2.5 text-[14px] text-ink "
    "placeholder:text-muted"
)
_LABEL = "mb-1 block text-xs font-medium text-muted"
_NO_INDEX = [{"name": "robots", "content": "noindex"}]


@rx.page(
    route="/admin/dang-nhap",
    title=f"{say('accounts.desk_title')} · {say('brand.name')}",
    on_load=DoorState.open,
    meta=_NO_INDEX,
)
def log_in() -> rx.Component:
    note = rx.cond(DoorState.demo, say("accounts.desk_code_demo"), say("accounts.desk_code_note"))
    return _door(
        rx.el.h1(say("accounts.log_in"), class_name="text-[26px]/8 font-semibold"),
        rx.el.p(say("accounts.desk"), class_name="mt-1 mb-7 text-muted"),
        post_form(
            _line(say("accounts.desk_login"), "login", auto_complete="username", required=True),
            password_field(say("accounts.password"), "password", desk=True),
            rx.el.div(
                _line(
                    say("accounts.desk_code"), "code", auto_complete="one-time-code",
                    input_mode="numeric",
                ),
                rx.el.p(note, class_name="mt-1 text-xs text-muted"),
            ),
            field_error(DoorState.refused, "login"),
            submit(say("accounts.log_in"), desk=True),
            action="/api/admin/dang-nhap",
            on_refused=DoorState.told,
            class_name="flex flex-col gap-4",
        ),
        rx.el.p(
            say("accounts.desk_forgot"), class_name="mt-4 text-center text-xs text-muted"
        ),
        rx.el.div(
            icon("lock", "size-4 shrink-0"),
            rx.el.p(say("accounts.desk_idle")),
            class_name="mt-10 flex items-start gap-2 border-t border-line pt-4 text-xs text-muted",
        ),
    )  # fmt: skip


@rx.page(
    route="/admin/loi-moi",
    title=f"{say('accounts.invitation_title')} · {say('brand.name')}",
    on_load=InvitationState.open,
    meta=_NO_INDEX,
)
def invitation() -> rx.Component:
    return _door(
        rx.match(
            InvitationState.step,
            ("open", _acceptance()),
            ("done", _recovery_codes()),
            ("dead", _dead()),
            rx.el.p(say("accounts.invitation_opening"), class_name="text-muted"),
        ),
        ticket_exchange(InvitationState.ticket, "", InvitationState.told),
    )


def _door(*children: Any) -> rx.Component:
    ready = rx.cond(rx.State.is_hydrated, "true", "false")
    return rx.el.div(
        rx.el.span(id="ready", hidden=True, custom_attrs={"data-ready": ready}),
        rx.el.aside(
            rx.el.div(
                brand_mark(),
                say("brand.name"),
                class_name="flex items-center gap-3 text-[17px] font-semibold",
            ),
            rx.el.div(
                *[_faded(number, fade) for number, fade in _NUMBERS],
                aria_hidden="true",
                class_name="text-[56px]/[64px] font-semibold tracking-[1px] tabular-nums",
            ),
            rx.el.div(
                rx.el.p(
                    say("accounts.desk_motto"), class_name="max-w-sm text-[22px]/8 font-semibold"
                ),
                rx.el.p(say("accounts.desk_logged"), class_name="mt-3 max-w-sm text-white/80"),
            ),
            aria_label=say("brand.name"),
            class_name=(
                "hidden flex-col justify-between overflow-hidden bg-brand-900 p-10 text-white "
                "lg:flex"
            ),
        ),
        rx.el.main(
            rx.el.div(*children, class_name="w-[360px] max-w-full py-8"),
            class_name="grid place-items-center overflow-y-auto bg-surface px-4",
        ),
        class_name=(
            "grid min-h-dvh bg-canvas text-ui text-ink lg:h-dvh lg:grid-cols-[560px_minmax(0,1fr)]"
        ),
    )


def _faded(number: str, fade: str) -> rx.Component:
    """Decoration, not text: it fades on purpose."""
    look = f"before:content-[attr(data-number)] {fade}"
    return rx.el.p(custom_attrs={"data-number": number}, class_name=look)


def _line(label: str, name: str, **props: Any) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name=_LABEL),
        rx.el.input(id=name, name=name, max_length=64, class_name=_BOX, **props),
    )


def _acceptance() -> rx.Component:
    errors = InvitationState.errors
    return rx.fragment(
        rx.el.h1(
            say("accounts.invitation_hello"), " ", InvitationState.name,
            class_name="text-[26px]/8 font-semibold",
        ),
        rx.el.p(
            say("accounts.invitation_login"), " ",
            rx.el.b(InvitationState.login, class_name="font-semibold text-ink"),
            class_name="mt-1 mb-6 text-muted",
        ),
        rx.el.form(
            password_field(
                say("accounts.new_password"), "password", error=errors["password"], new=True,
                meter=True, desk=True,
            ),
            password_field(
                say("accounts.new_password_again"), "again", error=errors["again"], new=True,
                desk=True,
            ),
            rx.cond(InvitationState.enrolling, _enrolment()),
            rx.el.div(
                _line(
                    say("accounts.desk_code"), "code", auto_complete="one-time-code",
                    input_mode="numeric", required=True,
                ),
                field_error(errors["code"], "code"),
            ),
            submit(say("accounts.invitation_accept"), desk=True),
            on_submit=InvitationState.accept,
            class_name="flex flex-col gap-4",
        ),
    )  # fmt: skip


def _enrolment() -> rx.Component:
    return rx.el.div(
        rx.el.p(say("accounts.enrol_text"), class_name="text-xs text-muted"),
        rx.el.div(
            rx.el.img(
                src=InvitationState.picture,
                alt=say("accounts.enrol_picture"),
                class_name="size-36 rounded-control border border-line bg-white",
            ),
            rx.el.div(
                rx.el.p(say("accounts.enrol_typed"), class_name="text-xs text-muted"),
                rx.el.p(
                    InvitationState.secret, class_name="mt-1 font-medium break-all tabular-nums"
                ),
                copy_button(InvitationState.secret, say("accounts.enrol_copy"), desk=True),
            ),
            class_name="mt-2 flex gap-3",
        ),
    )


def _recovery_codes() -> rx.Component:
    return rx.fragment(
        rx.el.h1(say("accounts.recovery_title"), class_name="text-[26px]/8 font-semibold"),
        rx.el.p(say("accounts.recovery_text"), class_name="mt-1 mb-5 text-muted"),
        rx.el.ul(
            rx.foreach(InvitationState.recovery_codes, _one_code),
            class_name=(
                "grid grid-cols-2 gap-2 rounded-panel border border-line bg-canvas p-4 "
                "text-[15px] font-semibold tabular-nums"
            ),
        ),
        link(
            say("accounts.recovery_done"),
            href="/admin/dang-nhap",
            class_name=(
                "mt-6 flex h-11 w-full items-center justify-center rounded-control bg-brand-600 "
                "text-[14px] font-semibold text-white hover:bg-brand-700"
            ),
        ),
    )


def _one_code(code: rx.Var[str]) -> rx.Component:
    return rx.el.li(code)


def _dead() -> rx.Component:
    return rx.fragment(
        rx.el.h1(say("accounts.invitation_dead_title"), class_name="text-[26px]/8 font-semibold"),
        rx.el.p(InvitationState.refused, class_name="mt-1 text-muted"),
    )
