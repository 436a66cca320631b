"""A physical SIM ordered on a phone: cash at home to PLACED, a store to its confirmation."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.people import Person, sms_to
from tests.e2e.server import Server

People = Callable[..., Person]


def test_a_sim_to_the_door_paid_on_receipt_is_placed(people: People, server: Server) -> None:
    lan = people("customer")
    phone = "0938000301"
    lan.open("/goi-cuoc/N60")
    lan.page.get_by_role("button", name="Chọn số với gói này").click()
    lan.at(r"/tim")
    code = steps.hold_first(lan)
    steps.fill_form(lan, phone, kind="Sim vật lý")
    steps.receive_at_home(lan)
    lan.picture("xac-nhan-don")
    expect(lan.page.locator("input[name=plan][value=N60]")).to_be_checked()
    steps.order_for_cash(lan, phone)
    lan.at(rf"/phieu/{code}")
    lan.picture("phieu-dat-hang")
    lan.open(f"/thanh-toan/{code}")
    lan.sees("Đã đặt hàng")
    assert any(code in text for text in sms_to(server, phone))
    assert server.invariants() == ""


def test_a_sim_at_a_store_comes_to_its_confirmation(people: People, server: Server) -> None:
    lan = people("customer")
    steps.find_and_hold(lan, "*88")
    steps.fill_form(lan, "0938000302", kind="Sim vật lý")
    steps.receive_at_store(lan)
    lan.page.get_by_text("Thanh toán khi nhận hàng").click()
    lan.sees("Bạn trả tại quầy")
    lan.picture("xac-nhan-cua-hang")
    lan.page.get_by_text("Thanh toán Online").click()
    lan.page.get_by_role("button", name=re.compile("^Thanh toán")).click()
    lan.page.wait_for_url(re.compile(r"/vnpay/pay/"))
    steps.pay_at_bank(lan)
