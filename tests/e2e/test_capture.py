"""Card and face through the live camera, and on another phone; other tests hand pictures in."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

from tests.e2e import puppet, steps
from tests.e2e.conftest import listen
from tests.e2e.people import CUSTOMER_SCREEN, Person
from tests.e2e.server import Server
from tests.fixtures import cards, film, portraits, views
from tests.fixtures.people import SPECIMEN

_ASKED = "document.querySelector('video[data-moves]')?.dataset.move ?? null"
# How often the box said that the camera is on while there was nothing to take.
_BLIND = """
window.blind = 0;
new MutationObserver(() => {
  const video = document.querySelector('video[data-camera="on"]');
  if (video && !video.videoWidth) window.blind += 1;
}).observe(document, { subtree: true, childList: true, attributeFilter: ["data-camera"] });
"""
_MOVES = {
    "left": views.face(turned=0.33),
    "right": views.face(turned=-0.33),
    "closer": views.face(closer=1.4),
    "blink": views.face(),  # lids of a still picture do not close: the box goes on after a while
}
_FURTHER = {
    "left": views.face(turned=0.45),
    "right": views.face(turned=-0.45),
    "closer": views.face(closer=1.7),
}


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
    shown.write_bytes(film.of_still(views.card(front)))
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


def test_the_box_takes_card_and_face_itself_and_another_phone_goes_on(
    lan: Person, people: Callable[..., Person]
) -> None:
    lan.page.add_init_script(_BLIND)
    code = steps.find_and_hold(lan, "*39")
    steps.fill_form(lan, "0938000555")
    steps.check_out(lan)
    steps.pay_at_bank(lan)
    steps.correct_data(lan, code)
    page = lan.page
    page.get_by_role("button", name="Chụp ảnh giấy tờ").click()
    keep(page)  # the front, as soon as it was clear for a moment
    steps.hand_in(page, steps.CARD[1])
    puppet.take_over(page)
    puppet.show(page, views.face())
    page.get_by_role("button", name="Đổi camera").click()
    keep(page)
    move(page)
    assert page.evaluate("blind") == 0
    phone = go_on_elsewhere(lan, people("customer"))
    steps.verify(phone)
    phone.sees("đã đạt")
    lan.sees("đã đạt")  # the page that was left follows


def keep(page: Page) -> None:
    """What the box took by itself."""
    page.locator("#use-picture").click()
    page.locator("#use-picture").wait_for(state="detached")


def move(page: Page) -> None:
    """As the box asks, further when it asks on, until it says that it is done."""
    page.locator("video[data-moves]").wait_for()
    shown, since = "", time.monotonic()
    until = since + 90
    while (asked := page.evaluate(_ASKED)) is not None:
        assert time.monotonic() < until, f"the box still asks: {asked!r}"
        assert page.locator('video[data-moves="lost"]').count() == 0, f"not seen in time: {shown!r}"
        if asked != shown:
            puppet.show(page, views.face())
            page.wait_for_timeout(500)
            puppet.show(page, _MOVES.get(asked, views.face()))
            shown, since = asked, time.monotonic()
        elif time.monotonic() > since + 8 and asked in _FURTHER:
            puppet.show(page, _FURTHER[asked])
        page.wait_for_timeout(150)


def go_on_elsewhere(lan: Person, phone: Person) -> Person:
    """Máy khác: by the link that the sheet offers."""
    lan.page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    lan.page.get_by_role("button", name="Tiếp tục trên máy khác").first.click()
    lan.page.get_by_role("button", name="Chép liên kết").click()
    phone.open(lan.page.evaluate("copied"))
    phone.page.locator("#go-on").click()
    phone.at(r"/hoa-mang/GS-[A-Z0-9]+/giay-to")
    lan.sees("Đang tiếp tục trên máy khác")
    expect(phone.page.get_by_role("button", name="Xác thực thông tin")).to_be_visible()
    return phone
