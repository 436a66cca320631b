"""Two people in two Chromium processes, and what their pages saw of each other."""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright, sync_playwright

from chonso_app.accounts.seed import DEMO_LOGINS

VISITOR = "bench-visitor"
_AGENT = "goivideo"
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
]  # fmt: skip
# The first shown frame of every remote stream, by the machine's clock, and the pick-up's click.
_SPY = """
(() => {
  window.firsts = [];
  window.pickedAt = 0;
  const watch = (video) => {
    const known = new Set();
    const next = () => {
      const id = video.srcObject?.id;
      if (id && !known.has(id)) { known.add(id); window.firsts.push({ id, at: Date.now() }); }
      video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  };
  new MutationObserver(() => {
    for (const video of document.querySelectorAll("video#remote"))
      if (!video.spied) { video.spied = true; watch(video); }
  }).observe(document, { childList: true, subtree: true });
  addEventListener("click", (event) => {
    if (event.target.closest?.("#pick-up")) window.pickedAt = Date.now();
  }, true);
})();
"""
_RELAY = """
(() => {
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(asked) { super({ ...asked, iceTransportPolicy: "relay" }); }
  };
})();
"""

_WHEN_TOLD = """() => {
  const box = document.querySelector("#call-box");
  window.toldAt = 0;
  new MutationObserver(() => {
    if (box.dataset.peer === "no") window.toldAt ||= Date.now();
  }).observe(box, { attributes: true });
}"""
_PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True,
}  # fmt: skip
_DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}


@dataclass
class Two:
    """A customer with a phone and an agent at the console; the agent is logged in."""

    url: str
    customer: Page
    agent: Page
    agents_profile: str

    def kill_agent(self) -> tuple[float, float]:
        """SIGKILL to the agent's browser: when (epoch), and the ms until the customer hears."""
        self.customer.evaluate(_WHEN_TOLD)
        killed = time.time()
        kill_browser(self.agents_profile)
        while not (told := self.customer.evaluate("window.toldAt")):
            self.customer.wait_for_timeout(
                20
            )  # `wait_for_function` needs eval, our policy has none
        return killed, told - killed * 1000

    def wait_in_queue(self, code: str) -> None:
        self.customer.goto(f"{self.url}/hoa-mang/{code}/cuoc-goi")
        self.customer.wait_for_selector('#call-box[data-device="ready"]')
        self.customer.wait_for_selector("#waiting-place")
        self.agent.wait_for_selector("#pick-up")
        self.agent.wait_for_selector('#desk-preview[data-ready="yes"]')

    def pick_up(self) -> tuple[float, float]:
        """Milliseconds from the click to the other's first picture: at the agent, the customer."""
        for page in (self.agent, self.customer):
            page.evaluate("window.firsts = []")
        self.agent.click("#pick-up")
        at_agent, at_customer = (first(page)["at"] for page in (self.agent, self.customer))
        began = self.agent.evaluate("window.pickedAt")
        return at_agent - began, at_customer - began

    def conclude(self) -> None:
        self.agent.click("#desk-hang-up")
        _no_verdict(self.agent)
        self.customer.goto("about:blank")
        self.agent.click("#set-available")  # without the pause that an agent has after a verdict

    def reload(self, page: Page, peer: Page) -> float:
        """Milliseconds from the reload to the moment when both see each other again."""
        page.wait_for_timeout(1500)  # the talk is quiet again
        known = {one["id"] for one in peer.evaluate("window.firsts")}
        page.reload(wait_until="commit")
        began = page.evaluate("performance.timeOrigin")
        return max(first(page)["at"], first(peer, known)["at"]) - began


def first(page: Page, known: set[str] | None = None) -> dict[str, Any]:
    """The first picture of a stream that is not `known`. Asked for seldom: pages told their own
    moments, and a question every 20 ms took a tenth of this machine from what is measured."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(Exception):  # the page is just being loaded
            fresh = [
                one for one in page.evaluate("window.firsts") if one["id"] not in (known or ())
            ]
            if fresh:
                return fresh[0]
        page.wait_for_timeout(250)
    raise AssertionError("no picture within 20 s")


@contextlib.contextmanager
def two(url: str, *, relayed: bool) -> Iterator[Two]:
    """Each in a browser process of its own, with a profile that says which processes are its."""
    with contextlib.ExitStack() as opened:
        playwright = opened.enter_context(sync_playwright())
        phone, desk = (opened.enter_context(_folder()) for _ in range(2))
        customer = _page(playwright, phone, url, relayed=relayed, **_PHONE)
        agent = _page(playwright, desk, url, relayed=relayed, **_DESK)
        customer.context.add_cookies([{"name": "visitor", "value": VISITOR, "url": url}])
        _to_work(agent, url)
        try:
            yield Two(url, customer, agent, desk)
        finally:
            for profile in (phone, desk):
                kill_browser(profile)


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="chonso-bench-", ignore_cleanup_errors=True)


def kill_browser(profile: str) -> None:
    """SIGKILL to every process of that profile, as when a computer runs out of memory."""
    mine = f"--user-data-dir={profile}".encode()
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):  # not a process, or gone by now
            if mine in (entry / "cmdline").read_bytes():
                os.kill(int(entry.name), signal.SIGKILL)


def _page(playwright: Playwright, profile: str, url: str, *, relayed: bool, **screen: Any) -> Page:
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=shutil.which("chromium"), args=_FLAGS, base_url=url,
        locale="vi-VN", permissions=["camera", "microphone"], **screen,
    )  # fmt: skip
    context.set_default_timeout(20_000)
    context.add_init_script(_SPY)
    if relayed:
        context.add_init_script(_RELAY)
    return context.pages[0]


def _to_work(page: Page, url: str) -> None:
    password = next(secret for login, secret, _ in DEMO_LOGINS if login == _AGENT)
    page.goto(f"{url}/admin/dang-nhap/")
    page.wait_for_selector('#ready[data-ready="true"]', state="attached")
    page.fill("[name=login]", _AGENT)
    page.fill("[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda address: "dang-nhap" not in address)
    page.goto(f"{url}/admin/cuoc-goi/")
    page.wait_for_selector('#ready[data-ready="true"]', state="attached")
    ended = page.locator("#call-ended")
    ended.or_(page.locator('#desk-preview[data-ready="yes"]')).first.wait_for()
    if ended.is_visible():
        _no_verdict(page)  # of the call in which this agent's browser was killed
    page.wait_for_selector('#desk-preview[data-ready="yes"]')
    page.click("#set-available")


def _no_verdict(page: Page) -> None:
    """The last call ended for a technical reason, which leaves the order in the queue."""
    page.wait_for_selector("#call-ended")
    page.keyboard.press("t")
    page.keyboard.press("1")
    page.click("#confirm-verdict")
