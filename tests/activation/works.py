"""Running the jobs that make a line, without the engine, and killing them on the way."""

from typing import Any

import pytest
from sqlmodel import Session

from chonso_app.activation import jobs, service
from chonso_app.activation.models import (
    Dossier,
    EsimProfile,
)
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order


class Killed(BaseException):
    """Stands for kill -9: nothing of ours catches it."""


def die_at(monkeypatch: pytest.MonkeyPatch, point: str) -> None:
    """The next time that a job passes `point`, it is killed; once."""
    armed = [point]

    def crashpoint(name: str) -> None:
        if armed and armed[0] == name:
            armed.pop()
            raise Killed

    monkeypatch.setattr(jobs, "crashpoint", crashpoint)


def run(workflow: Any, *args: int) -> str:
    """A workflow's own function, without the engine."""
    return workflow.__wrapped__(*args)


def fresh(session: Session, dossier: Dossier) -> tuple[Dossier, Order, EsimProfile | None]:
    session.expire_all()
    dossier = session.get_one(Dossier, dossier.key)
    order = orders.order_by_id(session, dossier.order_id)
    profile = service.current_profile(session, dossier)
    session.commit()
    return dossier, order, profile
