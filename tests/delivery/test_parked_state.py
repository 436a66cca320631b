"""The page of parked notices: who may put one away, and what reaches the browser."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
import reflex as rx
from sqlmodel import Session

from chonso_app.core.actors import Actor, Role
from chonso_app.core.texts import say
from chonso_app.delivery import tracking
from chonso_app.delivery.models import Shipment
from chonso_app.delivery.parked_state import ParkedState
from chonso_app.ui.edge import act_as
from tests.delivery.parcels import notice, placed

HEAD = Actor(user_id=9, role=Role.SUPERVISOR)


def do(root: rx.State, actor: Actor, handler: Any, *args: Any) -> Any:
    state = root.get_substate(ParkedState.get_full_name().split("."))

    async def run() -> None:
        act_as(actor)
        await handler.fn(state, *args)

    asyncio.run(run())
    return state


def test_a_notice_is_shown_in_words_and_put_away(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chonso_app.delivery.parked_state.follow", lambda *_: None)
    placed(session, now)
    stranger = Shipment(
        order_id=0, order_code="", carrier="ghn", client_order_code="ZZ-1", requested_at=now
    )
    tracking.store_notice(session, "ghn", notice(stranger, None, Reason="Lạ"), now=now)
    session.commit()
    root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    state = do(root, HEAD, ParkedState.load)
    row = state.rows[0]
    assert (row.why, row.reason) == (say("shipping.parked.unknown_parcel"), "Lạ")
    assert (row.owner, row.order_code, state.total) == ("Tổng Công ty", "", 1)
    for actor, event_id in (
        (Actor(user_id=2, role=Role.MARKETING), row.event_id), (HEAD, "1"), (HEAD, -5),
        (HEAD, None), (Actor(user_id=2, role=Role.SUPERVISOR, unit_id=99), row.event_id),
    ):  # fmt: skip
        do(root, actor, ParkedState.put_away, event_id)
        assert do(root, HEAD, ParkedState.turn_to, 1).total == 1
    assert do(root, HEAD, ParkedState.put_away, row.event_id).rows == []
    assert do(root, HEAD, ParkedState.turn_to, "x").page == 1
