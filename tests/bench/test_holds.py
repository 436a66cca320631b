"""The bench of holds measures what it says, on both databases, and checks who won."""

import json
from contextlib import nullcontext

import pytest
import sqlalchemy as sa

from chonso_app.bench import holds
from chonso_app.core import db


@pytest.fixture(autouse=True)
def _short(monkeypatch, request):
    """Twenty clients for a blink; the engine of the other tests comes back afterwards."""
    for name, value in {
        "CLIENTS": 20, "STOCK": 4_000, "SECONDS": 0.6, "WARM_UP": 0.1, "_NAIVE_POSTGRES": 4,
    }.items():  # fmt: skip
        monkeypatch.setattr(holds, name, value)
    monkeypatch.setattr(db, "engine", db.engine)


def test_its_figures_have_baselines_of_the_same_run(database: sa.Engine, monkeypatch, capsys):
    on_postgres = database.dialect.name == "postgresql"
    if on_postgres:
        url = database.url.render_as_string(hide_password=False)
        monkeypatch.setattr(holds, "database", lambda: nullcontext(url))
    else:
        monkeypatch.setattr(holds, "database", lambda: nullcontext(""))
    try:
        holds.run()
    finally:
        if on_postgres:
            with database.begin() as connection:
                connection.exec_driver_sql("DROP TABLE IF EXISTS bench_raw")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    kinds = ["holds_sqlite", "holds_sqlite_slow_disk", *["holds_postgres"] * on_postgres]
    assert [line["name"] for line in lines] == [
        f"{kind}_{what}" for kind in kinds for what in ("per_s", "p95_ms")
    ]
    assert all(line["value"] > 0 and line["baseline"] > 0 for line in lines)


def test_two_winners_of_one_number_end_it():
    run = holds.Run()
    run.note("84900000001", 0.0, won=True)
    with pytest.raises(AssertionError, match="two winners"):
        run.note("84900000001", 0.0, won=True)
