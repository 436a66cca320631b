"""A dossier goes to the clerks who can decide it, and they see what it rests on."""

from datetime import datetime

import pytest
from sqlmodel import Session

from chonso_app.accounts.models import Unit
from chonso_app.activation import desk, service
from chonso_app.contracts import service as contracts
from chonso_app.dispatch import service as dispatch
from chonso_app.dispatch.models import DutyShift, Neighbour, RuleSet, SetStatus, Team
from chonso_app.ekyc import service as ekyc
from tests.activation import world
from tests.orders.world import LAN


def neighbour_helps(session: Session, unit_id: int, now: datetime) -> int:
    """The unit's clerks are off; the neighbour's are there."""
    other = Unit(code="KV8", name="Cty KV 8")
    book = RuleSet(version=1, status=SetStatus.LIVE, made_by="test", made_at=now, live_at=now)
    session.add_all([other, book])
    session.flush()
    session.add_all(
        [
            Neighbour(rule_set_id=book.key, unit_id=unit_id, rank=1, neighbour_id=other.row_id),
            DutyShift(unit_id=unit_id, team=Team.ACTIVATION, weekday=0, starts=480, ends=600),
            DutyShift(unit_id=other.row_id, team=Team.ACTIVATION, weekday=2, starts=0, ends=1440),
        ]
    )
    session.commit()
    return other.row_id


def test_a_dossier_overflows_and_the_neighbours_clerk_sees_its_evidence(
    ready: Session, now: datetime
) -> None:
    order = world.proven(ready, now)
    assert order.unit_id is not None
    other = neighbour_helps(ready, order.unit_id, now)

    dossier = service.submit(ready, LAN, order.code, now=now)
    ready.commit()
    assert (dossier.unit_id, order.unit_id != other) == (other, True)
    [why] = dispatch.explanation(ready, f"dossier:{dossier.key}")
    assert [step["code"] for step in why.steps] == ["home", "off_duty", "moved"]
    near = world.clerk(world.OTHER, unit_id=order.unit_id)
    helper = world.clerk(unit_id=other)
    assert desk.fill(ready, near, now=now) == []
    with pytest.raises(contracts.ContractNotFound):  # not on a desk yet
        contracts.for_staff(ready, helper, order.code, now=now)
    assert [one.key for one in desk.fill(ready, helper, now=now)] == [dossier.key]
    ready.commit()


def test_evidence_opens_to_whoever_has_the_case(
    ready: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "utc_now", lambda: now)
    order = world.proven(ready, now)
    assert order.unit_id is not None
    other = neighbour_helps(ready, order.unit_id, now)

    service.submit(ready, LAN, order.code, now=now)
    helper = world.clerk(unit_id=other)
    desk.fill(ready, helper, now=now)
    ready.commit()
    assert contracts.for_staff(ready, helper, order.code, now=now).order_id == order.key
    assert ekyc.order_to_look_at(ready, helper, order.code).key == order.key
    near = world.clerk(world.OTHER, unit_id=order.unit_id)
    with pytest.raises(contracts.ContractNotFound):
        contracts.for_staff(ready, near, order.code, now=now)
