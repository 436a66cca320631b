"""Pieces of the phiếu: the ticket itself, whose turn it is, money on its way back, cancelling."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.journey.state import HOTLINE, REASONS, RefundRow, SlipState, StepRow
from chonso_app.numbers.components import digits
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    alert,
    button,
    copy_button,
    countdown,
    fact_row,
    option_card,
    section,
    sheet,
    timeline,
    timeline_step,
)

S = SlipState
_GOLD = "font-bold text-gold-300"
_ROW = "flex min-h-14 w-full items-center gap-3.5 px-5 text-left active:bg-canvas"


def ticket() -> rx.Component:
    """The phiếu as a torn-off ticket: number above, code below."""
    badge = rx.el.p(
        rx.match(
            S.row.tone,
            ("ok", icon("check", "size-4")),
            ("bad", icon("alert", "size-4")),
            ("idle", icon("info", "size-4")),
            icon("clock", "size-4"),
        ),
        S.row.status,
        class_name="inline-flex h-7 items-center gap-1.5 rounded-full bg-white/12 px-3 text-cap "
        "font-medium",
    )
    top = rx.el.div(
        badge,
        rx.el.p(
            digits(S.row.spans, strong=_GOLD),
            class_name="mt-4 whitespace-nowrap text-num-xl font-medium text-white/90",
        ),
        rx.el.p(S.row.what, class_name="mt-1 text-note text-brand-100"),
        class_name="relative overflow-hidden rounded-t-card bg-linear-135 from-ink to-brand-900 "
        "px-5 pb-6 pt-5 text-white "
        "[clip-path:polygon(0_0,calc(100%-40px)_0,100%_40px,100%_100%,0_100%)]",
    )
    tear = rx.el.div(
        rx.el.span(class_name="absolute -left-2 size-4 rounded-full bg-canvas"),
        rx.el.span(class_name="absolute -right-2 size-4 rounded-full bg-canvas"),
        rx.el.span(class_name="mx-4 flex-1 border-t-2 border-dashed border-line"),
        class_name="relative flex h-4 items-center overflow-hidden bg-surface",
    )
    foot = rx.el.div(
        rx.el.div(
            rx.el.p(say("journey.code"), class_name="text-note text-muted"),
            rx.el.p(
                S.row.code,
                class_name="whitespace-nowrap tabular-nums text-num font-bold tracking-[.02em]",
            ),
        ),
        copy_button(S.row.code, say("journey.copy_code")),
        class_name="flex items-center justify-between gap-3 rounded-b-card bg-surface px-5 pb-4 "
        "pt-1",
    )
    return rx.el.section(
        top, tear, foot, class_name="[filter:drop-shadow(0_10px_22px_rgb(11_27_59/.16))]"
    )


def turn() -> rx.Component:
    """Whose turn it is, what to have at hand, by when."""
    mine = rx.el.p(
        rx.el.span(class_name="size-2.5 animate-pulse-ring rounded-full bg-brand-600"),
        say("journey.your_turn"),
        class_name="flex items-center gap-2 text-note font-semibold text-brand-700",
    )
    ours = rx.el.p(
        icon("hourglass", "size-4"),
        say("journey.our_turn"),
        class_name="flex items-center gap-2 text-note font-semibold text-muted",
    )
    clock = rx.el.div(
        countdown(S.row.until, now=S.row.now, paused=S.row.at_bank, on_end=S.load),
        class_name="mt-3",
    )
    bring = rx.el.ul(
        _bring("id", say("journey.bring.card")),
        _bring("wifi", say("journey.bring.place")),
        _bring("head", S.row.call_when),
        class_name="mt-4 grid grid-cols-3 gap-2 text-center text-note",
    )
    return rx.el.section(
        rx.match(S.row.who, ("you", mine), ("us", ours), rx.fragment()),
        rx.el.h2(S.row.turn, id="turn", class_name="mt-1.5 text-head font-semibold"),
        rx.cond(S.row.note != "", rx.el.p(S.row.note, class_name="mt-0.5 text-note text-muted")),
        rx.cond(S.row.until != "", clock),
        rx.cond(S.row.bring, bring),
        aria_labelledby="turn",
        role="status",
        class_name=rx.cond(
            S.row.who == "you",
            "rounded-card bg-brand-50 p-5",
            "rounded-card bg-surface p-5 ring-1 ring-line",
        ),
    )


def _bring(name: str, text: rx.Var[str] | str) -> rx.Component:
    return rx.el.li(
        icon(name, "size-6 text-brand-600"),
        rx.el.span(text),
        class_name="flex flex-col items-center gap-1.5 rounded-field bg-surface px-2 py-3",
    )


def way() -> rx.Component:
    return section(say("journey.timeline"), timeline(rx.foreach(S.steps, _step)))


def _step(step: StepRow) -> rx.Component:
    return timeline_step(step.title, step.state, note=step.note, right=step.right, key=step.key)


def refunds() -> rx.Component:
    """Money on its way back: amount, way, date (7.4)."""
    return rx.cond(
        S.refunds.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
        section(
            say("journey.refund"),
            rx.el.div(rx.foreach(S.refunds, _refund), class_name="flex flex-col gap-3"),
        ),
    )


def _refund(one: RefundRow) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.p(one.status, class_name="text-body font-semibold"),
            rx.el.p(
                one.amount, class_name="whitespace-nowrap tabular-nums text-body font-semibold"
            ),
            class_name="flex justify-between gap-3",
        ),
        rx.el.p(one.way, class_name="mt-1 text-note text-muted"),
        rx.el.p(one.when, class_name="text-note font-medium"),
        rx.el.p(one.why, class_name="mt-2 border-t border-line pt-2 text-note text-muted"),
        class_name="rounded-card bg-surface p-5 ring-1 ring-line",
    )


def sim_way() -> rx.Component:
    """Who brings the SIM, where to fetch it, what to have ready."""
    return rx.cond(
        S.way.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
        section(
            say("journey.way"),
            rx.el.dl(
                rx.foreach(S.way, lambda fact: fact_row(fact.term, fact.value)),
                class_name="divide-y divide-line rounded-card bg-surface px-5 py-1 text-note "
                "ring-1 ring-line",
            ),
        ),
    )


def _link(name: str, text: str, page: str) -> rx.Component:
    return rx.el.a(
        icon(name, "size-6 text-muted"),
        rx.el.span(text, class_name="flex-1 text-body"),
        icon("right", "size-5 text-line-strong"),
        href=f"/phieu/{S.row.code}/{page}",
        class_name=_ROW,
    )


def order_facts() -> rx.Component:
    """Every cost and what was registered, folded away."""
    return rx.el.details(
        rx.el.summary(
            icon("doc", "size-6 text-muted"),
            rx.el.span(say("journey.order"), class_name="flex-1 text-body"),
            icon("down", "size-5 text-line-strong"),
            class_name=_ROW + " list-none [&::-webkit-details-marker]:hidden",
        ),
        rx.el.dl(
            rx.foreach(S.facts, lambda fact: fact_row(fact.term, fact.value)),
            class_name="divide-y divide-line px-5 pb-3 text-note",
        ),
    )


def links() -> rx.Component:
    """Only what works."""
    contract = rx.el.a(
        icon("pen", "size-6 text-muted"),
        rx.el.span(say("journey.contract"), class_name="flex-1 text-body"),
        icon("download", "size-5 text-line-strong"),
        href=f"/api/contracts/{S.row.code}/hop-dong.pdf",
        class_name=_ROW,
    )
    cancel = rx.el.button(
        icon("undo", "size-6 text-muted"),
        rx.el.span(S.row.cancel_link, class_name="flex-1 text-body"),
        icon("right", "size-5 text-line-strong"),
        type="button",
        on_click=S.ask_to_cancel,
        class_name=_ROW,
    )
    return rx.el.div(
        order_facts(),
        rx.cond(S.row.has_contract, contract),
        rx.cond(S.row.may_exchange, _link("sim", say("journey.exchange_link"), "doi-the")),
        rx.cond(S.row.may_swap, _link("sim", say("journey.swap_link"), "doi-sim")),
        rx.cond(S.row.may_cancel, cancel),
        support(),
        class_name="divide-y divide-line overflow-hidden rounded-card bg-surface ring-1 ring-line",
    )


def support() -> rx.Component:
    """A call, with the code to read out."""
    return rx.el.a(
        icon("head", "size-6 text-muted"),
        rx.el.span(
            rx.el.span(say("journey.support"), class_name="block text-body"),
            rx.el.span(
                say("journey.support_before", hotline=HOTLINE),
                rx.el.b(S.row.code, class_name="whitespace-nowrap font-semibold tabular-nums"),
                class_name="block text-note text-muted",
            ),
            class_name="flex-1 py-2",
        ),
        icon("phone", "size-5 text-line-strong"),
        href=f"tel:{HOTLINE}",
        class_name=_ROW,
    )


def cancel_sheet() -> rx.Component:
    reasons = rx.el.div(
        *[
            option_card(
                "reason",
                value,
                text,
                checked=S.reason == value,
                on_change=S.pick_reason(value),
            )
            for value, text in REASONS
        ],
        role="radiogroup",
        aria_label=say("journey.cancel.why"),
        class_name="mt-4 flex flex-col gap-2",
    )
    bar = rx.el.div(
        button(say("journey.cancel.do"), "danger", on_click=S.cancel, class_name="w-full"),
        button(
            say("journey.cancel.keep"),
            "text",
            on_click=S.keep_it,
            class_name="w-full justify-center",
        ),
        class_name="flex flex-col gap-1.5",
    )
    return sheet(
        say("journey.cancel.title"),
        rx.el.p(S.row.cancel_text, class_name="text-body text-muted"),
        reasons,
        id="cancel",
        bar=bar,
        open=S.cancelling,
        on_close=S.keep_it,
    )


def kept() -> rx.Component:
    return section(
        say("journey.kept"),
        rx.el.ul(
            rx.foreach(
                S.kept,
                lambda text: rx.el.li(
                    icon("check-c", "size-5.5 shrink-0 text-ok-700"),
                    text,
                    class_name="flex items-center gap-3",
                ),
            ),
            class_name="flex flex-col gap-3 text-body",
        ),
    )


def mend_by() -> rx.Component:
    return alert(S.row.mend_by, say("journey.mend_by_note"), tone="warn", icon_name="clock")
