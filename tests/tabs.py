"""One browser tab, for tests of states: its handlers run as the gate would run them."""

import asyncio
import inspect
import json
from typing import Any

import reflex as rx

from chonso_app.core.actors import Actor
from chonso_app.ui.edge import act_as
from chonso_app.ui.notice import NoticeState


class Tab:
    """`who` may change to try somebody else's hands on it."""

    def __init__(self, who: Actor) -> None:
        self.root: Any = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
        self.who = who

    def state(self, kind: type[Any]) -> Any:
        return self.root.get_substate(kind.get_full_name().split("."))

    def of(self, handler: Any) -> Any:
        """The state that a handler belongs to."""
        return self.root.get_substate(handler.state_full_name.split("."))

    def do(self, handler: Any, *args: Any) -> Any:
        """`tab.do(PageState.save, form)`: what it answers, or the list of what it yields."""

        async def run() -> Any:
            act_as(self.who)
            answer = handler.fn(self.of(handler), *args)
            if inspect.isasyncgen(answer):
                return [sent async for sent in answer if sent is not None]
            return await answer if inspect.isawaitable(answer) else answer

        return asyncio.run(run())

    def see(self, handler: Any, *args: Any) -> Any:
        """Does it; what the page knows then."""
        self.do(handler, *args)
        return self.of(handler)

    @property
    def notice(self) -> str:
        return self.state(NoticeState).text

    @property
    def sent(self) -> str:
        """Everything that would go to the browser."""
        return json.dumps(self.root.dict(), default=str, ensure_ascii=False)
