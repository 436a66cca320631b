"""Every handler and route is declared, and the reviewed matrix is what the code says.

In processes of their own: other tests register handlers that nobody should be able to call.
"""

import functools
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.routing import Route

from chonso_app.ui import routing

_FORGETFUL = """
from chonso_app import chonso_app
from chonso_app.ui import access
name, entry = next(iter(access.app_handlers()))
del entry.handler.fn.__access__
print(name)
access.check_handlers()
"""


def python(*given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *given], capture_output=True, text=True, check=False)


@functools.cache
def current() -> list[str]:
    done = python("-m", "tests.gate.matrix")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_reviewed_matrix_is_what_the_code_says() -> None:
    reviewed = (Path(__file__).parent / "matrix.txt").read_text().splitlines()
    assert current() == reviewed, "python -m tests.gate.matrix shows the new one: review it"


def test_nothing_in_the_matrix_is_undeclared() -> None:
    lines = current()[1:]
    assert len(lines) > 40
    assert [line for line in lines if line.split("  ")[1].startswith("None")] == []


def test_an_undeclared_handler_stops_the_start() -> None:
    done = python("-c", _FORGETFUL)
    assert done.returncode != 0
    assert "no @public or @allow on" in done.stderr
    assert done.stdout.strip() in done.stderr


def test_an_undeclared_route_stops_the_start() -> None:
    async def endpoint(_request: object) -> None: ...

    with pytest.raises(RuntimeError, match="/open"):
        routing.check_routes([Route("/open", endpoint)])
