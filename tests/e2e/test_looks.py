"""Every screen that opens by its address: no serious accessibility fault, nothing wider than it."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e import steps
from tests.e2e.people import Person

People = Callable[..., Person]
CUSTOMER = (
    "/",
    "/tim/?q=*68",
    "/dang-nhap/",
    "/dang-ky/",
    "/quen-mat-khau/",
    "/phieu/",
    "/goi-cuoc/",
    "/goi-cuoc/D90/",
    "/khong-co/",
)
STAFF = {
    "goivideo": ("/admin/cuoc-goi/",),
    "daunoi": ("/admin/dau-noi/", "/admin/phieu/"),
    "giamsat": (
        "/admin/nhat-ky/",
        "/admin/suc-khoe/",
        "/admin/nghi-van/",
        "/admin/dieu-hanh/",
        "/admin/xem-lai/",
    ),
    "quantri": ("/admin/nhan-su/", "/admin/cong-viec/"),
}


def faults(page: Page) -> list[str]:
    page.wait_for_timeout(700)
    found = [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("the page is wider than the screen")
    return found


def test_the_public_screens_are_accessible(people: People) -> None:
    lan = people("customer")
    assert {path: found for path in CUSTOMER if (found := faults(lan.open(path)))} == {}


def test_the_screens_of_an_order_are_accessible(people: People) -> None:
    lan = people("customer")
    code = steps.find_and_hold(lan, "*39")
    found = {"form": faults(lan.page)}
    steps.fill_form(lan, "0938000444")
    found["checkout"] = faults(lan.page)
    found["phieu"] = faults(lan.open(f"/phieu/{code}"))
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_the_screens_of_a_physical_sim_are_accessible(people: People) -> None:
    lan = people("customer")
    steps.find_and_hold(lan, "*59")
    steps.fill_form(lan, "0938000445", kind="Sim vật lý")
    lan.page.locator("#to_address").wait_for()
    found = {"address": faults(lan.page)}
    steps.receive_at_home(lan)
    found["checkout"] = faults(lan.page)
    lan.page.get_by_text("Đổi cách nhận").click()
    lan.at(r"/nhan-sim/GS-")
    lan.page.get_by_text("Nhận sim tại cửa hàng").click()
    lan.page.get_by_text("Còn SIM").first.wait_for()
    found["stores"] = faults(lan.page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("login", STAFF)
def test_the_consoles_are_accessible(people: People, login: str) -> None:
    person = people(login)
    found = {"log-in": faults(person.open("/admin/dang-nhap/"))}
    person.log_in()
    found |= {path: faults(person.open(path)) for path in STAFF[login]}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
