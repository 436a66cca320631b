"""The agent's day at the console: before answering, in writing, help, wrap-up, the way out."""

import re

from playwright.sync_api import expect

from tests.e2e.people import Person
from tests.e2e.test_call import FIRST_FRAME, agent, connected, customer

__all__ = ["agent", "customer"]


def test_a_customer_who_cannot_hear_is_served_in_writing_and_the_agent_gets_out_of_abuse(
    customer: Person, agent: Person
) -> None:
    desk, phone = agent.page, customer.page
    phone.click("#enter-queue")
    phone.click("#wish-text")  # the server ticks it
    expect(phone.locator("#wish-text")).to_be_checked()
    desk.click("#set-available")
    offer = desk.locator("#offer")
    expect(offer).to_contain_text("N. N. Lan")
    expect(offer).to_contain_text("Khách trao đổi bằng chữ")
    desk.keyboard.press("?")
    expect(desk.locator("#desk-keys")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.click("#pick-up")
    connected(desk, "#desk-stage")
    connected(phone, "#call-box")
    expect(desk.locator("#script")).to_contain_text("ghi hình, ghi âm")
    desk.keyboard.press("s")  # the script's sentence, large on the other screen
    expect(phone.locator("#caption")).to_contain_text("ghi hình, ghi âm")
    phone.click("#open-chat")
    phone.fill("#chat-words", "Tôi đồng ý")
    phone.keyboard.press("Enter")
    expect(desk.get_by_role("log")).to_contain_text("Tôi đồng ý")
    desk.keyboard.press("c")
    desk.keyboard.type("Cảm ơn bạn 123")  # no key of the console while typing
    desk.keyboard.press("Enter")
    expect(phone.get_by_role("log")).to_contain_text("Cảm ơn bạn 123")
    expect(desk.locator('[role=checkbox][aria-checked="true"]')).to_have_count(0)
    desk.keyboard.press("Escape")
    desk.keyboard.press("h")
    expect(desk.get_by_text("Đã báo trưởng ca")).to_be_visible()
    desk.keyboard.press("h")
    expect(desk.get_by_text("Đã báo trưởng ca")).to_have_count(0)
    desk.keyboard.press("t")
    desk.keyboard.press("1")
    desk.get_by_role("button", name="Ghi kết luận").wait_for()
    desk.keyboard.press("Enter")
    expect(desk.locator("#wrapup")).to_have_text(re.compile(r"Sẵn sàng lại sau \d+ giây"))
    phone.click("#call-again")
    phone.wait_for_selector('#call-box[data-device="ready"]')
    phone.click("#enter-queue")
    desk.wait_for_selector("#pick-up", timeout=FIRST_FRAME)  # ready by itself
    desk.keyboard.press("Enter")
    connected(desk, "#desk-stage")
    desk.keyboard.press("F9")
    customer.sees("Cuộc gọi đã kết thúc")
    expect(desk.get_by_text("Bạn đang tạm nghỉ", exact=True)).to_be_visible()
