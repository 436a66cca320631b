"""Where only the operator's app activates, every step of it asks for the app (7.22)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session

from chonso_app.activation import service as activation
from chonso_app.calls import service as calls
from chonso_app.contracts import service as contracts
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.ekyc import liveness
from chonso_app.ekyc import service as ekyc
from chonso_app.handoff.channel import OnlyInApp
from chonso_app.orders import service as orders

BROWSER, APP = Actor(visitor="lan"), Actor(visitor="lan", in_app=True)
STEPS: list[Callable[..., Any]] = [
    ekyc.may_store, ekyc.request_check, liveness.begin, calls.enter_queue,
    lambda *args, **more: contracts.to_sign(*args, **more, consent_to=""), activation.submit,
]  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_browser_is_sent_to_the_app_and_the_app_goes_on(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch, step: Callable[..., Any]
):
    with pytest.raises(orders.OrderNotFound):  # any browser: there is no such order, and no more
        step(session, BROWSER, "GS-000000", now=now)
    monkeypatch.setattr(settings, "activation_channel", "operator_app")
    with pytest.raises(OnlyInApp):
        step(session, BROWSER, "GS-000000", now=now)
    with pytest.raises(orders.OrderNotFound):
        step(session, APP, "GS-000000", now=now)
