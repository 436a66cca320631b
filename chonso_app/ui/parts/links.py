"""Links. Mind: `rx.el.a` is React Router's and opens every address inside the running app."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A
from reflex_components_core.react_router import ReactRouterLink

# A str, a Var of one, or a component where the part shows it. Not a union: a type checker takes
# `State.field` for what the field holds, not for the Var that it is on the class.
Text = Any


def link(*children: Any, href: Text, external: bool = False, **props: Any) -> rx.Component:
    """Pages open inside the app; the rest (https:, tel:, #, /api/, files) as browsers do it.

    Say `external` when a Var may name something else than a page of ours.
    """
    if external or (isinstance(href, str) and not _is_page(href)):
        return A.create(*children, href=href, **props)
    return ReactRouterLink.create(*children, to=href, discover="none", **props)


def given(text: Any) -> bool:
    """A Var is always given; an empty str never."""
    return not (isinstance(text, str) and not text)


def said(text: Any) -> rx.Var[str]:
    """What `rx.match` over texts gives, as a text that can be joined to others."""
    return text.to(str)


def _is_page(href: str) -> bool:
    return href.startswith("/") and not href.startswith(("//", "/api/"))
