"""On and off the shelf: one UPDATE each, and only the moves of the table."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.core.actors import Actor, Role, system
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import ForbiddenMove, NotAllowed
from chonso_app.numbers import service
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import ALLOWED_MOVES, Number, NumberStatus

NUMBER = "84901236868"
PRODUCT = system("test")
MARKETING = Actor(user_id=1, role=Role.MARKETING)
S = NumberStatus
Move = Callable[[Session, datetime], object]
MOVES: dict[tuple[S, S], Move] = {
    (S.AVAILABLE, S.HELD): lambda s, now: service.take(
        s, PRODUCT, NUMBER, until=now + timedelta(minutes=5), now=now
    ),
    (S.HELD, S.AVAILABLE): lambda s, now: service.put_back(s, PRODUCT, NUMBER, now=now),
    (S.HELD, S.SOLD): lambda s, now: service.sell(s, PRODUCT, NUMBER, now=now),
    (S.SOLD, S.BLOCKED): lambda s, now: service.retire(s, PRODUCT, NUMBER, now=now),
    (S.AVAILABLE, S.BLOCKED): lambda s, now: service.block(s, MARKETING, NUMBER, now=now),
    (S.BLOCKED, S.AVAILABLE): lambda s, now: service.unblock(s, MARKETING, NUMBER, now=now),
}


def on_shelf(session: Session, status: S, now: datetime) -> None:
    put_on_shelf(session, [new_row("0901236868", 1, this_year=now.year) | {"status": status}])
    session.commit()


def test_the_table_is_what_the_functions_do():
    told = {(was, to) for was, targets in ALLOWED_MOVES.items() for to in targets}
    assert told - {(S.HELD, S.HELD)} == set(MOVES)


@pytest.mark.parametrize("was", list(S))
@pytest.mark.parametrize("move", list(MOVES))
def test_each_move_starts_where_it_may_and_nowhere_else(session, now, was, move):
    on_shelf(session, was, now)
    if was is move[0]:
        MOVES[move](session, now)
        assert service.number_of(session, NUMBER).status is move[1]
        session.commit()
        assert session.exec(select(AuditEntry)).one().action == f"numbers.{move[1]}"
    else:
        with pytest.raises((ForbiddenMove, service.NumberTaken)):
            MOVES[move](session, now)
        assert service.number_of(session, NUMBER).status is was


def test_a_hold_that_ran_out_gives_way_and_one_that_is_paid_does_not(session, now):
    on_shelf(session, S.AVAILABLE, now)
    end = now + timedelta(minutes=5)
    service.take(session, PRODUCT, NUMBER, until=end, now=now)
    service.take(session, PRODUCT, NUMBER, until=end + timedelta(minutes=5), now=end)
    service.set_clock(session, PRODUCT, NUMBER, until=None, now=end)
    with pytest.raises(service.NumberTaken):
        service.take(session, PRODUCT, NUMBER, until=end, now=end + timedelta(days=9))


@pytest.mark.parametrize("move", [service.block, service.unblock])
def test_only_those_who_manage_numbers_block_them(session, now, move):
    for actor in (Actor(), Actor(user_id=2, role=Role.ORDER_CLERK)):
        with pytest.raises(NotAllowed):
            move(session, actor, NUMBER, now=now)


def test_only_a_held_number_has_a_clock(session, now):
    on_shelf(session, S.AVAILABLE, now)
    with pytest.raises(ForbiddenMove):
        service.set_clock(session, PRODUCT, NUMBER, until=now, now=now)
    session.get_one(Number, NUMBER).held_until = now
    with pytest.raises(Exception, match="only_held_has_a_clock"):
        session.flush()
