"""The first page of a customer on a slow phone: bytes and largest contentful paint."""

import gzip
import shutil
import statistics
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Response, sync_playwright

from chonso_app.bench import figure
from chonso_app.bench.serving import product

RUNS = 5
_FLAGS = [
    "--no-sandbox", "--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
_KBIT, _LATENCY_MS, _CPU = 1600, 150, 4
_WATCH_LCP = """
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.__lcp = entry.startTime
}).observe({type: 'largest-contentful-paint', buffered: true})
"""


def run() -> None:
    with product() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        weigh(browser, f"{url}/")
        slow = [lcp(browser, f"{url}/", throttled=True) for _ in range(RUNS)]
        free = [lcp(browser, f"{url}/", throttled=False) for _ in range(RUNS)]
        figure(
            "page_lcp_ms", statistics.median(slow), "ms", baseline=statistics.median(free),
            conditions=f"median of {RUNS}, cold cache, {_KBIT} kbit/s, {_LATENCY_MS} ms, "
            f"{_CPU}x CPU; baseline: the same without throttling",
        )  # fmt: skip
        browser.close()


def weigh(browser: Browser, url: str) -> None:
    """What the browser really asks for, gzipped at level 6 as it is sent."""
    sizes = {"js": 0.0, "css": 0.0}
    raw = {"js": 0.0, "css": 0.0}

    def add(response: Response) -> None:
        kind = urlsplit(response.url).path.rpartition(".")[2]
        if kind in sizes and response.ok:
            body = response.body()
            sizes[kind] += len(gzip.compress(body, 6)) / 1000
            raw[kind] += len(body) / 1000

    page = browser.new_page(viewport={"width": 390, "height": 844})
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108  no builtins
    page.goto(url, wait_until="networkidle")
    for response in responses:
        add(response)
    page.close()
    for kind, size in sizes.items():
        figure(
            f"page_{kind}_kb_gz", size, "kB", baseline=raw[kind],
            conditions="home page, all files until the network is idle; baseline: not compressed",
        )  # fmt: skip


def lcp(browser: Browser, url: str, *, throttled: bool) -> float:
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    page = context.new_page()
    page.add_init_script(_WATCH_LCP)
    if throttled:
        _throttle(page)
    page.goto(url, wait_until="load")
    page.wait_for_timeout(1500)
    moment = page.evaluate("window.__lcp")
    context.close()
    return moment


def _throttle(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": _CPU})
    bytes_per_second = _KBIT * 1000 / 8
    devtools.send("Network.enable")
    devtools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": _LATENCY_MS,
            "downloadThroughput": bytes_per_second,
            "uploadThroughput": bytes_per_second,
        },
    )
