"""Who sees the papers and the recording of a call that one unit took for another."""

from datetime import datetime

import pytest
from sqlmodel import Session

from chonso_app.calls.desk import service as desk
from chonso_app.calls.desk import team
from chonso_app.calls.models import Call
from chonso_app.core.actors import Actor, Role
from chonso_app.core.errors import ShopError
from chonso_app.ekyc import service as ekyc
from chonso_app.orders import service as orders
from chonso_app.recordings import playback
from chonso_app.recordings.models import Recording
from chonso_app.recordings.service import RecordingNotFound
from tests.calls.steps import Waiting, again


def leader(unit_id: int) -> Actor:
    return Actor(user_id=60 + unit_id, role=Role.SUPERVISOR, unit_id=unit_id, session="s60")


@pytest.fixture
def call(session: Session, waiting: Waiting) -> Call:
    """Of an order of unit 9, taken by unit 2."""
    call = again(session, waiting(1, unit_id=9))
    call.unit_id = 2
    session.add(call)
    session.commit()
    return call


def test_the_recording_is_for_the_leader_of_the_unit_that_took_the_call(
    session: Session, now: datetime, call: Call
) -> None:
    session.add(Recording(call_id=call.key, order_id=call.order_id, folder="test", began_at=now))
    session.commit()
    for unit in (2, 9):
        assert playback.may_see(session, leader(unit), call.key).call_id == call.key
    clerk = Actor(user_id=70, role=Role.ACTIVATION_CLERK, unit_id=2)
    for stranger in (leader(3), clerk):
        with pytest.raises(RecordingNotFound):
            playback.may_see(session, stranger, call.key)


def test_a_leader_who_takes_the_call_sees_its_papers_for_as_long_as_it_is_theirs(
    session: Session, now: datetime, call: Call
) -> None:
    code = orders.order_by_id(session, call.order_id).code
    with pytest.raises(ShopError):
        ekyc.order_to_look_at(session, leader(2), code)
    team.take_over(session, leader(2), call.key, now=now)
    session.commit()
    assert ekyc.order_to_look_at(session, leader(2), code).code == code
    desk.pick_up(session, leader(2), call.key, now=now)
    with pytest.raises(ShopError):
        ekyc.order_to_look_at(session, leader(3), code)
