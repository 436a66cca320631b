"""Somebody in front of a browser, and the outside world as the sandbox shows it."""

import os
import re
import time
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from chonso_app.accounts.seed import DEMO_LOGINS
from tests.e2e.server import Server

CUSTOMER_SCREEN: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True,
}  # fmt: skip
STAFF_SCREEN: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PASSWORDS = {login: secret for login, secret, _ in DEMO_LOGINS}


@dataclass
class Person:
    name: str
    page: Page
    server: Server

    def open(self, path: str) -> Page:
        """Elements are there before the socket is: a click before that is lost."""
        self.page.goto(path)
        return self.ready()

    def ready(self) -> Page:
        self.page.wait_for_selector('#ready[data-ready="true"]', state="attached")
        return self.page

    def at(self, pattern: str) -> Page:
        """Waits for an address like `/phieu/*`, hydrated."""
        self.page.wait_for_url(re.compile(pattern))
        return self.ready()

    def log_in(self) -> "Person":
        """With the demo log-in of this name."""
        self.open("/admin/dang-nhap/")
        self.page.fill("[name=login]", self.name)
        self.page.fill("[name=password]", PASSWORDS[self.name])
        self.page.click("button[type=submit]")
        self.page.wait_for_url(lambda url: "dang-nhap" not in url)
        self.ready()
        return self

    def picture(self, name: str) -> None:
        """For the README and for looking at: kept in the folder that CHONSO_PICTURES names."""
        if folder := os.environ.get("CHONSO_PICTURES"):
            self.page.wait_for_timeout(800)
            whole = self.name == "customer"
            self.page.screenshot(path=f"{folder}/{name}.png", full_page=whole)

    def sees(self, text: str, timeout: float = 10_000) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=timeout)


def sms_to(server: Server, phone: str) -> list[str]:
    """Texts that reached `phone` (national or E.164 digits), newest first."""
    answer = httpx.get(f"{server.sandbox}/sms/messages.json", params={"phone": phone})
    return [message["content"] for message in answer.json()]


def otp_for(server: Server, phone: str, *, after: int = 0, seconds: float = 15) -> str:
    """The newest six-digit code, once more than `after` messages have come."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        texts = sms_to(server, phone)
        if len(texts) > after and (code := re.search(r"\b(\d{6})\b", texts[0])):
            return code[1]
        time.sleep(0.1)
    raise AssertionError(f"no code reached the phone after {seconds} s")
