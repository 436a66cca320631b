"""Cards, badges, rows: what a page is laid out of."""

from typing import Any

import reflex as rx

from chonso_app.ui.icons import icon
from chonso_app.ui.parts.links import Text, given, link, said

TONES = {
    "ok": "bg-ok-100 text-ok-700",
    "warn": "bg-warn-100 text-warn-700",
    "bad": "bg-bad-100 text-bad-700",
    "now": "bg-brand-50 text-brand-700",
    "idle": "bg-line/60 text-muted",
    "plum": "bg-plum-100 text-plum-700",
}
_ALERT_ICONS = {"ok": "check-c", "warn": "alert", "bad": "alert", "now": "info", "idle": "info"}


def by_tone(tone: Text, looks: dict[str, str]) -> Any:
    """The look of a tone ("ok", "warn", "bad", "now", "idle", "plum"), also when it is a Var."""
    if isinstance(tone, rx.Var):
        return said(rx.match(tone, *looks.items(), looks["idle"]))
    return looks[tone]


def card(*children: Any, class_name: str = "", **props: Any) -> rx.Component:
    look = f"rounded-card bg-surface p-5 ring-1 ring-line {class_name}".strip()
    return rx.el.section(*children, class_name=look, **props)


def section(title: Text, *children: Any, right: Any = None, id: str = "") -> rx.Component:  # noqa: A002
    """A titled part of a page: head, 12 px, content."""
    named: dict[str, Any] = {"id": id} if id else {}
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title, class_name="text-head font-semibold"),
            *([right] if right is not None else []),
            class_name="flex items-center justify-between gap-4",
        ),
        rx.el.div(*children, class_name="mt-3"),
        **named,
    )


def number_card(*children: Any, class_name: str = "") -> rx.Component:
    """The dark card with the cut corner of a SIM: for the number itself, for nothing else."""
    look = (
        "relative overflow-hidden rounded-card bg-linear-135 from-ink to-brand-900 p-5 text-white "
        "[clip-path:polygon(0_0,calc(100%-44px)_0,100%_44px,100%_100%,0_100%)] "
    )
    return rx.el.div(*children, class_name=look + class_name)


def class_badge(text: Text) -> rx.Component:
    """Gold: the class (dáng) of a number. Nothing when there is none."""
    look = (
        "inline-flex h-6 items-center rounded-full bg-gold-100 px-2.5 text-cap font-semibold "
        "whitespace-nowrap text-gold-700"
    )
    return rx.cond(text, rx.el.span(text, class_name=look))


def status_badge(text: Text, tone: Text = "idle", *, icon_name: str = "") -> rx.Component:
    look = (
        "inline-flex h-7 items-center gap-1.5 rounded-full px-3 text-note font-semibold "
        "whitespace-nowrap "
    )
    return rx.el.span(
        *([icon(icon_name, "size-4")] if icon_name else []),
        text,
        class_name=look + by_tone(tone, TONES),
    )


def chip(
    text: Text, *, href: Text = "", on: bool = False, icon_name: str = "", **props: Any
) -> rx.Component:
    """A round choice of 44 px; `on` shows an x: pressing takes it away."""
    look = (
        "inline-flex h-11 shrink-0 items-center gap-2 rounded-full px-4 text-note font-medium "
        "whitespace-nowrap ring-1 "
    )
    look += "bg-brand-50 pr-3 text-brand-700 ring-brand-600/40" if on else "bg-surface ring-line"
    inside = [
        *([icon(icon_name, "size-4.5")] if icon_name else []),
        text,
        *([icon("x", "size-4")] if on else []),
    ]
    if given(href):
        return link(*inside, href=href, class_name=look, **props)
    return rx.el.button(*inside, type="button", class_name=look, **props)


def chip_row(*chips: Any) -> rx.Component:
    return rx.el.div(
        *chips, class_name="relative flex gap-2 overflow-x-auto px-4 py-2 [scrollbar-width:none]"
    )


def link_group(*rows: Any) -> rx.Component:
    return rx.el.div(
        *rows,
        class_name="divide-y divide-line overflow-hidden rounded-card bg-surface ring-1 ring-line",
    )


def link_row(
    title: Text, href: Text, *, icon_name: str = "", note: Text = "", right: Any = None
) -> rx.Component:
    noted = given(note)
    return link(
        *([icon(icon_name, "size-6 text-brand-600")] if icon_name else []),
        rx.el.span(
            rx.el.span(title, class_name="block text-body font-medium"),
            *([rx.el.span(note, class_name="block text-note text-muted")] if noted else []),
            class_name="min-w-0 flex-1 py-2.5",
        ),
        *([right] if right is not None else []),
        icon("right", "size-5 text-line-strong"),
        href=href,
        class_name="flex min-h-14 items-center gap-3.5 px-5 active:bg-canvas",
    )


def cost_row(term: Text, amount: Text, *, note: Text = "", tone: str = "") -> rx.Component:
    """`note`: a second line under the term. `tone`: extra classes of the amount."""
    noted = given(note)
    return rx.el.div(
        rx.el.dt(
            term,
            *([rx.el.span(note, class_name="block text-note text-muted")] if noted else []),
            class_name="text-muted",
        ),
        rx.el.dd(amount, class_name=f"whitespace-nowrap tabular-nums font-medium {tone}".strip()),
        class_name="flex justify-between gap-4",
    )


def cost_total(term: Text, amount: Text) -> rx.Component:
    return rx.el.div(
        rx.el.dt(term, class_name="font-semibold"),
        rx.el.dd(amount, class_name="whitespace-nowrap tabular-nums text-head font-semibold"),
        class_name="flex items-baseline justify-between gap-4 border-t border-line pt-4",
    )


def costs(*rows: Any) -> rx.Component:
    """A list of `cost_row`, closed by a `cost_total`."""
    return rx.el.dl(*rows, class_name="flex flex-col gap-3 text-body")


def fact_row(term: Text, value: Any) -> rx.Component:
    """What was entered or agreed, term beside value."""
    return rx.el.div(
        rx.el.dt(term, class_name="shrink-0 text-muted"),
        rx.el.dd(value, class_name="text-right font-medium"),
        class_name="flex justify-between gap-4 py-2.5",
    )


def alert(
    title: Text, text: Text = "", *, tone: Text = "now", icon_name: str = "", action: Any = None
) -> rx.Component:
    """A standing message in the page. What just happened is told by the notice instead."""
    named = icon_name or (_ALERT_ICONS.get(tone, "info") if isinstance(tone, str) else "info")
    told = given(text)
    return rx.el.div(
        icon(named, "size-5 mt-0.5"),
        rx.el.div(
            rx.el.p(title, class_name="text-body font-semibold"),
            *([rx.el.p(text, class_name="text-note")] if told else []),
            *([action] if action is not None else []),
            class_name="min-w-0 flex-1",
        ),
        class_name="flex gap-3 rounded-card p-4 " + by_tone(tone, TONES),
    )


def empty(
    title: Text, text: Text = "", *, picture: Any = None, action: Any = None, icon_name: str = ""
) -> rx.Component:
    """Nothing here: why, what to do, one button that does it."""
    told = given(text)
    return rx.el.div(
        *([icon(icon_name, "size-8 mb-3 text-brand-600")] if icon_name else []),
        *([picture] if picture is not None else []),
        rx.el.p(title, class_name="text-body font-semibold"),
        *([rx.el.p(text, class_name="mt-1 text-note text-muted")] if told else []),
        *([rx.el.div(action, class_name="mt-4")] if action is not None else []),
        class_name=(
            "flex flex-col items-center rounded-card bg-surface px-6 py-8 text-center ring-1 "
            "ring-line"
        ),
    )


def skeleton(size: str = "h-4 w-full") -> rx.Component:
    """A grey bar of the size of what comes; give the same space as the content will take."""
    look = (
        "block animate-shimmer rounded-md bg-linear-90 from-line/60 via-line/20 to-line/60 "
        "bg-[length:200%_100%] "
    )
    return rx.el.span(class_name=look + size, aria_hidden="true")


def skeleton_card(lines: int = 3) -> rx.Component:
    return card(*[skeleton("h-4 mt-3 first:mt-0") for _ in range(lines)])
