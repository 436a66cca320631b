"""/admin/nghi-van: a supervisor decides what an agent set aside: fraud suspected, or abuse."""

from typing import cast

import reflex as rx

from chonso_app.calls.desk.review import ReviewRow, ReviewState
from chonso_app.calls.desk.slots import parts_of_review
from chonso_app.calls.desk.still_parts import still
from chonso_app.calls.rules import BY_AGENT, Rejection, Verdict
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import desk_button, desk_empty, tag
from chonso_app.ui.shells import staff_page, staff_route

ROUTE = "/admin/nghi-van"


@staff_route(
    ROUTE, title=say("calls.desk.review.title"), need=Permission.CALLS_WATCH,
    on_load=ReviewState.load,
)  # fmt: skip
def review() -> rx.Component:
    listed = rx.el.ol(rx.foreach(ReviewState.rows, _row), class_name="flex flex-col gap-3")
    return staff_page(
        rx.el.div(
            rx.el.p(say("calls.desk.review.text"), class_name="mb-3 text-muted"),
            rx.cond(ReviewState.rows, listed, desk_empty(say("calls.desk.review.empty"))),
            class_name="min-h-0 flex-1 overflow-y-auto p-4",
        ),
        title=say("calls.desk.review.title"),
        here=ROUTE,
        need=Permission.CALLS_WATCH,
    )


def _row(row: ReviewRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.number, class_name="text-[18px] font-semibold tabular-nums"),
            rx.el.p(row.name, " · ", row.code, class_name="truncate"),
            tag(row.why),
            rx.el.p(row.by, class_name="mt-1 text-xs text-muted"),
            class_name="w-60 shrink-0",
        ),
        rx.el.div(
            rx.cond(
                row.stills,
                rx.el.div(rx.foreach(row.stills, still), class_name="flex gap-2 overflow-x-auto"),
            ),
            *parts_of_review(cast("rx.Var[int]", row.call_id)),
            class_name="min-w-0 flex-1 space-y-3",
        ),
        rx.el.div(
            rx.cond(row.abusive, _of_abuse(row), _of_doubt(row)),
            class_name="flex w-64 shrink-0 flex-col gap-2",
        ),
        key=row.call_id,
        class_name=(
            "flex items-start gap-4 rounded-panel border border-line bg-surface p-3 shadow-panel"
        ),
    )


def _of_doubt(row: ReviewRow) -> rx.Component:
    """The rejection says what was found: the customer reads it, and can put it right."""
    found = rx.el.div(
        *[
            desk_button(
                say(f"calls.reason.{reason}"),
                on_click=ReviewState.decide(row.call_id, Verdict.REJECTED.value, reason.value),
                class_name="h-7 px-2 text-xs",
            )
            for reason in BY_AGENT[Verdict.REJECTED]
        ],
        class_name="flex flex-wrap gap-1",
    )
    return rx.fragment(
        _decision(row, "approve", "approve", Verdict.APPROVED),
        _decision(row, "call_again", "plain", Verdict.INCONCLUSIVE),
        rx.el.section(
            rx.el.h3(
                icon("x", "size-4"),
                say("calls.desk.review.reject"),
                class_name="mb-1.5 flex items-center gap-1.5 font-semibold text-bad-700",
            ),
            found,
            class_name="rounded-control border border-line px-2 py-1.5",
        ),
    )


def _of_abuse(row: ReviewRow) -> rx.Component:
    misconduct = Rejection.MISCONDUCT.value
    return rx.fragment(
        _decision(row, "again", "plain", Verdict.INCONCLUSIVE),
        _decision(row, "misconduct", "refuse", Verdict.REJECTED, misconduct),
    )


def _decision(
    row: ReviewRow, word: str, kind: str, verdict: Verdict, reason: str = ""
) -> rx.Component:
    return desk_button(
        say(f"calls.desk.review.{word}"),
        kind,
        on_click=ReviewState.decide(row.call_id, verdict.value, reason),
    )
