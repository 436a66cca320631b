"""/hoa-mang/[code]/bo-sung: the one picture or word that Tổ đấu nối still asks for."""

import reflex as rx

from chonso_app.activation.supplement_state import SupplementState
from chonso_app.core.texts import say
from chonso_app.ekyc.components import CaptureBox, capture_words
from chonso_app.ekyc.vision import FOLDER
from chonso_app.handoff.components import elsewhere_notice, handoff_parts
from chonso_app.handoff.state import HandoffState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, empty, skeleton_card, text_area
from chonso_app.ui.shells import customer_page, customer_route

_V = SupplementState.view
_FORM = "supplement-answer"


@customer_route(
    "/hoa-mang/[code]/bo-sung",
    title=say("supplement.page.title"),
    on_load=[SupplementState.load, HandoffState.load],
)
def supplement_page() -> rx.Component:
    page = customer_page(
        elsewhere_notice(),
        rx.match(
            _V.screen,
            ("picture", _asked()),
            ("note", _asked()),
            ("none", _nothing()),
            ("missing", _missing()),
            skeleton_card(4),
        ),
        title=say("supplement.page.title"),
        back=rx.cond(_V.code, "/phieu/" + _V.code, "/phieu"),
        bar=rx.match(_V.screen, ("picture", _take()), ("note", _send()), rx.fragment()),
        bar_note=_V.until,
        help_code=_V.code,
        main_class="gap-6 px-4 pb-8 pt-4",
    )
    return rx.fragment(page, rx.cond(SupplementState.camera, _camera()), handoff_parts())


def _asked() -> rx.Component:
    head: rx.Var[str] = rx.cond(
        _V.screen == "picture",
        say("supplement.page.picture_1") + " " + _V.title,
        say("supplement.page.head_note"),
    )
    said = rx.el.section(
        rx.el.p(
            icon("mail", "size-5"),
            say("supplement.page.asks"),
            class_name="flex items-center gap-2 text-note font-medium text-muted",
        ),
        rx.el.p(_V.words, class_name="mt-2 text-body break-words"),
        class_name="rounded-card bg-surface p-5 ring-1 ring-line",
    )
    form = rx.el.form(
        text_area(
            say("supplement.page.answer"), "words", rows=4, max_length=500, auto_complete="off"
        ),
        id=_FORM,
        on_submit=SupplementState.answer,
        no_validate=True,
    )
    return rx.fragment(
        rx.el.div(
            rx.el.h1(head, class_name="text-title font-bold"),
            rx.el.p(say("supplement.page.note"), class_name="mt-2 text-muted"),
        ),
        rx.cond(_V.words != "", said),
        rx.cond(_V.screen == "note", form),
    )


def _take() -> rx.Component:
    return button(_V.take, icon_name="camera", on_click=SupplementState.open_camera, id="take")


def _send() -> rx.Component:
    return button(say("supplement.page.send"), type="submit", custom_attrs={"form": _FORM})


def _camera() -> rx.Component:
    """eKYC's own box and route: the picture is checked for sharpness and sent as the others are."""
    return CaptureBox.create(
        code=_V.code,
        wanted=SupplementState.wanted,
        kinds=SupplementState.wanted,
        moves=False,
        files=FOLDER,
        words=capture_words("front"),
        on_uploaded=SupplementState.uploaded,
        on_elsewhere=HandoffState.offer("supplement"),
        on_close=SupplementState.close_camera,
    )


def _nothing() -> rx.Component:
    return empty(
        say("supplement.page.nothing"), say("supplement.page.nothing_note"), icon_name="check-c",
        action=button(say("supplement.page.to_slip"), "tonal", href="/phieu/" + _V.code),
    )  # fmt: skip


def _missing() -> rx.Component:
    return empty(
        say("sign.missing"), say("sign.missing_note"), icon_name="ticket",
        action=button(say("sign.to_lookup"), "tonal", href="/phieu"),
    )  # fmt: skip
