"""What a call survives: networks that go away and come back, weak ones, browsers that die.

Relayed through coturn over a road that the test cuts, since a browser's own "offline" never touches
UDP. `--full` only: two minutes of waiting for networks.
"""

import logging
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

from tests.e2e.faults import RELAY_ONLY, Road, kill_browser, road, turn_server
from tests.e2e.people import STAFF_SCREEN, Person
from tests.e2e.server import Server
from tests.e2e.test_call import (
    FIRST_FRAME,
    SPY,
    People,
    connected,
    customer_of,
    hang_up,
    moving,
    stats,
    talk,
)

pytestmark = pytest.mark.full
log = logging.getLogger(__name__)
BACK = 30_000  # milliseconds after the network is there again, on a loaded machine


@pytest.fixture
def weather(server: Server) -> Iterator[Road]:
    with road() as weather, turn_server(server):
        yield weather


@pytest.fixture
def customer(people: People, server: Server, weather: Road) -> Person:
    return customer_of(people, server, SPY, RELAY_ONLY)


@pytest.fixture
def agent(people: People, weather: Road) -> Person:
    person = people("goivideo")
    person.page.context.set_default_timeout(FIRST_FRAME)
    for script in (SPY, RELAY_ONLY):
        person.page.add_init_script(script)
    person.log_in()
    person.open("/admin/cuoc-goi/")
    person.page.wait_for_selector('#desk-preview[data-ready="yes"]')
    return person


def events(server: Server, *kinds: str) -> list[dict[str, Any]]:
    """Of the newest call, in the order in which they happened."""
    with sqlite3.connect(f"file:{server.folder}/shop.db?mode=ro", uri=True) as database:
        rows = database.execute(
            "select kind, detail, at from call_event where call_id = (select max(id) from call) "
            "order by at"
        ).fetchall()
    return [
        {"kind": kind, "detail": detail, "at": at} for kind, detail, at in rows if kind in kinds
    ]


def offline(page: Page, away: bool) -> None:
    """HTTP and websockets of this page only."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send(
        "Network.emulateNetworkConditions",
        {"offline": away, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    )


@pytest.mark.parametrize("seconds", [12, 40])
def test_a_network_that_was_away_brings_the_call_back_alone(
    customer: Person, agent: Person, weather: Road, server: Server, seconds: int
) -> None:
    talk(customer, agent)
    moving(agent.page)
    assert stats(agent.page)["road"] == "relay"
    weather.cut = True
    agent.page.wait_for_timeout(1000 * seconds)
    assert stats(agent.page)["state"] != "connected"
    weather.clear()
    began = time.monotonic()
    connected(agent.page, "#desk-stage", BACK)
    connected(customer.page, "#call-box", BACK)
    for one in (agent, customer):
        moving(one.page)
    log.info("%s s away: pictures move %.1f s later", seconds, time.monotonic() - began)
    agent.page.wait_for_timeout(2000)
    assert {one["kind"] for one in events(server, "media_lost", "media_back", "stalled")} == {
        "media_lost", "media_back", "stalled",
    }  # fmt: skip
    hang_up(agent)


def test_socket_and_media_away_together_come_back_alone(
    customer: Person, agent: Person, weather: Road, complaints: list[str]
) -> None:
    talk(customer, agent)
    moving(agent.page)
    weather.cut = True
    offline(customer.page, True)
    agent.page.wait_for_timeout(14_000)
    weather.clear()
    offline(customer.page, False)
    began = time.monotonic()
    connected(agent.page, "#desk-stage", BACK)
    connected(customer.page, "#call-box", BACK)
    for one in (agent, customer):
        moving(one.page)
    log.info("both away: pictures move %.1f s later", time.monotonic() - began)
    hang_up(agent)
    complaints[:] = [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def test_a_weak_network_keeps_sound_and_stills_and_gets_its_picture_back(
    customer: Person, agent: Person, weather: Road, server: Server
) -> None:
    talk(customer, agent)
    moving(agent.page)
    weather.kbit, weather.delay, weather.loss = 70, 0.1, 0.15
    expect(agent.page.get_by_text("Mạng của khách yếu: còn tiếng và ảnh chụp")).to_be_visible(
        timeout=90_000
    )
    expect(customer.page.get_by_text("hình tạm tắt").first).to_be_visible(timeout=30_000)
    customer.picture("call-sound-only")
    agent.picture("desk-sound-only")
    before = stats(agent.page)["bytes"]
    agent.page.keyboard.press(" ")
    expect(agent.page.locator("#stills img")).to_have_count(1, timeout=15_000)
    assert stats(agent.page)["bytes"] > before  # the customer is heard
    weather.clear()
    expect(agent.page.get_by_text("Mạng của khách yếu: còn tiếng và ảnh chụp")).to_have_count(
        0, timeout=90_000
    )
    moving(agent.page)
    assert events(server, "level")
    hang_up(agent)


def test_nobody_else_gets_into_the_room_and_the_agent_sees_who_leaves_it(
    customer: Person, agent: Person, people: People, server: Server
) -> None:
    talk(customer, agent)
    with sqlite3.connect(f"file:{server.folder}/shop.db?mode=ro", uri=True) as database:
        (call_id,) = database.execute("select max(id) from call").fetchone()
    stranger = people("customer")
    stranger.open("/")
    asked = "(id) => fetch(`/api/calls/${id}/ticket`, { method: 'POST' }).then((a) => a.status)"
    assert stranger.page.evaluate(asked, call_id) == 404
    assert customer.page.evaluate(asked, call_id) == 200
    refused = """() => new Promise((done) => {
      const socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/ws/call");
      socket.onopen = () => socket.send(JSON.stringify({ token: "bm90.b3Vycw" }));
      socket.onclose = ({ code }) => done(code);
    })"""
    assert stranger.page.evaluate(refused) == 4401
    moving(agent.page)
    for hidden in (True, False):  # another app on the phone, and back
        customer.page.evaluate(
            "(hidden) => { Object.defineProperty(document, 'hidden', { value: hidden, "
            "configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }",
            hidden,
        )
        away = agent.page.get_by_text("Khách đã rời ứng dụng")
        expect(away).to_have_count(1 if hidden else 0)
    agent.page.wait_for_timeout(2000)  # it is written down once a second
    assert [one["kind"] for one in events(server, "app_left", "app_back")] == [
        "app_left", "app_back",
    ]  # fmt: skip
    hang_up(agent)


def test_the_customer_hears_within_a_second_that_the_agents_browser_died(
    people: People, server: Server, weather: Road, tmp_path: Path,
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any],
) -> None:  # fmt: skip
    customer = customer_of(people, server, SPY)
    context = browser_type.launch_persistent_context(
        str(tmp_path / "profile"), base_url=server.url, locale="vi-VN",
        permissions=["camera", "microphone"], **browser_type_launch_args, **STAFF_SCREEN,
    )  # fmt: skip
    context.set_default_timeout(FIRST_FRAME)
    context.add_init_script(SPY)
    agent = Person("goivideo", context.pages[0], server)
    agent.log_in()
    agent.open("/admin/cuoc-goi/")
    agent.page.wait_for_selector('#desk-preview[data-ready="yes"]')
    talk(customer, agent)
    moving(customer.page)
    customer.page.evaluate("""() => {
      const box = document.querySelector("#call-box");
      window.toldAt = 0;
      new MutationObserver(() => {
        if (box.dataset.peer === "no") window.toldAt ||= Date.now();
      }).observe(box, { attributes: true });
    }""")
    killed = kill_browser(tmp_path / "profile") * 1000
    customer.sees("Nhân viên rớt mạng")
    told = customer.page.evaluate("window.toldAt") - killed
    log.info("agent's browser killed: customer told after %.0f ms", told)
    assert 0 < told <= 1000
    agent = people("goivideo")
    agent.page.context.set_default_timeout(FIRST_FRAME)
    agent.log_in()
    agent.open("/admin/cuoc-goi/")
    connected(agent.page, "#desk-stage")
    hang_up(agent)
