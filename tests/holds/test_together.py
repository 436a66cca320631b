"""One person pressing in many places at once: a double click, two tabs, a last moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from chonso_app.core import db
from chonso_app.core.actors import system
from chonso_app.core.errors import ShopError
from chonso_app.holds import invariants, service
from chonso_app.holds.models import Hold, HoldStatus
from tests.holds.conftest import NUMBERS

TABS = 6
NUMBER = NUMBERS[0]


def at_once(work, count=TABS):
    """What `work(place)` answered in each of `count` threads that start together; refusals too."""
    start = Barrier(count, timeout=60)

    def run(place):
        start.wait()
        try:
            return work(place)
        except ShopError as refusal:
            return refusal

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.parametrize("_round", range(5))
def test_a_double_click_is_one_hold(shelf, lan, now, _round):
    holds = at_once(lambda _: db.transact(service.place, lan, NUMBER, now=now).id)
    assert len(set(holds)) == 1


@pytest.mark.parametrize("_round", range(5))
def test_two_tabs_hold_one_number_between_them(shelf, lan, now, _round):
    answers = at_once(lambda tab: db.transact(service.place, lan, NUMBERS[tab % 4], now=now))
    held = {answer.msisdn for answer in answers if isinstance(answer, Hold)}
    assert len(held) == 1
    others = [answer for answer in answers if not isinstance(answer, Hold)]
    assert {type(answer) for answer in others} == {service.AlreadyHolding}


@pytest.mark.parametrize("_round", range(5))
def test_a_payment_at_the_last_moment_and_the_sweep_and_the_next_buyer(
    shelf, lan, minh, now, _round
):
    hold = service.place(shelf, lan, NUMBER, now=now)
    shelf.commit()
    over = now + timedelta(minutes=5)
    work = [
        lambda: db.transact(service.keep, system("payments"), hold.id, now=over),
        lambda: db.transact(service.expire, system("holds"), hold.id, now=over),
        lambda: db.transact(service.place, minh, NUMBER, now=over),
        lambda: db.transact(service.release, lan, hold.id, now=over),
    ]
    kept, _, placed, _ = at_once(lambda place: work[place](), len(work))
    assert not (isinstance(kept, Hold) and isinstance(placed, Hold) and kept.id == hold.id) or (
        shelf.get_one(Hold, hold.id, populate_existing=True).status is HoldStatus.RELEASED
    )
    live = select(Hold).where(Hold.msisdn == NUMBER)
    running = [h for h in shelf.exec(live.execution_options(populate_existing=True)) if h.is_live]
    assert len(running) <= 1
    shelf.expire_all()
    assert list(invariants.disagreements(shelf)) == []
