"""What stands around every screen: the customers' shell (390 px first) and the staff's (1440).

@customer_route("/tim", title=say("numbers.page.search"), on_load=SearchState.load)
def search() -> rx.Component:
    return customer_page(…, back="/", title=…)

@staff_route("/admin/dau-noi", title=…, need=Permission.ACTIVATION_DECIDE, on_load=…)
def desk() -> rx.Component:
    return staff_page(…, title=…, here="/admin/dau-noi", need=…)
"""

from collections.abc import Callable
from typing import Any

import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.desk import DeskState, may
from chonso_app.ui.icons import icon
from chonso_app.ui.parts.buttons import icon_button
from chonso_app.ui.parts.forms import NativeForm
from chonso_app.ui.parts.hotkeys import Hotkeys
from chonso_app.ui.parts.links import Text, given, link
from chonso_app.ui.parts.surfaces import desk_empty
from chonso_app.ui.parts.toast import notice_region

Page = Callable[[], rx.Component]
# No font is preloaded: on a slow phone it would take the line from the style sheet, and the first
# words would come later (measured: 1.2 s without, 1.9 s with).
HEAD = [rx.el.meta(name="theme-color", content="#f5f7fb")]
_DESKS = (  # route, word, icon, who sees it
    ("/admin/cuoc-goi", "calls", "video", Permission.CALLS_TAKE),
    ("/admin/dau-noi", "activation", "sim", Permission.ACTIVATION_DECIDE),
    ("/admin/phieu", "orders", "ticket", Permission.ORDERS_LOOKUP),
    ("/admin/nhan-su", "staff", "users", Permission.STAFF_MANAGE),
    ("/admin/nhat-ky", "audit", "doc", Permission.AUDIT_READ),
    ("/admin/cong-viec", "jobs", "list", Permission.JOBS_MANAGE),
    ("/admin/suc-khoe", "health", "pulse", Permission.HEALTH_READ),
)
LOG_OUT = "/api/dang-xuat"


def customer_route(
    route: str, *, title: str, description: str = "", on_load: Any = None
) -> Callable[[Page], Page]:
    """Registers a customer's page."""
    return rx.page(
        route=route,
        title=f"{title} · {say('brand.name')}",
        description=description or say("ui.description"),
        on_load=on_load,
    )


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


def customer_page(  # noqa: PLR0913  a page fills the slots it needs
    *children: Any,
    title: Text = "",
    back: Text = "",
    header: rx.Component | None = None,
    middle: Any = None,
    right: Any = None,
    step: int = 0,
    steps: int = 0,
    bar: Any = None,
    bar_note: Text = "",
    help_code: Text | None = None,
    main_class: str = "gap-8 px-4 pb-8 pt-1",
    dark: bool = False,
) -> rx.Component:
    """One column of at most 430 px.

    Args:
        title: in the middle of the header (the page's h1); `middle` replaces it.
        back: where the arrow at the left leads; "" for no arrow.
        header: replaces the whole header.
        right: at the right of the header (a countdown, say).
        step: of `steps`, drawn as a bar under the header.
        bar: the foot that stays in view, with the one primary button; `bar_note` beneath it.
        help_code: the phiếu's code, read out when calling for help; "" hides that half.
        dark: camera and call screens.
    """
    ground = "bg-night text-white" if dark else "bg-canvas text-ink"
    return rx.el.div(
        _ready(),
        rx.el.a(say("ui.skip"), href="#main", class_name=_SKIP),
        header if header is not None else _header(title, back, middle, right, step, steps, dark),
        rx.el.main(
            *children,
            *([_help(help_code)] if help_code is not None else []),
            id="main",
            class_name=f"flex flex-1 flex-col {main_class}",
        ),
        *([_bar(bar, bar_note)] if bar is not None else []),
        rx.el.div(
            notice_region(),
            class_name=(
                "pointer-events-none fixed inset-x-0 z-40 mx-auto max-w-[430px] px-4 "
                "bottom-[calc(96px+env(safe-area-inset-bottom))]"
            ),
        ),
        class_name=f"relative mx-auto flex min-h-dvh w-full max-w-[430px] flex-col {ground}",
    )


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
        _ready(),
        Hotkeys.create(),
        rx.el.a(say("ui.skip"), href="#main", class_name=_SKIP),
        _sidebar(here, rail=rail),
        rx.el.div(_topbar(title, right), room, class_name="flex min-h-0 min-w-0 flex-col"),
        rx.el.div(
            notice_region(),
            class_name="pointer-events-none fixed inset-x-0 bottom-6 z-40 mx-auto max-w-[460px]",
        ),
        class_name=f"grid h-dvh overflow-hidden bg-canvas text-ui text-ink {columns}",
    )


def brand_mark(size: str = "size-7") -> rx.Component:
    """The product's sign: a SIM with a hash."""
    return rx.el.svg(
        rx.el.rect(width="32", height="32", rx="9", fill="#1257e0"),
        rx.el.path(
            d="M11 8h7l4 4v10a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2V10a2 2 0 0 1 2-2z", fill="#fff"
        ),
        rx.el.path(
            d="M12.5 15.5h6.5M12.5 19.5h6.5M14.5 13.5l-.6 8M17.8 13.5l-.6 8",
            stroke="#1257e0", stroke_width="1.5", stroke_linecap="round",
        ),
        view_box="0 0 32 32",
        class_name=f"{size} shrink-0",
        aria_hidden="true",
    )  # fmt: skip


_SKIP = (
    "sr-only focus:not-sr-only focus:fixed focus:left-4 focus:top-2 focus:z-50 focus:rounded-field "
    "focus:bg-surface focus:px-4 focus:py-2 focus:font-semibold focus:text-brand-700"
)


def _ready() -> rx.Component:
    """For tests: the page answers from now on."""
    return rx.el.span(
        id="ready",
        hidden=True,
        custom_attrs={"data-ready": rx.cond(rx.State.is_hydrated, "true", "false")},
    )


def _header(
    title: Text, back: Text, middle: Any, right: Any, step: int, steps: int, dark: bool
) -> rx.Component:
    arrow = given(back)
    titled = rx.el.h1(title, class_name="truncate text-body font-semibold")
    ground = "bg-night/90" if dark else "bg-canvas/95"
    return rx.el.header(
        rx.el.div(
            icon_button("left", say("ui.back"), href=back)
            if arrow
            else rx.el.span(class_name="size-11"),
            titled if middle is None else middle,
            right if right is not None else rx.el.span(class_name="size-11"),
            class_name="flex h-15 items-center justify-between gap-2 px-1",
        ),
        *([_progress(step, steps)] if steps else []),
        class_name=f"sticky top-0 z-20 backdrop-blur {ground}",
    )


def _progress(step: int, steps: int) -> rx.Component:
    done, ahead = "h-1 flex-1 rounded-full bg-brand-600", "h-1 flex-1 rounded-full bg-line"
    return rx.el.div(
        *[rx.el.span(class_name=done if place < step else ahead) for place in range(steps)],
        role="img",
        aria_label=say("ui.progress", step=step, steps=steps),
        class_name="flex gap-1.5 px-4 pb-2",
    )


def _bar(bar: Any, note: Text) -> rx.Component:
    noted = given(note)
    return rx.el.section(
        bar,
        *([rx.el.p(note, class_name="mt-2 text-center text-note text-muted")] if noted else []),
        class_name=(
            "sticky bottom-0 z-20 mt-auto bg-surface px-4 "
            "pb-[max(16px,env(safe-area-inset-bottom))] pt-3 text-ink shadow-bar"
        ),
        aria_label=say("ui.bar"),
    )


def _help(code: Text) -> rx.Component:
    """Who to call, and what to read out there."""
    spelled = rx.el.b(code, class_name="font-semibold tabular-nums whitespace-nowrap text-ink")
    return rx.el.p(
        say("ui.help.call"),
        rx.cond(code, rx.fragment(" ", say("ui.help.code_before"), spelled, ".")),
        class_name="mt-auto pt-4 text-center text-note text-muted",
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
    library = "$/public" + str(rx.asset("clock.jsx", shared=True))
    tag = "DeskClock"
