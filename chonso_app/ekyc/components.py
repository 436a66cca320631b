"""The camera box (`capture.jsx` beside this file), pictures, and the parts of a result."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ekyc.capture_rows import CheckRow, PaperRow, PictureRow
from chonso_app.ekyc.capture_state import CaptureState
from chonso_app.ekyc.vision import FOLDER, PACKAGES
from chonso_app.handoff.components import app_only
from chonso_app.handoff.state import HandoffState
from chonso_app.ui.beside import beside
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button as parts_button
from chonso_app.ui.parts import empty, skeleton

for _beside in (  # what `capture.jsx` imports must lie beside it
    "capture_camera.js", "capture_challenge.js", "capture_finder.jsx", "capture_judge.js",
    "capture_moves.jsx", "capture_preview.jsx", "capture_tools.js", "capture_vision.js",
):  # fmt: skip
    beside(__name__, _beside)
_WORDS = (
    "title", "close", "shoot", "turn", "file", "torch", "again", "use", "sending", "retry",
    "not_sent", "no_camera", "no_camera_note", "no_camera_app", "no_camera_app_note", "opening",
    "dark", "blur", "glare", "tilt", "far", "frame", "face", "one_face", "near", "straight", "good",
    "safe", "elsewhere", "other_browser", "other_machine", "take_file", "chip_corners",
    "chip_no_corners", "chip_sharp", "chip_no_sharp", "chip_glare", "chip_code", "still_dark",
    "still_blur", "still_glare",
    "moves_title", "moves_ready", "moves_note", "moves_done", "moves_lost", "moves_lost_note",
    "moves_again", "moves_skip", "moves_skip_note", "move_left", "move_right", "move_closer",
    "move_blink",
)  # fmt: skip
_PICTURES = {"card_front": "front", "card_back": "back", "portrait": "portrait"}


def _kind_and_id(kind: rx.Var[str], evidence: rx.Var[int]) -> tuple[rx.Var[str], rx.Var[int]]:
    return kind, evidence


class CaptureBox(rx.Component):
    """Over the whole page while it is there. Takes what is `wanted` when it opens."""

    library = beside(__name__, "capture.jsx")
    tag = "CaptureBox"
    lib_dependencies: list[str] = [f"{name}@{version}" for name, version in PACKAGES.items()]
    code: rx.Var[str]
    wanted: rx.Var[list[str]]
    kinds: rx.Var[list[str]]
    moves: rx.Var[bool]
    files: rx.Var[str]
    words: rx.Var[dict[str, str]]
    on_uploaded: rx.EventHandler[_kind_and_id]
    on_elsewhere: rx.EventHandler[rx.event.no_args_event_spec]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


def capture_box() -> rx.Component:
    of_card = capture_words("front")
    return CaptureBox.create(
        code=CaptureState.code,
        wanted=CaptureState.wanted,
        kinds=CaptureState.kinds,
        moves=True,
        files=FOLDER,
        words=rx.cond(CaptureState.kinds.contains("card_back"), of_card, capture_words("page")),  # pyright: ignore[reportAttributeAccessIssue]
        on_uploaded=CaptureState.uploaded,
        on_elsewhere=HandoffState.offer("identity"),
        on_close=CaptureState.close_camera,
    )


def capture_words(front: str) -> dict[str, str]:
    """`front`: "front" of a card, or "page" of a passport."""
    words = {word: say(f"ekyc.capture.{word}") for word in _WORDS}
    for kind, name in (_PICTURES | {"card_front": front}).items():
        words[kind] = say(f"ekyc.capture.{name}")
        words[f"{kind}_hint"] = say(f"ekyc.capture.{name}_hint")
    words["page"] = "yes" if front == "page" else ""  # a page is less long than a card
    return words


def paper_choice() -> rx.Component:
    """Căn cước or hộ chiếu; nothing where the policy leaves no choice."""
    return rx.cond(
        CaptureState.papers.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
        rx.el.div(
            rx.foreach(CaptureState.papers, _paper),
            role="group",
            aria_label=say("ekyc.capture.which_paper"),
            class_name="flex rounded-field bg-line/50 p-1",
        ),
    )


def _paper(row: PaperRow) -> rx.Component:
    look: Any = rx.cond(
        row.on, "bg-surface font-semibold text-ink shadow-card", "font-medium text-muted"
    )
    return rx.el.button(
        row.name,
        type="button",
        aria_pressed=row.on,
        on_click=CaptureState.choose_paper(row.value),
        class_name="grid h-11 flex-1 place-items-center rounded-[10px] text-body " + look.to(str),
    )


def moves_row() -> rx.Component:
    """The moves after the portrait were left out: they can be done now."""
    return rx.cond(
        CaptureState.moves_left & CaptureState.ready & (CaptureState.result.status == ""),
        rx.el.div(
            icon("face", "size-6 shrink-0 text-brand-600"),
            rx.el.div(
                rx.el.p(say("ekyc.capture.moves_title"), class_name="text-body font-medium"),
                rx.el.p(say("ekyc.capture.moves_row"), class_name="text-note text-muted"),
                class_name="min-w-0 flex-1",
            ),
            parts_button(
                say("ekyc.capture.moves_now"), "tonal", class_name="shrink-0",
                on_click=CaptureState.open_moves,
            ),
            class_name="flex items-center gap-3.5 rounded-card bg-surface p-4 ring-1 ring-line",
        ),
    )  # fmt: skip


def picture_tile(row: PictureRow) -> rx.Component:
    """One of the three, small, with what became of it."""
    ring: Any = rx.match(
        row.state, ("bad", "ring-2 ring-bad-600"), ("none", "ring-1 ring-line-strong"),
        "ring-1 ring-line",
    )  # fmt: skip
    tone: Any = rx.match(
        row.state, ("bad", "font-medium text-bad-700"), ("good", "text-ok-700"),
        ("look", "font-medium text-warn-700"), "text-muted",
    )  # fmt: skip
    shown = rx.cond(
        row.url != "",
        rx.el.img(src=row.url, alt=row.name, class_name="size-full object-cover"),
        rx.el.span(
            _blank(row.kind), class_name="grid size-full place-items-center bg-surface text-faint"
        ),
    )
    return rx.el.li(
        rx.el.div(
            shown,
            _mark(row.state),
            class_name="relative aspect-[4/3] overflow-hidden rounded-field " + ring.to(str),
        ),
        rx.el.p(row.name, class_name="mt-2 text-note font-medium"),
        rx.el.p(row.word, class_name="text-note " + tone.to(str)),
    )


def _blank(kind: Any) -> Any:
    return rx.cond(kind == "portrait", icon("face", "size-8"), icon("id", "size-8"))


def _mark(state: Any) -> Any:
    look = "absolute bottom-1.5 right-1.5 grid size-6 place-items-center rounded-full text-white "
    look += "ring-2 ring-white "
    good = rx.el.span(icon("check", "size-4"), class_name=look + "bg-ok-700")
    bad = rx.el.span(icon("x", "size-4"), class_name=look + "bg-bad-600")
    unsure = rx.el.span(icon("eye", "size-4"), class_name=look + "bg-warn-700")
    return rx.match(
        state, ("good", good), ("taken", good), ("bad", bad), ("look", unsure), rx.fragment()
    )


def pictures() -> rx.Component:
    return rx.el.ul(
        rx.foreach(CaptureState.pictures, picture_tile), class_name="grid grid-cols-3 gap-3"
    )


def fault_card(row: CheckRow) -> rx.Component:
    """What stands in the way, and what to do about it."""
    look: Any = rx.cond(
        row.tone == "bad", "bg-bad-50 ring-bad-600/25", "bg-warn-100/60 ring-warn-700/25"
    )
    head: Any = rx.cond(row.tone == "bad", "text-bad-700", "text-warn-700")
    return rx.el.section(
        rx.el.h2(
            icon("alert", "size-5.5"),
            row.title,
            class_name="flex items-center gap-2.5 text-body font-semibold " + head.to(str),
        ),
        rx.el.p(row.text, class_name="mt-1 text-note text-ink"),
        class_name="rounded-card p-5 ring-1 " + look.to(str),
    )


def good_row(row: CheckRow) -> rx.Component:
    return rx.el.div(
        icon("check", "size-5 text-ok-700"),
        rx.el.dt(row.label, class_name="flex-1 whitespace-nowrap text-muted"),
        rx.el.dd(row.value, class_name="text-right tabular-nums font-medium"),
        class_name="flex items-center gap-3 py-3.5",
    )


def good_rows() -> rx.Component:
    """Four in sight, the others folded away."""
    fold = rx.el.details(
        rx.el.summary(
            icon("check", "size-5 text-ok-700"),
            rx.el.span(CaptureState.folded_label, class_name="flex-1"),
            icon("down", "size-5 group-open:rotate-180"),
            class_name=(
                "flex min-h-13 cursor-pointer list-none items-center gap-3 text-muted "
                "[&::-webkit-details-marker]:hidden"
            ),
        ),
        rx.el.div(
            rx.foreach(CaptureState.folded, good_row), class_name="divide-y divide-line pb-1"
        ),
        class_name="group",
    )
    return rx.el.div(
        rx.el.dl(rx.foreach(CaptureState.good, good_row), class_name="divide-y divide-line"),
        rx.cond(CaptureState.folded_label != "", fold),
        class_name=(
            "mt-3 divide-y divide-line rounded-card bg-surface px-5 text-body ring-1 ring-line"
        ),
    )


def two_lines(one: Any, two: Any) -> rx.Component:
    return rx.el.h1(one, rx.el.br(), two, class_name="text-title font-bold")


def not_here(phase: Any, code: Any) -> Any:
    """The order is another's, or not at this step."""
    missing = empty(
        say("orders.not_found"),
        say("orders.not_found_note"),
        icon_name="ticket",
        action=parts_button(say("orders.not_found_open"), href="/phieu"),
    )
    closed = empty(
        say("ekyc.closed"),
        say("ekyc.closed_note"),
        icon_name="ticket",
        action=parts_button(say("ekyc.to_slip"), href="/phieu/" + code),
    )
    waiting = rx.el.div(
        skeleton("h-8 w-56"),
        skeleton("mt-6 h-28 w-full"),
        skeleton("mt-4 h-13 w-full"),
        class_name="flex flex-col",
        aria_busy="true",
    )
    return rx.match(phase, ("missing", missing), ("closed", closed), ("app", app_only()), waiting)
