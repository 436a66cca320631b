"""Finding a number as people do: typing, filtering, going back, setting some side by side."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.people import Person
from tests.e2e.test_looks import faults

People = Callable[..., Person]
ROWS = "#answer li[data-number]"


def answered(page: Page, typed: str) -> None:
    page.locator(f'#answer[data-answered="{typed}"]').wait_for()


def rows(page: Page) -> list[str | None]:
    return [row.get_attribute("data-number") for row in page.locator(ROWS).all()]


def test_what_is_typed_is_found_and_found_again(people: People) -> None:
    lan = people("customer")
    page = lan.open("/tim")
    box = page.locator("#tim input[name=q]")
    box.press_sequentially("minh", delay=40)
    answered(page, "minh")
    assert all(str(number).endswith("6464") for number in rows(page))
    expect(page).to_have_url(re.compile(r"[?&]q=minh"))
    lan.picture("tim-theo-ten")
    page.locator("#tim button[type=reset]").click()
    answered(page, "")
    expect(box).to_be_focused()
    box.press_sequentially("68")
    answered(page, "68")
    page.get_by_role("button", name="Xem thêm").click()
    page.locator(ROWS).nth(39).wait_for()
    expect(page).to_have_url(re.compile("hien=40"))
    seen = rows(page)
    page.locator(ROWS).nth(30).scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    page.locator(ROWS).nth(30).locator("a").click()
    lan.at(r"/so/\d+")
    page.go_back()
    lan.at("hien=40")
    page.locator(ROWS).nth(39).wait_for()
    assert rows(page) == seen
    assert abs(page.evaluate("scrollY") - place) < 80
    page.reload()
    page.locator(ROWS).nth(39).wait_for()
    expect(page.locator("#tim input[name=q]")).to_have_value("68")


def test_filters_narrow_the_list_and_say_so(people: People) -> None:
    lan = people("customer")
    page = lan.open("/tim?q=68")
    page.get_by_role("button", name="Lọc", exact=False).first.click()
    page.locator("label:has(input[name=tranh][value='4'])").click()
    page.get_by_text("Lộc phát", exact=True).locator("visible=true").last.click()
    show = page.get_by_role("button", name=re.compile(r"^Xem [\d.]+ số"))
    show.wait_for()
    lan.picture("loc-so")
    assert faults(page) == []
    show.click()
    lan.at("tranh=4")
    page.get_by_role("link", name="Bỏ Không có số 4").wait_for()
    assert not any("4" in str(number) for number in rows(page))
    page.get_by_role("link", name="Bỏ Không có số 4").click()
    page.wait_for_url(lambda url: "tranh" not in url)


def test_nothing_found_says_what_would_be(people: People) -> None:
    lan = people("customer")
    page = lan.open("/tim?q=0901*686868&gia=0-500000")
    lan.sees("Không còn số nào đúng ý")
    lan.picture("khong-co-so")
    page.get_by_role("link", name=re.compile(r"^Xem [\d.]+ số")).first.click()
    page.locator(ROWS).first.wait_for()


def test_numbers_that_are_kept_stand_side_by_side(people: People) -> None:
    lan = people("customer")
    page = lan.open("/tim?q=86")
    for place in range(2):
        page.locator(ROWS).nth(place).get_by_role("button", name="Chọn để so sánh").click()
    lan.sees("Đã chọn 2 số")
    kept = rows(page)[:2]
    page.get_by_role("link", name="So sánh", exact=True).click()
    lan.at(r"/so-sanh/?\?so=" + ",".join(map(str, kept)))
    expect(page.locator("thead th")).to_have_count(2)
    lan.picture("so-sanh")
    assert faults(page) == []
    page.get_by_role("button", name=re.compile("Giữ số")).first.click()
    lan.at(r"/dang-ky-so/GS-")
