"""The agent's browser is killed in the middle of a call: what was recorded, and how it goes on."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page

from tests.e2e.conftest import listen
from tests.e2e.faults import kill_browser
from tests.e2e.people import STAFF_SCREEN, Person
from tests.e2e.server import ROOT, Server
from tests.e2e.test_call import FIRST_FRAME, connected, customer, hang_up, talk

__all__ = ["customer"]

Come = Callable[[], Person]
# A run that another agent left at this computer; it is the first that the next tab looks at.
_LEAVE_ANOTHERS = """() => new Promise((done) => {
  indexedDB.open("chonso-recording", 1).onsuccess = ({ target }) => {
    const move = target.result.transaction("runs", "readwrite");
    const about = { run: "0", callId: 1, agent: -1, began: Date.now(), count: null };
    move.objectStore("runs").put(about);
    move.oncomplete = () => { target.result.close(); done(); };
  };
})"""
_LEFT = """() => new Promise((done) => {
  indexedDB.open("chonso-recording", 1).onsuccess = ({ target }) => {
    const asked = target.result.transaction("runs").objectStore("runs").getAllKeys();
    asked.onsuccess = () => { target.result.close(); done(asked.result); };
  };
})"""


@pytest.fixture
def agent_at_a_computer(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    server: Server,
    complaints: list[str],
    tmp_path: Path,
) -> Iterator[Come]:
    """A browser process of its own each time, always with the same profile."""
    opened = []

    def come() -> Person:
        context = browser_type.launch_persistent_context(
            str(tmp_path / "profile"), base_url=server.url, locale="vi-VN",
            permissions=["camera", "microphone"], **browser_type_launch_args, **STAFF_SCREEN,
        )  # fmt: skip
        opened.append(context)
        context.set_default_timeout(FIRST_FRAME)
        context.clear_cookies()  # of the browser that was killed
        page = context.pages[0]
        listen(page, complaints)
        agent = Person("goivideo", page, server)
        agent.log_in()
        agent.open("/admin/cuoc-goi/")
        return agent

    yield come
    for context in opened[1:]:
        context.close()


def report(server: Server, *more: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.recordings.report", *more],
        cwd=ROOT, env=server.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def finalised(server: Server) -> dict[str, Any]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found = report(server)
        if found["state"] == "finalised":
            return found
        time.sleep(0.5)
    raise AssertionError(report(server))


def recording(page: Page) -> None:
    page.wait_for_selector('#recording[data-on="yes"]')


def test_of_a_killed_browser_at_most_two_seconds_are_lost_and_the_next_one_goes_on(
    customer: Person, agent_at_a_computer: Come, server: Server, tmp_path: Path
) -> None:
    agent = agent_at_a_computer()
    agent.page.wait_for_selector('#desk-preview[data-ready="yes"]')
    talk(customer, agent)
    recording(agent.page)
    agent.page.evaluate(_LEAVE_ANOTHERS)
    agent.page.wait_for_timeout(7_500)
    killed_at = kill_browser(tmp_path / "profile")
    customer.page.wait_for_selector('#call-box[data-peer="no"]', state="attached", timeout=5_000)
    agent = agent_at_a_computer()
    connected(agent.page, "#desk-stage")
    recording(agent.page)
    agent.page.wait_for_timeout(4_000)
    hang_up(agent)
    found = finalised(server)
    assert agent.page.evaluate(_LEFT) == ["0"]
    first, second = found["parts"]
    assert killed_at - first["began"] - first["length_s"] < 2.2
    assert first["plays_s"] > first["length_s"] - 0.6
    assert first["whole"]  # the next tab of this profile told how many chunks there were
    assert second["plays_s"] > 3
    assert abs(found["decoded_s"] - found["duration_s"]) < 0.5
    assert found["loudest_db"] > -60  # the fake microphones beep
    assert "gap" in {mark["kind"] for mark in found["marks"]}
