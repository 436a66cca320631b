"""The catalogue is complete: every refusal has words, no key twice, no forbidden phrase."""

import re
from datetime import UTC, datetime

import pytest

import chonso_app.tables  # noqa: F401
from chonso_app.core import texts
from chonso_app.core.errors import ChangedMeanwhile, ShopError
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


def test_a_moment_is_told_in_the_time_of_vietnam_and_a_missing_one_in_other_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = ChangedMeanwhile.text_key()
    words = {key: "{at}", f"{key}.unknown": "?"}
    monkeypatch.setattr(texts, "catalogue", lambda: words)
    noon = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
    assert texts.of_refusal(ChangedMeanwhile(at=noon)) == "12:00 25/11/2026"
    assert texts.of_refusal(ChangedMeanwhile(at=None)) == "?"


@pytest.mark.parametrize("phrase", ["vui lòng", "lỗi hệ thống", "quý khách", "!"])
def test_no_text_uses_what_we_do_not_say(phrase: str) -> None:
    screens = {k: v for k, v in texts.catalogue().items() if not k.startswith("notifications.sms")}
    assert [key for key, text in screens.items() if phrase in text.lower()] == []


def test_texts_never_call_the_customer_kh() -> None:
    assert [k for k, v in texts.catalogue().items() if re.search(r"\bKH\b", v)] == []


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("calls.title", "Xác minh video call"),
        ("journey.next.proof_call", "Xác minh video call"),
        ("journey.kept.call", "Xác minh video call"),
        ("calls.desk.title", "Duyệt videocall"),
        ("ui.desk.calls", "Duyệt videocall"),
    ],
)
def test_the_step_bears_the_name_that_the_operators_procedure_gives_it(
    key: str, words: str
) -> None:
    assert texts.say(key) == words


@pytest.mark.parametrize("key", ["ekyc.capture.old_paper", "ekyc.reason.cmnd.do"])
def test_an_old_identity_card_is_refused_with_the_law(key: str) -> None:
    told = texts.say(key)
    for part in ("Luật Căn cước", "26/2023/QH15", "01/01/2025"):
        assert part in told
