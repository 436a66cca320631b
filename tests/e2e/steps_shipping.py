"""The clerks' steps of a physical SIM, the shipper's as the sandbox shows them, the counter's."""

import re
import sqlite3
import time

import httpx
from playwright.sync_api import Page, expect

from tests.e2e.people import Person, otp_for
from tests.e2e.server import Server
from tests.e2e.steps import SPECIMENS

_LONG = 30_000


def carriers_wait_for_buttons(server: Server) -> None:
    """Parcels of the sandbox go nowhere by themselves."""
    for system in ("ghn", "ghtk"):
        httpx.post(f"{server.sandbox}/control/{system}", json={"moves": "manual"})


def order_desk(clerk: Person, tab: str = "pending") -> Page:
    return clerk.open(f"/admin/don-hang/?tab={tab}")


def show_tab(clerk: Person, words: str) -> None:
    clerk.page.get_by_role("tab", name=re.compile(f"^{words}")).click()


def open_order(clerk: Person, code: str) -> None:
    page = clerk.page
    page.get_by_role("button", name=code, exact=True).first.click()
    expect(page.locator("aside").get_by_text(code).first).to_be_visible()


def confirm_pick_up(clerk: Person, code: str) -> None:
    """[Chờ xử lý] → [Chờ lấy hàng], with the point and the time that are offered."""
    open_order(clerk, code)
    clerk.picture("don-hang-cho-xu-ly")
    clerk.page.click("#confirm-one")
    dialog = clerk.page.locator("#confirm-pick-up")
    expect(dialog).to_be_visible()
    clerk.picture("don-hang-hen-lay")
    dialog.get_by_role("button", name="Xác nhận").click()
    expect(dialog).to_be_hidden()


def pack(clerk: Person, serial: str) -> None:
    """As a hand scanner does it: the digits, then Enter."""
    page = clerk.page
    page.locator("#serial").fill(serial)
    page.keyboard.press("Enter")
    expect(page.locator("#bound-serial")).to_be_visible()


def wrong_serials(clerk: Person, *serials: str) -> None:
    """Each is refused in words, and the field keeps waiting."""
    for serial in serials:
        clerk.page.locator("#serial").fill(serial)
        clerk.page.keyboard.press("Enter")
        expect(clerk.page.locator("#serial-error")).not_to_be_empty()


def hand_over(clerk: Person, code: str) -> None:
    """The carrier's code is there, and the shipper has the envelope."""
    parcel = parcel_of(clerk.server, code)
    clerk.page.locator("aside").get_by_text(parcel).first.wait_for(timeout=_LONG)
    clerk.picture("don-hang-dong-goi")
    clerk.page.click("#hand-over")


def to_be_packed(clerk: Person, code: str) -> str:
    """Logged in, the pick-up arranged, the order open in [Chờ lấy hàng]; a serial for it."""
    clerk.log_in()
    order_desk(clerk)
    confirm_pick_up(clerk, code)
    show_tab(clerk, "Chờ lấy hàng")
    open_order(clerk, code)
    return blank_serial(clerk.server, pick_up_point(clerk.server, code))


def send_off(clerk: Person, code: str, serial: str) -> None:
    """Packed and given to the shipper: the order is in [Đang giao hàng]."""
    pack(clerk, serial)
    hand_over(clerk, code)
    show_tab(clerk, "Đang giao hàng")
    open_order(clerk, code)


def finds(clerk: Person, tab: str, code: str) -> None:
    """The order has come into `tab`, the page standing open."""
    show_tab(clerk, tab)
    line = clerk.page.get_by_role("button", name=code, exact=True)
    expect(line).to_be_visible(timeout=_LONG)


def parcel_of(server: Server, code: str, seconds: float = 30) -> str:
    """The carrier's code of the newest parcel of this order."""
    client = code.replace("-", "")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        parcels = httpx.get(f"{server.sandbox}/ghn/parcels.json").json()["parcels"]
        mine = [key for key, body in parcels.items() if client in str(body)]
        if mine:
            return mine[0]
        time.sleep(0.2)
    raise AssertionError(f"GHN never heard of {code}")


def shipper(server: Server, code: str, *buttons: str) -> None:
    parcel = parcel_of(server, code)
    for button in buttons:
        answer = httpx.post(
            f"{server.sandbox}/ghn/parcels/{parcel}/{button}",
            headers={"accept": "application/json"},
        )
        assert answer.status_code == 200


def blank_serial(server: Server, store: str) -> str:
    """A card that lies in the stock of `store`."""
    with sqlite3.connect(f"file:{server.folder}/shop.db?mode=ro", uri=True) as database:
        found = database.execute(
            "SELECT iccid FROM sim_card WHERE store_code = ? AND status = 'in_stock'"
            " ORDER BY iccid LIMIT 1",
            (store,),
        ).fetchone()
    return str(found[0])


def pick_up_point(server: Server, code: str) -> str:
    with sqlite3.connect(f"file:{server.folder}/shop.db?mode=ro", uri=True) as database:
        found = database.execute(
            "SELECT pick_up_store FROM shipment WHERE order_code = ?", (code,)
        ).fetchone()
    return str(found[0])


def card_status(server: Server, serial: str) -> str:
    with sqlite3.connect(f"file:{server.folder}/shop.db?mode=ro", uri=True) as database:
        found = database.execute("SELECT status FROM sim_card WHERE iccid = ?", (serial,))
        return str(found.fetchone()[0])


def set_aside(clerk: Person, code: str, serial: str) -> None:
    """The store binds a card of its own stock and the customer is called."""
    page = clerk.open("/admin/cua-hang/")
    page.get_by_role("tab", name=re.compile("Cần chuẩn bị")).click()
    page.get_by_text(code).first.click()
    clerk.picture("cua-hang-chuan-bi")
    page.locator("input[name=serial]").fill(serial)
    page.get_by_role("button", name="Gắn SIM, báo khách").click()
    page.get_by_role("tab", name=re.compile("Chờ nhận")).click()


def over_the_counter(
    clerk: Person, code: str, phone: str, serial: str, *, after: int, cash: bool
) -> None:
    page = clerk.page
    page.get_by_text(code).first.click()
    page.locator("input[name=pin]").fill(otp_for(clerk.server, phone, after=after))
    page.get_by_role("button", name="Kiểm tra mã").click()
    page.get_by_text("Đã so tên và ảnh trên giấy tờ").click()
    page.locator("input[name=id_tail]").fill("0268")
    page.locator("input[name=serial]").fill(serial)
    if cash:
        page.get_by_text(re.compile("Đã nhận đủ")).click()
    clerk.picture("cua-hang-giao")
    page.get_by_role("button", name="Giao SIM, chuyển Đã giao").click()


def show_sim(lan: Person, code: str, serial: str) -> None:
    """Serial typed, first one digit wrong, and a picture of the card."""
    page = lan.open(f"/hoa-mang/{code}/sim")
    page.fill("#serial", serial[:-1] + str((int(serial[-1]) + 1) % 10))
    page.click("#check-serial")
    lan.sees("Có một chữ số sai")
    page.fill("#serial", serial)
    page.click("#check-serial")
    page.click("#take-photo")
    page.locator("input[type=file]").first.set_input_files(SPECIMENS / "chan-dung.jpg")
    lan.picture("serial-sim")
