"""What stands around every screen: the customers' shell and the staff's.

@customer_route("/tim", title=say("…"), on_load=SearchState.load)
def search() -> rx.Component:
    return customer_page(…, back="/", title=…)

@staff_route("/admin/dau-noi", title=…, need=Permission.ACTIVATION_DECIDE, on_load=…)
def desk() -> rx.Component:
    return staff_page(…, title=…, here="/admin/dau-noi", need=…)
"""

import reflex as rx

from chonso_app.ui.shell_common import brand_mark
from chonso_app.ui.shell_customer import customer_page, customer_route
from chonso_app.ui.shell_staff import LOG_OUT, staff_page, staff_route

# No font is preloaded: on a slow phone it would take the line from the style sheet, and the first
# words would come later (measured: 1.2 s without, 1.9 s with).
HEAD: list[rx.Component] = [
    rx.el.meta(name="theme-color", content="#f5f7fb"),
    rx.el.link(rel="manifest", href="/manifest.webmanifest"),  # iOS only pushes to what has one
]

__all__ = [
    "HEAD", "LOG_OUT", "brand_mark", "customer_page", "customer_route", "staff_page",
    "staff_route",
]  # fmt: skip
