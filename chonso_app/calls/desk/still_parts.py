"""A still of a call where a supervisor looks at it: small, and whole in another tab."""

import reflex as rx

from chonso_app.calls.desk.views import StillRow


def still(row: StillRow) -> rx.Component:
    return rx.el.a(
        rx.el.img(src=row.url, alt=row.word, class_name="size-full object-cover"),
        href=row.url,
        target="_blank",
        rel="noopener",
        class_name="block h-[104px] w-[148px] shrink-0 overflow-hidden rounded-control bg-sunken",
    )
