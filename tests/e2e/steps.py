"""The story's steps as people do them, on their screens. Each leaves the page at the next step."""

import io
import math
import re
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.people import Person, otp_for, sms_to

SPECIMENS = Path(__file__).parents[2] / "chonso_app/sandbox/specimens"
NAME, ID_NUMBER, BIRTH = "Trần Thị Mẫu", "079190000268", "12/05/1990"
CARD = ("the-2024-mat-truoc.jpg", "the-2024-mat-sau.jpg", "chan-dung.jpg")
GOOD_CARD, OTP = "9704198526191432198", "123456"
_LONG = 60_000  # milliseconds, for what the worker does


def find_and_hold(lan: Person, pattern: str) -> str:
    """From the home page to the form; the order's code."""
    page = lan.open("/")
    lan.picture("trang-dau")
    page.locator("form[action='/tim'] input, input[name=q]").first.fill(pattern)
    page.keyboard.press("Enter")
    lan.at(r"/tim/?\?")
    free = page.locator("li[data-number]", has=page.get_by_role("button", name="Giữ số")).first
    free.wait_for()  # before it there may be numbers that others hold
    lan.picture("ket-qua-tim")
    free.locator("a[href^='/so/']").click()
    lan.at(r"/so/\d+")
    lan.picture("mot-so")
    page.get_by_role("button", name=re.compile("Giữ số")).first.click()
    lan.at(r"/dang-ky-so/GS-")
    return page.url.rstrip("/").rpartition("/")[2]


def hold_first(lan: Person) -> str:
    """Giữ số on the first number of the list that is open; the order's code."""
    page = lan.page
    page.get_by_role("button", name=re.compile("Giữ số")).first.click()
    lan.at(r"/dang-ky-so/GS-")
    return page.url.rstrip("/").rpartition("/")[2]


def fill_form(lan: Person, phone: str, *, wrong_otp: bool = False, kind: str = "e-SIM") -> None:
    """Contact phone proven by OTP, name, e-mail, address, SIM kind; on to the next step."""
    page = lan.page
    page.fill("#phone", phone)
    before = len(sms_to(lan.server, phone))
    page.get_by_role("button", name="Gửi mã").click()
    page.wait_for_selector("#otp", state="attached")
    code = otp_for(lan.server, phone, after=before)
    if wrong_otp:
        page.locator("#otp").fill("000000" if code != "000000" else "111111")
        lan.sees("Mã OTP không đúng")
    page.locator("#otp").fill(code)
    lan.sees("Đã xác nhận")
    page.fill("#full_name", NAME)
    page.fill("#email", "mau@example.vn")
    page.select_option("#province_code", "79")
    page.fill("#ward", "Sài Gòn")
    page.fill("#address", "12 Nguyễn Huệ")
    page.get_by_text(kind, exact=True).click()
    if kind == "e-SIM":
        page.fill("#device", "iPhone 13")
    else:
        page.locator("#device").wait_for(state="detached")
    page.locator("#full_name").click()
    lan.picture("thong-tin-dang-ky")
    page.get_by_role("button", name="Tiếp tục").click()
    lan.at(r"/thanh-toan/GS-" if kind == "e-SIM" else r"/nhan-sim/GS-")


def receive_at_home(lan: Person) -> None:
    """The subscriber's address, with a ward by its old name; the fee is there before paying."""
    page = lan.page
    page.locator("#to_address").wait_for()
    page.fill("#to_district", "Quận 1")
    page.fill("#to_ward", "Bến Nghé")
    page.locator("#to_address").click()
    lan.sees("Nay thuộc Phường Sài Gòn")
    lan.sees("Phí giao hàng")
    lan.picture("nhan-tai-nha")
    page.get_by_role("button", name="Tiếp tục").click()
    lan.at(r"/thanh-toan/GS-")
    lan.sees("Giao sim tại nhà")


def receive_at_store(lan: Person, store: str = "Còn SIM") -> None:
    """A store by its name; else the first of the province that has a SIM."""
    page = lan.page
    page.get_by_text(re.compile("^Nhận sim tại cửa hàng")).click()
    page.get_by_text(store).first.click()
    lan.sees("SIM được giữ")
    lan.picture("nhan-tai-cua-hang")
    page.get_by_role("button", name="Tiếp tục").click()
    lan.at(r"/thanh-toan/GS-")
    lan.sees("Nhận tại cửa hàng")


def order_for_cash(lan: Person, phone: str, where: str = "Bạn trả khi nhận hàng") -> None:
    """Thanh toán khi nhận hàng. The code waits until a minute after the form's own."""
    page = lan.page
    page.get_by_text("Thanh toán khi nhận hàng").click()
    lan.sees(where)
    before = len(sms_to(lan.server, phone))
    page.get_by_role("button", name=re.compile("^Đặt hàng")).click()
    lan.sees("Nhập mã để đặt hàng", timeout=70_000)
    page.locator("#cash_otp").fill(otp_for(lan.server, phone, after=before))
    lan.at(r"/phieu/GS-")


def check_out(lan: Person, plan: str = "D90") -> None:
    """Plan, terms of the promotion, and off to the bank."""
    page = lan.page
    page.get_by_text(plan, exact=True).first.click()
    page.get_by_text("Tôi đã xem điều kiện").click()
    lan.picture("thanh-toan")
    page.get_by_role("button", name=re.compile("^Thanh toán")).click()
    page.wait_for_url(re.compile(r"/vnpay/pay/"))


def pay_at_bank(lan: Person) -> None:
    page = lan.page
    if "/bank" in page.url:
        page.get_by_text("Ngân hàng NCB").click()
    page.fill("#number", GOOD_CARD)
    page.get_by_role("button", name="Tiếp tục").click()
    page.fill("#otp", OTP)
    page.get_by_role("button", name="Thanh toán").click()
    lan.at(r"/ket-qua/GS-")
    lan.sees("Đã thanh toán", timeout=_LONG)


def cancel_at_bank(lan: Person) -> None:
    lan.page.get_by_text("Hủy giao dịch").first.click()
    lan.at(r"/ket-qua/GS-")


def pay_again(lan: Person) -> None:
    lan.page.get_by_role("button", name="Thử lại").click()
    lan.page.wait_for_url(re.compile(r"/vnpay/pay/"))
    pay_at_bank(lan)


def correct_data(lan: Person, code: str) -> None:
    """Hòa mạng from the phiếu, then what stands on the card."""
    lan.open(f"/phieu/{code}")
    lan.page.get_by_role("link", name=re.compile("Hòa mạng")).first.wait_for()
    lan.picture("phieu")
    lan.page.get_by_role("link", name=re.compile("Hòa mạng")).first.click()
    lan.at(r"/hoa-mang/GS-[A-Z0-9]+/thong-tin")
    page = lan.page
    page.locator("#full_name").wait_for()
    page.fill("#full_name", NAME)
    page.fill("#id_number", ID_NUMBER)
    page.fill("#birth_date", BIRTH)
    page.locator("#birth_date").blur()
    page.get_by_role("button", name="Tiếp tục").click()
    lan.at(r"/giay-to")


def photograph(lan: Person, *pictures: str) -> None:
    """Each picture as a file, as on a phone without a camera permission."""
    page = lan.page
    page.get_by_role("button", name="Chụp ảnh giấy tờ").click()
    for picture in pictures or CARD:
        hand_in(page, picture)
    page.get_by_role("button", name="Xác thực thông tin").wait_for()


def hand_in(page: Page, picture: str) -> None:
    page.locator("#picture-file").set_input_files(SPECIMENS / picture)
    page.locator("#use-picture").click()
    page.locator("#use-picture").wait_for(state="detached")


def verify(lan: Person) -> None:
    """Until the way to the call is open."""
    lan.page.get_by_role("button", name="Xác thực thông tin").click()
    lan.page.locator('a[href*="cuoc-goi"]').first.wait_for(timeout=_LONG)
    lan.picture("ket-qua-xac-thuc")


def queue_for_call(lan: Person, code: str) -> None:
    lan.open(f"/hoa-mang/{code}/cuoc-goi")
    lan.page.wait_for_selector('#call-box[data-device="ready"]')
    lan.page.click("#enter-queue")
    lan.page.wait_for_selector("#waiting-place")


def at_console(agent: Person) -> None:
    agent.log_in()
    agent.open("/admin/cuoc-goi/")
    agent.page.wait_for_selector('#desk-preview[data-ready="yes"]')


def pick_up(agent: Person, lan: Person) -> None:
    agent.page.click("#set-available")
    agent.page.wait_for_selector("#pick-up")
    agent.page.click("#pick-up")
    for page, box in ((agent.page, "#desk-stage"), (lan.page, "#call-box")):
        page.wait_for_selector(f'{box}[data-ice="connected"]', state="attached", timeout=_LONG)


def approve_call(agent: Person, lan: Person) -> None:
    """Three stills, the whole checklist, every difference looked at, then the verdict."""
    page = agent.page
    page.wait_for_timeout(2000)  # the shutter needs a picture that moves
    for count in (1, 2, 3):
        page.keyboard.press(" ")
        expect(page.locator("#stills img")).to_have_count(count, timeout=_LONG)
    for digit in "1234567":
        page.keyboard.press(digit)
    for button in page.get_by_role("button", name="Khớp", exact=True).all():
        button.click()
    agent.picture("goi")
    lan.picture("cuoc-goi")
    page.keyboard.press("k")  # the recording is whole only when the talk is over
    page.wait_for_selector("#call-ended")
    expect(page.locator("#approve")).to_be_enabled(timeout=_LONG)
    page.keyboard.press("a")
    page.click("#confirm-verdict")
    lan.sees("Đã xác minh qua video call", timeout=_LONG)


def reject_call(agent: Person, lan: Person) -> None:
    agent.page.keyboard.press("r")
    agent.page.keyboard.press("1")
    agent.page.click("#confirm-verdict")
    lan.sees("Chưa đạt")


def sign(lan: Person, code: str) -> None:
    """Read to the end, draw, agree, send in."""
    page = lan.open(f"/hoa-mang/{code}/ky")
    page.locator("#pad").wait_for(timeout=_LONG)
    page.locator("[role=document]").evaluate("e => e.scrollTo(0, 1e6)")
    page.locator("#pad").evaluate("e => e.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(500)
    box = page.locator("#pad").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(60):
        wave = box["height"] / 3 * math.sin(step / 4)
        page.mouse.move(box["x"] + 40 + step * 4, box["y"] + box["height"] / 2 + wave)
    page.mouse.up()
    page.locator("label:has(#consent)").click()
    lan.picture("ky")
    page.locator("#send").click()
    lan.at(r"/phieu/GS-")


def open_dossier(clerk: Person, number: str) -> None:
    """The clerk's desk, with the dossier of `number` (grouped digits) on it."""
    if "/admin/dau-noi" not in clerk.page.url:
        clerk.open("/admin/dau-noi/")
    clerk.page.locator("button", has_text=number).first.click()
    expect(clerk.page.locator("#dossier-msisdn")).to_have_text(number)
    clerk.picture("dau-noi")


def approve_dossier(clerk: Person, number: str) -> None:
    open_dossier(clerk, number)
    made = clerk.page.get_by_text("Bản ghi đang được chốt")
    expect(made).to_have_count(0, timeout=_LONG)  # no approval before it is a file
    clerk.page.keyboard.press("a")
    _leaves_the_desk(clerk, number)


def refuse_dossier(clerk: Person, number: str, reason: str) -> None:
    """`reason`: its key in the dialog."""
    open_dossier(clerk, number)
    clerk.page.keyboard.press("r")
    clerk.page.wait_for_timeout(500)
    clerk.page.keyboard.press(reason)
    clerk.page.wait_for_timeout(300)
    clerk.page.keyboard.press("Control+Enter")
    _leaves_the_desk(clerk, number)


def ask_for_more(clerk: Person, number: str, wanted: str, words: str) -> None:
    """`wanted`: whom and what, as "customer-card_back"."""
    open_dossier(clerk, number)
    clerk.page.keyboard.press("b")
    clerk.page.click(f"#ask-{wanted}")
    clerk.page.fill("#ask [name=words]", words)
    clerk.picture("yeu-cau-bo-sung")
    clerk.page.click("#send-ask")
    expect(clerk.page.locator("#ask")).to_be_hidden()


def send_one_more(lan: Person, code: str, picture: str) -> None:
    """From the phiếu, which says what is asked for."""
    lan.open(f"/phieu/{code}")
    lan.page.locator(f'a[href*="/hoa-mang/{code}/bo-sung"]').first.click()
    lan.page.locator("#take").wait_for()
    lan.picture("bo-sung")
    lan.page.click("#take")
    hand_in(lan.page, picture)
    lan.at(r"/phieu/GS-")


def answer_about_the_recording(agent: Person, note: str) -> None:
    agent.page.locator("#agent-tasks button").first.click()
    agent.page.fill("#task [name=words]", note)
    agent.page.fill("#task [name=minute]", "2")
    agent.page.click("#send-task")
    agent.sees("Chưa đọc được phút")
    expect(agent.page.locator("#task [name=words]")).to_have_value(note)  # nothing is lost
    agent.page.fill("#task [name=minute]", "0:02")
    agent.page.wait_for_timeout(1500)  # the player's first picture
    agent.picture("viec-bo-sung")
    agent.page.click("#send-task")
    expect(agent.page.locator("#agent-tasks")).to_have_count(0)


def _leaves_the_desk(clerk: Person, number: str) -> None:
    shown = clerk.page.locator("#dossier-msisdn", has_text=number)
    expect(shown).to_have_count(0, timeout=15_000)


def installed(lan: Person, code: str) -> str:
    """Waits for the QR; the LPA code that it says."""
    page = lan.open(f"/esim/{code}")
    page.wait_for_selector("#qr", timeout=_LONG)
    lan.picture("esim")
    return read_qr(lan, code)


def read_qr(lan: Person, code: str) -> str:
    picture = lan.page.request.get(f"{lan.server.url}/api/esim/{code}/qr.png")
    assert picture.status == 200
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.body())))
    return found.text
