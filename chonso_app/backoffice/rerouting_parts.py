""" "Vì sao shopcode này" beside an opened order, and the dialog that sends it elsewhere."""

import reflex as rx

from chonso_app.backoffice.state_rerouting import RerouteState
from chonso_app.core.texts import say
from chonso_app.dispatch.components import why_steps
from chonso_app.ui.parts import (
    desk_button,
    desk_field,
    desk_form,
    desk_select,
)


def why_here() -> rx.Component:
    why = RerouteState.why
    decided = rx.el.div(
        rx.el.div(
            rx.el.span(why.unit, class_name="font-semibold"),
            rx.el.span(why.at, class_name="text-xs text-muted"),
            rx.cond(
                why.shopcode,
                rx.el.span(
                    why.shopcode,
                    class_name=(
                        "ml-auto rounded-md bg-brand-600 px-2 py-0.5 text-xs font-semibold "
                        "text-white"
                    ),
                ),
            ),
            class_name="flex items-center gap-2 border-b border-line px-3 py-2",
        ),
        why_steps(RerouteState.steps),
        rx.cond(
            why.reason,
            rx.el.p(say("dispatch.reason"), ": ", why.reason, class_name="px-3 pb-3 text-xs"),
        ),
        class_name="rounded-control border border-line text-xs",
    )
    none = rx.el.p(say("dispatch.why.none"), class_name="text-xs text-muted")
    return rx.el.section(
        rx.el.div(
            rx.el.h3(say("dispatch.why"), class_name="font-semibold"),
            rx.cond(
                RerouteState.may_reroute,
                desk_button(
                    say("dispatch.reroute"), "ghost", icon_name="share",
                    on_click=RerouteState.ask, type="button",
                ),
            ),
            class_name="mt-4 mb-1 flex min-h-8 items-center justify-between",
        ),
        rx.cond(why.unit, decided, none),
        rx.cond(RerouteState.may_reroute, _dialog()),
    )  # fmt: skip


def _dialog() -> rx.Component:
    errors = RerouteState.errors
    return desk_form(
        say("dispatch.reroute"),
        rx.el.p(say("dispatch.reroute_text"), class_name="text-muted"),
        desk_select(
            say("dispatch.reroute_to"), "unit", RerouteState.choices,  # pyright: ignore[reportArgumentType]
            placeholder="…", error=errors["unit"], required=True,
        ),
        desk_field(
            say("dispatch.reroute_reason"), "reason", max_length=300, auto_complete="off",
            error=errors["reason"], note=say("dispatch.reroute_reason_note"), required=True,
        ),
        id="reroute",
        open=RerouteState.asking,
        submit=say("dispatch.reroute_confirm"),
        on_submit=RerouteState.reroute,
        on_close=RerouteState.close,
    )  # fmt: skip
