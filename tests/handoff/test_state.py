"""The sheet of the old machine and the page of the new one."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import Session

from chonso_app.core import limits
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.db import utc_now
from chonso_app.handoff import pages, state
from chonso_app.handoff.components import by_phone_card, elsewhere_notice, handoff_parts
from chonso_app.handoff.state import ArrivalState, HandoffState
from chonso_app.orders.models import Order
from chonso_app.ui import edge
from tests.ekyc.conftest import LAN, paid_order

PHONE = Actor.anonymous("lan-phone")


@pytest.fixture
def order(session: Session) -> Order:
    return paid_order(session, 1, utc_now())


@pytest.fixture
def who(monkeypatch: pytest.MonkeyPatch, order: Order) -> Iterator[dict[str, Actor]]:
    limits._limiter.cache_clear()
    looking = {"now": LAN}
    monkeypatch.setattr(state, "actor_of", lambda _state: looking["now"])
    monkeypatch.setattr(state, "route_arg", lambda _state, _name: order.code)
    monkeypatch.setattr(state, "follow", lambda *_: None)
    yield looking
    limits._limiter.cache_clear()


@pytest.fixture
def old(who: dict[str, Actor]) -> Any:
    return HandoffState(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]


@pytest.fixture
def new(who: dict[str, Actor]) -> Any:
    return ArrivalState(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]


def test_pages_and_parts_draw():
    assert pages.arrival_page()
    assert handoff_parts()
    assert elsewhere_notice()
    assert by_phone_card("identity")


@pytest.mark.anyio
async def test_the_secret_stands_behind_the_hash_and_the_new_machine_lands_at_the_step(
    old: Any, new: Any, who: dict[str, Actor], order: Order
):
    await HandoffState.load.fn(old)  # pyright: ignore[reportFunctionMemberAccess]
    await HandoffState.offer.fn(old, "call")  # pyright: ignore[reportFunctionMemberAccess]
    page, _, secret = old.link.partition("#")
    assert (page, old.open, len(secret) > 30) == (f"{settings.public_url}/tiep-tuc", True, True)
    assert old.picture.startswith("data:image/svg+xml")
    who["now"] = PHONE
    await ArrivalState.arrived.fn(new, secret)  # pyright: ignore[reportFunctionMemberAccess]
    assert (new.phase, order.code in new.note) == ("offer", True)
    for _tap in ("first", "second"):
        went = await ArrivalState.go.fn(new)  # pyright: ignore[reportFunctionMemberAccess]
        assert f"/hoa-mang/{order.code}/cuoc-goi" in str(went)
        assert new.phase == "offer"
    who["now"] = LAN
    await old._refresh()
    assert (old.open, old.link, old.elsewhere != "") == (False, "", True)
    await HandoffState.take_back.fn(old)  # pyright: ignore[reportFunctionMemberAccess]
    assert old.elsewhere == ""


@pytest.mark.anyio
async def test_who_made_the_link_is_told_how_to_take_it_elsewhere(old: Any, new: Any):
    await HandoffState.offer.fn(old, "identity")  # pyright: ignore[reportFunctionMemberAccess]
    await ArrivalState.arrived.fn(new, old.link.partition("#")[2])  # pyright: ignore[reportFunctionMemberAccess]
    assert (new.phase, new.link) == ("mine", old.link)


@pytest.mark.anyio
@pytest.mark.parametrize("strange", ["", "made up", "x" * 500, 7, None])
async def test_a_strange_secret_opens_nothing(new: Any, strange: Any):
    await ArrivalState.arrived.fn(new, strange)  # pyright: ignore[reportFunctionMemberAccess]
    assert (new.phase, new.note) == ("over", "")


@pytest.mark.anyio
async def test_a_link_that_ended_meanwhile_is_over(
    old: Any, new: Any, who: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
):
    told: list[str] = []

    async def tell(_state: Any, words: str, _tone: str) -> None:
        told.append(words)

    monkeypatch.setattr(edge, "tell", tell)
    await HandoffState.offer.fn(old, "identity")  # pyright: ignore[reportFunctionMemberAccess]
    who["now"] = PHONE
    await ArrivalState.arrived.fn(new, old.link.partition("#")[2])  # pyright: ignore[reportFunctionMemberAccess]
    who["now"] = LAN
    await HandoffState.offer.fn(old, "identity")  # pyright: ignore[reportFunctionMemberAccess]
    who["now"] = PHONE
    assert await ArrivalState.go.fn(new) is None  # pyright: ignore[reportFunctionMemberAccess]
    assert (new.phase, new._token, len(told)) == ("over", "", 1)


def test_each_load_of_the_page_asks_anew_for_the_secret(new: Any):
    for expected in (1, 2):
        ArrivalState.load.fn(new)  # pyright: ignore[reportFunctionMemberAccess]
        assert (new.ready, new.phase) == (expected, "loading")


@pytest.mark.anyio
async def test_a_step_that_is_none_offers_nothing(old: Any):
    await HandoffState.offer.fn(old, "everything")  # pyright: ignore[reportFunctionMemberAccess]
    assert not old.open
