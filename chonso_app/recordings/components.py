"""The player of recordings: `player.jsx` beside this file, in a panel."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.recordings.views import JumpMark, RecordingView
from chonso_app.ui.beside import beside
from chonso_app.ui.parts import by_tone, panel

_WORDS = ("play", "pause", "seek", "speed", "failed", "at")
_TONES = {"ok": "text-ok-700", "warn": "text-warn-700", "bad": "text-bad-700", "idle": "text-muted"}


class Player(rx.NoSSRComponent):
    """Fetches nothing before it is told to play: a look is a look."""

    library = beside(__name__, "player.jsx")
    tag = "Player"
    source: rx.Var[str]
    seconds: rx.Var[float]
    marks: rx.Var[list[JumpMark]]
    words: rx.Var[dict[str, str]]
    hotkey: rx.Var[str]  # the key that plays and pauses, "" for none


def recording_panel(view: Any, *, hotkey: str = "P", class_name: str = "") -> rx.Component:
    """`view` is a RecordingView of a state."""
    shown: RecordingView = view
    words = {name: say(f"recordings.player.{name}") for name in _WORDS}
    player = Player.create(
        source=shown.source, seconds=shown.seconds, marks=shown.marks, words=words, hotkey=hotkey
    )
    note = rx.el.p(shown.note, class_name="px-3 py-4 text-muted")
    whole = rx.el.span(
        shown.whole,
        class_name="text-xs font-medium whitespace-nowrap " + by_tone(shown.tone, _TONES),
    )
    return panel(
        say("recordings.title"),
        rx.cond(shown.source, player, note),
        right=whole,
        class_name=f"flex min-h-0 flex-col overflow-hidden {class_name}".strip(),
    )
