"""Two people in two Chromium processes, and what their pages saw of each other."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from chonso_app.accounts.seed import DEMO_LOGINS
from chonso_app.bench.serving import PORT

VISITOR = "bench-visitor"
_AGENT = "goivideo"
_FLAGS = [
    "--no-sandbox", "--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run",
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
_PORTS = (PORT + 7, PORT + 8)  # where the two browsers are told what to do
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
    agents_group: int

    def kill_agent(self) -> tuple[float, float]:
        """SIGKILL to the agent's browser: when (epoch), and the ms until the customer hears."""
        self.customer.evaluate(_WHEN_TOLD)
        killed = time.time()
        os.killpg(self.agents_group, signal.SIGKILL)
        self.customer.wait_for_function("window.toldAt > 0")
        return killed, self.customer.evaluate("window.toldAt") - killed * 1000

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
        self.agent.wait_for_selector("#call-ended")
        self.agent.keyboard.press("t")
        self.agent.keyboard.press("1")
        self.agent.click("#confirm-verdict")
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
    """The first picture of a stream that is not `known`."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(Exception):  # the page is just being loaded
            fresh = [
                one for one in page.evaluate("window.firsts") if one["id"] not in (known or ())
            ]
            if fresh:
                return fresh[0]
        page.wait_for_timeout(20)
    raise AssertionError("no picture within 20 s")


@contextlib.contextmanager
def two(url: str, *, relayed: bool) -> Iterator[Two]:
    with sync_playwright() as playwright, contextlib.ExitStack() as opened:
        (phone, _), (desk, pid) = (opened.enter_context(_chromium(port)) for port in _PORTS)
        customer, agent = (
            _page(playwright.chromium.connect_over_cdp(address), url, relayed=relayed, **screen)
            for address, screen in ((phone, _PHONE), (desk, _DESK))
        )
        customer.context.add_cookies([{"name": "visitor", "value": VISITOR, "url": url}])
        _to_work(agent, url)
        yield Two(url, customer, agent, pid)


@contextlib.contextmanager
def _chromium(port: int) -> Iterator[tuple[str, int]]:
    """A browser of its own: where to connect to it, and its process group, which may be killed."""
    with tempfile.TemporaryDirectory(prefix="chonso-bench-", ignore_cleanup_errors=True) as folder:
        command = [shutil.which("chromium") or "chromium", *_FLAGS]
        command += [f"--remote-debugging-port={port}", f"--user-data-dir={folder}"]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            yield _address_of(port), process.pid
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=10)


def _address_of(port: int) -> str:
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{address}/json/version").status_code == 200:
                return address
        time.sleep(0.1)
    raise AssertionError("Chromium did not start")


def _page(browser: Browser, url: str, *, relayed: bool, **screen: Any) -> Page:
    context = browser.new_context(
        base_url=url, locale="vi-VN", permissions=["camera", "microphone"], **screen
    )
    context.set_default_timeout(20_000)
    context.add_init_script(_SPY)
    if relayed:
        context.add_init_script(_RELAY)
    return context.new_page()


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
    page.wait_for_selector('#desk-preview[data-ready="yes"]')
    page.click("#set-available")
