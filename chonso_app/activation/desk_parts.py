"""The panels of the clerk's console."""

from typing import Any

import reflex as rx

from chonso_app.activation.comparing import Piece
from chonso_app.activation.desk_state import ClerkState
from chonso_app.activation.desk_views import DoneRow, QueueRow
from chonso_app.activation.dossier_view import CheckRow, FactRow, Shot
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import by_tone, desk_badge, key_hint, panel
from chonso_app.ui.parts.links import link

_D = ClerkState.dossier
_MARK = "rounded-[4px] bg-[#ffd79a] px-0.5 font-semibold text-[#6d3a05]"
_TEXT_TONES = {
    "ok": "text-ok-700", "warn": "text-warn-700", "bad": "text-bad-700", "idle": "text-muted",
}  # fmt: skip


def either(condition: Any, look: str, on: str, off: str) -> Any:
    """`look` with one of two endings, each a whole class string that Tailwind can read."""
    return rx.cond(condition, look + on, look + off)


def tab(name: str, words: str, count: Any) -> rx.Component:
    chosen = ClerkState.tab == name
    look = "flex h-10 items-center gap-2 border-b-2 px-1 whitespace-nowrap "
    on = "border-brand-600 font-semibold text-ink"
    off = "border-transparent font-medium text-muted transition-colors hover:text-ink"
    round_ = "rounded-full px-1.5 text-micro font-semibold tabular-nums "
    return rx.el.button(
        words,
        rx.el.span(
            count,
            class_name=either(chosen, round_, "bg-brand-600 text-white", "bg-sunken text-muted"),
        ),
        type="button",
        role="tab",
        aria_selected=rx.cond(chosen, "true", "false"),
        on_click=ClerkState.show_tab(name),
        class_name=either(chosen, look, on, off),
    )


def queue_row(row: QueueRow) -> rx.Component:
    current = row.dossier_id == _D.dossier_id
    look = "relative block w-full border-b border-line px-3 py-2 text-left "
    on = "bg-brand-50 shadow-[inset_3px_0_0_var(--color-brand-600)]"
    off = "transition-colors hover:bg-hover disabled:hover:bg-surface"
    mark = rx.el.span(
        icon(row.icon, "size-3.5"),
        row.mark,
        class_name="ml-auto inline-flex shrink-0 items-center gap-1 text-xs font-medium "
        + by_tone(row.tone, _TEXT_TONES),
    )
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.el.span(
                    row.msisdn,
                    class_name=(
                        "text-[14px] font-semibold tracking-[0.01em] tabular-nums whitespace-nowrap"
                    ),
                ),
                icon("esim", "size-3.5 text-muted"),
                rx.el.span(row.waited, class_name="ml-auto text-xs tabular-nums text-muted"),
                class_name="flex items-center gap-1.5",
            ),
            rx.el.span(
                rx.el.span(row.name, class_name="truncate text-muted"),
                mark,
                class_name="mt-0.5 flex items-center gap-2",
            ),
            type="button",
            disabled=row.closed,
            aria_current=rx.cond(current, "true", "false"),
            on_click=ClerkState.pick(row.dossier_id),
            class_name=either(current, look, on, off),
        ),
        key=row.dossier_id.to(str),  # pyright: ignore[reportAttributeAccessIssue]
    )


def done_row(row: DoneRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(row.msisdn, class_name="text-[14px] font-semibold tabular-nums"),
            rx.el.span(row.at, class_name="text-xs tabular-nums text-muted"),
            class_name="flex items-center justify-between",
        ),
        rx.el.div(
            rx.el.span(row.code, class_name="tabular-nums text-muted"),
            desk_badge(row.status, row.tone),
            class_name="mt-0.5 flex items-center justify-between",
        ),
        key=row.dossier_id.to(str),  # pyright: ignore[reportAttributeAccessIssue]
        class_name="border-b border-line px-3 py-2",
    )


def facts(title: str, note: str, rows: Any, *, grows: bool = False) -> rx.Component:
    right = rx.el.span(note, class_name="text-xs text-muted") if note else None
    size = "flex min-h-0 flex-col overflow-hidden"
    return panel(
        title,
        rx.el.dl(rx.foreach(rows, _fact), class_name="min-h-0 overflow-y-auto"),
        right=right,
        class_name=f"{size} flex-1" if grows else size,
    )


def _fact(row: FactRow) -> rx.Component:
    look = (
        "grid grid-cols-[78px_1fr_auto] items-baseline gap-1 border-b border-line px-3 py-[5px] "
        "last:border-b-0 "
    )
    wrong = "bg-warn-100/50 shadow-[inset_3px_0_0_var(--color-warn-500)]"
    before, after = say("desk.card_says", value="\0").split("\0")
    read = rx.el.span(
        before, rx.foreach(row.read, _piece), after, class_name="block text-xs text-warn-700"
    )
    return rx.el.div(
        rx.el.dt(row.label, class_name="text-xs text-muted"),
        rx.el.dd(
            rx.foreach(row.typed, _piece),
            rx.cond(row.card == "differs", read),
            class_name="min-w-0 leading-[18px] tabular-nums break-words",
        ),
        rx.el.span(
            _mark(row.card, "card", say("desk.card_mark")),
            _mark(row.live, "video", say("desk.live_mark")),
            class_name="flex gap-1",
        ),
        class_name=either(row.differs, look, wrong, ""),
    )


def _piece(piece: Piece) -> Any:
    return rx.cond(piece.marked, rx.el.mark(piece.text, class_name=_MARK), piece.text)


def _mark(state: Any, drawn: str, of: str) -> Any:
    """Alike or not, with the word for those who do not see colours."""

    def shown(name: str, tone: str, word: str) -> rx.Component:
        return rx.el.span(
            icon(name, "size-3.5"), title=f"{of}: {word}", class_name=tone,
            role="img", aria_label=f"{of}: {word}",
        )  # fmt: skip

    same_as = "check" if drawn == "card" else "video"
    return rx.match(
        state,
        ("same", shown(same_as, "text-ok-700", say("desk.same"))),
        ("differs", shown("alert", "text-warn-700", say("desk.differs"))),
        rx.fragment(),
    )


def pictures() -> rx.Component:
    hint = rx.el.span(
        say("desk.enlarge"), " ", key_hint("1"), " … ",
        class_name="flex items-center gap-1 text-xs text-muted",
    )  # fmt: skip
    return panel(
        say("desk.papers"),
        rx.el.div(
            rx.el.div(
                rx.foreach(_D.cards, _card_shot),
                class_name="grid min-w-0 content-start gap-3",
            ),
            rx.el.ol(rx.foreach(_D.faces, _face_shot), class_name="grid content-start gap-3"),
            class_name="grid min-h-0 grid-cols-[minmax(0,1fr)_136px] gap-3 overflow-y-auto p-3",
        ),
        right=hint,
        class_name="flex min-h-0 flex-1 flex-col overflow-hidden",
    )


def _opens(shot: Shot, picture: rx.Component, **props: Any) -> rx.Component:
    return rx.el.button(
        picture,
        type="button",
        on_click=ClerkState.enlarge(shot.address),
        aria_label=shot.label,
        custom_attrs={"data-key": shot.key},
        **props,
    )


def _card_shot(shot: Shot) -> rx.Component:
    picture = rx.el.img(
        src=shot.address, alt=shot.label, class_name="h-[216px] w-full object-contain"
    )
    return rx.el.figure(
        _opens(shot, picture, class_name="block w-full bg-sunken"),
        rx.el.figcaption(
            rx.el.b(shot.label, class_name="font-medium text-ink"),
            rx.el.span(shot.note, class_name="truncate tabular-nums"),
            rx.el.span(_key(shot), class_name="ml-auto"),
            class_name=(
                "flex h-7 items-center gap-1.5 border-t border-line bg-surface px-2 text-xs "
                "whitespace-nowrap text-muted"
            ),
        ),
        class_name="overflow-hidden rounded-control border border-line bg-sunken",
    )


def _face_shot(shot: Shot) -> rx.Component:
    picture = rx.el.img(
        src=shot.address, alt=shot.label, class_name="h-[102px] w-full object-cover"
    )
    return rx.el.li(
        rx.el.figure(
            _opens(shot, picture, class_name="block w-full"),
            rx.el.figcaption(
                rx.el.span(shot.label, class_name="truncate"),
                rx.el.span(shot.key, class_name="ml-auto tabular-nums opacity-90"),
                class_name=(
                    "pointer-events-none absolute inset-x-0 bottom-0 flex h-6 items-center gap-1 "
                    "bg-stage/75 px-1.5 text-micro font-medium text-white"
                ),
            ),
            class_name="relative overflow-hidden rounded-control border border-line bg-sunken",
        ),
    )


def _key(shot: Shot) -> rx.Component:
    look = (
        "inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-[5px] border "
        "border-line bg-surface px-1 font-sans text-micro font-semibold text-muted"
    )
    return rx.el.kbd(shot.key, aria_hidden="true", class_name=look)


def signature() -> rx.Component:
    contract = link(
        icon("doc", "size-4"),
        say("desk.contract"),
        key_hint("O"),
        href=_D.contract,
        external=True,
        target="_blank",
        rel="noopener",
        custom_attrs={"data-key": "O"},
        class_name=(
            "inline-flex h-8 items-center justify-center gap-1.5 rounded-control border "
            "border-edge bg-surface px-3 font-medium whitespace-nowrap text-ink shadow-panel "
            "transition-colors hover:bg-hover"
        ),
    )
    return panel(
        say("desk.signature"),
        rx.el.div(
            rx.el.img(
                src=_D.signature,
                alt=say("desk.signature"),
                class_name="h-16 max-w-full object-contain",
            ),
            rx.el.div(
                contract,
                rx.el.span(
                    icon("lock", "size-3"),
                    say("desk.sealed"),
                    class_name=(
                        "inline-flex items-center justify-center gap-1 text-micro text-ok-700"
                    ),
                ),
                class_name="grid gap-1",
            ),
            class_name="grid grid-cols-[1fr_auto] items-center gap-3 px-3 py-3",
        ),
        right=rx.el.span(_D.signed, class_name="text-xs tabular-nums text-muted"),
        class_name="shrink-0",
    )


def checks() -> rx.Component:
    badges = rx.el.span(
        rx.cond(_D.good, desk_badge(_D.good, "ok")),
        rx.cond(_D.look, desk_badge(_D.look, "warn")),
        class_name="flex gap-2",
    )
    return panel(
        say("desk.checks"),
        rx.cond(
            _D.checks.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
            rx.el.ul(
                rx.foreach(_D.checks, _check),
                class_name="min-h-0 divide-y divide-line overflow-y-auto",
            ),
            rx.el.p(say("desk.no_checks"), class_name="px-3 py-4 text-muted"),
        ),
        right=badges,
        class_name="flex min-h-0 flex-col overflow-hidden",
    )


def _check(row: CheckRow) -> rx.Component:
    dot = "grid size-4 shrink-0 place-items-center rounded-full text-white "
    tones = {"ok": "bg-ok-700", "warn": "bg-warn-700", "bad": "bg-bad-700", "idle": "bg-idle-700"}
    drawn: Any = rx.match(row.tone, ("ok", "check"), ("bad", "x"), "alert")
    return rx.el.li(
        rx.el.div(
            rx.el.span(icon(drawn, "size-3"), class_name=dot + by_tone(row.tone, tones)),
            rx.el.span(row.label, class_name="truncate"),
            rx.el.span(row.value, class_name="ml-auto shrink-0 text-xs tabular-nums text-muted"),
            class_name="flex items-center gap-2",
        ),
        rx.cond(row.note, rx.el.p(row.note, class_name="pl-6 text-xs text-warn-700")),
        class_name=either(row.tone == "ok", "px-3 py-[5px] ", "", "bg-warn-100/50"),
    )


def enlarged() -> rx.Component:
    """A picture over the whole console; Esc or a click puts it away."""
    big = rx.el.button(
        rx.el.img(
            src=ClerkState.enlarged, alt="", class_name="max-h-full max-w-full object-contain"
        ),
        type="button",
        aria_label=say("ui.close"),
        on_click=ClerkState.enlarge(""),
        class_name="fixed inset-0 z-50 grid place-items-center bg-stage/90 p-8",
    )
    return rx.cond(ClerkState.enlarged, big)
