"""Đã hòa mạng: the number is the customer's."""

from typing import Any

import reflex as rx

from chonso_app.activation.state import EsimState
from chonso_app.core.config import settings
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts.links import link
from chonso_app.ui.shells import customer_page

_V = EsimState.view
_PIECES = (  # x, y, width, height, corner, turn: the confetti of the picture
    ("gold", 58, 92, 10, 16, 3, -24), ("gold", 318, 70, 10, 16, 3, 30),
    ("gold", 338, 206, 8, 13, 2.5, -14), ("gold", 96, 38, 8, 13, 2.5, 18),
    ("blue", 40, 206, 9, 14, 3, 40), ("blue", 274, 34, 8, 13, 2.5, -36),
    ("blue", 86, 154, 7, 11, 2.5, -8), ("blue", 300, 142, 7, 11, 2.5, 52),
)  # fmt: skip
_COLOURS = {"gold": "fill-gold-300", "blue": "fill-brand-300"}


def done() -> rx.Component:
    return customer_page(
        _hero(),
        rx.el.div(
            rx.cond((_V.plan != "") | (_V.promotion != ""), _running()),
            rx.cond(_V.physical, put_in()),
            _next(),
            rx.cond(_V.took, _took()),
            class_name="relative -mt-16 flex flex-col gap-6 px-4 pb-8",
        ),
        header=rx.fragment(),
        main_class="gap-0",
    )


def _hero() -> rx.Component:
    close = link(
        icon("x", "size-6"),
        href=f"/phieu/{_V.code}",
        aria_label=say("done.close"),
        class_name="grid size-11 place-items-center rounded-full bg-white/10",
    )
    return rx.el.section(
        _confetti(),
        rx.el.div(close, class_name="relative flex justify-end"),
        rx.el.div(
            rx.el.span(
                icon("signal", "size-11"),
                class_name=(
                    "relative mt-4 grid size-20 place-items-center rounded-full bg-white "
                    "text-brand-600 shadow-float"
                ),
            ),
            rx.el.p(
                icon("check", "size-4.5 text-[#4ade9f]"),
                say("done.badge"),
                class_name=(
                    "relative mt-6 inline-flex h-8 items-center gap-1.5 rounded-full bg-white/14 "
                    "px-3.5 text-note font-semibold"
                ),
            ),
            rx.el.h1(
                _V.head, " ", rx.el.b(_V.tail, class_name="font-bold text-gold-300"),
                id="msisdn",
                class_name=(
                    "relative mt-4 whitespace-nowrap text-[46px]/[54px] font-medium "
                    "tracking-[-.03em]"
                ),
            ),
            rx.el.p(_lead(), class_name="relative mt-2 text-body text-brand-100"),
            class_name="relative flex flex-col items-center text-center",
        ),
        class_name=(
            "relative overflow-hidden bg-linear-160 from-ink from-10% to-brand-700 px-4 pb-24 pt-4 "
            "text-white"
        ),
    )  # fmt: skip


def _lead() -> rx.Var[str]:
    before, after = say("done.lead", name="\0").split("\0")
    return rx.Var.create(f"{before}{_V.name}{after}")


def _confetti() -> rx.Component:
    return rx.el.svg(
        *[
            rx.el.rect(
                x=str(x), y=str(y), width=str(width), height=str(height), rx=str(corner),
                transform=f"rotate({turn} {x + width / 2} {y + height / 2})",
                class_name=_COLOURS[colour],
            )
            for colour, x, y, width, height, corner, turn in _PIECES
        ],
        view_box="0 0 390 420",
        preserve_aspect_ratio="xMidYMid slice",
        aria_hidden="true",
        class_name="absolute inset-0 size-full",
    )  # fmt: skip


def _running() -> rx.Component:
    """The plan and the promotion that were registered on the line."""

    def line(drawn: str, label: str, value: Any) -> rx.Component:
        return rx.cond(
            value != "",
            rx.el.div(
                icon(drawn, "size-5.5 text-brand-600"),
                rx.el.dt(label, class_name="whitespace-nowrap text-muted"),
                rx.el.dd(value, class_name="ml-auto text-right font-semibold"),
                class_name="flex items-center gap-2.5 text-body",
            ),
        )

    return rx.el.dl(
        line("signal", say("done.plan"), _V.plan),
        line("gift", say("done.promotion"), _V.promotion),
        class_name="flex flex-col gap-3 rounded-card bg-surface p-5 text-ink shadow-float",
    )


def put_in() -> rx.Component:
    """How a physical SIM is put in (S0-B 1.6, 3.7)."""
    steps = [say("done.put_in4", hotline=settings.hotline)]
    steps = [*[say(f"done.put_in{number}") for number in (1, 2, 3)], *steps]
    return rx.el.section(
        rx.el.h2(say("done.put_in"), class_name="text-head font-semibold"),
        rx.el.ol(
            *[
                rx.el.li(
                    rx.el.span(
                        str(number),
                        class_name=(
                            "grid size-7 shrink-0 place-items-center rounded-full bg-brand-50 "
                            "text-note font-semibold text-brand-700"
                        ),
                    ),
                    rx.el.span(step, class_name="pt-0.5"),
                    class_name="flex gap-3 text-body",
                )
                for number, step in enumerate(steps, 1)
            ],
            class_name="mt-4 flex flex-col gap-3.5",
        ),
        id="put-in",
        class_name="rounded-card bg-surface p-5 text-ink ring-1 ring-line",
    )


def _next() -> rx.Component:
    call = _row(
        "phone", say("done.call", hotline=settings.hotline), say("done.call_note"),
        f"tel:{settings.hotline}",
    )  # fmt: skip
    contract = _row(
        "doc", say("done.contract"), say("done.contract_note"),
        f"/api/contracts/{_V.code}/hop-dong.pdf",
    )  # fmt: skip
    return rx.el.section(
        call,
        rx.cond(_V.number, contract),
        class_name="divide-y divide-line rounded-card bg-surface text-ink ring-1 ring-line",
    )


def _row(drawn: str, title: str, note: str, href: str | rx.Var[str]) -> rx.Component:
    return link(
        rx.el.span(
            icon(drawn, "size-5"),
            class_name="grid size-10 place-items-center rounded-full bg-brand-50 text-brand-600",
        ),
        rx.el.span(
            rx.el.span(title, class_name="block text-body font-medium"),
            rx.el.span(note, class_name="block text-note text-muted"),
            class_name="flex-1",
        ),
        icon("right", "size-5 text-line-strong"),
        href=href,
        external=True,
        class_name="flex min-h-16 items-center gap-4 px-5",
    )


def _took() -> rx.Component:
    before, after = say("done.took", took="\0").split("\0")
    return rx.el.p(
        before,
        rx.el.span(_V.took, class_name="font-medium text-ink"),
        after,
        class_name="px-1 text-note text-muted",
    )
