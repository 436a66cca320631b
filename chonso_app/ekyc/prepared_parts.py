"""Nothing is left to do on the net: the code to show at a shop, and whom to call."""

from typing import Any

import reflex as rx

from chonso_app.core.config import settings
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import copy_button


def prepared_card(code: Any) -> rx.Component:
    head = rx.el.p(
        icon("store", "size-5 shrink-0 text-brand-600"),
        say("ekyc.prepared.ready"),
        class_name="flex items-center gap-2 text-body font-semibold",
    )
    return rx.el.section(
        head,
        rx.el.div(
            rx.el.p(code, class_name="text-[28px]/9 font-semibold tracking-[0.02em] text-ink"),
            copy_button(code, say("ekyc.prepared.copy")),
            class_name="mt-2 flex items-center justify-between gap-3",
        ),
        rx.el.p(
            say("ekyc.prepared.show", brand=settings.brand), class_name="mt-1 text-note text-muted"
        ),
        rx.el.a(
            icon("phone", "size-4"),
            say("ekyc.prepared.call", hotline=settings.hotline),
            href=f"tel:{settings.hotline}",
            class_name="mt-3 inline-flex h-11 items-center gap-2 font-semibold text-brand-700",
        ),
        class_name="rounded-card bg-surface p-4 ring-1 ring-line",
        aria_label=say("ekyc.prepared.ready"),
    )
