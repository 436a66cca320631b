"""The staff's shell: navigation, topbar and a room below it, 1440 px first."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.beside import beside
from chonso_app.ui.desk import DeskState, may
from chonso_app.ui.icons import icon
from chonso_app.ui.parts.desk import desk_empty
from chonso_app.ui.parts.forms import NativeForm
from chonso_app.ui.parts.hotkeys import Hotkeys
from chonso_app.ui.parts.links import Text, link
from chonso_app.ui.parts.toast import notice_region
from chonso_app.ui.shell_common import Page, brand_mark, ready_mark, skip_link

_DESKS = (  # route, word, icon, who sees it
    ("/admin/dieu-hanh", "supervision", "gauge", Permission.CALLS_WATCH),
    ("/admin/cuoc-goi", "calls", "video", Permission.CALLS_TAKE),
    ("/admin/nghi-van", "review", "shield", Permission.CALLS_WATCH),
    ("/admin/xem-lai", "second_look", "eye", Permission.CALLS_WATCH),
    ("/admin/dau-noi", "activation", "sim", Permission.ACTIVATION_DECIDE),
    ("/admin/don-hang", "fulfilment", "box", Permission.DELIVERY_FULFIL),
    ("/admin/phieu", "orders", "ticket", Permission.ORDERS_LOOKUP),
    ("/admin/cua-hang", "store", "store", Permission.DELIVERY_STORE),
    ("/admin/ho-so-khach", "brought_files", "user", Permission.DELIVERY_STORE),
    ("/admin/kho-so", "numbers", "hash", Permission.NUMBERS_MANAGE),
    ("/admin/kho-sim", "stock", "box", Permission.STOCK_MANAGE),
    ("/admin/cua-hang-quan-ly", "stores", "pin", Permission.STORES_MANAGE),
    ("/admin/doi-soat", "cash", "card", Permission.CASH_MANAGE),
    ("/admin/hoan-tien-mat", "cash_refunds", "undo", Permission.CASH_REFUND),
    ("/admin/goi-cuoc", "plans", "gift", Permission.PLANS_MANAGE),
    ("/admin/tin-van-chuyen", "parked", "alert", Permission.DELIVERY_PARKED),
    ("/admin/van-chuyen", "carriers", "truck", Permission.CARRIERS_MANAGE),
    ("/admin/nhan-su", "staff", "users", Permission.STAFF_MANAGE),
    ("/admin/dieu-phoi", "dispatch", "share", Permission.DISPATCH_RULES),
    ("/admin/gio-truc", "hours", "clock", Permission.HOURS_MANAGE),
    ("/admin/tinh-nang", "switches", "flip", Permission.SWITCHES_MANAGE),
    ("/admin/luu-tru", "retention", "lock", Permission.EVIDENCE_KEEP),
    ("/admin/nhat-ky", "audit", "doc", Permission.AUDIT_READ),
    ("/admin/cong-viec", "jobs", "list", Permission.JOBS_MANAGE),
    ("/admin/suc-khoe", "health", "pulse", Permission.HEALTH_READ),
)
LOG_OUT = "/api/dang-xuat"


def staff_route(
    route: str, *, title: str, need: Permission, on_load: Any = None
) -> Callable[[Page], Page]:
    """Registers a staff page: `need` only decides what is drawn, handlers declare it again."""
    own = on_load if isinstance(on_load, list) else [on_load] if on_load is not None else []

    def register(page: Page) -> Page:
        rx.page(
            route=route,
            title=f"{title} · {say('brand.name')}",
            on_load=[DeskState.enter, *own],
            meta=[{"name": "robots", "content": "noindex"}],
        )(page)
        return page

    return register


def staff_page(
    *children: Any,
    title: Text,
    here: str,
    need: Permission,
    right: Any = None,
    rail: bool = False,
) -> rx.Component:
    """Sidebar (or with `rail` a narrow one, for consoles), topbar, and the room below it.

    `here`: the route, marked in the navigation. The room is a flex column that does not scroll:
    its parts do. Keys of `desk_button(key=…)` work.
    """
    columns = "grid-cols-[56px_minmax(0,1fr)]" if rail else "grid-cols-[208px_minmax(0,1fr)]"
    refused = desk_empty(say("ui.desk.not_yours"), say("ui.desk.not_yours_text"))
    room = rx.el.main(
        rx.cond(may(need), rx.fragment(*children), rx.cond(DeskState.name, refused)),
        id="main",
        class_name="flex min-h-0 min-w-0 flex-1 flex-col",
    )
    return rx.el.div(
        ready_mark(),
        Hotkeys.create(),
        skip_link(),
        _sidebar(here, rail=rail),
        rx.el.div(_topbar(title, right), room, class_name="flex min-h-0 min-w-0 flex-col"),
        rx.el.div(
            notice_region(),
            class_name="pointer-events-none fixed inset-x-0 bottom-6 z-40 mx-auto max-w-[460px]",
        ),
        class_name=f"grid h-dvh overflow-hidden bg-canvas text-ui text-ink {columns}",
    )


def _sidebar(here: str, *, rail: bool) -> rx.Component:
    foot = rx.el.div(
        rx.el.span(
            DeskState.initials,
            class_name=(
                "grid size-8 shrink-0 place-items-center rounded-full bg-brand-100 text-micro "
                "font-semibold text-brand-700"
            ),
        ),
        rx.el.div(
            rx.el.p(DeskState.name, class_name="truncate font-medium"),
            rx.el.p(DeskState.role, class_name="truncate text-micro text-muted"),
            class_name="hidden" if rail else "min-w-0",
        ),
        class_name="flex items-center gap-2.5 border-t border-line p-3",
    )
    name = [] if rail else [say("brand.name")]
    return rx.el.nav(
        rx.el.div(
            brand_mark(),
            *name,
            class_name="flex h-12 shrink-0 items-center gap-2.5 px-3.5 font-semibold",
        ),
        rx.el.div(
            *[_desk_link(*desk, here=here, rail=rail) for desk in _DESKS],
            class_name="flex flex-1 flex-col gap-0.5 overflow-y-auto p-2",
        ),
        foot,
        aria_label=say("ui.nav.main"),
        class_name="flex min-h-0 flex-col border-r border-line bg-surface",
    )


def _desk_link(
    route: str, word: str, drawn: str, need: Permission, *, here: str, rail: bool
) -> rx.Component:
    text = say(f"ui.desk.{word}")
    current = route == here
    tone = (
        "bg-brand-50 font-semibold text-brand-700"
        if current
        else "font-medium text-muted transition-colors hover:bg-hover hover:text-ink"
    )
    shape = "grid size-10 place-items-center" if rail else "flex h-8 items-center gap-2.5 px-2.5"
    named: dict[str, Any] = {"aria_label": text, "title": text} if rail else {}
    if current:
        named["aria_current"] = "page"
    shown = link(
        icon(drawn, "size-5" if rail else "size-4"),
        *([] if rail else [rx.el.span(text, class_name="truncate")]),
        href=route,
        class_name=f"rounded-control {shape} {tone}",
        **named,
    )
    return rx.cond(may(need), shown)


def _topbar(title: Text, right: Any) -> rx.Component:
    unit = rx.el.span(
        icon("pin", "size-3.5"),
        rx.cond(DeskState.unit, DeskState.unit, say("ui.desk.head_office")),
        class_name=(
            "inline-flex h-5 items-center gap-1 rounded-md bg-sunken px-1.5 text-xs font-medium "
            "whitespace-nowrap text-idle-700"
        ),
    )
    return rx.el.header(
        rx.el.h1(title, class_name="text-[15px] font-semibold tracking-[-0.01em]"),
        rx.el.div(
            *([right] if right is not None else []),
            unit,
            DeskClock.create(class_name="text-xs font-medium tabular-nums text-muted"),
            _user_menu(),
            class_name="ml-auto flex items-center gap-3",
        ),
        class_name="flex h-12 shrink-0 items-center gap-3 border-b border-line bg-surface px-4",
    )


def _user_menu() -> rx.Component:
    """Logging out posts: a link or picture elsewhere cannot do it."""
    item = (
        "flex h-8 w-full items-center gap-2 rounded-control px-2.5 text-left font-medium "
        "hover:bg-hover"
    )
    out = NativeForm.create(
        rx.el.button(icon("out", "size-4"), say("ui.desk.log_out"), type="submit", class_name=item),
        action=LOG_OUT,
        method="post",
    )
    return rx.el.details(
        rx.el.summary(
            icon("user", "size-4"),
            icon("down", "size-3"),
            aria_label=say("ui.desk.menu"),
            class_name=(
                "flex h-8 list-none items-center gap-1 rounded-control px-2 text-muted "
                "hover:bg-hover hover:text-ink [&::-webkit-details-marker]:hidden"
            ),
        ),
        rx.el.div(
            rx.el.p(DeskState.name, class_name="px-2.5 pt-1.5 font-medium"),
            rx.el.p(DeskState.role, class_name="px-2.5 pb-1.5 text-xs text-muted"),
            out,
            class_name=(
                "absolute right-0 z-30 mt-1 w-52 rounded-panel border border-line bg-surface p-1 "
                "shadow-pop"
            ),
        ),
        class_name="relative",
    )


class DeskClock(rx.Component):
    library = beside(__name__, "clock.jsx")
    tag = "DeskClock"
