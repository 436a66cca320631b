"""A full navigation that a handler decides on: `going.jsx` beside this file."""

import reflex as rx

from chonso_app.ui.beside import beside
from chonso_app.ui.parts.fields import Text


class Going(rx.Component):
    library = beside(__name__, "going.jsx")
    tag = "Going"
    url: rx.Var[str]


def going(url: Text) -> rx.Component:
    """Navigates as soon as `url` is not empty. A handler sets it; `on_load` empties it."""
    return Going.create(url=url)
