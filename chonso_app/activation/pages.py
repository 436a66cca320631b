"""/hoa-mang/[code]/ky: the contract, the signature, `Gửi thông tin hòa mạng`.
/hoa-mang/[code]/sim: serial and photo of a physical SIM, in `sim_pages`.
/hoa-mang/[code]/bo-sung: what Tổ đấu nối still asks for, in `supplement_pages`.
/esim/[code]: the QR and its coach, and `Đã hòa mạng`. The clerk's console is in `desk_pages`.
"""

import reflex as rx

from chonso_app.activation import agent_tasks as _tasks
from chonso_app.activation import desk_pages as _desk
from chonso_app.activation import esim_pages as _esim
from chonso_app.activation import sim_pages as _sim
from chonso_app.activation import supplement_pages as _supplement
from chonso_app.activation.state import SignState
from chonso_app.contracts.components import SigningSheet
from chonso_app.core.texts import say
from chonso_app.handoff.components import elsewhere_notice
from chonso_app.handoff.state import HandoffState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, empty, skeleton_card
from chonso_app.ui.parts.links import link
from chonso_app.ui.shells import customer_page, customer_route

__all__ = ["_desk", "_esim", "_sim", "_supplement", "_tasks"]  # imported: that registers them
_V = SignState.view
_MAIN = "gap-7 px-0 pb-0 pt-2"


@customer_route(
    "/hoa-mang/[code]/ky",
    title=say("contracts.title"),
    on_load=[SignState.load, HandoffState.load],
)
def sign_page() -> rx.Component:
    return customer_page(
        rx.el.div(elsewhere_notice(), class_name="px-4 empty:hidden"),
        rx.match(
            _V.screen,
            ("sign", _sheet()),
            ("signed", _signed()),
            ("sent", _sent()),
            ("early", _early()),
            ("missing", _missing()),
            rx.el.div(skeleton_card(6), class_name="px-4"),
        ),
        title=say("contracts.title"),
        back=rx.cond(_V.code, f"/phieu/{_V.code}", "/phieu"),
        right=_download(),
        main_class=_MAIN,
    )


def _download() -> rx.Component:
    file = link(
        icon("download", "size-6"),
        href=f"/api/contracts/{_V.code}/hop-dong.pdf",
        external=True,
        aria_label=say("contracts.download"),
        class_name="grid size-11 place-items-center rounded-full active:bg-line/60",
    )
    return rx.cond(_V.number, file, rx.el.span(class_name="size-11"))


def _head(title: str) -> rx.Component:
    passed = rx.el.p(
        icon("check-c", "size-5"),
        _V.passed,
        class_name="mt-1.5 flex items-center gap-2 text-body font-medium text-ok-700",
    )
    return rx.el.div(
        rx.el.h2(title, class_name="text-title font-bold"),
        rx.cond(_V.passed, passed),
        class_name="px-4",
    )


def _sheet() -> rx.Component:
    return rx.fragment(
        _head(say("contracts.heading")),
        SigningSheet.create(
            code=_V.code, number=_V.number, pages=_V.pages, version=_V.version, name=_V.name,
            words=_V.words, on_signed=SignState.send,
        ),
    )  # fmt: skip


def _signed() -> rx.Component:
    """Signed a moment ago, but not sent: the network broke, or a step had to be done again."""
    return rx.fragment(
        _head(say("sign.signed")),
        rx.el.div(
            rx.el.img(
                src=f"/api/contracts/{_V.code}/pages/{_V.pages}.png?signed",
                alt=say("contracts.pad_signed"),
                class_name="w-full rounded-card bg-white ring-1 ring-line",
            ),
            class_name="px-4",
        ),
        rx.el.div(
            button(say("activation.send"), on_click=SignState.send, id="send"),
            rx.el.p(
                say("activation.send_note"), class_name="mt-2 text-center text-note text-muted"
            ),
            class_name=(
                "sticky bottom-0 z-20 mt-auto bg-surface px-4 "
                "pb-[max(16px,env(safe-area-inset-bottom))] pt-3 shadow-bar"
            ),
        ),
    )


def _sent() -> rx.Component:
    return _told(
        say("sign.sent"),
        say("sign.sent_note"),
        say("esim.to_order"),
        f"/phieu/{_V.code}",
        "check-c",
    )


def _early() -> rx.Component:
    before, after = say("sign.early_note", step="\0").split("\0")
    return _told(
        say("sign.early"),
        rx.cond(_V.todo, f"{before}{_V.todo}{after}", say("refusal.contracts.not_yet_to_sign")),
        say("sign.early_go"),
        _V.todo_href,
        "info",
    )


def _missing() -> rx.Component:
    return _told(
        say("sign.missing"), say("sign.missing_note"), say("sign.to_lookup"), "/phieu", "ticket"
    )


def _told(
    title: str, text: str | rx.Var[str], go: str, href: str | rx.Var[str], drawn: str
) -> rx.Component:
    return rx.el.div(
        empty(title, text, icon_name=drawn, action=button(go, "tonal", href=href)),
        class_name="px-4",
    )
