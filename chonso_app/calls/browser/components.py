"""The call in the browser: React components of the `.jsx` files beside this one."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.beside import beside

# What `call.jsx` and `desk.jsx` import must lie beside them where the front end is built.
for _part in (
    "media.js", "link.js", "signal.js", "health.js", "mirror.jsx", "screen.jsx",
    "resume.js",
    "recording.jsx", "recorder.js", "recorder_sending.js", "recorder_clock.js",
):  # fmt: skip
    beside(__name__, _part)
_PARTS = beside(__name__, "parts.jsx")
_BOX_WORDS = (
    "camera", "mic", "net", "net_weak", "net_good", "hear", "say_something", "your_picture",
    "agent_picture", "mute", "unmute", "camera_off", "camera_on", "back_camera", "front_camera",
    "switch", "hang_up", "connecting", "restoring", "peer_left", "stalled", "other_tab", "shot",
    "continue", "copy", "copied", "retry", "sound_only", "their_sound_only",
)  # fmt: skip
_TROUBLES = ("denied", "missing", "busy", "unsupported")
_DESK_WORDS = (
    "mic", "face", "front", "back", "shoot", "shooting", "shot_failed", "too_small", "space",
    "hang_up", "customer_away", "customer_muted", "customer_no_video", "customer_lost",
    "waiting_video", "good", "weak", "fps", "sound_only", "their_sound_only", "own_lost",
    "own_again",
)  # fmt: skip
_RECORDING_WORDS = ("on", "off", "behind", "silent", "unsupported", "refused")


def _one_text(text: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (text,)


class Ticker(rx.Component):
    """Minutes and seconds since a moment, counted in the browser."""

    library = _PARTS
    tag = "Clock"
    since: rx.Var[str]  # ISO


class CustomerCall(rx.Component):
    """Device check, waiting room and call. Never unmounted between them: that would hang up."""

    library = beside(__name__, "call.jsx")
    tag = "CustomerCall"
    call_id: rx.Var[int]
    phase: rx.Var[str]  # check, waiting, call, over
    texts: rx.Var[dict[str, str]]
    agent: rx.Var[str]
    team: rx.Var[str]
    since: rx.Var[str]  # ISO: when the two first saw each other
    hint_title: rx.Var[str]
    hint_text: rx.Var[str]
    hint_done: rx.Var[int]
    hint_total: rx.Var[int]
    hint_progress: rx.Var[str]
    on_devices: rx.EventHandler[_one_text]
    on_hang_up: rx.EventHandler[rx.event.no_args_event_spec]


class DeskPreview(rx.Component):
    """What the customer will see of the agent."""

    library = beside(__name__, "desk.jsx")
    tag = "DeskPreview"
    texts: rx.Var[dict[str, str]]
    on_devices: rx.EventHandler[_one_text]


class DeskStage(DeskPreview):
    """The live picture, the shutter and the tools of the call."""

    tag = "DeskStage"
    call_id: rx.Var[int]
    case_no: rx.Var[str]  # drawn into the recording
    agent: rx.Var[int]  # whose the recording is
    taken: rx.Var[list[str]]  # kinds of stills that there are already
    on_hang_up: rx.EventHandler[rx.event.no_args_event_spec]


class DeskKeys(rx.Component):
    """Keys of the console that are no button's, and its sign of life every ten seconds."""

    library = beside(__name__, "desk_keys.jsx")
    tag = "DeskKeys"
    agent: rx.Var[int]  # whose unsent recordings are sent; of others at this computer they are kept
    on_key: rx.EventHandler[_one_text]
    on_beat: rx.EventHandler[rx.event.no_args_event_spec]


class Remaining(rx.Component):
    """Seconds until a moment of the server's clock; from then on `on_end` comes every second."""

    library = DeskKeys.library
    tag = "Remaining"
    until: rx.Var[str]
    now: rx.Var[str]  # the server's, when `until` was told
    words: rx.Var[str]  # with {left}
    on_end: rx.EventHandler[rx.event.no_args_event_spec]


class OfferRing(rx.Component):
    """How long an offered call is still this agent's."""

    library = DeskKeys.library
    tag = "OfferRing"
    until: rx.Var[str]
    now: rx.Var[str]
    whole: rx.Var[int]
    label: rx.Var[str]


def box_words() -> dict[str, str]:
    words = {name: say(f"calls.box.{name}") for name in _BOX_WORDS}
    for trouble in _TROUBLES:
        for part in ("title", "text"):
            words[f"{trouble}_{part}"] = say(f"calls.box.{trouble}.{part}")
    return {
        **words, "title": say("calls.title"), "you": say("calls.you"),
        "start": say("calls.check.start"), "recorded": say("recordings.notice.live"),
    }  # fmt: skip


def desk_words() -> dict[str, str]:
    words: dict[str, Any] = {name: say(f"calls.desk.box.{name}") for name in _DESK_WORDS}
    quiet = {"mic_ok": say("calls.desk.mic_ok"), "mic_quiet": say("calls.desk.mic_quiet")}
    recording = {f"rec_{name}": say(f"recordings.desk.{name}") for name in _RECORDING_WORDS}
    return {**words, **quiet, **recording, "you": say("calls.you")}
