"""/tiep-tuc: where a hand-off link leads. What it opens stands behind "#"."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.handoff.components import app_only
from chonso_app.handoff.state import PAGE, ArrivalState
from chonso_app.ui.beside import beside
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, copy_button, empty, skeleton
from chonso_app.ui.shells import customer_page, customer_route

S = ArrivalState


def _secret(token: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (token,)


class Arrival(rx.Component):
    library = beside(__name__, "arrival.jsx")
    tag = "Arrival"
    ready: rx.Var[int]
    on_arrived: rx.EventHandler[_secret]


@customer_route(PAGE, title=say("handoff.tab_title"), on_load=ArrivalState.load)
def arrival_page() -> rx.Component:
    go = button(say("handoff.go"), icon_name="arrow", on_click=S.go, id="go-on")
    page = customer_page(
        rx.match(
            S.phase, ("offer", _offer()), ("mine", _mine()), ("over", _over()), ("app", app_only()),
            _waiting(),
        ),
        title=say("handoff.tab_title"),
        back="/",
        bar=rx.cond(S.phase == "offer", go, rx.fragment()),
        bar_note=rx.cond(S.phase == "offer", say("handoff.go_note"), ""),
        help_code="",
        main_class="gap-6 px-4 pb-8 pt-4",
    )  # fmt: skip
    return rx.fragment(page, Arrival.create(ready=S.ready, on_arrived=S.arrived))


def _offer() -> rx.Component:
    return rx.fragment(
        rx.el.h1(
            say("handoff.arrived_1"), rx.el.br(), say("handoff.arrived_2"),
            class_name="text-title font-bold",
        ),
        rx.el.p(S.note, class_name="text-muted"),
        rx.el.p(
            icon("camera", "size-6 text-brand-600"), S.step,
            class_name=(
                "flex items-center gap-3.5 rounded-card bg-surface p-5 text-body font-medium "
                "ring-1 ring-line"
            ),
        ),
    )  # fmt: skip


def _mine() -> rx.Component:
    return empty(
        say("handoff.mine_title"),
        say("handoff.mine_note"),
        icon_name="ext",
        action=copy_button(S.link, say("handoff.copy"), words=say("handoff.copy")),
    )


def _over() -> rx.Component:
    return empty(
        say("handoff.over_title"),
        say("handoff.over_note"),
        icon_name="link",
        action=button(say("handoff.over_open"), "tonal", href="/phieu"),
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        skeleton("h-8 w-56"), skeleton("mt-6 h-20 w-full"), class_name="flex flex-col",
        aria_busy="true",
    )  # fmt: skip
