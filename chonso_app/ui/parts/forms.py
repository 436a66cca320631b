"""Forms that the browser itself sends."""

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML


class NativeForm(BaseHTML):
    """A form that really posts: `rx.el.form` always prevents it. Works before hydration."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]
