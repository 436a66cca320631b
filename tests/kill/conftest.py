"""One shop for all kill tests: a crash point is armed by a file, so nothing needs a new start."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import Session

from chonso_app.core import db, jobs
from chonso_app.core.config import settings
from tests import postgres
from tests.activation import world
from tests.kill.shop import Shop
from tests.kill.story import CLOCK, NUMBERS
from tests.orders.world import stock


@pytest.fixture
def enqueued() -> None:
    """Here jobs really run."""


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.full)]
)
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    with _database(request.param, folder) as url, _used_here_too(url):
        shop = Shop(folder, url)
        shop.migrate()
        with Session(db.engine) as session:
            stock(session, *NUMBERS)
            world.staff(session, CLOCK())
        try:
            shop.start()
            yield shop
        finally:
            shop.stop()


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/shop.db"
        return
    with postgres.fresh_database() as url:
        yield url


@contextmanager
def _used_here_too(url: str) -> Iterator[None]:
    """The clicks of customer and clerk are made by this process."""
    before = db.engine, settings.database_url
    engine = db.make_engine(url)
    db.use_engine(engine)
    settings.database_url = url
    jobs.client.cache_clear()
    yield
    db.use_engine(before[0])
    settings.database_url = before[1]
    jobs.client.cache_clear()
    engine.dispose()


@pytest.fixture
def _log_of_a_failure(request: pytest.FixtureRequest, shop: Shop) -> Iterator[None]:
    before = shop.log.stat().st_size
    yield
    with Path(shop.log).open() as log:
        log.seek(before)
        print(log.read()[-5000:])  # noqa: T201  pytest shows it when the test failed
