"""The card through the live camera view; the other tests hand pictures in as files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page

from tests.e2e import steps
from tests.e2e.conftest import listen
from tests.e2e.people import CUSTOMER_SCREEN, Person
from tests.e2e.server import Server
from tests.fixtures import cards, film, portraits
from tests.fixtures.people import SPECIMEN


@pytest.fixture
def lan(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    server: Server,
    complaints: list[str],
    tmp_path: Path,
) -> Iterator[Person]:
    """A customer whose camera sees the front of a card: one film per browser process."""
    shown = tmp_path / "card.mjpeg"
    front = cards.render(SPECIMEN, "cc24", "front", portraits.on_the_card())
    shown.write_bytes(film.of_card(front))
    flags = [*browser_type_launch_args["args"], f"--use-file-for-fake-video-capture={shown}"]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": flags})
    context = browser.new_context(
        base_url=server.url, locale="vi-VN", permissions=["camera"], **CUSTOMER_SCREEN
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    listen(page, complaints)
    yield Person("customer", page, server)
    browser.close()


def test_a_card_before_the_live_camera_is_read(lan: Person) -> None:
    code = steps.find_and_hold(lan, "*39")
    steps.fill_form(lan, "0938000555")
    steps.check_out(lan)
    steps.pay_at_bank(lan)
    steps.correct_data(lan, code)
    page = lan.page
    page.get_by_role("button", name="Chụp ảnh giấy tờ").click()
    shoot(page)
    for picture in steps.CARD[1:]:
        steps.hand_in(page, picture)
    steps.verify(lan)
    lan.sees("Thông tin đã")


def shoot(page: Page) -> None:
    """Once the picture is clear, press the shutter and keep what it took."""
    page.locator('video[data-camera="on"][data-hint="good"]').wait_for()
    page.locator("#shutter").click()
    page.locator("#use-picture").click()
    page.locator("#use-picture").wait_for(state="detached")
