"""Two units with a shop each, their stock keepers, and files sent by them."""

import pytest
from sqlmodel import Session

from chonso_app.accounts.models import Unit
from chonso_app.core import media
from chonso_app.core.actors import Actor, Role
from chonso_app.numbers import importing, stock_jobs, stock_places, stock_runs
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.stock_models import StockRun
from chonso_app.numbers.stock_places import Shop

HEAD = Actor(user_id=1, role=Role.MARKETING)
KV1 = Actor(user_id=2, role=Role.MARKETING, unit_id=1)
KV2 = Actor(user_id=3, role=Role.MARKETING, unit_id=2)
CLERK = Actor(user_id=4, role=Role.ORDER_CLERK)
SHOPS = [Shop("CH-01", "Cửa hàng Hoàn Kiếm", 1), Shop("CH-79", "Cửa hàng Bến Thành", 2)]


@pytest.fixture
def stock(session: Session, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr(stock_places, "_find_shops", lambda _: SHOPS)
    for code in ("KV1", "KV2"):
        session.add(Unit(code=code, name=f"Cty KV {code[2:]}"))
        session.flush()
    session.commit()
    return session


def shelve(session: Session, numbers: dict[str, int], **columns: object) -> None:
    rows = [new_row(n, price, this_year=2026) | columns for n, price in numbers.items()]
    put_on_shelf(session, rows)
    session.commit()


def send(session: Session, now, text: str | bytes, actor: Actor = HEAD) -> StockRun:
    """A file that came and was checked."""
    data = text.encode() if isinstance(text, str) else text
    kept = media.put(data, kind="stock")
    run = importing.begin(session, actor, "lo-1.csv", len(data), kept, now=now)
    return checked(session, run)


def checked(session: Session, run: StockRun) -> StockRun:
    session.commit()
    stock_jobs.check(run.key)
    return fresh(session, run)


def done(session: Session, now, run: StockRun, actor: Actor = HEAD, **more: object) -> StockRun:
    stock_runs.confirm(session, actor, run.key, now=now, **more)
    session.commit()
    stock_jobs.do(run.key)
    return fresh(session, run)


def fresh(session: Session, run: StockRun) -> StockRun:
    session.expire_all()
    row = session.get_one(StockRun, run.key)
    session.commit()  # or SQLite would keep the write lock for this look
    return row


def number(session: Session, national: str) -> Number:
    session.expire_all()
    row = session.get_one(Number, f"84{national[1:]}")
    session.commit()
    return row


def status(session: Session, national: str, to: NumberStatus) -> None:
    row = number(session, national)
    row.status = to
    session.add(row)
    session.commit()
