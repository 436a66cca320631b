"""/dang-nhap, /dang-ky, /quen-mat-khau: how customers get in."""

from typing import Any

import reflex as rx

from chonso_app.accounts.components import (
    brand_header,
    code_step,
    password_field,
    post_form,
    submit,
    ticket_exchange,
)
from chonso_app.accounts.state import EntryState
from chonso_app.core.config import settings
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, checkbox, field, icon_button, link, link_group, link_row
from chonso_app.ui.shells import customer_page, customer_route

_ROOM = "px-4 pb-5 pt-7"


@customer_route("/dang-nhap", title=say("accounts.log_in"), on_load=EntryState.open_log_in)
def log_in() -> rx.Component:
    title = say("accounts.code.title_log_in")
    return customer_page(
        rx.match(
            EntryState.step,
            ("phone", _phone_for_code()),
            (
                "code",
                code_step(EntryState, title, back=EntryState.back),
            ),
            _with_password(),
        ),
        _exchange(),
        header=brand_header(),
        main_class=_ROOM,
    )


@customer_route("/dang-ky", title=say("accounts.register"), on_load=EntryState.open_register)
def register() -> rx.Component:
    title = say("accounts.code.title_register")
    return customer_page(
        rx.match(
            EntryState.step,
            ("code", code_step(EntryState, title, back=EntryState.back)),
            ("known", _known()),
            _registration(),
        ),
        _exchange(),
        header=brand_header(),
        main_class=_ROOM,
    )


@customer_route("/quen-mat-khau", title=say("accounts.forgot"), on_load=EntryState.open_forgot)
def forgot() -> rx.Component:
    under = rx.el.div(
        rx.el.p(
            icon("lock", "size-4.5"),
            say("accounts.opens_after"),
            class_name="flex items-center gap-2 text-note text-muted",
        ),
        class_name="mt-5 border-t border-line pt-6",
    )
    back = icon_button("left", say("ui.back"), href="/dang-nhap")
    title = say("accounts.forgot")
    return customer_page(
        rx.match(
            EntryState.step,
            (
                "code",
                code_step(EntryState, title, under=under, back=EntryState.back),
            ),
            ("password", _choose_password()),
            _phone_for_reset(),
        ),
        _exchange(),
        header=rx.el.header(back, class_name="flex h-15 items-center px-1"),
        main_class="px-4 pb-5 pt-4",
    )


def _exchange() -> rx.Component:
    return ticket_exchange(EntryState.ticket, EntryState.next, EntryState.told)


def _title(first: str, second: str) -> rx.Component:
    return rx.el.h1(first, rx.el.br(), second, class_name="text-hero font-bold")


def _doors(here: str) -> rx.Component:
    """Đăng nhập | Đăng ký: two pages, drawn as one switch."""
    look = "grid h-11 flex-1 place-items-center rounded-[10px] text-body "
    on, off = "bg-surface font-semibold shadow-card", "font-medium text-muted"
    return rx.el.nav(
        *[
            link(
                say(text),
                href=path,
                aria_current="page" if path == here else "false",
                class_name=look + (on if path == here else off),
            )
            for path, text in (
                ("/dang-nhap", "accounts.log_in"),
                ("/dang-ky", "accounts.register"),
            )
        ],
        aria_label=say("accounts.account"),
        class_name="mt-6 flex rounded-field bg-line/50 p-1",
    )


def _phone(note: str = "", **props: Any) -> rx.Component:
    return field(
        say("accounts.phone"), "phone", error=EntryState.errors["phone"], note=note, type="tel",
        input_mode="tel", auto_complete="username", required=True, max_length=20, **props,
    )  # fmt: skip


def _with_password() -> rx.Component:
    forgot_link = link(
        say("accounts.forgot"),
        href="/quen-mat-khau",
        class_name=(
            "-my-2 inline-flex h-11 items-center self-end text-note font-semibold text-brand-600"
        ),
    )
    return rx.fragment(
        _title(say("accounts.hello_first"), say("accounts.hello_second")),
        _doors("/dang-nhap"),
        post_form(
            _phone(),
            password_field(
                say("accounts.password_of_account"), "password", error=EntryState.refused
            ),
            forgot_link,
            rx.el.input(type="hidden", name="next", value=EntryState.next, read_only=True),
            submit(say("accounts.log_in")),
            action="/api/dang-nhap",
            on_refused=EntryState.told,
            class_name="mt-6 flex flex-col gap-5",
        ),
        button(
            say("accounts.by_code"), "secondary", on_click=EntryState.by_code, class_name="mt-3"
        ),
        rx.el.div(
            link_group(
                link_row(
                    say("accounts.have_code"),
                    "/phieu",
                    icon_name="ticket",
                    note=say("accounts.have_code_note"),
                )
            ),
            class_name="mt-auto pt-10",
        ),
    )


def _phone_for_code() -> rx.Component:
    return rx.fragment(
        _title(say("accounts.hello_first"), say("accounts.hello_second")),
        _doors("/dang-nhap"),
        _ask_code_form(say("accounts.phone_note")),
        button(
            say("accounts.by_password"), "secondary", on_click=EntryState.back, class_name="mt-3"
        ),
    )


def _phone_for_reset() -> rx.Component:
    return rx.fragment(
        rx.el.h1(say("accounts.forgot"), class_name="text-hero font-bold"),
        rx.el.p(say("accounts.forgot_note"), class_name="mt-2 text-body text-muted"),
        _ask_code_form(""),
    )


def _ask_code_form(note: str) -> rx.Component:
    return rx.el.form(
        _phone(note),
        button(say("accounts.send_code"), type="submit"),
        on_submit=EntryState.ask_code,
        class_name="mt-6 flex flex-col gap-5",
    )


def _registration() -> rx.Component:
    return rx.fragment(
        _title(say("accounts.register_first"), say("accounts.register_second")),
        _doors("/dang-ky"),
        rx.el.form(
            _phone(say("accounts.phone_note")),
            password_field(
                say("accounts.password"),
                "password",
                error=EntryState.errors["password"],
                new=True,
                meter=True,
            ),
            rx.el.div(
                checkbox(say("accounts.terms"), "terms", error=EntryState.errors["terms"]),
                _terms(),
            ),
            button(say("accounts.register"), type="submit"),
            on_submit=EntryState.register,
            class_name="mt-6 flex flex-col gap-5",
        ),
        rx.el.p(
            icon("shield", "size-5 shrink-0 text-ok-700"),
            say("accounts.no_need"),
            class_name="mt-auto flex gap-3 pt-8 text-note text-muted",
        ),
    )


def _terms() -> rx.Component:
    texts = [say(f"accounts.terms_{n}") for n in (1, 2, 3)]
    texts.append(say("accounts.terms_4", hotline=settings.hotline))
    return rx.el.details(
        rx.el.summary(
            say("accounts.terms_read"),
            class_name=(
                "ml-9 inline-flex h-11 cursor-pointer items-center text-note font-semibold "
                "text-brand-600"
            ),
        ),
        rx.el.ul(
            *[rx.el.li(text) for text in texts],
            class_name="ml-9 flex list-disc flex-col gap-2 pl-4 text-note text-muted",
        ),
    )


def _known() -> rx.Component:
    return rx.fragment(
        rx.el.h1(say("accounts.known_title"), class_name="text-hero font-bold"),
        rx.el.p(say("accounts.known_note"), class_name="mt-2 text-body text-muted"),
        rx.cond(
            EntryState.refused,
            rx.el.p(EntryState.refused, role="alert", class_name="mt-4 text-note text-bad-700"),
        ),
        rx.el.div(
            button(say("accounts.go_in"), on_click=EntryState.go_on), class_name="mt-auto pt-8"
        ),
    )


def _choose_password() -> rx.Component:
    return rx.fragment(
        rx.el.h1(say("accounts.choose_title"), class_name="text-hero font-bold"),
        rx.el.p(say("accounts.choose_note"), class_name="mt-2 text-body text-muted"),
        rx.el.form(
            password_field(
                say("accounts.new_password"),
                "password",
                error=EntryState.errors["password"],
                new=True,
                meter=True,
            ),
            password_field(
                say("accounts.new_password_again"),
                "again",
                error=EntryState.errors["again"],
                new=True,
            ),
            rx.el.div(button(say("accounts.continue"), type="submit"), class_name="mt-auto pt-8"),
            on_submit=EntryState.choose_password,
            class_name="mt-6 flex flex-1 flex-col gap-5",
        ),
    )
