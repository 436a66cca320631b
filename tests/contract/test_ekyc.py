"""The identity services, each against its stand-in, and every way in which asking goes wrong."""

import itertools
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import httpx
import pytest

from chonso_app.ekyc.engine.results import (
    CardFields,
    Check,
    Form,
    Frame,
    Move,
    Outcome,
    Picture,
)
from chonso_app.ekyc.vendors.authority import Authority
from chonso_app.ekyc.vendors.contract import (
    BadImage,
    ContractError,
    EkycRequest,
    Provider,
    Rejected,
    Unavailable,
)
from chonso_app.ekyc.vendors.fpt import FptEkyc
from chonso_app.ekyc.vendors.mobi import MobiEkyc
from chonso_app.ekyc.vendors.vnpt import VnptEkyc
from tests.contract.conftest import Sandbox
from tests.fixtures.people import SPECIMEN

REQUEST = EkycRequest(
    front=b"front-of-a-card", back=b"back-of-a-card", portrait=b"portrait-of-a-person",
    frames=(Frame(Move.LEFT, b"frame"),),
    form=Form(SPECIMEN.name, SPECIMEN.id_number, SPECIMEN.born),
    card=CardFields(SPECIMEN.id_number, SPECIMEN.name), today=date(2026, 11, 26),
)  # fmt: skip
VENDORS = ("mobi", "vnpt", "fpt", "authority")
SYSTEM = {"mobi": "mobi-ekyc", "vnpt": "vnpt-ekyc", "fpt": "fpt-ekyc", "authority": "authority"}
_keys = itertools.count(1)
Make = Callable[[str], Provider]


@pytest.fixture(scope="module")
def providers(_sandbox: Sandbox) -> dict[str, Provider]:
    """Made once: each reads all the world's certificates."""
    chosen = _sandbox.settings
    return {
        "mobi": MobiEkyc(
            url=chosen.mobi_ekyc_url, client=chosen.mobi_ekyc_client,
            secret=chosen.mobi_ekyc_secret,
        ),
        "vnpt": VnptEkyc(
            url=chosen.vnpt_ekyc_url, token_id=chosen.vnpt_ekyc_token_id,
            token_key=chosen.vnpt_ekyc_token_key, user=chosen.vnpt_ekyc_user,
            secret=chosen.vnpt_ekyc_secret,
        ),
        "fpt": FptEkyc(url=chosen.fpt_ekyc_url, key=chosen.fpt_ekyc_key),
        "authority": Authority(url=f"{_sandbox.url}/authority", token=chosen.authority_token),
    }  # fmt: skip


@pytest.fixture
def make(sandbox: Sandbox, providers: dict[str, Provider]) -> Make:
    return providers.__getitem__


def ask(provider: Provider, key: str = "", seconds: float = 10) -> dict[Check, str]:
    deadline = time.monotonic() + seconds
    result = provider.verify(REQUEST, deadline=deadline, key=key or f"check-{next(_keys)}")
    return {one.check: one.outcome.value for one in result.checks}


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_good_person_passes_every_check_that_the_service_has(make: Make, vendor: str) -> None:
    provider = make(vendor)
    assert ask(provider) == dict.fromkeys(provider.capabilities, "passed")


@pytest.mark.parametrize(
    ("vendor", "check"),
    [("mobi", Check.FACE), ("vnpt", Check.FACE), ("fpt", Check.FACE),
     ("authority", Check.AUTHORITY)],
)  # fmt: skip
def test_another_persons_face_is_a_clear_no(
    sandbox: Sandbox, make: Make, vendor: str, check: Check
) -> None:
    sandbox.set(SYSTEM[vendor], say="no_match")
    answered = ask(make(vendor))
    assert answered.pop(check) == "failed"
    assert set(answered.values()) <= {"passed"}


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("say", ["unsure", "unknown_word"])
def test_a_doubt_and_a_word_that_is_new_to_us_are_never_a_pass(
    sandbox: Sandbox, make: Make, vendor: str, say: str
) -> None:
    sandbox.set(SYSTEM[vendor], say=say)
    answered = ask(make(vendor))
    assert Outcome.UNSURE in answered.values()
    assert "failed" not in answered.values()


@pytest.mark.parametrize(
    ("vendor", "picture"),
    [("mobi", Picture.PORTRAIT), ("vnpt", Picture.CARD_FRONT), ("fpt", Picture.CARD_FRONT)],
)
def test_a_picture_that_cannot_be_used_is_named(
    sandbox: Sandbox, make: Make, vendor: str, picture: Picture
) -> None:
    sandbox.set(SYSTEM[vendor], say="bad_image")
    with pytest.raises(BadImage) as bad:
        ask(make(vendor))
    assert bad.value.picture is picture


@pytest.mark.parametrize("vendor", ["mobi", "authority"])
def test_a_clear_no_of_its_own_rules_is_a_rejection(
    sandbox: Sandbox, make: Make, vendor: str
) -> None:
    sandbox.set(SYSTEM[vendor], say="rejected")
    with pytest.raises(Rejected):
        ask(make(vendor), "check-rejected")


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("say", ["unknown_code", "malformed"])
def test_what_we_cannot_read_is_our_trouble(
    sandbox: Sandbox, make: Make, vendor: str, say: str
) -> None:
    sandbox.set(SYSTEM[vendor], say=say)
    with pytest.raises(ContractError):
        ask(make(vendor), f"check-{say}")


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("say", ["limited", "truncated"])
def test_no_answer_that_can_be_trusted_is_an_outage(
    sandbox: Sandbox, make: Make, vendor: str, say: str
) -> None:
    sandbox.set(SYSTEM[vendor], say=say)
    with pytest.raises(Unavailable):
        ask(make(vendor))


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_service_that_hangs_is_left_at_the_deadline(
    sandbox: Sandbox, make: Make, vendor: str
) -> None:
    sandbox.set(SYSTEM[vendor], say="hang")
    began = time.monotonic()
    with pytest.raises(Unavailable):
        ask(make(vendor), seconds=0.4)
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_500_is_an_outage_and_asked_again_only_later(
    sandbox: Sandbox, make: Make, vendor: str
) -> None:
    provider = make(vendor)
    sandbox.set(SYSTEM[vendor], fail="1")
    with pytest.raises(Unavailable, match="http_500"):
        ask(provider)
    assert ask(provider)


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_502_is_asked_once_more_in_the_same_session(
    sandbox: Sandbox, make: Make, vendor: str
) -> None:
    sandbox.set(SYSTEM[vendor], lose="1")
    assert ask(make(vendor), "check-lost")
    asked = sandbox.get(f"/{SYSTEM[vendor]}/asked.json")["check-lost"]
    usual = {"addFile": 2}  # one for each picture
    assert [what for what, count in asked.items() if count > usual.get(what, 1)]


@pytest.mark.parametrize("vendor", ["mobi", "vnpt"])
def test_a_token_that_ended_early_is_fetched_again(
    sandbox: Sandbox, make: Make, vendor: str
) -> None:
    provider = make(vendor)
    ask(provider)
    sandbox.set(SYSTEM[vendor], revoke="1")
    assert set(ask(provider).values()) == {"passed"}


def test_a_key_that_is_no_good_is_an_outage(sandbox: Sandbox, make: Make) -> None:
    sandbox.set("fpt-ekyc", revoke="1")
    with pytest.raises(Unavailable, match="http_401"):
        ask(make("fpt"))
    stranger = MobiEkyc(url=f"{sandbox.url}/mobi-ekyc", client="demo-mobi", secret="wrong")
    with pytest.raises(Unavailable, match="http_401"):
        ask(stranger)


def test_a_reader_of_cards_is_not_asked_about_a_passport(sandbox: Sandbox, make: Make) -> None:
    page = replace(REQUEST, back=None)
    deadline = time.monotonic() + 10
    result = make("fpt").verify(page, deadline=deadline, key="check-passport")
    assert [(one.check, one.outcome) for one in result.checks] == [(Check.FACE, Outcome.PASSED)]
    assert sandbox.get("/fpt-ekyc/asked.json")["check-passport"] == {"checkface": 1}
    whole = make("mobi").verify(page, deadline=deadline, key="check-passport")
    assert {one.outcome for one in whole.checks} == {Outcome.PASSED}


def test_each_stand_in_has_a_page(sandbox: Sandbox) -> None:
    for system in SYSTEM.values():
        assert httpx.get(f"{sandbox.url}/{system}/").status_code == 200


def test_one_key_is_one_verification(sandbox: Sandbox, make: Make) -> None:
    provider = make("mobi")
    first = ask(provider, "check-once")
    sandbox.set("mobi-ekyc", say="no_match")
    assert ask(provider, "check-once") == first


def test_nothing_personal_and_no_secret_is_logged(
    sandbox: Sandbox, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for vendor in VENDORS:
        ask(make(vendor))
        sandbox.set(SYSTEM[vendor], say="malformed")
        with pytest.raises(ContractError):
            ask(make(vendor))
    text = caplog.text
    for secret in (SPECIMEN.id_number, SPECIMEN.name, "demo-", "Bearer", "portrait-of"):
        assert secret not in text
