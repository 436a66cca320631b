"""/hoa-mang/[code]/sim: the serial of a physical SIM, and its photo (G.9)."""

from typing import Any

import reflex as rx

from chonso_app.activation.components import SimBox
from chonso_app.activation.sim_state import SimState
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, empty, field, link, section, skeleton_card
from chonso_app.ui.shells import customer_page, customer_route

_V = SimState.view
_FORM = "sim-serial"
_WORDS = (
    "title", "photo_title", "close", "scan_hint", "photo_hint", "opening", "looking", "no_camera",
    "no_camera_note", "file", "shoot", "sending", "not_sent", "not_read",
)  # fmt: skip


@customer_route("/hoa-mang/[code]/sim", title=say("sim.title"), on_load=SimState.load)
def sim_page() -> rx.Component:
    is_open = _V.screen == "open"
    go_on = rx.cond(
        _V.ready, button(say("sim.next"), href=f"/hoa-mang/{_V.code}/ky"), _check_or_take()
    )
    return customer_page(
        rx.match(
            _V.screen,
            ("open", _open()),
            ("early", _told("not_yet", "clock")),
            ("esim", _told("not_here", "info")),
            ("sent", _told("sent", "check-c")),
            ("missing", _missing()),
            skeleton_card(6),
        ),
        rx.cond(SimState.camera != "", _camera()),
        title=say("sim.title"),
        back=rx.cond(_V.code, f"/phieu/{_V.code}", "/phieu"),
        step=4,
        steps=5,
        bar=rx.cond(is_open, go_on, rx.fragment()),
        bar_note=rx.cond(is_open, say("sim.next_note"), ""),
        help_code=_V.code,
        main_class="gap-7 px-4 pb-8 pt-4",
    )


def _check_or_take() -> rx.Component:
    """One primary button: first the serial, then the photo."""
    return rx.cond(
        _V.serial == "",
        button(say("sim.check"), type="submit", custom_attrs={"form": _FORM}, id="check-serial"),
        button(say("sim.take_photo"), icon_name="camera", on_click=SimState.photo, id="take-photo"),
    )


def _open() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h1(say("sim.heading"), class_name="text-title font-bold"),
            rx.el.p(say("sim.lead"), class_name="mt-2 text-muted"),
        ),
        rx.cond(_V.serial != "", _right(), _form()),
        _photo(),
        _exchange(),
    )


def _form() -> rx.Component:
    scan = button(
        say("sim.scan"), "tonal", icon_name="camera", on_click=SimState.scan, id="scan-serial",
        class_name="mt-3 w-full",
    )  # fmt: skip
    return rx.el.form(
        field(
            say("sim.serial"),
            "serial",
            hint=say("sim.serial_hint"),
            error=SimState.error,
            default_value=SimState.typed,
            placeholder=say("sim.serial_example"),
            input_mode="numeric",
            auto_complete="off",
            max_length=40,
            key=SimState.typed,
        ),
        scan,
        id=_FORM,
        on_submit=SimState.check,
        no_validate=True,
    )


def _right() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.p(say("sim.serial"), class_name="text-note text-muted"),
            rx.el.button(
                say("sim.change"),
                type="button",
                on_click=SimState.type_again,
                class_name="-my-3 -mr-2 inline-flex h-11 items-center px-2 text-note font-semibold "
                "text-brand-600",
            ),
            class_name="flex items-center justify-between",
        ),
        rx.el.p(
            _V.serial, id="serial", class_name="mt-1 tabular-nums text-lead font-semibold text-ink"
        ),
        rx.el.p(
            icon("check-c", "size-5"),
            say("sim.right"),
            class_name="mt-3 flex items-center gap-2 text-note font-medium text-ok-700",
        ),
        class_name="rounded-card bg-surface p-5 ring-1 ring-line",
    )


def _photo() -> rx.Component:
    picture = rx.el.img(
        src=_V.photo,
        alt=say("sim.photo"),
        class_name="aspect-[16/10] w-full rounded-card bg-surface object-cover ring-1 ring-line",
    )
    again = rx.el.div(
        rx.el.p(
            icon("check-c", "size-5"),
            say("sim.photo_taken"),
            class_name="flex items-center gap-2 text-note font-medium text-ok-700",
        ),
        button(say("sim.take_again"), "text", on_click=SimState.photo),
        class_name="mt-2 flex items-center justify-between",
    )
    blank = rx.el.button(
        icon("sim", "size-9 text-muted"),
        rx.el.span(say("sim.take_photo"), class_name="mt-2 text-body font-semibold text-brand-700"),
        rx.el.span(say("sim.photo_note"), class_name="mt-0.5 text-note text-muted"),
        type="button",
        on_click=SimState.photo,
        class_name="flex w-full flex-col items-center rounded-card border-[1.5px] border-dashed "
        "border-line-strong px-6 py-7 text-center active:bg-surface",
    )
    return section(say("sim.photo"), rx.cond(_V.photo != "", rx.fragment(picture, again), blank))


def _exchange() -> rx.Component:
    return rx.el.p(
        say("sim.exchange_lead"),
        " ",
        link(
            say("sim.exchange"),
            href=f"/phieu/{_V.code}/doi-the",
            class_name="inline-flex min-h-11 items-center font-semibold text-brand-600",
        ),
        class_name="text-note text-muted",
    )


def _camera() -> rx.Component:
    return SimBox.create(
        code=_V.code,
        mode=SimState.camera,
        words={word: say(f"sim.box.{word}") for word in _WORDS},
        on_serial=SimState.scanned,
        on_photo=SimState.photo_taken,
        on_close=SimState.close,
    )


def _told(word: str, drawn: str) -> Any:
    return empty(
        say(f"sim.{word}"),
        say(f"sim.{word}_note"),
        icon_name=drawn,
        action=button(say("esim.to_order"), "tonal", href=f"/phieu/{_V.code}"),
    )


def _missing() -> rx.Component:
    return empty(
        say("orders.not_found"),
        say("orders.not_found_note"),
        icon_name="ticket",
        action=button(say("orders.not_found_open"), href="/phieu"),
    )
