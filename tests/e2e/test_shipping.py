"""A physical SIM from the shop to a hand: four ways, each to its right end."""

import re
import time
from collections.abc import Callable

import httpx

from tests.e2e import steps
from tests.e2e import steps_shipping as desk
from tests.e2e.people import Person, sms_to
from tests.e2e.server import Server

People = Callable[..., Person]
STORE, STORE_CODE = "Bến Thành", "CH-79-01"  # where `cuahang` works


def ordered(lan: Person, pattern: str, phone: str, *, cash: bool) -> str:
    """To the door, placed or paid; the code."""
    code = steps.find_and_hold(lan, pattern)
    steps.fill_form(lan, phone, kind="Sim vật lý")
    steps.receive_at_home(lan)
    if cash:
        steps.order_for_cash(lan, phone)
    else:
        lan.page.get_by_text("Thanh toán Online").click()
        lan.page.get_by_role("button", name=re.compile("^Thanh toán")).click()
        lan.page.wait_for_url(re.compile(r"/vnpay/pay/"))
        steps.pay_at_bank(lan)
    return code


def test_home_and_cash_is_delivered_and_goes_live(people: People, server: Server) -> None:
    desk.carriers_wait_for_buttons(server)
    lan, osp = people("customer"), people("donhang")
    code = ordered(lan, "*86", "0938000401", cash=True)
    serial = desk.to_be_packed(osp, code)
    desk.wrong_serials(osp, "12345", serial[:-1] + str((int(serial[-1]) + 1) % 10))
    desk.send_off(osp, code, serial)
    lan.open(f"/phieu/{code}")
    lan.picture("phieu-dang-giao")
    desk.shipper(server, code, "pick", "deliver")
    desk.finds(osp, "Đã giao", code)
    lan.sees("Hòa mạng")
    lan.picture("phieu-da-giao")
    _goes_live(people, server, lan, code, serial)
    _until(lambda: desk.card_status(server, serial) == "active")
    lan.sees("Đã hòa mạng")
    lan.picture("xong-sim")


def _goes_live(people: People, server: Server, lan: Person, code: str, serial: str) -> None:
    agent, clerk = people("goivideo"), people("daunoi")
    steps.correct_data(lan, code)
    steps.photograph(lan)
    steps.verify(lan)
    steps.at_console(agent)
    steps.queue_for_call(lan, code)
    steps.pick_up(agent, lan)
    steps.approve_call(agent, lan)
    desk.show_sim(lan, code, serial)
    lan.page.get_by_role("link", name="Tiếp tục").click()
    lan.at(r"/ky")
    steps.sign(lan, code)
    clerk.log_in()
    found = re.search(r"0\d{3} \d{2} \d{4}", lan.page.inner_text("main").replace("\xa0", " "))
    assert found
    steps.approve_dossier(clerk, found[0])


def test_paid_online_and_refused_at_the_door_is_refunded_and_restocked(
    people: People, server: Server
) -> None:
    desk.carriers_wait_for_buttons(server)
    lan, osp = people("customer"), people("donhang")
    code = ordered(lan, "*82", "0938000402", cash=False)
    serial = desk.to_be_packed(osp, code)
    desk.send_off(osp, code, serial)
    desk.shipper(server, code, "pick", "refuse", "return")
    desk.finds(osp, "Đã hủy", code)
    lan.open(f"/phieu/{code}")
    lan.sees("hoàn")
    lan.picture("phieu-bi-tu-choi")
    _until(lambda: desk.card_status(server, serial) == "in_stock")
    _until(lambda: _refund_at_bank(server, code))


def test_a_sim_is_fetched_from_a_store_with_the_code(people: People, server: Server) -> None:
    lan, clerk = people("customer"), people("cuahang")
    phone = "0938000403"
    code = steps.find_and_hold(lan, "*66")
    steps.fill_form(lan, phone, kind="Sim vật lý")
    steps.receive_at_store(lan, STORE)
    steps.order_for_cash(lan, phone, "Bạn trả tại quầy")
    clerk.log_in()
    serial = desk.blank_serial(server, STORE_CODE)
    before = len(sms_to(server, phone))
    desk.set_aside(clerk, code, serial)
    lan.open(f"/phieu/{code}")
    lan.picture("phieu-cho-nhan")
    desk.over_the_counter(clerk, code, phone, serial, after=before, cash=True)
    clerk.page.get_by_role("tab", name=re.compile("^Đã giao")).click()
    clerk.sees(code)
    lan.sees("Hòa mạng")
    assert desk.card_status(server, serial) == "handed"


def test_an_order_that_waits_for_its_shipper_is_cancelled_by_the_customer(
    people: People, server: Server
) -> None:
    desk.carriers_wait_for_buttons(server)
    lan, osp = people("customer"), people("donhang")
    code = ordered(lan, "*99", "0938000404", cash=True)
    serial = desk.to_be_packed(osp, code)
    desk.pack(osp, serial)
    parcel = desk.parcel_of(server, code)
    lan.open(f"/phieu/{code}")
    lan.page.get_by_text("Hủy phiếu").first.click()
    lan.page.locator("#cancel").get_by_role("button", name="Hủy phiếu").click()
    lan.sees("Phiếu đã hủy")
    desk.finds(osp, "Đã hủy", code)
    assert desk.card_status(server, serial) == "in_stock"
    _until(lambda: _state_at_carrier(server, parcel) == "cancel")


def _state_at_carrier(server: Server, parcel: str) -> str:
    parcels = httpx.get(f"{server.sandbox}/ghn/parcels.json").json()["parcels"]
    return str(parcels[parcel]["status"])


def _refund_at_bank(server: Server, code: str) -> bool:
    """The bank was asked to give the money of this order back."""
    refunds = httpx.get(f"{server.sandbox}/vnpay/transactions.json").json()["refunds"]
    return any(code.replace("-", "") in reference for reference in refunds)


def _until(met: Callable[[], bool], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "never came true"
        time.sleep(0.3)
