"""A call goes to the team that can take it, and the agent there sees it (7.8)."""

from datetime import datetime

import pytest
from sqlmodel import Session

from chonso_app.accounts.models import Unit
from chonso_app.calls import desk
from chonso_app.calls.presence import OffShift
from chonso_app.dispatch import service as dispatch
from chonso_app.dispatch.models import DutyShift, Neighbour, RuleSet, SetStatus, Team
from chonso_app.switches.models import Feature, FeatureSwitch
from tests.calls.conftest import agent
from tests.calls.steps import Waiting, again, ready


def test_a_call_overflows_to_the_neighbour_on_duty_and_its_agent_takes_it(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    session.merge(Unit(id=9, code="KV9", name="Cty KV 9"))
    session.merge(Unit(id=2, code="KV2", name="Cty KV 2"))
    session.flush()
    book = RuleSet(version=1, status=SetStatus.LIVE, made_by="test", made_at=now, live_at=now)
    session.add(book)
    session.flush()
    session.add(Neighbour(rule_set_id=book.key, unit_id=9, rank=1, neighbour_id=2))
    session.add(DutyShift(unit_id=9, team=Team.VIDEO, weekday=2, starts=480, ends=600))
    session.commit()
    near, far = agent(31, unit_id=9), agent(32, unit_id=2)
    with pytest.raises(OffShift):
        ready(session, near, now)
    session.rollback()
    ready(session, far, now)
    call = again(session, waiting(1, unit_id=9))
    [why] = dispatch.explanation(session, f"call:{call.key}")
    assert [step["code"] for step in why.steps] == ["home", "off_duty", "moved_no_roster"]
    assert call.unit_id == 2
    assert desk.claim(session, near, now=now) is None
    assert desk.claim(session, far, now=now) is not None


def test_a_unit_without_video_calls_sends_its_customers_to_the_neighbour(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    for unit in (9, 2):
        session.merge(Unit(id=unit, code=f"KV{unit}", name=f"Cty KV {unit}"))
    book = RuleSet(version=1, status=SetStatus.LIVE, made_by="test", made_at=now, live_at=now)
    session.add(book)
    session.flush()
    session.add(Neighbour(rule_set_id=book.key, unit_id=9, rank=1, neighbour_id=2))
    session.add(FeatureSwitch(feature=Feature.VIDEO_CALL, unit_id=9, on=False, changed_at=now))
    session.commit()
    assert again(session, waiting(1, unit_id=9)).unit_id == 2
