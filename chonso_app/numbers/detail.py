"""The screen of one number, without its route: costs, plans and the bar are passed in."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.alerts_parts import alert_offer
from chonso_app.numbers.components import digits, number_art, sim_chip, similar_list
from chonso_app.numbers.fengshui_parts import readings_card
from chonso_app.numbers.shortlist import heart
from chonso_app.numbers.state_number import NumberState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    alert,
    button,
    countdown,
    empty,
    link,
    link_group,
    number_card,
    section,
    skeleton,
    skeleton_card,
)
from chonso_app.ui.shells import customer_page

number: Any = NumberState.number


def number_screen(
    costs: rx.Component,
    plans: rx.Component,
    hold_bar: rx.Component,
    *,
    mine: Any,
    wait: rx.Component | None = None,
) -> rx.Component:
    """The page.

    Args:
        hold_bar: the foot of a free number.
        mine: a Var, whether the visitor holds it.
        wait: the button for whoever wants to know when a held number is free again.
    """
    # who holds it already chooses on the phiếu
    bought = rx.cond(mine, costs, rx.cond(number.phase == "free", rx.fragment(costs, plans)))
    free = rx.fragment(
        bought, _why(), _fengshui(), _pairs(), rx.cond(number.phase == "free", _similar())
    )
    shown = rx.fragment(_hero(mine), _taken(mine, wait), free)
    return customer_page(
        rx.match(number.phase, ("missing", _missing()), ("loading", _loading()), shown),
        title=say("find.number.title"),
        back="/tim",
        right=rx.cond(number.national, heart(number.national), rx.el.span(class_name="size-11")),
        bar=rx.match(
            number.phase,
            ("free", hold_bar),
            ("held", rx.cond(mine, hold_bar, _find_other())),
            _find_other(),
        ),
    )


def _hero(mine: Any) -> rx.Component:
    chip: Any = "inline-flex h-7 items-center rounded-full px-3 text-cap whitespace-nowrap"
    return number_card(
        number_art(number.art),
        rx.el.div(
            sim_chip(),
            rx.el.p(_standing(mine), class_name="flex items-center gap-2 text-note text-brand-100"),
            class_name="relative flex items-center gap-3",
        ),
        rx.el.h2(
            digits(number.spans, strong="font-bold text-gold-300"),
            class_name="relative mt-9 text-num-xl font-medium text-white/90",
        ),
        rx.el.div(
            rx.foreach(
                number.badges,
                lambda badge, place: rx.el.span(
                    badge,
                    key=badge,
                    class_name=chip
                    + rx.cond(
                        place == 0,
                        " bg-gold-300 font-semibold text-ink",
                        " bg-white/12 font-medium",
                    ),
                ),
            ),
            class_name="relative mt-4 flex min-h-7 flex-wrap gap-2",
        ),
        class_name="pb-6",
    )


def _standing(mine: Any) -> Any:
    dot = "size-2 rounded-full "
    left = countdown(
        number.held_until, now=number.now, plain=True, on_end=NumberState.again,
        class_name="font-semibold text-white",
    )  # fmt: skip
    said = rx.cond(mine, say("find.number.mine"), say("find.number.held"))
    return rx.match(
        number.phase,
        ("free", rx.fragment(rx.el.span(class_name=dot + "bg-[#4ade9f]"), say("find.number.free"))),
        ("held", rx.fragment(icon("lock", "size-4"), rx.el.span(said, " ", left))),
        rx.fragment(rx.el.span(class_name=dot + "bg-white/50"), say("find.number.gone")),
    )


def _taken(mine: Any, wait: rx.Component | None) -> rx.Component:
    """Somebody else has it: what may come of that, and what is nearest to it."""
    held = alert(
        say("find.number.held_title"), say("find.number.held_text"), tone="warn", action=wait
    )
    gone = alert(say("find.number.gone_title"), say("find.number.gone_text"), tone="idle")
    tail = NumberState.alike.split("*")[1]  # pyright: ignore[reportAttributeAccessIssue]
    waiting = rx.el.div(
        rx.el.p(say("find.number.alike"), " ", tail, ".", class_name="text-note text-muted"),
        alert_offer(NumberState.alike),
        class_name="flex flex-col items-start gap-3",
    )
    return rx.cond(
        mine | (number.phase == "free"),
        rx.fragment(),
        rx.fragment(rx.cond(number.phase == "held", held, gone), _similar(), waiting),
    )


def _similar() -> rx.Component:
    return rx.cond(
        NumberState.similar.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
        section(say("find.number.similar"), similar_list(NumberState.similar)),
    )


def _fengshui() -> rx.Component:
    own = link(
        icon("cal", "size-4"),
        say("fengshui_page.number.person"),
        href="/phong-thuy",
        class_name=(
            "-mr-2 inline-flex h-11 items-center gap-1.5 px-2 text-note font-semibold "
            "text-brand-600"
        ),
    )
    return section(
        say("fengshui_page.number.title"), readings_card(NumberState.readings), right=own
    )


def _pairs() -> rx.Component:
    found: Any = NumberState.pairs
    rows = rx.foreach(
        found,
        lambda kind: link(
            rx.el.span(kind.text, class_name="min-w-0 flex-1 text-body font-medium"),
            rx.el.span(kind.note, class_name="text-note whitespace-nowrap text-muted"),
            icon("right", "size-5 text-line-strong"),
            href=kind.href,
            key=kind.href,
            class_name="flex min-h-14 items-center gap-3 pr-3 pl-5 active:bg-canvas",
        ),
    )
    return rx.cond(found.length() > 0, section(say("pairs.of_number"), link_group(rows)))


def _why() -> rx.Component:
    rows = rx.foreach(
        number.shapes,
        lambda shape: rx.el.li(
            rx.el.span(
                shape.digits,
                class_name=(
                    "min-w-20 text-num font-bold underline decoration-gold-500 decoration-[3px] "
                    "underline-offset-[6px]"
                ),
            ),
            rx.el.p(
                rx.el.span(shape.name, class_name="block text-body font-semibold text-ink"),
                shape.text,
                class_name="flex-1 text-note text-muted",
            ),
            key=shape.name,
            class_name="flex items-center gap-4 py-4",
        ),
    )
    return rx.cond(
        number.shapes.length() > 0,
        section(
            say("find.number.why"),
            rx.el.ul(
                rows,
                class_name="divide-y divide-line rounded-card bg-surface px-5 ring-1 ring-line",
            ),
        ),
    )


def _missing() -> rx.Component:
    """Not in this shop. Whoever typed a real number may find one that ends like it."""
    tail = NumberState.alike.split("*")[1]  # pyright: ignore[reportAttributeAccessIssue]
    ways = rx.el.div(
        button(
            rx.el.span(say("find.number.see_alike"), " ", tail),
            "tonal",
            href="/tim?" + NumberState.alike,
        ),
        alert_offer(NumberState.alike, "text"),
        class_name="flex flex-col items-center gap-2",
    )
    return empty(
        say("find.number.missing_title"),
        say("find.number.missing_text"),
        icon_name="search",
        action=rx.cond(NumberState.alike, ways),
    )


def _find_other() -> rx.Component:
    return button(say("find.number.find_other"), "secondary", href="/tim")


def _loading() -> rx.Component:
    return rx.fragment(skeleton("h-52 w-full rounded-card"), skeleton_card(4), skeleton_card(3))
