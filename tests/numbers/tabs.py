"""A browser tab at an address, that hears what is followed and told."""

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
import reflex as rx
from reflex.istate.data import ReflexURL

from chonso_app.core.actors import Actor
from tests import tabs

SOMEBODY = Actor.anonymous(visitor="a" * 64, address="203.0.113.7")


class Tab(tabs.Tab):
    def __init__(self, monkeypatch: pytest.MonkeyPatch, *modules: ModuleType):
        """`modules`: those that follow, tell and read the address as this tab has it."""
        super().__init__(SOMEBODY)
        self.followed: tuple[str, ...] = ()
        self.told: list[str] = []
        for module in modules:
            fakes = {
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
        return self.see(handler)

    def _follow(self, _state: rx.State, *topics: str) -> None:
        self.followed = topics

    async def _tell(self, _state: rx.State, text: str, _tone: str = "") -> None:
        self.told.append(text)
