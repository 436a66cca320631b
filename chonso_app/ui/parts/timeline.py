"""What happened and what comes: one line per step."""

from typing import Any

import reflex as rx

from chonso_app.ui.icons import icon
from chonso_app.ui.parts.links import Text, given, said

_DOTS = {
    "done": "bg-ok-500 text-white",
    "now": "bg-brand-600 text-white ring-4 ring-brand-100",
    "bad": "bg-bad-600 text-white",
    "next": "border-2 border-line bg-surface",
}
_TITLES = {
    "done": "font-medium", "now": "font-semibold text-brand-700",
    "bad": "font-semibold text-bad-700", "next": "text-muted",
}  # fmt: skip
_LINES = {"done": "before:bg-ok-500"}


def timeline(*steps: Any) -> rx.Component:
    """`timeline(rx.foreach(State.steps, lambda row: timeline_step(row.title, row.state, …)))`."""
    return rx.el.ol(*steps, class_name="flex flex-col")


def timeline_step(
    title: Text, state: Text, *, note: Text = "", right: Text = "", key: Any = None
) -> rx.Component:
    """`state`: "done", "now", "bad" (stopped here) or "next". `right`: when, or how long."""
    noted = given(note)
    bar = (
        "relative flex gap-4 pb-5 last:pb-0 before:absolute before:bottom-0 before:left-[13px] "
        "before:top-7 before:w-0.5 last:before:hidden "
    )
    dot = "relative grid size-7 shrink-0 place-items-center rounded-full "
    return rx.el.li(
        rx.el.span(_mark(state), class_name=dot + _pick(state, _DOTS), aria_hidden="true"),
        rx.el.div(
            rx.el.p(title, class_name=_pick(state, _TITLES)),
            *([rx.el.p(note, class_name="text-note text-muted")] if noted else []),
            class_name="min-w-0 flex-1 pt-0.5",
        ),
        rx.el.p(right, class_name="pt-1 text-right text-note tabular-nums text-muted"),
        class_name=bar + _pick(state, {**_LINES, "next": "before:bg-line"}),
        **({"key": key} if key is not None else {}),
    )


def _mark(state: Text) -> Any:
    check, cross = icon("check", "size-4"), icon("x", "size-4")
    now = rx.el.span(class_name="size-2 rounded-full bg-white")
    if isinstance(state, rx.Var):
        return rx.match(state, ("done", check), ("bad", cross), ("now", now), rx.fragment())
    return {"done": check, "bad": cross, "now": now}.get(state, rx.fragment())


def _pick(state: Text, looks: dict[str, str]) -> Any:
    other = looks["next"]
    if isinstance(state, rx.Var):
        others = [pair for pair in looks.items() if pair[0] != "next"]
        return said(rx.match(state, *others, other))
    return looks.get(state, other)
