"""/hoa-mang/[code]/thong-tin: correct data · /hoa-mang/[code]/giay-to: pictures and result."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ekyc.capture_state import CaptureState
from chonso_app.ekyc.components import (
    capture_box,
    fault_card,
    good_rows,
    moves_row,
    not_here,
    paper_choice,
    pictures,
    two_lines,
)
from chonso_app.ekyc.prepared_parts import prepared_card
from chonso_app.ekyc.state import PersonState
from chonso_app.handoff.components import (
    by_phone_card,
    elsewhere_notice,
    handoff_link,
    handoff_parts,
)
from chonso_app.handoff.state import HandoffState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import alert, button, field, fix_button, section, select_field
from chonso_app.ui.shells import customer_page, customer_route

_FORM_ID = "person"


@customer_route(
    "/hoa-mang/[code]/thong-tin", title=say("ekyc.form.tab_title"), on_load=PersonState.load
)
def person_page() -> rx.Component:
    form = rx.el.form(
        rx.el.div(
            two_lines(say("ekyc.form.title_1"), say("ekyc.form.title_2")),
            rx.el.p(say("ekyc.form.note"), class_name="mt-2 text-muted"),
        ),
        _who(),
        _where(),
        id=_FORM_ID,
        key=PersonState.taken,
        on_submit=PersonState.go_on,
        no_validate=True,
        class_name="flex flex-col gap-8",
    )
    bar = button(say("ekyc.form.next"), type="submit", custom_attrs={"form": _FORM_ID})
    is_open = PersonState.phase == "open"
    return customer_page(
        rx.cond(is_open, form, not_here(PersonState.phase, PersonState.code)),
        title=say("ekyc.form.tab_title"),
        back="/phieu/" + PersonState.code,
        step=1,
        steps=4,
        bar=rx.cond(is_open, bar, rx.fragment()),
        bar_note=rx.cond(is_open, say("ekyc.form.next_note"), ""),
        help_code=PersonState.code,
        main_class="gap-8 px-4 pb-8 pt-4",
    )


def _who() -> rx.Component:
    sex = rx.el.p(
        say("ekyc.form.sex"),
        ": ",
        rx.el.b(PersonState.sex, class_name="font-semibold text-ink"),
        ", ",
        say("ekyc.form.sex_note"),
        class_name="mt-1.5 text-note text-muted",
    )
    return rx.el.div(
        _field("full_name", "name", PersonState.card.full_name, auto_complete="name"),
        rx.el.div(
            _field(
                "id_number", "id_number", PersonState.card.id_number, input_mode="numeric",
                max_length=20, auto_complete="off",
            ),
            rx.cond(PersonState.sex != "", sex),
        ),
        _field(
            "birth_date", "birth_date", PersonState.card.birth_date, input_mode="numeric",
            placeholder=say("ekyc.form.birth_date_example"), auto_complete="bday",
        ),
        class_name="flex flex-col gap-5",
    )  # fmt: skip


def _field(name: str, word: str, on_card: rx.Var[str] | str, **props: Any) -> rx.Component:
    """A field, and under it the card's spelling when a card was read and says otherwise."""
    offer = rx.el.div(
        rx.el.p(say("ekyc.form.card_says", value=""), rx.el.b(on_card), class_name="text-note"),
        fix_button(say("ekyc.form.use"), on_click=PersonState.take_from_card(name)),
        class_name="mt-2 flex items-center justify-between gap-3",
    )
    return rx.el.div(
        field(
            say(f"ekyc.form.{word}"),
            name,
            hint=say(f"ekyc.form.{word}_hint"),
            error=PersonState.errors[name],
            default_value=getattr(PersonState.person, name),
            on_blur=PersonState.note(name),
            **props,
        ),
        rx.cond(on_card != "", offer),
    )


def _where() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            select_field(
                say("ekyc.form.province"),
                "province_code",
                PersonState.provinces,
                default_value=PersonState.person.province_code,
                placeholder=say("ekyc.form.province_none"),
                error=PersonState.errors["province_code"],
                class_name="min-w-0",
            ),
            field(
                say("ekyc.form.ward"),
                "ward",
                error=PersonState.errors["ward"],
                default_value=PersonState.person.ward,
                auto_complete="address-level3",
                class_name="min-w-0",
            ),
            class_name="grid grid-cols-2 gap-3",
        ),
        field(
            say("ekyc.form.address"),
            "address",
            error=PersonState.errors["address"],
            default_value=PersonState.person.address,
            auto_complete="street-address",
        ),
        class_name="flex flex-col gap-5",
    )


@customer_route(
    "/hoa-mang/[code]/giay-to",
    title=say("ekyc.capture.tab_title"),
    on_load=[CaptureState.load, HandoffState.load],
)
def capture_page() -> rx.Component:
    is_open = CaptureState.phase == "open"
    told = CaptureState.result.status != ""
    content = rx.fragment(
        elsewhere_notice(),
        rx.cond(CaptureState.at_counter, prepared_card(CaptureState.code)),
        rx.cond(told, _result(), _overview()),
    )
    page = customer_page(
        rx.cond(is_open, content, not_here(CaptureState.phase, CaptureState.code)),
        title=rx.cond(told, say("ekyc.result.title"), say("ekyc.capture.title")),
        back="/phieu/" + CaptureState.code,
        step=2,
        steps=4,
        bar=rx.cond(is_open, _bar(), rx.fragment()),
        bar_note=rx.cond(is_open, _bar_note(), ""),
        help_code=CaptureState.code,
        main_class="gap-7 px-4 pb-8 pt-4",
    )
    return rx.fragment(page, rx.cond(CaptureState.camera, capture_box()), handoff_parts())


def _overview() -> rx.Component:
    safe = rx.el.p(
        icon("lock", "size-4"),
        say("ekyc.capture.safe"),
        class_name="flex items-center gap-2 text-note text-muted",
    )
    reuse = alert(
        say("ekyc.capture.reuse_title"),
        say("ekyc.capture.reuse_note"),
        icon_name="undo",
        action=button(
            say("ekyc.capture.reuse"), "tonal", class_name="mt-3 bg-surface",
            on_click=CaptureState.reuse,
        ),
    )  # fmt: skip
    return rx.fragment(
        rx.el.div(
            rx.cond(
                CaptureState.kinds.contains("card_back"),  # pyright: ignore[reportAttributeAccessIssue]
                _intro("intro", rx.el.p(say("ekyc.capture.old_paper"), class_name="text-note")),
                _intro("passport"),
            ),
        ),
        paper_choice(),
        pictures(),
        moves_row(),
        rx.cond(CaptureState.can_reuse, reuse),
        by_phone_card("identity"),
        safe,
        handoff_link("identity"),
    )


def _intro(word: str, *more: rx.Component) -> rx.Component:
    """What the chosen paper needs."""
    return rx.el.div(
        two_lines(say(f"ekyc.capture.{word}_1"), say(f"ekyc.capture.{word}_2")),
        rx.el.div(
            rx.el.p(say(f"ekyc.capture.{word}_note")), *more,
            class_name="mt-2 flex flex-col gap-1 text-muted",
        ),
    )  # fmt: skip


def _result() -> rx.Component:
    row = CaptureState.result
    name = button(
        say("ekyc.result.use_name", name="") + row.name_on_card, "secondary",
        on_click=CaptureState.take_name,
    )  # fmt: skip
    return rx.fragment(
        rx.el.div(
            two_lines(row.title_1, row.title_2),
            rx.el.p(row.note, class_name="mt-2 text-muted"),
            role="status",
        ),
        rx.cond((row.status == "failed") & ~CaptureState.closed, paper_choice()),
        pictures(),
        rx.foreach(CaptureState.faults, fault_card),
        rx.cond(row.name_on_card != "", name),
        rx.cond(CaptureState.has_good, section(say("ekyc.result.good"), good_rows())),
    )


def _bar() -> rx.Component:
    """The one thing to do now."""
    row, code = CaptureState.result, CaptureState.code
    busy = CaptureState.verifying
    verify = button(
        say("ekyc.capture.verify"), icon_name="shield", on_click=CaptureState.verify, busy=busy,
        busy_text=say("ekyc.capture.verifying"), disabled=CaptureState.stopped,
    )  # fmt: skip
    camera = button(CaptureState.next_label, icon_name="camera", on_click=CaptureState.open_camera)
    call = button(
        say("ekyc.result.call"), icon_name="video", href="/hoa-mang/" + code + "/cuoc-goi"
    )
    amend = button(
        say("ekyc.result.amend"), icon_name="pen", href="/hoa-mang/" + code + "/thong-tin"
    )
    slip = button(say("ekyc.to_slip"), "secondary", href="/phieu/" + code)
    both = rx.el.div(call, verify, class_name="flex flex-col gap-2.5")
    return rx.cond(
        busy,
        verify,
        rx.match(
            row.status,
            ("passed", call),
            ("unsure", rx.cond(row.again, both, call)),
            (
                "failed",
                rx.cond(
                    row.amend,
                    amend,
                    rx.cond(CaptureState.ready | CaptureState.closed, slip, camera),
                ),
            ),
            rx.cond(CaptureState.ready, verify, camera),
        ),
    )


def _bar_note() -> Any:
    busy_or_ready = CaptureState.verifying | (
        CaptureState.ready & (CaptureState.result.status == "")
    )
    return rx.cond(
        CaptureState.tries != "",
        CaptureState.tries,
        rx.cond(busy_or_ready, say("ekyc.capture.verify_note"), ""),
    )
