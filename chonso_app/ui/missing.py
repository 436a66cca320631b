"""The page for an address that is none of ours."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.parts import button, empty
from chonso_app.ui.shells import customer_page


def missing_page() -> rx.Component:
    home = button(say("ui.missing.home"), "tonal", href="/")
    return customer_page(
        empty(say("ui.missing.title"), say("ui.missing.text"), icon_name="search", action=home),
        title=say("brand.name"),
        back="/",
        help_code="",
    )
