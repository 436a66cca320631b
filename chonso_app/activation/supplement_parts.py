"""Yêu cầu bổ sung in the clerk's console: the dialog, and what was asked and answered so far."""

from typing import Any

import reflex as rx

from chonso_app.activation.desk_state import ClerkState
from chonso_app.activation.supplement_models import WANTED_OF, AskedOf
from chonso_app.activation.supplement_state import AskState
from chonso_app.activation.supplement_view import AnswerRow, want_words, within
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    AFRESH,
    CLOSES,
    desk_badge,
    desk_button,
    desk_dialog,
    desk_text_area,
    panel,
)

_FORM = "ask-form"
_D = ClerkState.dossier


def ask_button() -> rx.Component:
    return desk_button(
        say("supplement.ask"), key="B", icon_name="hourglass", class_name="h-10 px-4",
        on_click=AskState.begin, id="ask-more",
    )  # fmt: skip


def ask_dialog() -> rx.Component:
    ready = AskState.chosen != ""
    return desk_dialog(
        say("supplement.ask"),
        rx.el.p(
            f"{_D.msisdn} · {_D.name}",
            class_name="-mt-2 mb-2 text-xs tabular-nums text-muted",
        ),
        *(_group(who) for who in WANTED_OF),
        rx.el.form(
            desk_text_area(
                say("supplement.words"), "words", rows=2, max_length=300,
                placeholder=say("supplement.words_hint"),
            ),
            id=_FORM, on_submit=AskState.send, custom_attrs=AFRESH, class_name="mt-3",
        ),
        rx.el.p(say("supplement.ask_note"), class_name="mt-3 text-xs text-muted"),
        id="ask",
        open=AskState.asking,
        on_close=AskState.end,
        bar=rx.fragment(
            desk_button(say("supplement.back"), custom_attrs=CLOSES),
            desk_button(
                say("supplement.send"), "primary", type="submit", disabled=~ready,
                custom_attrs={"form": _FORM}, id="send-ask",
            ),
        ),
    )  # fmt: skip


def _group(who: AskedOf) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(
            rx.el.span(say(f"supplement.of.{who.value}"), class_name="font-semibold"),
            rx.el.span(within(who), class_name="ml-2 text-xs text-muted"),
            class_name="px-2 pb-1",
        ),
        *(
            _choice(f"{who.value}:{wanted.value}", want_words(who, wanted))
            for wanted in WANTED_OF[who]
        ),
        class_name="mt-2",
    )


def _choice(value: str, words: str) -> rx.Component:
    on = AskState.chosen == value
    dot = "size-[18px] shrink-0 rounded-full "
    look = "flex h-8 w-full items-center gap-2.5 rounded-control px-2 text-left "
    shown = rx.el.button(
        rx.el.span(
            class_name=rx.cond(
                on, dot + "border-[6px] border-brand-600", dot + "border-[1.5px] border-edge"
            )
        ),
        words,
        type="button",
        role="radio",
        aria_checked=rx.cond(on, "true", "false"),
        on_click=AskState.choose(value),
        id=f"ask-{value.replace(':', '-')}",
        class_name=rx.cond(on, look + "bg-brand-50 font-semibold", look + "hover:bg-hover"),
    )
    return rx.cond(AskState.offered.contains(value), shown)  # pyright: ignore[reportAttributeAccessIssue]


def answers() -> rx.Component:
    """Nothing while nothing was ever asked about this dossier."""
    return rx.cond(
        _D.answers.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
        panel(
            say("supplement.panel"),
            rx.el.ul(
                rx.foreach(_D.answers, _answer),
                class_name="max-h-56 divide-y divide-line overflow-y-auto",
            ),
            class_name="shrink-0 overflow-hidden",
        ),
    )


def _answer(row: AnswerRow) -> rx.Component:
    picture = rx.el.button(
        rx.el.img(src=row.picture, alt=row.title, class_name="h-24 w-full object-contain"),
        type="button",
        aria_label=row.title,
        on_click=ClerkState.enlarge(row.picture),
        class_name="mt-1 block w-full rounded-control bg-sunken",
    )
    return rx.el.li(
        rx.el.div(
            rx.el.b(row.title, class_name="min-w-0 flex-1 font-medium"),
            desk_badge(row.state, row.tone),
            class_name="flex items-start gap-2",
        ),
        rx.cond(row.words, rx.el.p(row.words, class_name="text-xs text-muted break-words")),
        rx.cond(
            row.answer,
            rx.el.p(row.answer, class_name="mt-0.5 break-words"),
        ),
        rx.cond(row.minute, rx.el.p(row.minute, class_name="text-xs tabular-nums text-muted")),
        rx.cond(row.picture, picture),
        key=row.supplement_id.to(str),  # pyright: ignore[reportAttributeAccessIssue]
        class_name="px-3 py-2",
    )


def take_back(supplement_id: Any) -> rx.Component:
    """Under a row of the queue that waits for what this clerk asked."""
    return rx.cond(
        supplement_id > 0,
        rx.el.li(
            rx.el.button(
                icon("undo", "size-3.5"),
                say("supplement.take_back"),
                type="button",
                on_click=AskState.take_back(supplement_id),
                class_name=(
                    "flex h-8 w-full items-center gap-1.5 border-b border-line px-3 text-xs "
                    "font-medium text-brand-700 hover:bg-hover"
                ),
            )
        ),
    )
