"""The gate inside Reflex's own event machinery, without server or browser."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex_base.event import Event
from reflex_base.event.processor.base_state_processor import BaseStateEventProcessor

from chonso_app.core.actors import Actor, Role
from chonso_app.core.permissions import Permission
from chonso_app.ui import gate
from chonso_app.ui.edge import actor_of, allow, limited, public


class Probe(rx.State):
    heard: str = ""
    _secret: str = ""

    @rx.event
    @public
    async def anybody(self) -> None:
        self.heard = actor_of(self).label

    @rx.event
    @allow(Permission.AUDIT_READ)
    async def auditors(self) -> None:
        self.heard = "audit"

    @rx.event
    async def undeclared(self) -> None:
        self.heard = "undeclared"

    @rx.event
    @public
    @limited(2, 60)
    async def costly(self) -> None:
        self.heard += "x"

    def helper(self) -> None:
        """A public method without decorator is an event too: it must be refused."""
        self.heard = "helper"


PEOPLE = {
    "boss": Actor(user_id=1, role=Role.SUPERVISOR, session="s-boss"),
    "lan": Actor(user_id=2, role=Role.CUSTOMER, session="s-lan"),
}


class _App:
    """What the processor asks of an app: its middleware."""

    async def _preprocess(self, state: Any, event: Event) -> Any:
        return await gate.Gate().preprocess(self, state, event)  # pyright: ignore[reportArgumentType]


@pytest.fixture(autouse=True)
def people(monkeypatch: pytest.MonkeyPatch) -> None:
    async def find(cookies: dict[str, str], address: str) -> Actor:
        known = PEOPLE.get(cookies.get(gate.SESSION_COOKIE, ""))
        visitor = gate.visitor_hash(cookies.get(gate.VISITOR_COOKIE, ""))
        return replace(known, visitor=visitor) if known else Actor.anonymous(visitor, address)

    monkeypatch.setattr(gate, "find", find)


def after(*events: tuple[str, str], token: str = "tab") -> str:
    """What Probe heard after (handler, cookie header) pairs on one tab."""

    async def run() -> str:
        manager = StateManagerMemory()
        processor = BaseStateEventProcessor(middleware=_App())  # pyright: ignore[reportArgumentType]
        processor.configure(state_manager=manager)
        async with processor:
            hydrate = (f"{rx.State.get_full_name()}.hydrate", events[0][1])
            probes = [(f"{Probe.get_full_name()}.{name}", cookie) for name, cookie in events]
            for name, cookie in [hydrate, *probes]:
                router = {"headers": {"cookie": cookie}, "pathname": "/"}
                future = await processor.enqueue(token, Event(name=name, router_data=router))
                await future.wait_all()
        async with manager.modify_state(rx.BaseStateToken(ident=token, cls=Probe)) as root:
            return (await root.get_state(Probe)).heard

    return asyncio.run(run())


def test_the_handler_knows_who_calls() -> None:
    assert after(("anybody", "session=lan")) == "customer:2"
    assert after(("anybody", "")) == "anonymous"
    assert after(("anybody", "session=forged")) == "anonymous"


@pytest.mark.parametrize(
    ("cookie", "heard"), [("session=boss", "audit"), ("session=lan", ""), ("", "")]
)
def test_a_permission_is_asked_for(cookie: str, heard: str) -> None:
    assert after(("auditors", cookie)) == heard


@pytest.mark.parametrize("handler", ["undeclared", "helper"])
def test_what_is_not_declared_never_runs(handler: str) -> None:
    assert after((handler, "session=boss")) == ""


def test_costly_handlers_are_capped_per_caller() -> None:
    calls = [("costly", "session=lan")] * 5
    assert after(*calls, token="capped") == "xx"


def test_a_tab_under_other_cookies_starts_empty() -> None:
    stolen = [("auditors", "session=boss"), ("undeclared", "session=lan")]
    assert after(*stolen) == ""
