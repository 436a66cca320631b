"""The refusal: coded reasons, what the customer does again, and what they will read."""

import reflex as rx

from chonso_app.activation.desk_parts import either
from chonso_app.activation.desk_state import ClerkState
from chonso_app.activation.desk_views import reason_rows
from chonso_app.activation.rules import Reason
from chonso_app.core.config import settings
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    AFRESH,
    CLOSES,
    desk_button,
    desk_dialog,
    desk_text_area,
    key_hint,
)

_FORM = "refusal-form"


def refusal() -> rx.Component:
    return desk_dialog(
        say("desk.refuse"),
        rx.el.p(
            f"{ClerkState.dossier.msisdn} · {ClerkState.dossier.name}",
            class_name="-mt-2 mb-2 text-xs tabular-nums text-muted",
        ),
        rx.el.p(
            rx.el.span(say("desk.refuse_pick")),
            rx.el.span(say("desk.refuse_redo")),
            class_name="flex justify-between px-2 pb-1 text-xs font-medium text-muted",
        ),
        rx.el.ul(*[_offered(*row) for row in reason_rows()]),
        rx.el.form(
            desk_text_area(say("desk.refuse_note"), "note", rows=2, max_length=300),
            id=_FORM,
            on_submit=ClerkState.refuse,
            custom_attrs=AFRESH,
            class_name="mt-3",
        ),
        rx.el.div(
            rx.el.p(
                icon("mail", "size-3.5"),
                say("desk.refuse_preview"),
                class_name="flex items-center gap-1.5 text-xs font-medium text-muted",
            ),
            rx.el.p(ClerkState.preview, id="refusal-preview", class_name="mt-1"),
            class_name="mt-3 rounded-control bg-canvas px-3 py-2.5",
        ),
        id="refusal",
        open=ClerkState.refusing,
        on_close=ClerkState.end_refusal,
        bar=rx.fragment(
            rx.el.span(
                say("desk.refuse_kept", hours=settings.evidence_hours),
                class_name="mr-auto self-center text-xs text-muted",
            ),
            desk_button(say("desk.refuse_cancel"), custom_attrs=CLOSES),
            _send(),
        ),
    )


def _offered(code: str, words: str, redo: str, key: str) -> rx.Component:
    shown = rx.el.li(_reason(code, words, redo, key))
    if code == Reason.SIM_UNCLEAR:
        return rx.cond(ClerkState.dossier.serial != "", shown)
    if code == Reason.CARD_BACK_BLURRED:
        return rx.cond(ClerkState.dossier.passport, rx.fragment(), shown)
    return shown


def _reason(code: str, words: str, redo: str, key: str) -> rx.Component:
    chosen = ClerkState.reasons.contains(code)  # pyright: ignore[reportAttributeAccessIssue]
    look = "flex h-9 w-full items-center gap-2.5 rounded-control px-2 text-left "
    box = "grid size-[18px] shrink-0 place-items-center rounded-md "
    return rx.el.button(
        rx.el.span(
            rx.cond(chosen, icon("check", "size-3")),
            class_name=either(chosen, box, "bg-brand-600 text-white", "border-[1.5px] border-edge"),
        ),
        rx.el.span(words, class_name="shrink-0"),
        rx.el.span(redo, class_name="ml-auto truncate text-xs font-normal text-muted"),
        key_hint(key),
        type="button",
        role="checkbox",
        aria_checked=rx.cond(chosen, "true", "false"),
        on_click=ClerkState.toggle(code),
        custom_attrs={"data-key": key},
        id=f"reason-{code}",
        class_name=either(chosen, look, "bg-brand-50 font-semibold", "hover:bg-hover"),
    )


def _send() -> rx.Component:
    return rx.el.button(
        say("desk.refuse_send"),
        key_hint("Ctrl+Enter", dark=True),
        type="submit",
        form=_FORM,
        id="send-refusal",
        disabled=ClerkState.reasons.length() == 0,  # pyright: ignore[reportAttributeAccessIssue]
        custom_attrs={"data-key": "Ctrl+Enter"},
        class_name=(
            "inline-flex h-8 items-center gap-1.5 rounded-control bg-bad-700 px-3 font-semibold "
            "text-white hover:bg-[#8f1e17] disabled:bg-sunken disabled:text-muted"
        ),
    )
