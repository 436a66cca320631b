"""The processes that run the engine: what hangs or dies in one harms nobody else."""

import os
import threading
import time
from collections.abc import Iterator

import pytest

from chonso_app.ekyc.pool import Crashed, Pool, TookTooLong, held_by


def _nothing_to_warm() -> None:
    pass


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(2, _nothing_to_warm)
    yield made
    made.close()


def test_work_comes_back_from_another_process(pool: Pool):
    assert pool.run(os.getpid, seconds=20) != os.getpid()


def test_what_takes_too_long_is_killed_and_replaced(pool: Pool):
    pool.run(os.getpid, seconds=20)
    began = time.monotonic()
    with pytest.raises(TookTooLong):
        pool.run(time.sleep, 60, seconds=0.3)
    assert time.monotonic() - began < 5
    assert pool.run(abs, -3, seconds=20) == 3


def _eat(megabytes: int) -> int:
    kept = b"x" * (megabytes * 1024**2)
    time.sleep(0.5)
    return len(kept)


def test_a_process_that_eats_memory_is_killed_and_replaced():
    pool = Pool(1, _nothing_to_warm, most_mb=120)
    try:
        before = pool.run(os.getpid, seconds=20)
        with pytest.raises(Crashed, match="memory"):
            pool.run(_eat, 150, seconds=20)
        assert pool.run(os.getpid, seconds=20) != before
    finally:
        pool.close()


def test_what_a_process_holds_can_be_asked():
    assert 10 * 1024**2 < held_by(os.getpid()) < 4 * 1024**3
    assert held_by(2**22 + 1) == 0


def test_a_process_that_dies_is_replaced(pool: Pool):
    with pytest.raises(Crashed):
        pool.run(os._exit, 1, seconds=20)
    assert pool.run(abs, -3, seconds=20) == 3


def test_a_place_whose_process_cannot_be_started_is_filled_when_there_is_room_again(
    monkeypatch: pytest.MonkeyPatch,
):
    def no_room() -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    pool = Pool(1, _nothing_to_warm)
    try:
        with monkeypatch.context() as machine:
            machine.setattr(pool, "_fresh", no_room)
            with pytest.raises(Crashed, match="died"):
                pool.run(os._exit, 1, seconds=20)
            with pytest.raises(Crashed, match="no_process"):
                pool.run(abs, -3, seconds=20)
        assert pool.run(abs, -3, seconds=20) == 3
    finally:
        pool.close()


def test_an_error_is_told_by_its_name_and_not_by_its_content(pool: Pool):
    with pytest.raises(Crashed) as crashed:
        pool.run(int, "so 079190000268", seconds=20)
    assert crashed.value.kind == "ValueError"
    assert "079190000268" not in str(crashed.value)


def test_two_work_at_once_and_the_third_waits_its_turn(pool: Pool):
    pool.run(time.sleep, 0, seconds=20)
    began = time.monotonic()
    threads = [
        threading.Thread(target=pool.run, args=(time.sleep, 0.4), kwargs={"seconds": 20})
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - began >= 0.8
