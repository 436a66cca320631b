"""Numbers kept to compare, in the browser alone: `shortlist.jsx` and `sharing.jsx`."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.beside import beside
from chonso_app.ui.parts.links import Text

_LIBRARY = beside(__name__, "shortlist.jsx")


class Heart(rx.Component):
    library = _LIBRARY
    tag = "Heart"
    number: rx.Var[str]
    words: rx.Var[dict[str, str]]


class ShortlistBar(rx.Component):
    library = _LIBRARY
    tag = "ShortlistBar"
    words: rx.Var[dict[str, str]]


class ShortlistLink(rx.Component):
    library = _LIBRARY
    tag = "ShortlistLink"
    words: rx.Var[dict[str, str]]


class ShareButton(rx.Component):
    library = beside(__name__, "sharing.jsx")
    tag = "ShareButton"
    title: rx.Var[str]
    label: rx.Var[str]
    done: rx.Var[str]


def heart(number: Text, class_name: str = "") -> rx.Component:
    """Keeps `number` (national digits) or lets it go."""
    return Heart.create(number=number, words={"keep": say("find.kept.keep")}, class_name=class_name)


def shortlist_bar() -> rx.Component:
    """At the foot of a list, once a number is kept. Goes last in the page's main part."""
    return ShortlistBar.create(words=_words())


def shortlist_link() -> rx.Component:
    """For a header."""
    return ShortlistLink.create(words=_words())


def share_button(**props: Any) -> rx.Component:
    return ShareButton.create(
        title=say("find.compare.title"),
        label=say("find.compare.share"),
        done=say("find.compare.copied"),
        class_name=(
            "inline-flex h-11 items-center gap-2 px-2 text-note font-semibold text-brand-600"
        ),
        **props,
    )


def _words() -> dict[str, str]:
    return {word: say(f"find.kept.{word}") for word in ("before", "after", "full", "compare")}
