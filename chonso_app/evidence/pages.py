"""/admin/chung-cu/[code]: the bundles of one case. /admin/luu-tru: what is kept how long."""

import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.evidence import keep_pages as _keep
from chonso_app.evidence.state import EvidenceCaseState
from chonso_app.evidence.views import BundleRow, ClassRow
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    desk_alert,
    desk_badge,
    desk_button,
    desk_empty,
    panel,
)
from chonso_app.ui.parts.links import link
from chonso_app.ui.shells import staff_page, staff_route

__all__ = ["_keep"]  # imported: that registers its page
_NEED = Permission.EVIDENCE_EXPORT
_V = EvidenceCaseState.view
_LINK = (
    "inline-flex h-8 items-center gap-1.5 rounded-control border border-edge bg-surface px-3 "
    "font-medium whitespace-nowrap text-ink shadow-panel transition-colors hover:bg-hover"
)


@staff_route(
    "/admin/chung-cu/[code]",
    title=say("evidence.case.title"),
    need=_NEED,
    on_load=EvidenceCaseState.load,
)
def case_page() -> rx.Component:
    return staff_page(
        rx.cond(
            EvidenceCaseState.missing,
            desk_empty(say("evidence.case.missing"), say("evidence.case.missing_note")),
            rx.cond(_V.code, _case()),
        ),
        title=say("evidence.case.title"),
        here="/admin/phieu",
        need=_NEED,
    )


def _case() -> rx.Component:
    none = desk_empty(say("evidence.case.none"), say("evidence.case.none_note"))
    return rx.el.div(
        _head(),
        rx.el.div(
            rx.cond(
                _V.held,
                desk_alert(say("evidence.case.held"), _V.held, tone="warn"),
            ),
            rx.cond(_V.bundles, rx.foreach(_V.bundles, _bundle), none),
            rx.el.p(say("evidence.case.how"), class_name="max-w-3xl text-xs text-muted"),
            class_name="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4",
        ),
        class_name="flex min-h-0 flex-1 flex-col",
    )


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.div(
            rx.el.p(_V.code, class_name="text-xs tabular-nums text-muted"),
            rx.el.div(
                rx.el.span(
                    _V.msisdn,
                    class_name="text-[22px]/7 font-semibold tracking-[0.01em] tabular-nums",
                ),
                desk_badge(_V.status, "plum"),
                class_name="flex items-center gap-3",
            ),
        ),
        rx.el.div(
            desk_button(
                rx.cond(_V.making, say("evidence.case.making"), say("evidence.case.make")),
                "primary", icon_name="shield", on_click=EvidenceCaseState.make,
                disabled=_V.making, id="make-bundle",
            ),
            class_name="ml-auto",
        ),
        class_name=(
            "flex shrink-0 items-center gap-3 border-b border-line bg-surface px-4 py-3"
        ),
    )  # fmt: skip


def _bundle(row: BundleRow) -> rx.Component:
    files = rx.el.div(
        link(
            icon("download", "size-4"), say("evidence.case.zip"), href=row.zip, external=True,
            class_name=_LINK, custom_attrs={"download": ""},
        ),
        link(
            icon("doc", "size-4"), say("evidence.case.cover"), href=row.cover, external=True,
            target="_blank", rel="noopener", class_name=_LINK,
        ),
        class_name="flex gap-2",
    )  # fmt: skip
    sealed = rx.el.p(
        icon("lock", "size-3.5"),
        row.sealed,
        class_name="flex items-center gap-1.5 text-xs font-medium text-ok-700",
    )
    digest = rx.el.p(
        say("evidence.cover.digest.manifest"), ": ",
        rx.el.span(row.digest, class_name="font-mono break-all"),
        class_name="text-xs text-muted",
    )  # fmt: skip
    return panel(
        row.title,
        rx.el.div(
            rx.el.div(
                rx.el.p(row.made, class_name="text-xs text-muted"),
                rx.cond(row.sealed, rx.fragment(sealed, digest)),
                class_name="grid min-w-0 flex-1 gap-1",
            ),
            rx.cond(row.zip, files),
            class_name="flex items-start gap-4 px-3 py-3",
        ),
        rx.cond(row.classes, _classes(row)),
        right=desk_badge(row.status, row.tone),
        class_name="max-w-5xl shrink-0",
    )


def _classes(row: BundleRow) -> rx.Component:
    heads = [say(f"evidence.cover.head.{name}") for name in ("kept", "count", "size", "state")]
    return rx.el.table(
        rx.el.thead(
            rx.el.tr(
                *(
                    rx.el.th(
                        text,
                        class_name=(
                            "h-8 px-3 text-left text-xs font-medium text-muted"
                            if place in {0, 3}
                            else "h-8 px-3 text-right text-xs font-medium text-muted"
                        ),
                    )
                    for place, text in enumerate(heads)
                )
            )
        ),
        rx.el.tbody(rx.foreach(row.classes, _class)),
        class_name="w-full border-t border-line tabular-nums",
    )


def _class(row: ClassRow) -> rx.Component:
    cell = "h-9 border-t border-line px-3 "
    return rx.el.tr(
        rx.el.td(row.kept, class_name=cell + "font-medium"),
        rx.el.td(row.count, class_name=cell + "text-right"),
        rx.el.td(row.size, class_name=cell + "text-right"),
        rx.el.td(desk_badge(row.state, row.tone), class_name=cell),
    )
