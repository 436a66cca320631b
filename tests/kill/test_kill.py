"""Six points in `bin/test`, every one with `--full`."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.server import ROOT, Server, running

CARD = "9704198526191432198"
WORKER_POINTS = ("activation.reserved", "activation.asked", "activation.released", "message-sent")
FULL_POINTS = (
    "activation.begin", "activation.looked", "activation.connected",
)  # fmt: skip


def drive(server: Server, *step: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.kill.drive", *step],
        cwd=ROOT, env=server.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def wait_for(server: Server, what: str, value: str, seconds: float = 60) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    seen: dict[str, Any] = {}
    while time.monotonic() < deadline:
        seen = drive(server, "state")
        if seen[what] == value:
            return seen
        time.sleep(0.3)
    raise AssertionError(f"{what} never became {value}: {seen}\n{server.log.read_text()[-2500:]}")


def pay(url: str) -> None:
    with httpx.Client() as browser:
        shown = browser.get(url, follow_redirects=True)
        base = str(shown.url).rsplit("/", 1)[0]
        browser.post(f"{base}/card", data={"bank": "NCB", "number": CARD})
        browser.post(f"{base}/otp", data={"bank": "NCB", "otp": "123456"})


def kill(name: str, server: Server) -> None:
    """`kill -9` of every process of the server whose command line says `name`."""
    folder = str(server.folder)
    for line in subprocess.check_output(["ps", "-eo", "pid,args"], text=True).splitlines():
        pid, _, command = line.strip().partition(" ")
        if re.search(name, command) and folder in _environment(pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)


def _environment(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/environ").read_text(errors="replace")
    except OSError:
        return ""


def live_the_story(server: Server, during: Callable[[str], None] = lambda _moment: None) -> None:
    """From the press of Giữ số to Đã hòa mạng. `during` is called after each click."""
    made = drive(server, "order")
    pay(made["pay"])
    during("paid")
    wait_for(server, "order", "paid")
    drive(server, "prove", made["code"])
    drive(server, "approve")
    during("approved")
    iccid = wait_for(server, "dossier", "connected", seconds=90)["iccid"]
    httpx.post(f"{server.sandbox}/smdp/{iccid}/install").raise_for_status()
    during("installed")
    wait_for(server, "dossier", "installed")


def check_once(server: Server) -> None:
    """Every outside effect happened once, and every invariant holds."""
    lines = httpx.get(f"{server.sandbox}/operator/lines.json").json()
    assert lines["effects"] == {"activate": 1}
    assert [line["state"] for line in lines["lines"].values()] == ["active"]
    assert len(httpx.get(f"{server.sandbox}/smdp/profiles.json").json()) == 1
    assert drive(server, "state")["payments"] == ["succeeded"]
    bank = httpx.get(f"{server.sandbox}/vnpay/transactions.json").json()
    assert bank["refunds"] == {}
    for path, text in (("sms", "content"), ("mail", "subject")):
        told = httpx.get(f"{server.sandbox}/{path}/messages.json").json()
        words = [(one.get("phone") or one["to"], one[text]) for one in told]
        assert len(words) == len(set(words)), words
    assert server.invariants() == ""


@pytest.mark.parametrize("point", ["payments.ipn.stored", *WORKER_POINTS])
def test_a_process_killed_at_this_point_goes_on_after_a_restart(point: str, tmp_path: Path) -> None:
    _crash_at(point, tmp_path)


@pytest.mark.full
@pytest.mark.parametrize("point", FULL_POINTS)
def test_every_other_point_too(point: str, tmp_path: Path) -> None:
    _crash_at(point, tmp_path)


def _crash_at(point: str, folder: Path) -> None:
    marker = folder / "crashed"
    with running(folder, CHONSO_CRASH_AT=f"{point}={marker}") as server:
        live_the_story(server)
        assert marker.exists(), "the point was never reached"
        check_once(server)


def test_a_killed_sandbox_loses_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        live_the_story(
            server, lambda moment: kill("cli sandbox", server) if moment == "approved" else None
        )
        check_once(server)


def test_everything_killed_at_once_goes_on_with_a_new_start(tmp_path: Path) -> None:
    with running(tmp_path) as server:

        def all_die(moment: str) -> None:
            if moment == "approved":
                kill("chonso_app", server)
                time.sleep(0.5)
                server.start()

        live_the_story(server, all_die)
        check_once(server)
