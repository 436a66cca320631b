"""One customer and one agent in real Chromium, each with a fake camera and microphone."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import Person
from tests.e2e.server import ROOT, Server

People = Callable[..., Person]
FIRST_FRAME = 20_000  # milliseconds; a loaded machine of two cores
_next = iter(range(100))

# What the page's own peer connections know, kept from before the page starts.
SPY = """
(() => {
  const Real = window.RTCPeerConnection;
  window.peers = [];
  window.RTCPeerConnection = class extends Real {
    constructor(...all) { super(...all); window.peers.push(this); }
  };
})();
"""
STATS = """async () => {
  const peer = window.peers.at(-1);
  const seen = { frames: 0, energy: 0, bytes: 0, state: peer?.connectionState };
  if (peer) (await peer.getStats()).forEach((one) => {
    if (one.type !== "inbound-rtp") return;
    if (one.kind === "video") seen.frames = one.framesDecoded;
    if (one.kind === "audio")
      Object.assign(seen, { energy: one.totalAudioEnergy, bytes: one.bytesReceived });
  });
  const all = await peer?.getStats();
  all?.forEach((one) => {
    if (one.type === "candidate-pair" && one.nominated)
      seen.road = all.get(one.localCandidateId)?.candidateType;
  });
  return seen;
}"""

NO_CAMERA = """() => {
  const devices = navigator.mediaDevices;
  const real = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async () => { throw new DOMException("", "NotReadableError"); };
  window.giveBack = () => { devices.getUserMedia = real; };
}"""
UNPLUG = """() => {
  const [track] = document.querySelector("#desk-stage #mirror").srcObject.getVideoTracks();
  track.dispatchEvent(new Event("ended"));
}"""


def stage(server: Server, visitor: str) -> str:
    """The code of a paid, identified order of the browser with this visitor cookie."""
    number = f"09099{next(_next):05}"
    done = subprocess.run(
        [sys.executable, "-m", "tests.calls.staging", visitor, number],
        cwd=ROOT, env=server.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def agent(people: People) -> Person:
    """At the console, camera on, not yet available."""
    person = people("goivideo")
    person.page.context.set_default_timeout(FIRST_FRAME)
    person.page.add_init_script(SPY)
    person.log_in()
    person.open("/admin/cuoc-goi/")
    person.page.wait_for_selector('#desk-preview[data-ready="yes"]')
    return person


@pytest.fixture
def customer(people: People, server: Server) -> Person:
    return customer_of(people, server, SPY)


def customer_of(people: People, server: Server, *scripts: str) -> Person:
    """On the call page of an own order, devices tried."""
    person = people("customer")
    person.page.context.set_default_timeout(FIRST_FRAME)
    visitor = f"visitor-{time.monotonic_ns()}"
    person.page.context.add_cookies([{"name": "visitor", "value": visitor, "url": server.url}])
    for script in scripts:
        person.page.add_init_script(script)
    person.open(f"/hoa-mang/{stage(server, visitor)}/cuoc-goi")
    person.page.wait_for_selector('#call-box[data-device="ready"]')
    return person


def connected(page: Page, box: str, timeout: float = FIRST_FRAME) -> None:
    page.wait_for_selector(f'{box}[data-ice="connected"]', state="attached", timeout=timeout)


def stats(page: Page) -> dict[str, Any]:
    return page.evaluate(STATS)


def moving(page: Page) -> None:
    """The other side's picture really moves."""
    before, deadline = stats(page)["frames"], time.monotonic() + 15
    while time.monotonic() < deadline:
        if stats(page)["frames"] > before + 10:
            return
        page.wait_for_timeout(300)
    raise AssertionError(f"only {stats(page)} frames since {before}")


def talk(customer: Person, agent: Person) -> float:
    """From the queue into the call; milliseconds from the pick-up to both connections."""
    customer.page.click("#enter-queue")
    customer.page.wait_for_selector("#waiting-place")
    agent.page.click("#set-available")
    agent.page.wait_for_selector("#pick-up")
    began = time.monotonic()
    agent.page.click("#pick-up")
    connected(agent.page, "#desk-stage")
    connected(customer.page, "#call-box")
    return (time.monotonic() - began) * 1000


def hang_up(agent: Person) -> None:
    """Ends the talk and concludes it, so that the next test finds a free agent."""
    agent.page.click("#desk-hang-up")
    agent.page.wait_for_selector("#call-ended")
    agent.page.keyboard.press("t")
    agent.page.keyboard.press("1")
    agent.page.click("#confirm-verdict")
    agent.page.wait_for_selector('#desk-preview[data-ready="yes"]')
    agent.page.click("#set-paused")


def whole(page: Page) -> None:
    """The very first pictures are small, so that they come sooner."""
    expect(page.locator("#remote")).to_have_js_property("videoHeight", 720)


def test_two_people_see_and_hear_each_other_and_mute_is_silence(
    customer: Person, agent: Person
) -> None:
    talk(customer, agent)
    for one in (customer, agent):
        moving(one.page)
        whole(one.page)
    before = stats(customer.page)
    customer.page.wait_for_timeout(1500)
    heard = stats(customer.page)
    assert heard["energy"] > before["energy"]
    assert heard["bytes"] > before["bytes"]
    agent.page.keyboard.press("m")
    customer.page.wait_for_timeout(1000)  # what was said before still arrives
    before = stats(customer.page)
    customer.page.wait_for_timeout(1500)
    muted = stats(customer.page)
    assert muted["energy"] - before["energy"] < 1e-6
    assert muted["bytes"] > before["bytes"]
    hang_up(agent)


def test_a_reload_of_either_side_resumes_the_call(customer: Person, agent: Person) -> None:
    talk(customer, agent)
    customer.page.reload()
    customer.ready()
    connected(customer.page, "#call-box")
    moving(agent.page)
    whole(agent.page)
    agent.page.reload()
    agent.ready()
    connected(agent.page, "#desk-stage")
    connected(customer.page, "#call-box")
    moving(agent.page)
    moving(customer.page)
    hang_up(agent)


def test_a_camera_that_is_lost_is_told_and_comes_back_by_one_press(
    customer: Person, agent: Person
) -> None:
    talk(customer, agent)
    moving(agent.page)
    customer.page.evaluate(NO_CAMERA)
    customer.page.get_by_role("button", name="Camera sau").click()
    go_on = customer.page.get_by_role("button", name="Tiếp tục cuộc gọi")
    expect(go_on).to_be_visible()
    customer.page.evaluate("giveBack()")
    go_on.click()
    expect(go_on).to_have_count(0)
    moving(agent.page)
    before = customer.page.evaluate("peers.length")
    agent.page.evaluate(UNPLUG)
    agent.page.click("#own-camera button")
    expect(agent.page.locator("#own-camera")).to_have_count(0)
    customer.page.wait_for_function("before => peers.length > before", arg=before)
    moving(customer.page)
    hang_up(agent)


def test_stills_come_from_the_customers_camera_and_an_approval_needs_everything(
    customer: Person, agent: Person, server: Server
) -> None:
    talk(customer, agent)
    moving(agent.page)
    page = agent.page
    expect(page.locator("#approve")).to_be_disabled()
    for count in (1, 2, 3):  # face, front, back: the console goes on by itself
        page.keyboard.press(" ")
        expect(page.locator("#stills img")).to_have_count(count, timeout=15_000)
    width = (
        page.locator("#stills img")
        .nth(1)
        .evaluate("async (p) => { await p.decode(); return p.naturalWidth }")
    )
    assert width >= 1280
    source = page.locator("#stills img").first.get_attribute("src") or ""
    assert httpx.get(f"{server.url}{source}").status_code == 401
    for digit in "1234567":
        page.keyboard.press(digit)
    expect(page.locator('[role=checkbox][aria-checked="true"]')).to_have_count(7)
    expect(customer.page.get_by_text("Đã đủ các bước")).to_be_visible()
    expect(page.locator("#approve")).to_be_disabled()
    for button in page.get_by_role("button", name="Khớp", exact=True).all():
        button.click()
    page.keyboard.press("k")  # the recording is whole only when the talk is over
    page.wait_for_selector("#call-ended")
    expect(page.locator("#approve")).to_be_enabled(timeout=15_000)
    page.keyboard.press("a")
    page.click("#confirm-verdict")
    customer.sees("Đã xác minh qua video call")
    expect(customer.page.locator("#call-box")).to_have_count(0)
    agent.page.click("#set-paused")


def test_a_rejected_customer_reads_why_and_may_call_again(customer: Person, agent: Person) -> None:
    talk(customer, agent)
    agent.page.keyboard.press("r")
    agent.page.keyboard.press("1")
    agent.page.click("#confirm-verdict")
    customer.sees("Chưa đạt: người trong cuộc gọi khác ảnh giấy tờ")
    customer.sees("Bạn còn 2 lần gọi.")
    customer.page.click("#call-again")
    customer.page.wait_for_selector('#call-box[data-device="ready"]')
    talk(customer, agent)
    moving(customer.page)
    customer.page.click("#hang-up")
    expect(agent.page.locator("#call-ended")).to_be_visible()
    expect(agent.page.locator("#call-ended")).to_have_text(re.compile("Khách đã kết thúc"))
    agent.page.keyboard.press("t")
    agent.page.keyboard.press("4")
    agent.page.click("#confirm-verdict")
    customer.sees("Cuộc gọi chưa trọn vẹn")
    agent.page.click("#set-paused")


def test_a_second_tab_takes_the_call_over(customer: Person, agent: Person) -> None:
    talk(customer, agent)
    moving(agent.page)
    second = customer.page.context.new_page()
    second.add_init_script(SPY)
    second.goto(customer.page.url)
    second.wait_for_selector('#ready[data-ready="true"]', state="attached")
    connected(second, "#call-box")
    customer.sees("Cuộc gọi đang mở ở tab khác.")
    moving(agent.page)
    second.close()
    hang_up(agent)
