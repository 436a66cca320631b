"""What pages of an order mount to let it go on elsewhere. They load `HandoffState` as well."""

from typing import Any

import reflex as rx

from chonso_app.core.config import settings
from chonso_app.core.texts import say
from chonso_app.handoff.state import HandoffState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import alert, button, copy_button, empty, sheet

S = HandoffState


def handoff_parts() -> rx.Component:
    """The sheet with link and QR; shown when somebody asked for it."""
    picture = rx.el.img(
        src=S.picture,
        alt=say("handoff.qr_alt"),
        class_name="mx-auto mt-4 size-56 rounded-card ring-1 ring-line",
    )
    return sheet(
        say("handoff.sheet_title"),
        rx.el.p(say("handoff.sheet_note"), class_name="text-muted"),
        rx.cond(S.picture != "", picture),
        rx.el.p(S.until, class_name="mt-3 text-center text-note text-muted"),
        rx.el.div(
            copy_button(S.link, say("handoff.copy"), words=say("handoff.copy")),
            class_name="mt-3 flex justify-center",
        ),
        id="handoff",
        open=S.open,
        on_close=S.close,
    )


def elsewhere_notice() -> rx.Component:
    """On the machine that was left: where the person is, and the way back."""
    back = button(
        say("handoff.take_back"), "tonal", class_name="mt-3 bg-surface", on_click=S.take_back
    )
    return rx.cond(
        S.elsewhere != "",
        alert(say("handoff.elsewhere"), S.elsewhere, tone="now", icon_name="phone", action=back),
    )


def by_phone_card(step: str) -> rx.Component:
    """For a machine with a mouse: a phone has the better camera."""
    return rx.el.section(
        icon("qr", "size-9 shrink-0 text-brand-600"),
        rx.el.div(
            rx.el.h2(say("handoff.desktop_title"), class_name="text-body font-semibold"),
            rx.el.p(say("handoff.desktop_note"), class_name="text-note text-muted"),
            button(
                say("handoff.desktop_button"), "tonal", class_name="mt-3", on_click=S.offer(step)
            ),
        ),
        class_name="hidden gap-4 rounded-card bg-surface p-5 ring-1 ring-line pointer-fine:flex",
    )


def handoff_link(step: str) -> rx.Component:
    """For a phone, where the card above is not shown."""
    return rx.el.button(
        icon("phone", "size-4"),
        say("handoff.sheet_title"),
        type="button",
        on_click=S.offer(step),
        class_name=(
            "mx-auto inline-flex h-11 items-center gap-1.5 px-2 text-note font-semibold "
            "text-brand-600 pointer-fine:hidden"
        ),
    )


def handoff_button(step: str, words: str = "") -> rx.Component:
    """For a page without a camera."""
    return button(
        words or say("handoff.sheet_title"), "secondary", icon_name="phone",
        on_click=S.offer(step),
    )  # fmt: skip


def app_only() -> rx.Component:
    """The policy keeps this step to the operator's app (7.22)."""
    way: dict[str, Any] = {}
    if settings.operator_app_link:
        way["action"] = button(say("handoff.app_open"), href=settings.operator_app_link)
    return empty(
        say("handoff.app_title", brand=settings.brand),
        say("handoff.app_note", brand=settings.brand),
        icon_name="phone",
        **way,
    )
