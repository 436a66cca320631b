"""Every handler and route is declared, and the reviewed matrix is what the code says."""

from pathlib import Path

import pytest
from starlette.routing import Route

from chonso_app.ui import access, routing
from tests.gate import matrix


def test_the_reviewed_matrix_is_what_the_code_says() -> None:
    reviewed = (Path(__file__).parent / "matrix.txt").read_text().splitlines()
    assert matrix.current() == reviewed, "python -m tests.gate.matrix shows the new one: review it"


def test_nothing_in_the_matrix_is_undeclared() -> None:
    lines = matrix.current()[1:]
    assert len(lines) > 40
    assert [line for line in lines if line.split("  ")[1].startswith("None")] == []


def test_an_undeclared_handler_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    name, entry = next(iter(access.app_handlers()))
    monkeypatch.delattr(entry.handler.fn, "__access__")
    with pytest.raises(RuntimeError, match=name.rpartition(".")[2]):
        access.check_handlers()


def test_an_undeclared_route_stops_the_start() -> None:
    async def endpoint(_request: object) -> None: ...

    with pytest.raises(RuntimeError, match="/open"):
        routing.check_routes([Route("/open", endpoint)])
