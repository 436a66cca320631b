"""A dossier lies on one desk at a time, and not for ever."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.accounts.models import User
from chonso_app.activation import desk, invariants, rules, service
from chonso_app.activation.models import Dossier, DossierStatus
from chonso_app.core import db
from chonso_app.core.actors import Actor, Role
from chonso_app.core.errors import NotAllowed
from chonso_app.orders.models import Order
from tests.activation import world
from tests.activation.test_submit import lines_of_one_paper

LATE = rules.LEASE_LASTS + timedelta(seconds=1)


def queue(session: Session, now: datetime, count: int) -> list[int]:
    """`count` dossiers, one minute apart, oldest first."""
    ids = []
    for index, (code, visitor) in enumerate(
        lines_of_one_paper(session, now, count, one_paper=False)
    ):
        at = now + timedelta(minutes=index)
        ids.append(service.submit(session, Actor.anonymous(visitor), code, now=at).key)
    session.commit()
    return ids


def test_a_desk_takes_the_oldest_and_loads_the_next_behind_it(
    ready: Session, now: datetime
) -> None:
    ids = queue(ready, now, 3)
    assert [one.key for one in desk.fill(ready, world.clerk(), now=now)] == ids[:2]
    assert [one.key for one in desk.fill(ready, world.clerk(), now=now)] == ids[:2]


def test_two_clerks_never_get_one_dossier(ready: Session, now: datetime) -> None:
    ids = queue(ready, now, 3)
    mine = {one.key for one in desk.fill(ready, world.clerk(world.CLERK), now=now)}
    theirs = {one.key for one in desk.fill(ready, world.clerk(world.OTHER), now=now)}
    assert mine == set(ids[:2])
    assert theirs == {ids[2]}


def test_in_a_race_of_clerks_every_dossier_has_one_winner(ready: Session, now: datetime) -> None:
    ids = queue(ready, now, 3)
    for user_id in range(910, 916):
        ready.add(User(id=user_id, login=str(user_id), role=Role.ACTIVATION_CLERK, created_at=now))
    ready.commit()
    ready.close()
    start, got = threading.Barrier(6), []

    def grab(user_id: int) -> None:
        start.wait()
        mine = db.transact(desk.fill, world.clerk(user_id), now=now)
        got.extend(one.key for one in mine)

    threads = [threading.Thread(target=grab, args=(user_id,)) for user_id in range(910, 916)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == sorted(ids)
    assert db.read(invariants.rows, now) == []


def test_of_two_who_click_the_same_one_the_second_hears_so(ready: Session, now: datetime) -> None:
    [dossier_id] = queue(ready, now, 1)
    desk.take(ready, world.clerk(world.CLERK), dossier_id, now=now)
    with pytest.raises(desk.TakenMeanwhile):
        desk.take(ready, world.clerk(world.OTHER), dossier_id, now=now)


def test_picking_one_gives_what_no_longer_fits_on_the_desk_back(
    ready: Session, now: datetime
) -> None:
    ids = queue(ready, now, 3)
    desk.fill(ready, world.clerk(), now=now)
    desk.take(ready, world.clerk(), ids[2], now=now)
    held = ready.exec(select(Dossier).where(Dossier.status == DossierStatus.CLAIMED)).all()
    assert len(held) == rules.DESK_SIZE
    assert ids[2] in {one.key for one in held}


def test_a_silent_clerks_lease_ends_and_another_takes_over(ready: Session, now: datetime) -> None:
    [dossier_id] = queue(ready, now, 1)
    desk.fill(ready, world.clerk(world.CLERK), now=now)
    assert desk.fill(ready, world.clerk(world.OTHER), now=now) == []
    [taken] = desk.fill(ready, world.clerk(world.OTHER), now=now + LATE)
    assert taken.key == dossier_id
    with pytest.raises(desk.LeaseLost):
        desk.locked_on_desk(ready, world.clerk(world.CLERK), dossier_id, now=now + LATE)


def test_a_living_console_keeps_its_lease(ready: Session, now: datetime) -> None:
    queue(ready, now, 1)
    desk.fill(ready, world.clerk(), now=now)
    for minute in range(1, 5):
        desk.renew(ready, world.clerk(), now=now + timedelta(minutes=minute))
    assert desk.fill(ready, world.clerk(world.OTHER), now=now + timedelta(minutes=4)) == []


def test_leaving_puts_everything_back(ready: Session, now: datetime) -> None:
    queue(ready, now, 2)
    desk.fill(ready, world.clerk(), now=now)
    desk.leave(ready, world.clerk(), now=now)
    assert len(desk.fill(ready, world.clerk(world.OTHER), now=now)) == 2


def test_the_sweep_returns_what_silent_consoles_held(ready: Session, now: datetime) -> None:
    queue(ready, now, 2)
    desk.fill(ready, world.clerk(), now=now)
    assert desk.end_leases(ready, now=now) == 0
    assert desk.end_leases(ready, now=now + LATE) == 2
    statuses = set(ready.exec(select(Dossier.status)))
    assert statuses == {DossierStatus.QUEUED}


def test_who_verified_is_not_offered_the_dossier(ready: Session, now: datetime) -> None:
    [dossier_id] = queue(ready, now, 1)
    verifier = Actor(world.AGENT, Role.ACTIVATION_CLERK)  # works in both teams
    assert desk.fill(ready, verifier, now=now) == []
    with pytest.raises(desk.YourOwnCase):
        desk.take(ready, verifier, dossier_id, now=now)


def test_a_clerks_own_case_is_for_somebody_else(ready: Session, now: datetime) -> None:
    [dossier_id] = queue(ready, now, 1)
    order = ready.get_one(Order, ready.get_one(Dossier, dossier_id).order_id)
    ready.get_one(User, world.CLERK).email = order.email.upper()
    ready.commit()
    assert desk.fill(ready, world.clerk(), now=now) == []
    with pytest.raises(desk.YourOwnCase):
        desk.take(ready, world.clerk(), dossier_id, now=now)


def test_another_units_dossier_answers_like_none(ready: Session, now: datetime) -> None:
    [dossier_id] = queue(ready, now, 1)
    unit = ready.get_one(Dossier, dossier_id).unit_id
    assert unit is not None
    far = world.clerk(unit_id=unit + 1)
    assert desk.fill(ready, far, now=now) == []
    assert desk.queue_of(ready, far) == []
    with pytest.raises(service.DossierNotFound):
        desk.take(ready, far, dossier_id, now=now)
    assert len(desk.fill(ready, world.clerk(unit_id=unit), now=now)) == 1


@pytest.mark.parametrize("role", [None, *(set(Role) - {Role.ACTIVATION_CLERK})])
def test_only_activation_clerks_have_a_desk(
    ready: Session, now: datetime, role: Role | None
) -> None:
    [dossier_id] = queue(ready, now, 1)
    somebody = Actor(777, role)
    for attempt in (
        lambda: desk.fill(ready, somebody, now=now),
        lambda: desk.take(ready, somebody, dossier_id, now=now),
        lambda: desk.leave(ready, somebody, now=now),
    ):
        with pytest.raises(NotAllowed):
            attempt()
