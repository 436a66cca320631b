"""The icon set: `icon("search", "size-5")`. The drawings are in `icons.jsx` beside this file."""

import re
from pathlib import Path

import reflex as rx

from chonso_app.ui.beside import beside

NAMES = frozenset(
    re.findall(
        r'^  "([\w-]+)":', Path(__file__).with_suffix(".jsx").read_text("utf-8"), re.MULTILINE
    )
)


class Icon(rx.Component):
    library = beside(__name__, "icons.jsx")
    tag = "Icon"
    name: rx.Var[str]
    label: rx.Var[str]  # says what it means where no text does; without it the icon is decoration


def icon(
    name: str | rx.Var[str], class_name: str | rx.Var[str] = "size-5", label: str = ""
) -> rx.Component:
    """`name` may be a Var. Raises ValueError for a name that was not drawn."""
    if isinstance(name, str) and name not in NAMES:
        raise ValueError(f"no icon {name!r}; there are: {', '.join(sorted(NAMES))}")
    named = {"label": label} if label else {}
    return Icon.create(name=name, class_name=class_name, **named)
