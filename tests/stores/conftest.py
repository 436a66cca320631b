import pytest
from sqlmodel import Session

from tests.stores import world


@pytest.fixture
def shops(session: Session) -> Session:
    """The test's session, with the stores of `world`."""
    world.open_stores(session)
    return session
