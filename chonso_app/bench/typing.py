"""From the press of a key in the search box to painted rows, over a shop of a million numbers.

`bench typing [--numbers N]`. The product as it is served, on the loopback, in Chromium.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from chonso_app.bench import figure
from chonso_app.bench.search_shelf import fill
from chonso_app.bench.search_stock import stock
from chonso_app.bench.serving import product
from chonso_app.core import db
from chonso_app.numbers.index import file

WORDS = (
    "6868", "0909", "090*68", "09?6?68", "1990", "3979", "minh", "lan", "0933*8", "123456",
    "8888", "077", "78*86", "0903??99", "hoa", "5555", "15081990", "686868", "070*1", "4953",
)  # fmt: skip
_WARM = ("79", "0898", "an")
_PAUSE_MS = 120  # between two keys; people type six a second
_BUILT_WITHIN = 300.0
_FLAGS = ["--no-sandbox", "--headless=new", "--disable-gpu", "--no-first-run"]
# A press counts until the frame is drawn whose rows answer what the box then says.
_WATCH = """
() => {
  const box = document.querySelector('#tim input[name=q]')
  const answer = document.querySelector('#answer')
  let pressed = 0, waits = null
  window.__painted = []
  box.addEventListener('keydown', event => { pressed = event.timeStamp })
  const painted = began => requestAnimationFrame(
    () => setTimeout(() => window.__painted.push(performance.now() - began)))
  box.addEventListener('input', () => { waits = {typed: box.value, began: pressed} })
  new MutationObserver(() => {
    if (!waits || answer.dataset.answered !== waits.typed) return
    painted(waits.began)
    waits = null
  }).observe(answer, {attributes: true})
}
"""
# The same press in a box that asks nobody: what keyboard, browser and screen need by themselves.
_ECHO = """
() => {
  document.body.innerHTML = '<input id="echo"><p></p>'
  const box = document.querySelector('#echo')
  let pressed = 0
  window.__painted = []
  box.addEventListener('keydown', event => { pressed = event.timeStamp })
  box.addEventListener('input', () => {
    document.querySelector('p').textContent = box.value
    const began = pressed
    requestAnimationFrame(
      () => setTimeout(() => window.__painted.push(performance.now() - began)))
  })
}
"""
# Playwright's own waiting is code in a string, which our Content-Security-Policy forbids.
_AWAIT = """
() => new Promise((done, lost) => {
  const began = performance.now()
  const look = () => {
    if (window.__painted.length) done(window.__painted[0])
    else if (performance.now() - began > 5000) lost(new Error('no answer within 5 s'))
    else requestAnimationFrame(look)
  }
  look()
})
"""


def run(*options: str) -> None:
    parser = argparse.ArgumentParser(prog="bench typing")
    parser.add_argument("--numbers", type=int, default=1_000_000)
    count = parser.parse_args(options).numbers

    folders: list[Path] = []

    def prepare(environment: dict[str, str]) -> None:
        folders.append(Path(environment["CHONSO_VAR_DIR"]))
        _migrate(environment)
        fill(db.make_engine(environment["CHONSO_DATABASE_URL"]), stock(count))

    with product(prepare) as url, sync_playwright() as playwright:
        _until_built(folders[0] / "index")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(f"{url}/tim", wait_until="networkidle")
        page.wait_for_selector("#answer[data-phase=list]")
        page.evaluate(_WATCH)
        _times(page, "#tim input[name=q]", _WARM)
        times = _times(page, "#tim input[name=q]", WORDS)
        page.evaluate(_ECHO)
        alone = _times(page, "#echo", WORDS)
        browser.close()
    figure(
        "search_key_to_paint_p95_ms", _p95(times), "ms", baseline=_p95(alone),
        conditions=f"{count:,} numbers, {len(times)} keys, one at a time, p50 "
        f"{statistics.median(times):.0f}, max {max(times):.0f}; Chromium on the same machine; "
        "baseline: the same keys in a box that asks nobody",
    )  # fmt: skip


def _migrate(environment: dict[str, str]) -> None:
    migrate = [sys.executable, "-m", "chonso_app.cli", "migrate"]
    subprocess.run(migrate, env=environment, check=True, stdout=sys.stderr)


def _until_built(folder: Path) -> None:
    """The index, and that the web process has opened it."""
    until = time.monotonic() + _BUILT_WITHIN
    while file.newest_in(folder) is None:
        if time.monotonic() > until:
            sys.exit("the index was not built")
        time.sleep(0.5)
    time.sleep(3)


def _times(page: Page, box: str, words: tuple[str, ...]) -> list[float]:
    """Milliseconds of every key of every word."""
    times: list[float] = []
    for word in words:
        page.fill(box, "")
        page.wait_for_timeout(4 * _PAUSE_MS)
        for key in word:
            page.evaluate("window.__painted = []")
            page.press(box, key)
            times.append(page.evaluate(_AWAIT))
            page.wait_for_timeout(_PAUSE_MS)
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]
