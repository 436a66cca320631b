"""One server for the session, a fresh browser context per person, no console error unnoticed."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.e2e.faults import OF_SERVER
from tests.e2e.people import CUSTOMER_SCREEN, STAFF_SCREEN, Person
from tests.e2e.server import Server, running

CHROMIUM_FLAGS = [
    "--no-sandbox", "--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
]  # fmt: skip
# The browser's own words for an answer that a test provoked on purpose.
_EXPECTED = ("the server responded with a status of 4",)


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server"), **OF_SERVER) as server:
        yield server


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": shutil.which("chromium"), "args": CHROMIUM_FLAGS}


@pytest.fixture
def people(
    browser: Browser, server: Server, complaints: list[str]
) -> Iterator[Callable[..., Person]]:
    """`people("customer")` or `people("goivideo")`: somebody in a browser of their own.

    All are closed afterwards: a forgotten page would still sit in the call of the next test. And
    after every test, whatever must always hold is asked of the database.
    """
    contexts: list[BrowserContext] = []

    def come(name: str, **options: Any) -> Person:
        screen = CUSTOMER_SCREEN if name == "customer" else STAFF_SCREEN
        context = browser.new_context(
            base_url=server.url, locale="vi-VN", permissions=["camera", "microphone"],
            **(screen | options),
        )  # fmt: skip
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        listen(page, complaints)
        return Person(name, page, server)

    yield come
    for context in contexts:
        context.close()
    assert server.invariants() == ""


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """No test passes while a browser complains, for example of a blocked script."""
    found: list[str] = []
    yield found
    assert found == []


def listen(page: Page, found: list[str]) -> None:
    page.on("console", lambda message: _keep(message, found))
    page.on("pageerror", lambda error: found.append(str(error)))


def _keep(message: ConsoleMessage, found: list[str]) -> None:
    if message.type == "error" and not any(words in message.text for words in _EXPECTED):
        found.append(message.text)


@pytest.fixture
def specimens() -> Path:
    return Path(__file__).parents[2] / "chonso_app/sandbox/specimens"


@pytest.fixture(scope="session", autouse=True)
def _browser_is_there() -> None:
    subprocess.run(["chromium", "--version"], check=True, capture_output=True)
