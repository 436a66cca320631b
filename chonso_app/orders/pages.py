"""/dang-ky-so/[code]: Thông tin đăng ký thuê bao."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.orders import pages_find as _finding  # noqa: F401  registers its pages
from chonso_app.orders import pages_home as _home  # noqa: F401  registers its page
from chonso_app.orders import pages_pairs as _pairs  # noqa: F401  registers its page
from chonso_app.orders import pages_plans as _plans  # noqa: F401  registers its pages
from chonso_app.orders import pages_receive as _receiving  # noqa: F401  registers its page
from chonso_app.orders.components import SessionTicket, option_cards, step_page, tick
from chonso_app.orders.state import FormState
from chonso_app.orders.state_kind import KindState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    alert,
    button,
    countdown,
    field,
    field_error,
    fix_button,
    otp_input,
    section,
    select_field,
)
from chonso_app.ui.shells import customer_route

_FORM_ID = "subscriber"
_SMALL_BUTTON = (
    "inline-flex h-11 shrink-0 items-center rounded-[10px] px-3 text-note font-semibold "
    "whitespace-nowrap text-brand-600"
)


@customer_route(
    "/dang-ky-so/[code]",
    title=say("orders.form.tab_title"),
    on_load=[FormState.load, KindState.load],
)
def form_page() -> rx.Component:
    form = rx.el.form(
        rx.el.h1(
            say("orders.form.title_1"),
            rx.el.br(),
            say("orders.form.title_2"),
            class_name="text-title font-bold",
        ),
        rx.el.div(section(say("orders.form.contact"), _contact()), class_name="-mt-4"),
        section(say("orders.form.address"), _address()),
        section(say("orders.form.sim"), _sim()),
        id=_FORM_ID,
        on_submit=FormState.go_on,
        no_validate=True,
        class_name="flex flex-col gap-9",
    )
    bar = rx.el.div(
        rx.cond(
            FormState.left != "",
            rx.el.p(
                icon("alert", "size-5 text-bad-700"),
                FormState.left,
                class_name="mb-2.5 flex items-center gap-2 text-note text-muted",
            ),
        ),
        button(say("orders.form.next"), type="submit", custom_attrs={"form": _FORM_ID}),
    )
    return rx.fragment(
        SessionTicket.create(ticket=FormState.ticket),
        step_page(
            FormState.held,
            form,
            step=1,
            steps=rx.cond(KindState.kind == "sim", 3, 2),
            back=FormState.held.path,
            on_end=FormState.load,
            bar=bar,
        ),
    )


def _contact() -> rx.Component:
    name_fine = (FormState.typed.full_name != "") & (FormState.errors["full_name"] == "")
    guess = fix_button(
        say("orders.form.use") + " " + FormState.email_guess, on_click=FormState.take_guess
    )
    return rx.el.div(
        _phone(),
        field(
            say("orders.form.name"),
            "full_name",
            hint=say("orders.form.name_hint"),
            error=FormState.errors["full_name"],
            after=rx.cond(name_fine, tick()),
            default_value=FormState.typed.full_name,
            on_blur=FormState.save("full_name"),
            auto_complete="name",
        ),
        rx.el.div(
            field(
                say("orders.form.email"),
                "email",
                hint=say("orders.form.email_hint"),
                error=FormState.errors["email"],
                key=rx.cond(FormState.email_guess != "", "typed", FormState.typed.email),
                default_value=FormState.typed.email,
                on_blur=FormState.save("email"),
                type="email",
                input_mode="email",
                auto_complete="email",
            ),
            rx.cond(FormState.email_guess != "", guess),
        ),
        class_name="mt-4 flex flex-col gap-5",
    )


def _phone() -> rx.Component:
    change = rx.el.button(
        say("orders.form.change_phone"),
        type="button",
        on_click=FormState.change_phone,
        class_name=_SMALL_BUTTON,
    )
    send = rx.el.button(
        say("orders.form.send_code"),
        type="button",
        on_click=FormState.send_code,
        class_name=_SMALL_BUTTON,
    )
    locked = FormState.proven | FormState.otp_open
    return rx.el.div(
        field(
            say("orders.form.phone"),
            "phone",
            error=FormState.errors["phone"],
            note=rx.cond(FormState.proven, say("orders.form.proven"), ""),
            after=rx.cond(locked, change, send),
            default_value=FormState.typed.phone,
            on_blur=FormState.save("phone"),
            read_only=locked,
            type="tel",
            input_mode="tel",
            auto_complete="tel",
        ),
        rx.cond(
            FormState.otp_open & ~FormState.proven,
            _otp(),
            field_error(FormState.errors["otp"], "otp"),
        ),
        class_name="flex flex-col gap-5",
    )


def _otp() -> rx.Component:
    waiting = rx.el.p(
        say("orders.form.resend_in"),
        " ",
        countdown(
            FormState.again_at,
            plain=True,
            class_name="font-medium text-ink",
            on_end=FormState.may_send_again,
        ),
        class_name="text-note text-muted",
    )
    again = rx.el.button(
        say("orders.form.resend"),
        type="button",
        on_click=FormState.send_code,
        class_name="-my-3 inline-flex h-11 items-center text-note font-semibold text-brand-600",
    )
    return rx.el.div(
        rx.el.div(
            rx.el.p(
                rx.el.span(say("orders.form.otp"), class_name="font-semibold"),
                " ",
                say("orders.form.otp_sent"),
                class_name="text-note",
            ),
            rx.cond(FormState.again_at != "", waiting, again),
            class_name="flex items-center justify-between gap-3",
        ),
        rx.el.div(
            otp_input(
                "otp",
                error=FormState.otp_error,
                serial=FormState.otp_serial,
                on_complete=FormState.check_code,
            ),
            class_name="mt-3",
        ),
        rx.el.p(say("orders.form.otp_note"), class_name="mt-3 text-note text-muted"),
        class_name="rounded-card bg-brand-50 p-4",
    )


def _address() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            select_field(
                say("orders.form.province"),
                "province_code",
                FormState.provinces,
                default_value=FormState.typed.province_code,
                placeholder=say("orders.form.province_none"),
                error=FormState.errors["province_code"],
                on_change=FormState.save("province_code"),
                class_name="min-w-0",
            ),
            field(
                say("orders.form.ward"),
                "ward",
                error=FormState.errors["ward"],
                default_value=FormState.typed.ward,
                on_blur=FormState.save("ward"),
                auto_complete="address-level3",
                class_name="min-w-0",
            ),
            class_name="grid grid-cols-2 gap-3",
        ),
        field(
            say("orders.form.street"),
            "address",
            error=FormState.errors["address"],
            default_value=FormState.typed.address,
            on_blur=FormState.save("address"),
            placeholder=say("orders.form.street_example"),
            auto_complete="street-address",
        ),
        class_name="mt-4 flex flex-col gap-5",
    )


def _sim() -> rx.Component:
    """`Sim vật lý` or `e-SIM`; who takes an eSIM may ask whether the phone is able."""
    answer = alert(FormState.device_title, FormState.device_note, tone=FormState.device_tone)
    able = rx.el.div(
        field(
            say("orders.device.title"),
            "device",
            note=say("orders.device.hint"),
            placeholder=say("orders.device.example"),
            on_blur=FormState.check_device,
            auto_complete="off",
        ),
        rx.cond(FormState.device != "", rx.el.div(answer, role="status")),
        class_name="mt-1.5 flex flex-col gap-4",
    )
    return rx.el.div(
        option_cards(
            "kind",
            KindState.options,
            KindState.kind,
            KindState.pick,
            label=say("orders.form.sim"),
        ),
        rx.cond(KindState.kind == "esim", able),
        class_name="flex flex-col gap-2.5",
    )
