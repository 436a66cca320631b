"""The order console with a million orders: CPU of one page with its counts, on both databases."""

import os
import statistics
import sys
import tempfile
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

import chonso_app.tables  # noqa: F401  every model
from chonso_app.bench import figure
from chonso_app.bench.clock import Clock
from chonso_app.bench.orders_rows import fill
from chonso_app.bench.postgres import database
from chonso_app.core import db
from chonso_app.core.actors import Actor, Role
from chonso_app.delivery import console_views
from chonso_app.delivery.console import PAGE, Filters
from chonso_app.orders.models import Fulfilment, Order

ORDERS = int(os.environ.get("CHONSO_BENCH_ORDERS", "1000000"))
ROUNDS, NAIVE_ROUNDS = 20, 3
_HEAD_OFFICE = Actor(user_id=1, role=Role.ORDER_CLERK)
_REGIONAL = Actor(user_id=2, role=Role.ORDER_CLERK, unit_id=3)
_NOW = datetime(2026, 11, 25, 5, tzinfo=UTC)


def run() -> None:
    with tempfile.TemporaryDirectory(prefix="chonso-bench-") as folder:
        _measure("SQLite", f"sqlite:///{folder}/orders.db")
    with database() as url:
        if url:
            _measure("PostgreSQL", url)
        else:
            print("no PostgreSQL: set CHONSO_BENCH_POSTGRES", file=sys.stderr)


def _measure(name: str, url: str) -> None:
    engine = db.make_engine(url)
    SQLModel.metadata.create_all(engine)
    fill(engine, ORDERS)
    reader = engine.execution_options(reads_only=True)
    with Session(reader) as session:
        clock = _clock_of(session)
        _page(session, _HEAD_OFFICE, Fulfilment.PENDING)  # plans and caches, as on a busy day
        pages = [
            clock.spent(_page, session, actor, tab)
            for _ in range(ROUNDS)
            for actor in (_HEAD_OFFICE, _REGIONAL)
            for tab in Fulfilment
        ]
        naive = [clock.spent(_naive, session) for _ in range(NAIVE_ROUNDS)]
    engine.dispose()
    figure(
        "orders_page_cpu_p95_ms", statistics.quantiles(pages, n=20)[-1], "ms",
        baseline=statistics.median(naive),
        conditions=f"{name}, {ORDERS:,} orders; first page of {PAGE} and counts of every tab, "
        f"head office and one region, {len(pages)} pages, {clock.told}; baseline: GROUP BY for "
        "the counts, ORDER BY paid_at for the page, in the same run",
    )  # fmt: skip


def _page(session: Session, actor: Actor, tab: Fulfilment) -> None:
    session.expunge_all()
    console_views.listed(session, actor, Filters(tab=tab), None, now=_NOW)


def _naive(session: Session) -> None:
    session.expunge_all()
    session.execute(sa.select(col(Order.fulfilment), sa.func.count()).group_by(Order.fulfilment))
    rows = select(Order.id, Order.code, Order.full_name, Order.total).where(
        Order.fulfilment == Fulfilment.DELIVERED
    )
    session.exec(rows.order_by(col(Order.paid_at).desc(), col(Order.id)).limit(PAGE)).all()


def _clock_of(session: Session) -> Clock:
    if session.get_bind().dialect.name != "postgresql":
        return Clock()
    session.execute(sa.text("set max_parallel_workers_per_gather = 0"))
    return Clock(session.execute(sa.text("select pg_backend_pid()")).scalar_one())
