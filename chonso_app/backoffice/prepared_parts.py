"""The file that identity left for a counter, as whoever opens it sees it."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.parts import fact_row


def prepared_file(row: Any) -> rx.Component:
    """`row`: a PreparedRow with something in it."""
    facts = (
        (say("ekyc.prepared.paper"), row.paper),
        (say("ekyc.prepared.good"), row.good),
    )
    return rx.el.section(
        rx.el.h3(say("ekyc.prepared.title"), class_name="font-semibold"),
        rx.el.p(row.made, class_name="text-xs text-muted"),
        rx.el.p(say("ekyc.prepared.faults"), class_name="mt-2 text-xs text-muted"),
        rx.el.ul(rx.foreach(row.faults, _fault), class_name="text-ui font-medium"),
        rx.el.dl(
            *(rx.cond(value != "", fact_row(name, value)) for name, value in facts),
            class_name="mt-2 divide-y divide-line",
        ),
        rx.el.p(say("ekyc.prepared.note"), class_name="mt-2 text-xs text-muted"),
        class_name="mb-4 rounded-control border border-line bg-warn-100 p-3",
    )


def _fault(line: Any) -> rx.Component:
    return rx.el.li(line)
