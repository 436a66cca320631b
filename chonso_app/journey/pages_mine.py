"""`Phiếu của tôi` on the account page: each phiếu with its next step."""

import reflex as rx

from chonso_app.accounts.pages_account import on_account_page
from chonso_app.core.texts import say
from chonso_app.journey.state_mine import MineState, MySlip
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, empty, link, section, skeleton_card, status_badge

_NUMBER = "block whitespace-nowrap tabular-nums text-num "
_SMALL = "tabular-nums text-note text-muted"


@on_account_page
def my_slips() -> rx.Component:
    nothing = empty(
        say("journey.mine.none"),
        say("journey.mine.none_text"),
        icon_name="ticket",
        action=button(say("journey.mine.search"), "tonal", href="/tim"),
    )
    some = rx.el.div(rx.foreach(MineState.slips, _card), class_name="flex flex-col gap-3")
    shown = rx.cond(MineState.slips.length() > 0, some, nothing)  # pyright: ignore[reportAttributeAccessIssue]
    return rx.el.div(
        section(say("journey.mine.title"), rx.cond(MineState.loaded, shown, skeleton_card())),
        on_mount=MineState.load,
    )


def _card(slip: MySlip) -> rx.Component:
    return rx.cond(slip.over, _over(slip), rx.cond(slip.path, _yours(slip), _under_way(slip)))  # pyright: ignore[reportReturnType]


def _head(slip: MySlip, weight: str) -> rx.Component:
    return rx.el.span(
        rx.el.span(
            rx.el.span(slip.number, class_name=_NUMBER + weight),
            rx.el.span(slip.code, class_name=_SMALL),
        ),
        status_badge(slip.status, slip.tone),
        class_name="flex items-start justify-between gap-3",
    )


def _yours(slip: MySlip) -> rx.Component:
    step = link(
        slip.label,
        icon("arrow", "size-4.5"),
        href=slip.path,
        class_name=(
            "inline-flex h-12 shrink-0 items-center gap-2 rounded-field bg-brand-600 px-5 "
            "text-body font-semibold text-white shadow-press active:bg-brand-700"
        ),
    )
    return rx.el.article(
        link(_head(slip, "font-semibold"), href="/phieu/" + slip.code),
        _progress(slip),
        rx.el.div(
            rx.el.p(slip.turn, class_name="text-note text-muted"),
            step,
            class_name="mt-4 flex items-center justify-between gap-3",
        ),
        class_name="rounded-card bg-surface p-5 shadow-card ring-1 ring-brand-600/35",
    )


def _under_way(slip: MySlip) -> rx.Component:
    return link(
        _head(slip, "font-semibold"),
        _progress(slip),
        rx.el.p(slip.turn, class_name="mt-3 text-note text-muted"),
        href="/phieu/" + slip.code,
        class_name="block rounded-card bg-surface p-5 ring-1 ring-line active:bg-canvas",
    )


def _over(slip: MySlip) -> rx.Component:
    return link(
        _head(slip, "font-medium text-muted"),
        href="/phieu/" + slip.code,
        class_name="block rounded-card p-5 ring-1 ring-line active:bg-surface",
    )


def _progress(slip: MySlip) -> rx.Component:
    return rx.el.div(rx.foreach(slip.steps, _bar), aria_hidden="true", class_name="mt-4 flex gap-1")


def _bar(state: rx.Var[str]) -> rx.Component:
    look = "h-1.5 flex-1 rounded-full "
    return rx.el.span(
        class_name=rx.match(
            state,
            ("done", look + "bg-ok-500"),
            ("now", look + "bg-brand-600"),
            ("bad", look + "bg-bad-600"),
            look + "bg-line",
        )
    )
