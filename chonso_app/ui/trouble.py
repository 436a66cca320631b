"""When the connection is lost or a page breaks: our words instead of the framework's English."""

from typing import Any

import reflex as rx
from reflex_base.components.memo import memo
from reflex_base.vars.base import Var
from reflex_components_core.base.error_boundary import ErrorBoundary
from reflex_components_core.core.banner import has_too_many_connection_errors

from chonso_app.core.texts import say
from chonso_app.ui.icons import icon

_PILL = (
    "fixed inset-x-0 top-2 z-50 mx-auto flex w-fit max-w-[calc(100vw-24px)] items-center gap-2 "
    "rounded-full bg-ink px-4 py-2 text-note font-medium text-white shadow-float"
)
_BROKEN = (
    "mx-auto flex min-h-dvh max-w-[430px] flex-col items-center justify-center gap-3 px-6 "
    "text-center font-sans text-ink"
)


def _lost() -> rx.Component:
    """Shown while the socket keeps failing; it goes away by itself.

    A memo: the hook that knows of the errors must run beneath the event loop's provider.
    """

    def lost_connection() -> rx.Component:
        pill = rx.el.div(
            icon("wifi", "size-4"), say("ui.trouble.lost"), role="status", class_name=_PILL
        )
        return rx.fragment(rx.cond(has_too_many_connection_errors, pill))

    return rx.fragment(memo(lost_connection)())


def _broken() -> rx.Component:
    return rx.el.div(
        rx.el.h1(say("ui.trouble.title"), class_name="text-head font-semibold"),
        rx.el.p(say("ui.trouble.text"), class_name="text-body text-muted"),
        rx.el.a(
            say("ui.trouble.home"),
            href="/",
            custom_attrs={"reloadDocument": True},
            class_name="mt-2 font-semibold text-brand-600",
        ),
        class_name=_BROKEN,
    )


def _boundary(stateful: bool) -> rx.Component:
    props: dict[str, Any] = {} if stateful else {"on_error": rx.noop()}
    return ErrorBoundary.create(fallback_render=Var.create(_broken()), **props)


# The framework's own are a toast (which would need eval), an English page and its logo.
WRAPS: Any = {
    (55, "ErrorBoundary"): _boundary,
    (5, "Overlay"): lambda stateful: _lost() if stateful else None,
}
