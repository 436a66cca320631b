"""The whole story in three windows: a customer, an agent, a clerk."""

import re
from collections.abc import Callable

import httpx
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.people import Person
from tests.e2e.server import Server

People = Callable[..., Person]
SIGNATURE_BAD = "5"


def number_on(lan: Person) -> str:
    """`0901 23 6868` of the phiếu that is open."""
    found = re.search(r"0\d{3} \d{2} \d{4}", lan.page.inner_text("main").replace("\xa0", " "))
    assert found
    return found[0]


def profile_of(server: Server, lpa: str) -> dict[str, str]:
    """What the SM-DP+ itself knows of the matching id in the QR."""
    profiles = httpx.get(f"{server.sandbox}/smdp/profiles.json").json()
    [mine] = [one for one in profiles.values() if one["matching_id"] == lpa.split("$")[2]]
    return mine


def test_a_number_on_a_screen_becomes_a_live_esim_line(people: People, server: Server) -> None:
    lan, agent, clerk = people("customer"), people("goivideo"), people("daunoi")
    code = steps.find_and_hold(lan, "*68")
    steps.fill_form(lan, "0938000222")
    steps.check_out(lan)
    steps.pay_at_bank(lan)
    steps.correct_data(lan, code)
    steps.photograph(lan)
    steps.verify(lan)
    steps.at_console(agent)
    steps.queue_for_call(lan, code)
    steps.pick_up(agent, lan)
    steps.approve_call(agent, lan)
    steps.sign(lan, code)
    clerk.log_in()
    steps.approve_dossier(clerk, number_on(lan))
    lpa = steps.installed(lan, code)
    assert lpa.startswith("LPA:1$")
    assert profile_of(server, lpa)["state"] == "released"
    lan.page.click("#worked")
    lan.sees("Đã hòa mạng")
    lan.picture("xong")
    gone = lan.page.request.get(f"{server.url}/api/esim/{code}/qr.png")
    assert gone.status == 410
    assert server.invariants() == ""


def test_the_unhappy_road_ends_with_a_live_line_too(people: People, server: Server) -> None:
    lan, agent, clerk = people("customer"), people("goivideo.kv2"), people("daunoi")
    code = steps.find_and_hold(lan, "*79")
    steps.fill_form(lan, "0938000333", wrong_otp=True)
    steps.check_out(lan)
    steps.cancel_at_bank(lan)
    steps.pay_again(lan)
    steps.correct_data(lan, code)
    steps.photograph(lan, "the-2024-mat-truoc-mo.jpg", *steps.CARD[1:])
    lan.page.get_by_role("button", name="Xác thực thông tin").click()
    lan.page.get_by_text("mục đã đạt").wait_for(timeout=60_000)
    lan.page.locator('button:has-text("Chụp lại")').last.click()
    steps.hand_in(lan.page, steps.CARD[0])
    steps.verify(lan)
    steps.at_console(agent)
    steps.queue_for_call(lan, code)
    steps.pick_up(agent, lan)
    steps.reject_call(agent, lan)
    lan.page.click("#call-again")
    lan.page.wait_for_selector('#call-box[data-device="ready"]')
    lan.page.click("#enter-queue")
    lan.page.wait_for_selector("#waiting-place")
    steps.pick_up(agent, lan)
    steps.approve_call(agent, lan)
    steps.sign(lan, code)
    number = number_on(lan)
    clerk.log_in()
    steps.ask_for_more(clerk, number, "customer-card_back", "Số giấy tờ bị ngón tay che")
    steps.send_one_more(lan, code, steps.CARD[1])
    steps.ask_for_more(clerk, number, "agent-note", "Khách có tự đọc họ tên không?")
    steps.answer_about_the_recording(agent, "Có, khách tự đọc rõ ràng")
    steps.open_dossier(clerk, number)
    clerk.sees("Có, khách tự đọc rõ ràng")
    steps.refuse_dossier(clerk, number, SIGNATURE_BAD)
    lan.sees("Từ chối hòa mạng", timeout=30_000)
    steps.sign(lan, code)
    steps.approve_dossier(clerk, number)
    first = steps.installed(lan, code)
    lan.page.click("#failed")
    lan.page.click("#reissue")
    lan.page.wait_for_selector("#qr", state="detached")
    second = steps.installed(lan, code)
    assert second != first
    assert profile_of(server, first)["state"] == "unavailable"
    lan.page.click("#worked")
    lan.sees("Đã hòa mạng")
    assert server.invariants() == ""


def test_a_strangers_browser_sees_nothing_of_a_phieu(people: People) -> None:
    lan, minh = people("customer"), people("customer")
    code = steps.find_and_hold(lan, "*86")
    for path in (f"/phieu/{code}", f"/dang-ky-so/{code}", f"/esim/{code}", f"/hoa-mang/{code}/ky"):
        page = minh.open(path)
        page.wait_for_timeout(1000)
        expect(page.locator("main")).not_to_contain_text("0938")
    for path in (f"/api/esim/{code}/qr.png", f"/api/contracts/{code}/hop-dong.pdf"):
        assert minh.page.request.get(f"{minh.server.url}{path}").status in {401, 404}
