"""One shop for all kill tests: a crash point is armed by a file, so nothing needs a new start."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from chonso_app.core import db
from tests.activation import world
from tests.kill.shop import Shop
from tests.kill.story import CLOCK, NUMBERS
from tests.orders.world import stock


@pytest.fixture
def enqueued() -> None:
    """Here jobs really run."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    shop = Shop(tmp_path_factory.mktemp("shop"))
    shop.migrate()
    with Session(db.engine) as session:
        stock(session, *NUMBERS)
        world.staff(session, CLOCK())
    try:
        shop.start()
        yield shop
    finally:
        shop.stop()


@pytest.fixture
def _log_of_a_failure(request: pytest.FixtureRequest, shop: Shop) -> Iterator[None]:
    before = shop.log.stat().st_size
    yield
    with Path(shop.log).open() as log:
        log.seek(before)
        print(log.read()[-5000:])  # noqa: T201  pytest shows it when the test failed
