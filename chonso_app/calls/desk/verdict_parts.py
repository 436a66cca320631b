"""The verdict bar of the console: reasons, what is missing, the second press."""

import reflex as rx

from chonso_app.calls import rules
from chonso_app.calls.desk.state import ConsoleState
from chonso_app.calls.rules import Verdict
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import desk_button, key_hint

_C = ConsoleState.case


def verdict_bar() -> rx.Component:
    return rx.el.footer(
        rx.cond(ConsoleState.pending != "", _confirmation(), _choices()),
        aria_label=say("calls.desk.steps"),
        class_name="shrink-0 border-t border-line bg-surface p-2.5",
    )


def _choices() -> rx.Component:
    ready = _C.missing == ""
    approve = rx.el.div(
        desk_button(
            say("calls.verdict.approved"),
            "approve",
            key="A",
            icon_name="check",
            id="approve",
            disabled=~ready,
            aria_describedby="gates",
            on_click=ConsoleState.choose(Verdict.APPROVED.value, ""),
            class_name="h-10 w-full text-[15px]",
        ),
        rx.el.p(
            rx.cond(ready, say("calls.desk.ready"), _C.missing),
            id="gates",
            class_name="text-center text-micro text-muted",
        ),
        class_name="grid w-[180px] content-center gap-1 min-[1400px]:w-[208px]",
    )
    return rx.el.div(
        _reasons(Verdict.REJECTED, "x", "text-bad-700", "R"),
        _reasons(Verdict.INCONCLUSIVE, "undo", "text-warn-700", "T"),
        _reasons(Verdict.SUSPECTED_FRAUD, "shield", "text-plum-700", "G"),
        approve,
        class_name=(
            "grid grid-cols-[minmax(0,1.16fr)_minmax(0,1fr)_minmax(0,0.6fr)_auto] items-stretch "
            "gap-2"
        ),
    )


def _reasons(verdict: Verdict, drawn: str, tone: str, key: str) -> rx.Component:
    return rx.el.section(
        rx.el.h3(
            icon(drawn, "size-4"),
            say(f"calls.verdict.{verdict}"),
            key_hint(key),
            class_name=f"mb-1.5 flex items-center gap-1.5 font-semibold whitespace-nowrap {tone}",
        ),
        rx.el.div(
            *[
                rx.el.button(
                    key_hint(str(place)),
                    say(f"calls.reason.{reason}"),
                    type="button",
                    on_click=ConsoleState.choose(verdict.value, reason.value),
                    class_name=(
                        "inline-flex h-7 items-center gap-1 rounded-md border border-edge "
                        "bg-surface pr-1 pl-0.5 text-xs font-medium whitespace-nowrap "
                        "transition-colors hover:bg-hover"
                    ),
                )
                for place, reason in enumerate(rules.BY_AGENT[verdict], start=1)
            ],
            class_name="flex flex-wrap gap-1",
        ),
        class_name="rounded-control border border-line px-2 py-1.5",
    )


def _confirmation() -> rx.Component:
    """A verdict is final: a second press writes it."""
    return rx.el.div(
        rx.el.p(
            say("calls.desk.confirm", verdict=""),
            rx.el.b(ConsoleState.pending, class_name="font-semibold"),
            role="status",
            class_name="text-[15px]",
        ),
        desk_button(say("calls.desk.confirm_no"), key="Escape", on_click=ConsoleState.reconsider),
        desk_button(
            say("calls.desk.confirm_yes"),
            "primary",
            key="Enter",
            id="confirm-verdict",
            auto_focus=True,
            on_click=ConsoleState.confirm,
            class_name="h-10 px-5",
        ),
        class_name="flex min-h-[68px] items-center justify-end gap-3 px-2",
    )
