"""Nine companies, a head-office supervisor, one of KV 2, and a book to write in."""

from datetime import datetime

import pytest
from sqlmodel import Session, select

from chonso_app.accounts import seed as accounts_seed
from chonso_app.accounts.models import Unit
from chonso_app.core.actors import Actor, Role

CHIEF = Actor(user_id=1, role=Role.SUPERVISOR)  # head office
AN_GIANG, HANOI, SAIGON = "91", "01", "79"


@pytest.fixture
def units(session: Session, now: datetime) -> dict[str, int]:
    accounts_seed.seed(session, now)
    session.commit()
    return {unit.code: unit.row_id for unit in session.exec(select(Unit))}


@pytest.fixture
def kv2_chief(units) -> Actor:
    return Actor(user_id=2, role=Role.SUPERVISOR, unit_id=units["KV2"])
