"""/admin/goi-cuoc: plans and promotions."""

from typing import Any

import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.plans.state_admin import (
    PlanLine,
    PlansAdminState,
    PromotionLine,
    UnitLine,
)
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    cell,
    data_table,
    desk_alert,
    desk_badge,
    desk_button,
    desk_dialog,
    desk_empty,
    desk_field,
    desk_text_area,
    icon_button,
    status_badge,
    table_row,
    tabs,
    tag,
)
from chonso_app.ui.shells import staff_page, staff_route

_HERE = "/admin/goi-cuoc"
_NEED = Permission.PLANS_MANAGE
_SHORT = "h-11 truncate border-b border-line px-3 text-muted"  # gives way beside an open form
S = PlansAdminState


@staff_route(_HERE, title=say("plans.admin.title"), need=_NEED, on_load=S.load)
def plans_page() -> rx.Component:
    wide = "grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)]"
    open_ = "grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_440px]"
    return staff_page(
        rx.el.div(
            rx.el.section(
                _bar(),
                rx.cond(S.tab == "plans", _plans(), _promotions()),
                class_name="flex min-h-0 min-w-0 flex-col bg-surface",
            ),
            rx.cond(S.editing != "", _panel()),
            class_name=rx.cond(S.editing != "", open_, wide),
        ),
        _preview(),
        title=say("plans.admin.title"),
        here=_HERE,
        need=_NEED,
    )


def _bar() -> rx.Component:
    add = rx.cond(
        S.tab == "plans",
        desk_button(
            say("plans.admin.new_plan"), "primary", icon_name="plus", on_click=S.new_plan
        ),
        desk_button(
            say("plans.admin.new_promotion"), "primary", icon_name="plus",
            on_click=S.new_promotion,
        ),
    )  # fmt: skip
    kinds = [
        ("plans", say("plans.admin.plans"), S.plans.length()),  # pyright: ignore[reportAttributeAccessIssue]
        ("promotions", say("plans.admin.promotions"), S.promotions.length()),  # pyright: ignore[reportAttributeAccessIssue]
    ]
    return rx.el.div(
        rx.el.div(
            tabs(kinds, S.tab, S.pick_tab, label=say("plans.admin.title")),
            class_name="flex-1 [&>div]:h-12 [&>div]:border-b-0 [&_button]:h-12",
        ),
        add,
        class_name="flex h-12 shrink-0 items-center border-b border-line pr-4",
    )


def _heads(*names: str) -> list[str]:
    return [say(f"plans.admin.{name}") if name else "" for name in names]


def _none() -> rx.Component:
    return desk_empty(say("plans.admin.none"), say("plans.admin.none_text"))


def _plans() -> rx.Component:
    heads = _heads("code", "name", "price", "cycle", "summary", "status", "order")
    return data_table(heads, S.plans, _plan_row, label=say("plans.admin.plans"), none=_none())


def _open_button(text: Any, on_click: Any) -> rx.Component:
    return rx.el.button(
        text, type="button", on_click=on_click,
        class_name="text-left font-medium hover:underline",
    )  # fmt: skip


def _plan_row(plan: PlanLine) -> rx.Component:
    code: Any = plan.code
    arrows = rx.cond(
        plan.on_sale,
        rx.el.span(
            _arrow("up", "size-4 rotate-180", S.move_up(code)),
            _arrow("down", "size-4", S.move_down(code)),
            class_name="inline-flex",
        ),
    )
    recommended = rx.cond(
        plan.recommended,
        rx.el.span(tag(say("plans.admin.recommended_badge"), "star"), class_name="ml-2"),
    )
    status = rx.cond(
        plan.on_sale,
        desk_badge(say("plans.admin.on_sale"), "ok"),
        desk_badge(say("plans.admin.off_sale"), "idle"),
    )
    return table_row(
        cell(_open_button(plan.code, S.open_plan(code))),
        cell(plan.name, recommended),
        cell(plan.price, class_name="text-right"),
        plan.cycle,
        rx.el.td(
            plan.summary,
            class_name=rx.cond(S.editing != "", f"{_SHORT} max-w-28", f"{_SHORT} max-w-72"),
        ),
        cell(status),
        cell(arrows, class_name="w-20"),
        current=plan.code == S.opened_plan,  # pyright: ignore[reportArgumentType]
        key=code,
    )


def _arrow(word: str, look: str, on_click: Any) -> rx.Component:
    return rx.el.button(
        icon("down", look),
        type="button",
        aria_label=say(f"plans.admin.{word}"),
        on_click=on_click,
        class_name="grid size-8 place-items-center rounded-control text-muted hover:bg-hover",
    )


def _promotions() -> rx.Component:
    heads = _heads("code", "name", "window", "kinds", "registers", "given", "status")
    label = say("plans.admin.promotions")
    return data_table(heads, S.promotions, _promotion_row, label=label, none=_none())


def _promotion_row(one: PromotionLine) -> rx.Component:
    identity: Any = one.promotion_id
    return table_row(
        cell(_open_button(one.code, S.open_promotion(identity))),
        rx.el.td(
            one.title,
            class_name=rx.cond(S.editing != "", f"{_SHORT} max-w-36", f"{_SHORT} max-w-64"),
        ),
        one.window,
        cell(one.kinds, class_name="text-muted"),
        cell(tag(one.plan_code)),
        one.given,
        cell(desk_badge(one.status, one.tone)),
        current=one.promotion_id == S.opened_promotion,  # pyright: ignore[reportArgumentType]
        key=identity.to_string(),
    )


# -- the form ----------------------------------------------------------------------------------
def _panel() -> rx.Component:
    head = rx.el.div(
        rx.el.h2(S.heading, class_name="text-[15px] font-semibold"),
        icon_button("x", say("ui.close"), desk=True, on_click=S.close),
        class_name="flex h-12 shrink-0 items-center justify-between border-b border-line px-4",
    )
    fields = rx.cond(S.editing == "plan", _plan_fields(), _promotion_fields())
    selling = rx.cond(
        S.opened_plan != "",
        rx.cond(
            S.form["on_sale"] == "1",
            desk_button(say("plans.admin.stop"), "refuse", on_click=S.stop(S.opened_plan)),
            desk_button(say("plans.admin.resume"), on_click=S.resume(S.opened_plan)),
        ),
    )
    return rx.el.aside(
        head,
        rx.el.form(
            rx.el.div(fields, class_name="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-4"),
            rx.el.div(
                selling,
                rx.el.span(
                    desk_button(say("plans.admin.preview"), "primary", type="submit"),
                    class_name="ml-auto",
                ),
                class_name="flex shrink-0 gap-2 border-t border-line p-3",
            ),
            key=S.form_serial.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
            on_submit=S.look,
            class_name="flex min-h-0 flex-1 flex-col",
        ),
        aria_label=S.heading,
        class_name="flex min-h-0 flex-col border-l border-line bg-surface",
    )


def _field(name: str, label: str = "", **props: Any) -> rx.Component:
    return desk_field(
        say(f"plans.admin.{label or name}"), name, error=S.errors[name],
        default_value=S.form[name], **props,
    )  # fmt: skip


def _lines(name: str, rows: int) -> rx.Component:
    return desk_text_area(
        say(f"plans.admin.{name}"), name, error=S.errors[name], rows=rows,
        default_value=S.form[name],
    )  # fmt: skip


def _tick(name: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox", name=name, value="1", default_checked=S.form[name] == "1",
            class_name="size-4 accent-brand-600",
        ),
        say(f"plans.admin.{name}"),
        class_name="flex h-8 items-center gap-2",
    )  # fmt: skip


def _pair(*fields: rx.Component) -> rx.Component:
    return rx.el.div(*fields, class_name="grid grid-cols-2 gap-3")


def _plan_fields() -> rx.Component:
    return rx.fragment(
        _pair(
            _field("code", disabled=S.opened_plan != "", max_length=16),
            _field("name", max_length=64),
        ),
        _pair(_field("price", input_mode="numeric"), _field("cycle_days", input_mode="numeric")),
        _pair(_field("data_mb_per_day"), _field("data_mb_per_cycle")),
        _pair(_field("minutes_on_net"), _field("minutes_off_net")),
        _field("summary", max_length=160),
        _lines("introduction", 4),
        _lines("terms", 5),
        _lines("how_to_register", 4),
        _pair(_tick("recommended"), _tick("on_sale")),
    )


def _promotion_fields() -> rx.Component:
    kinds = rx.el.fieldset(
        rx.el.legend(say("plans.admin.kinds"), class_name="text-xs font-medium text-muted"),
        _pair(_tick("for_esim"), _tick("for_sim")),
        rx.cond(
            S.errors["for_esim"],
            rx.el.p(S.errors["for_esim"], role="alert", class_name="text-xs text-bad-700"),
        ),
    )
    units = rx.el.fieldset(
        rx.el.legend(say("plans.admin.units"), class_name="text-xs font-medium text-muted"),
        rx.foreach(S.units, _unit),
        class_name="flex flex-col gap-2",
    )
    return rx.fragment(
        _pair(_field("code", max_length=16), _field("plan_code", max_length=16)),
        _field("title", "promotion_title", max_length=120),
        _pair(_field("starts_on", type="date"), _field("ends_on", type="date")),
        kinds,
        _pair(_field("data_mb_per_day"), _field("days", input_mode="numeric")),
        _field("channels", note=say("plans.admin.channels_note"), max_length=200),
        _field("cap", note=say("plans.admin.cap_note"), input_mode="numeric"),
        _tick("new_subscribers_only"),
        _tick("is_on"),
        _lines("terms", 6),
        units,
    )


def _unit(unit: UnitLine) -> rx.Component:
    box = "h-8 rounded-control border border-edge bg-surface px-2 text-ui"
    words = [("", "unit_same"), ("on", "unit_on"), ("off", "unit_off")]
    choice = rx.el.select(
        *[rx.el.option(say(f"plans.admin.{text}"), value=value) for value, text in words],
        name=unit.word_field, default_value=unit.word, aria_label=unit.name, class_name=box,
    )  # fmt: skip
    begins = rx.el.input(
        type="date", name=unit.from_field, default_value=unit.starts_on,
        aria_label=say("plans.admin.unit_from") + " " + unit.name, class_name=box,
    )  # fmt: skip
    return rx.el.div(
        rx.el.span(unit.name, class_name="min-w-0 flex-1 truncate"),
        choice,
        begins,
        class_name="flex items-center gap-2",
    )


def _term(term: rx.Var[str]) -> rx.Component:
    return rx.el.li(term)


# -- as the customer sees it -------------------------------------------------------------------
def _preview() -> rx.Component:
    shown = S.preview
    plan = rx.el.div(
        rx.el.div(
            rx.el.span(shown.title, class_name="text-body font-semibold"),
            rx.cond(
                shown.recommended,
                status_badge(say("plans.admin.recommended_badge"), "now"),
            ),
            class_name="flex items-center gap-2",
        ),
        rx.el.p(shown.note, class_name="text-note text-muted"),
        rx.el.p(shown.price, class_name="mt-2 text-body font-semibold tabular-nums"),
    )
    gift = rx.el.div(
        rx.el.p(
            icon("gift", "size-5 text-brand-600"),
            shown.title,
            class_name="flex items-center gap-2 text-body font-semibold",
        ),
        rx.el.p(shown.note, class_name="mt-1 text-note"),
        rx.el.p(shown.price, class_name="text-note text-muted"),
    )
    terms = rx.el.div(
        rx.el.h3(say("plans.admin.terms_head"), class_name="text-note font-semibold"),
        rx.el.ul(
            rx.foreach(shown.terms, _term),
            class_name="mt-1 list-disc space-y-1 pl-5 text-note text-muted",
        ),
        class_name="mt-4 border-t border-line pt-3",
    )
    card = rx.el.div(
        rx.cond(shown.kind == "plan", plan, gift),
        terms,
        class_name="mx-auto w-[340px] rounded-card bg-surface p-5 ring-1 ring-line",
    )
    warning = rx.cond(
        shown.warning != "",
        desk_alert(say("plans.admin.overlap"), shown.warning, tone="warn"),
    )
    return desk_dialog(
        say("plans.admin.preview_title"),
        warning,
        rx.el.div(card, class_name="my-3 rounded-panel bg-canvas p-6"),
        rx.el.p(say("plans.admin.preview_frozen"), class_name="text-xs text-muted"),
        id="plan-preview",
        open=shown.kind != "",
        on_close=S.back_to_form,
        bar=rx.fragment(
            desk_button(say("plans.admin.edit_again"), "ghost", on_click=S.back_to_form),
            desk_button(say("plans.admin.save"), "primary", on_click=S.save),
        ),
    )
