"""Forms that the browser itself sends, and forms that ask by the address bar."""

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from chonso_app.ui.beside import beside


class NativeForm(BaseHTML):
    """A form that really posts: `rx.el.form` always prevents it. Works before hydration."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]


def _query(written: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (written,)


class QueryForm(rx.Component):
    """`QueryForm.create(…, action="/tim")` opens `/tim?name=value` (`query.jsx`).

    `on_typed(query_string)` comes while the form is being filled, 200 ms after the last change.
    """

    library = beside(__name__, "query.jsx")
    tag = "QueryForm"
    action: rx.Var[str]
    on_typed: rx.EventHandler[_query]
