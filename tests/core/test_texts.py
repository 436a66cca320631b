"""The catalogue is complete: every refusal has words, no key twice, no forbidden phrase."""

import re

import pytest

import chonso_app.tables  # noqa: F401
from chonso_app.core import texts
from chonso_app.core.errors import ShopError
from chonso_app.wiring import modules

for _name in ("service", "models", "rules", "gateway"):
    modules(_name)


def _refusals() -> list[type[ShopError]]:
    found, to_see = [], list(ShopError.__subclasses__())
    while to_see:
        one = to_see.pop()
        found.append(one)
        to_see += one.__subclasses__()
    return [one for one in found if one.__module__.startswith("chonso_app")]


@pytest.mark.parametrize("refusal", _refusals(), ids=lambda one: one.text_key())
def test_every_refusal_has_words_of_its_own(refusal: type[ShopError]) -> None:
    assert texts.has(refusal.text_key())


@pytest.mark.parametrize("phrase", ["vui lòng", "lỗi hệ thống", "quý khách", "!"])
def test_no_text_uses_what_we_do_not_say(phrase: str) -> None:
    screens = {k: v for k, v in texts.catalogue().items() if not k.startswith("notifications.sms")}
    assert [key for key, text in screens.items() if phrase in text.lower()] == []


def test_texts_never_call_the_customer_kh() -> None:
    assert [k for k, v in texts.catalogue().items() if re.search(r"\bKH\b", v)] == []
