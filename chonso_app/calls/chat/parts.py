"""The written part of a call on the screen: `chat.jsx` beside this file."""

import reflex as rx

from chonso_app.calls.chat.state import ChatState, MessageRow
from chonso_app.core.texts import say
from chonso_app.ui.beside import beside

_WORDS = (
    "open", "title", "close", "nothing", "you", "sending", "late", "again", "send", "by_text",
    "writes", "caption", "caption_hint",
)  # fmt: skip


def _one(value: rx.Var[int]) -> tuple[rx.Var[int]]:
    return (value,)


def _words(value: rx.Var[dict[str, str]]) -> tuple[rx.Var[dict[str, str]]]:
    return (value,)


def _switch(value: rx.Var[bool]) -> tuple[rx.Var[bool]]:
    return (value,)


class CallerChat(rx.Component):
    """Beside the customer's own picture; opens over the lower part of the call."""

    library = beside(__name__, "chat.jsx")
    tag = "CallerChat"
    call_id: rx.Var[int]
    rows: rx.Var[list[MessageRow]]
    by_text: rx.Var[bool]
    texts: rx.Var[dict[str, str]]
    on_open: rx.EventHandler[_one]
    on_say: rx.EventHandler[_words]
    on_by_text: rx.EventHandler[_switch]


class CallerWish(CallerChat):
    tag = "CallerWish"


class DeskChat(CallerChat):
    """One line beneath the agent's stage; what was written opens above it."""

    tag = "DeskChat"
    live: rx.Var[bool]  # the talk runs; after it there is only something to read


def caller_chat(call_id: rx.Var[int] | int) -> rx.Component:
    """A child of `CustomerCall`: it shows it during the talk."""
    return CallerChat.create(
        call_id=call_id, rows=ChatState.rows, by_text=ChatState.by_text, texts=_texts("customer"),
        on_open=ChatState.open, on_say=ChatState.say, on_by_text=ChatState.write_instead,
    )  # fmt: skip


def caller_wish(call_id: rx.Var[int] | int) -> rx.Component:
    """For the waiting room: who cannot hear or speak says so before the agent answers."""
    return CallerWish.create(
        call_id=call_id, by_text=ChatState.by_text, texts=_texts("customer"),
        on_open=ChatState.open, on_by_text=ChatState.write_instead,
    )  # fmt: skip


def desk_chat(call_id: rx.Var[int] | int, live: rx.Var[bool] | bool) -> rx.Component:
    return DeskChat.create(
        call_id=call_id, live=live, rows=ChatState.rows, by_text=ChatState.by_text,
        texts=_texts("agent"), on_open=ChatState.open, on_say=ChatState.say,
    )  # fmt: skip


def _texts(side: str) -> dict[str, str]:
    words = {name: say(f"calls.chat.{name}") for name in _WORDS}
    return {
        **words, "them": say(f"calls.chat.them.{side}"), "write": say(f"calls.chat.write.{side}")
    }  # fmt: skip
