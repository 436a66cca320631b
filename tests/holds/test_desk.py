"""Two hundred at the desk: one owner for each number, and nobody's press is another's trouble."""

import asyncio
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from chonso_app.core import audit
from chonso_app.core.actors import Actor, Role
from chonso_app.core.config import settings as shop
from chonso_app.core.errors import ShopError
from chonso_app.holds import desk, invariants, pressing, service
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.holds.pressing import Press
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number, NumberStatus
from tests.conftest import NOON
from tests.holds.conftest import NUMBERS

CLIENTS = 200
NUMBER, OTHER, THIRD, LAST = NUMBERS


def visitor(number: int) -> Actor:
    return Actor.anonymous(visitor=f"visitor {number}", address=f"203.0.113.{number}")


def pressed(presses: list[tuple[Actor, str]], now=NOON) -> list[int | BaseException]:
    """All at one moment; then the desk closes, as at the end of a process."""

    async def all_of_them():
        asked = (desk.press(actor, msisdn, now=now) for actor, msisdn in presses)
        return await asyncio.gather(*asked, return_exceptions=True)

    try:
        return asyncio.run(all_of_them())
    finally:
        desk._desk.close()


def is_sound(session: Session) -> bool:
    session.expire_all()
    return not [*invariants.disagreements(session), *audit.broken_links(session)]


def test_of_200_who_want_one_number_one_gets_it(shelf):
    answers = pressed([(visitor(n), NUMBER) for n in range(CLIENTS)])
    kinds = Counter(type(answer) for answer in answers)
    assert kinds == {int: 1, service.NumberTaken: CLIENTS - 1}
    assert is_sound(shelf)


def test_of_200_who_want_four_numbers_four_get_one(shelf):
    answers = pressed([(visitor(n), NUMBERS[n % 4]) for n in range(CLIENTS)])
    won = [answer for answer in answers if isinstance(answer, int)]
    held = shelf.exec(select(Hold.msisdn).where(Hold.status == HoldStatus.ACTIVE)).all()
    assert sorted(held) == sorted(NUMBERS)
    assert len(won) == len(set(won)) == 4
    assert is_sound(shelf)


def test_a_double_click_is_one_hold_within_a_batch_and_after_it(shelf, lan):
    first = set(pressed([(lan, NUMBER)] * 5))
    assert len(first) == 1
    assert set(pressed([(lan, NUMBER)] * 5)) == first


def test_one_browser_in_many_tabs_holds_one_number(shelf, lan):
    answers = pressed([(lan, msisdn) for msisdn in NUMBERS])
    kinds = [type(answer) for answer in answers]
    assert kinds == [int] + [service.AlreadyHolding] * 3


def test_a_hold_that_ran_out_is_followed_in_the_same_batch(shelf, lan, minh, now):
    old = service.place(shelf, lan, NUMBER, now=now)
    shelf.commit()
    answers = pressed([(minh, NUMBER), (lan, NUMBER)], now + timedelta(minutes=5))
    shelf.refresh(old)
    assert old.status is HoldStatus.EXPIRED
    assert [type(answer) for answer in answers] == [int, service.NumberTaken]
    assert is_sound(shelf)


def test_what_fails_for_one_is_done_one_by_one_for_the_others(shelf, monkeypatch):
    place_all, batches = pressing.place_all, []

    def failing(session, presses, *, now):
        batches.append(len(presses))
        answers = place_all(session, presses, now=now)
        if any(press.msisdns == (OTHER,) for press in presses):
            raise IntegrityError("INSERT", {}, Exception("no such customer"))
        return answers

    monkeypatch.setattr(pressing, "place_all", failing)
    answers = pressed([(visitor(n), msisdn) for n, msisdn in enumerate(NUMBERS)])
    kinds = dict(zip(NUMBERS, map(type, answers), strict=True))
    assert kinds == {NUMBER: int, OTHER: IntegrityError, THIRD: int, LAST: int}
    assert is_sound(shelf)
    assert shelf.get_one(Number, OTHER).status is NumberStatus.AVAILABLE


def test_who_cannot_reach_the_database_is_told_so_once(shelf, monkeypatch):
    tries = []

    def failing(_session, presses, *, now):
        tries.append(len(presses))
        raise OperationalError("BEGIN", {}, Exception("disk I/O error"))

    monkeypatch.setattr(pressing, "place_all", failing)
    answers = pressed([(visitor(n), msisdn) for n, msisdn in enumerate(NUMBERS)])
    assert {type(answer) for answer in answers} == {OperationalError}
    assert sum(tries) == 4


# -- the same for one as for many ------------------------------------------------------------

WHO = [
    Actor.anonymous(visitor="lan", address="203.0.113.7"),
    Actor.anonymous(visitor="minh", address="203.0.113.7"),
    Actor(user_id=3, role=Role.CUSTOMER, visitor="an", address="203.0.113.8"),
    Actor(user_id=3, role=Role.CUSTOMER, visitor="an's phone", address="203.0.113.9"),
    Actor(),
]
SHELF = [f"8490123000{nth}" for nth in range(6)]
people = st.sampled_from(WHO)
one_number = st.sampled_from([*SHELF, "84900000000"])
wanted = st.one_of(
    one_number.map(lambda one: (one,)),
    st.lists(st.sampled_from(SHELF), min_size=2, max_size=2, unique=True).map(
        lambda two: tuple(sorted(two))
    ),
)
a_press = st.builds(Press, people, wanted)


def what_it_means(session: Session, answer: tuple[int, ...] | ShopError) -> object:
    """Of ids that differ from run to run: whose hold of what it is."""
    if isinstance(answer, ShopError):
        return type(answer), answer.params
    holds = [session.get_one(Hold, hold_id, populate_existing=True) for hold_id in answer]
    return [(hold.msisdn, hold.visitor, hold.customer_id) for hold in holds]


def one_by_one(session: Session, presses: list[Press]) -> list[object]:
    meant = []
    for press in presses:
        try:
            with session.begin_nested():
                meant.append(
                    tuple(hold.id for hold in service.place_press(session, press, now=NOON))
                )
        except ShopError as refusal:
            meant.append(refusal)
    return [what_it_means(session, answer) for answer in meant]


def holds_in(session: Session) -> list[object]:
    rows = session.exec(select(Hold).order_by(col(Hold.msisdn), col(Hold.placed_at)))
    shelf = session.exec(select(Number).order_by(col(Number.msisdn)))
    return [
        *((h.msisdn, h.status, h.visitor, h.customer_id, h.releases_at) for h in rows),
        *((n.msisdn, n.status, n.held_until) for n in shelf),
    ]


def test_a_batch_decides_as_its_presses_would_be_decided_one_after_the_other(
    database: sa.Engine, monkeypatch
):
    monkeypatch.setattr(shop, "holds_per_address", 2)
    with Session(database) as session, session.begin():
        put_on_shelf(session, [new_row(f"0{n[2:]}", 1, this_year=2026) for n in SHELF])

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        before=st.lists(st.tuples(a_press, st.sampled_from([1, 6])), max_size=4),
        presses=st.lists(a_press, min_size=1, max_size=8),
        paid=st.booleans(),
    )
    def check(before, presses, paid):
        with Session(database, expire_on_commit=False) as session:
            for press, minutes in before:
                at = NOON - timedelta(minutes=minutes)
                for answer in pressing.place_all(session, [press], now=at):
                    if isinstance(answer, tuple) and paid:
                        service.keep(session, Actor(), answer[0], now=at)
            with session.begin_nested() as together:
                answers = pressing.place_all(session, presses, now=NOON)
                batch = [what_it_means(session, answer) for answer in answers], holds_in(session)
                together.rollback()
            session.expire_all()
            assert batch == (one_by_one(session, presses), holds_in(session))

    check()


# -- a process that dies in the middle ---------------------------------------------------------

_DIES = """
import asyncio, os, signal, sys
import chonso_app.tables
from chonso_app.core import db
from chonso_app.core.actors import Actor
from chonso_app.holds import desk
from chonso_app.numbers import taking
from tests.conftest import NOON
real = taking.take_all
def dies(*args, **kwargs):
    real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
taking.take_all = dies
db.use_engine(db.make_engine(sys.argv[1]))
async def presses():
    await asyncio.gather(*(
        desk.press(Actor.anonymous(visitor=n), n, now=NOON) for n in sys.argv[2:]
    ))
asyncio.run(presses())
"""


def test_of_a_batch_whose_process_is_killed_nothing_is_left(shelf, database):
    url = database.url.render_as_string(hide_password=False)
    ended = subprocess.run([sys.executable, "-c", _DIES, url, *NUMBERS], check=False, timeout=60)
    assert ended.returncode == -9
    assert shelf.exec(select(Hold)).all() == []
    shelf.commit()
    answers = pressed([(visitor(nth), msisdn) for nth, msisdn in enumerate(NUMBERS)])
    assert {type(answer) for answer in answers} == {int}
    assert is_sound(shelf)
