"""The one line that tells the result of what was just done. (`rx.toast` needs eval: forbidden.)"""

from typing import Literal

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.access import public

Kind = Literal["ok", "bad", "info"]


class NoticeState(rx.State):
    """What the notice region of the page shows. `serial` changes with every new notice."""

    text: str = ""
    kind: str = "info"
    serial: int = 0

    @rx.event
    @public
    def dismiss(self) -> None:
        self.text = ""

    @rx.event
    @public
    def unexpected(self) -> None:
        """After a fault of ours: the exception handler can only send an event."""
        self._say(say("core.unexpected"), "bad")

    def _say(self, text: str, kind: Kind = "info") -> None:
        self.text, self.kind, self.serial = text, kind, self.serial + 1


async def tell(state: rx.State, text: str, kind: Kind = "info") -> None:
    """Show `text` on the page of `state`."""
    notice = await state.get_state(NoticeState)
    notice._say(text, kind)
