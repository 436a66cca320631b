"""A browser tab without a browser: one state of a page, at an address, for one actor."""

import asyncio
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
import reflex as rx
from reflex.istate.data import ReflexURL

from chonso_app.core.actors import Actor

SOMEBODY = Actor.anonymous(visitor="a" * 64, address="203.0.113.7")


class Tab:
    def __init__(self, kind: type[Any], monkeypatch: pytest.MonkeyPatch, *modules: ModuleType):
        """`modules`: those whose `actor_of` and `follow` shall be this tab's."""
        self.root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
        self.state: Any = self.root.get_substate(kind.get_full_name().split("."))
        self.actor = SOMEBODY
        self.followed: tuple[str, ...] = ()
        self.told: list[str] = []
        for module in modules:
            fakes = {
                "actor_of": lambda _state: self.actor,
                "follow": self._follow,
                "tell": self._tell,
                "route_arg": lambda state, _name: state.router.url.path.rstrip("/").split("/")[-1],
            }
            for name, fake in fakes.items():
                if hasattr(module, name):
                    monkeypatch.setattr(module, name, fake)

    def open(self, handler: Any, address: str) -> Any:
        url = ReflexURL(f"http://localhost:3000{address}")
        self.root.router = replace(self.root.router, url=url)
        return self.do(handler)

    def do(self, handler: Any, *given: Any) -> Any:
        asyncio.run(handler.fn(self.state, *given))
        return self.state

    def _follow(self, _state: rx.State, *topics: str) -> None:
        self.followed = topics

    async def _tell(self, _state: rx.State, text: str, _tone: str = "") -> None:
        self.told.append(text)
