"""A paid order whose person is the specimen, and pictures without drawing any."""

import os

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # before Tesseract is loaded

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from chonso_app.accounts.models import Unit
from chonso_app.core.actors import Actor, Role
from chonso_app.core.images import Picture
from chonso_app.ekyc import pictures, service
from chonso_app.ekyc.engine.results import (
    CardFields,
    Check,
    CheckResult,
    EkycResult,
    Kind,
    Outcome,
)
from chonso_app.ekyc.engine.results import Picture as Side
from chonso_app.ekyc.models import Evidence
from chonso_app.ekyc.models import Kind as Shot
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.orders.models import Order, OrderStatus
from tests.fixtures.people import SPECIMEN

LAN, MINH = Actor.anonymous("lan-browser"), Actor.anonymous("minh-browser")
CLERK = Actor(user_id=31, role=Role.ACTIVATION_CLERK, session="s31")
CARD = CardFields(
    SPECIMEN.id_number, SPECIMEN.name, SPECIMEN.born, SPECIMEN.sex, SPECIMEN.address,
    SPECIMEN.issued, SPECIMEN.expires,
)  # fmt: skip
_CHECKS = [check for check in Check if check not in (Check.PAPER, Check.ENGINE)]


def paid_order(
    session: Session, number: int, now: datetime, actor: Actor = LAN, unit_id: int | None = None
) -> Order:
    """Paid, with the specimen's data in the form."""
    national = f"090{number:07}"
    if unit_id is not None:
        session.merge(Unit(id=unit_id, code=f"KV{unit_id}", name="", shopcode=f"KV{unit_id}-01"))
    put_on_shelf(session, [new_row(national, 500_000, this_year=now.year)])
    hold = Hold(
        msisdn=f"84{national[1:]}", visitor=actor.visitor, status=HoldStatus.ORDERED,
        placed_at=now, expires_at=now + timedelta(minutes=15), releases_at=now,
        hard_limit_at=now + timedelta(minutes=30),
    )  # fmt: skip
    session.add(hold)
    session.flush()
    assert hold.id is not None
    order = Order(
        code=f"GS-{number:06}", msisdn=hold.msisdn, hold_id=hold.id, status=OrderStatus.PAID,
        visitor=actor.visitor, unit_id=unit_id, full_name=SPECIMEN.name,
        id_number=SPECIMEN.id_number, birth_date=SPECIMEN.born.isoformat(), created_at=now,
        paid_at=now,
    )  # fmt: skip
    session.add(order)
    session.commit()
    return order


@pytest.fixture
def order(session: Session, now: datetime) -> Order:
    return paid_order(session, 1, now)


def shoot(session: Session, order: Order, kind: Shot, now: datetime, look: str = "") -> Evidence:
    data = f"{order.code} {kind} {look} {now}".encode()
    picture = Picture(data, 1600, 1200, hashlib.sha256(data).hexdigest())
    return service.store_picture(session, LAN, order.code, kind, picture, f"ekyc/{kind}", now=now)


def shoot_all(session: Session, order: Order, now: datetime) -> dict[Shot, Evidence]:
    return {kind: shoot(session, order, kind, now) for kind in Shot}


def answer(*faults: CheckResult, fields: CardFields = CARD, swapped: bool = False) -> EkycResult:
    """What the engine would say: everything passed but `faults`."""
    named = {one.check: one for one in faults}
    checks = [named.get(check, CheckResult(check, Outcome.PASSED)) for check in _CHECKS]
    return EkycResult(
        tuple(checks), fields, Kind.CCCD_2021, swapped, "test", elapsed_ms=300, cpu_ms=250
    )


BLURRED = CheckResult(Check.FRONT, Outcome.FAILED, "blur", (Side.CARD_FRONT,))
UNSURE = CheckResult(Check.FACE, Outcome.UNSURE, "face_unsure")
OTHER_NAME = CheckResult(Check.NAME, Outcome.FAILED, "name_differs", amend=True)


@pytest.fixture
def run(session: Session) -> Callable[..., str]:
    """`run(order, now, *faults)`: ask for a check and settle it at once; gives its status."""

    def go(order: Order, now: datetime, *faults: CheckResult, **more: object) -> str:
        check = service.request_check(session, LAN, order.code, now=now)
        result = answer(*faults, **more)  # pyright: ignore[reportArgumentType]
        return service.settle_check(session, check.key, result, now=now).value

    return go


@pytest.fixture(autouse=True)
def _no_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Features to the right bind their staff to cases; here nobody has told."""
    monkeypatch.setattr(pictures, "_case_rules", {})
