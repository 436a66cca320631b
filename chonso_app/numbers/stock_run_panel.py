"""A run beside the list: how far it is, what it comes to, which lines are wrong, go on or stop."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.stock_panels import FOOT, side, steps
from chonso_app.numbers.stock_state_runs import NumberRunState
from chonso_app.numbers.stock_views import Count, Problem
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import desk_alert, desk_badge, desk_button, link

R = NumberRunState
_RUN = R.run


def run_panel() -> rx.Component:
    return side(
        _RUN.title,
        rx.cond(_RUN.is_import, steps(_RUN.step)),
        rx.el.div(
            rx.el.div(
                icon("doc", "size-5 text-brand-600"),
                rx.el.div(
                    rx.el.p(_RUN.about, class_name="truncate font-medium"),
                    rx.cond(
                        _RUN.reason != "",
                        rx.el.p(_RUN.reason, class_name="truncate text-xs text-muted"),
                    ),
                    class_name="min-w-0 flex-1",
                ),
                desk_badge(_RUN.word, _RUN.tone),
                class_name="flex items-center gap-3",
            ),
            rx.cond(
                (_RUN.status == "running") | (_RUN.status == "done") | (_RUN.status == "stopped"),
                _bar(),
            ),
            rx.cond(
                _RUN.status == "refused",
                rx.el.div(desk_alert(_RUN.refusal), class_name="mt-3"),
                rx.el.ul(rx.foreach(R.counts, _count), class_name="mt-3 flex flex-col"),
            ),
            class_name="shrink-0 border-b border-line p-4",
        ),
        _problems(),
        rx.match(
            _RUN.status,
            ("checked", _decide()),
            ("checking", _stopping()),
            ("running", _stopping()),
            rx.fragment(),
        ),
    )


def _bar() -> rx.Component:
    return rx.fragment(
        rx.el.progress(
            max="100", value=_RUN.share.to_string(), aria_label=_RUN.title,  # pyright: ignore[reportAttributeAccessIssue]
            class_name=(
                "mt-3 h-2 w-full appearance-none overflow-hidden rounded-full bg-sunken "
                "[&::-moz-progress-bar]:bg-brand-600 [&::-webkit-progress-bar]:bg-sunken "
                "[&::-webkit-progress-value]:bg-brand-600"
            ),
        ),
        rx.el.p(
            rx.el.span(_RUN.passed),
            rx.el.span(_RUN.lock, class_name="ml-auto"),
            class_name="mt-1 flex text-xs tabular-nums text-muted",
        ),
    )  # fmt: skip


def _count(one: Count) -> rx.Component:
    return rx.el.li(
        rx.el.span(one.word),
        rx.el.b(one.count, class_name="ml-auto font-semibold tabular-nums"),
        class_name="flex h-7 items-center border-b border-line last:border-b-0",
    )


def _problems() -> rx.Component:
    return rx.el.div(
        rx.cond(
            R.problems.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
            rx.fragment(
                rx.el.div(
                    rx.el.b(say("numbers.stock.problems"), class_name="font-semibold"),
                    rx.el.span(_RUN.shown, class_name="text-xs text-muted"),
                    rx.cond(
                        _RUN.wrong_url != "",
                        link(
                            icon("download", "size-4"), say("numbers.stock.download_wrong"),
                            href=_RUN.wrong_url, external=True,
                            class_name="ml-auto inline-flex gap-1.5 font-medium text-muted",
                        ),
                    ),
                    class_name="flex h-10 items-center gap-2 border-b border-line px-4",
                ),
                rx.el.ol(rx.foreach(R.problems, _problem)),
            ),
        ),
        class_name="min-h-0 flex-1 overflow-y-auto",
    )  # fmt: skip


def _problem(problem: Problem) -> rx.Component:
    return rx.el.li(
        rx.el.span(problem.line, class_name="text-xs tabular-nums text-muted"),
        rx.el.span(problem.typed, class_name="truncate font-medium tabular-nums"),
        rx.el.span(problem.reason, class_name="text-xs text-bad-700"),
        class_name=(
            "grid grid-cols-[52px_112px_minmax(0,1fr)] items-baseline gap-2 border-b border-line "
            "px-4 py-2"
        ),
    )


def _decide() -> rx.Component:
    choose: Any = R.choose_prices
    prices = rx.el.label(
        rx.el.input(
            type="checkbox", default_checked=R.prices, on_change=choose,
            key=_RUN.run_id.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
            class_name="size-4 accent-brand-600",
        ),
        rx.el.span(say("numbers.stock.take_prices"), " ", _RUN.priced),
        class_name="flex items-center gap-2 border-t border-line px-4 py-2.5 text-xs font-medium",
    )  # fmt: skip
    return rx.fragment(
        rx.cond(_RUN.is_import & (_RUN.priced != ""), prices),
        rx.el.div(
            desk_button(say("numbers.stock.stop"), on_click=R.stop),
            rx.el.span(say("numbers.stock.nothing_yet"), class_name="text-xs text-muted"),
            rx.el.span(
                desk_button(
                    rx.fragment(say("numbers.stock.go"), " ", _RUN.would_do),  # pyright: ignore[reportArgumentType]
                    "primary",
                    disabled=(_RUN.would_do == "0") & ~R.prices,
                    on_click=R.confirm,
                ),
                class_name="ml-auto",
            ),
            class_name=FOOT,
        ),
    )


def _stopping() -> rx.Component:
    return rx.el.div(
        desk_button(say("numbers.stock.stop"), on_click=R.stop),
        rx.el.span(say("numbers.stock.leave"), class_name="text-xs text-muted"),
        class_name=FOOT,
    )
