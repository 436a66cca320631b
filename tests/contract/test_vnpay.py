"""Our VNPAY adapter and the sandbox, which signs by code of its own."""

import secrets
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from chonso_app.payments.gateway import Notice, Outcome, PayRequest, RefundRequest, RefundState
from chonso_app.payments.vnpay import Vnpay
from tests.contract.conftest import Sandbox

GOOD_CARD, POOR_CARD = "9704198526191432198", "9704195798459170488"
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def vnpay(sandbox: Sandbox) -> Vnpay:
    chosen = sandbox.settings
    return Vnpay(
        tmn_code=chosen.vnpay_tmn_code,
        secret=chosen.vnpay_secret,
        pay_url=f"{sandbox.url}/vnpay/paymentv2/vpcpay.html",
        api_url=chosen.vnpay_api_url,
    )


def attempt(*, minutes: int = 15) -> PayRequest:
    return PayRequest(
        txn_ref=f"T{secrets.token_hex(8)}",
        amount=125_000,
        info="Thanh toan phieu GS-7K3Q68",
        address="127.0.0.1",
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=minutes),
        return_url="http://127.0.0.1:9/ve",
    )


def pay(vnpay: Vnpay, request: PayRequest, *, card: str = GOOD_CARD, otp: str = "123456") -> str:
    """Walk through the pages as a payer; the query that the browser returns with."""
    with httpx.Client() as browser:
        shown = browser.get(vnpay.pay_url(request), follow_redirects=True)
        assert shown.status_code == 200, shown.text
        base = str(shown.url).rsplit("/", 1)[0]
        done = browser.post(f"{base}/card", data={"bank": "NCB", "number": card})
        if "/otp" in done.headers["location"]:
            done = browser.post(f"{base}/otp", data={"bank": "NCB", "otp": otp})
        return urlsplit(done.headers["location"]).query


def read(vnpay: Vnpay, query: str) -> Notice:
    return vnpay.read(parse_qsl(query, keep_blank_values=True), query)


def ipns(sandbox: Sandbox, request: PayRequest, count: int = 1, seconds: float = 10) -> list[str]:
    """Those of this attempt: one of the test before may still be on its way."""
    deadline = time.monotonic() + seconds
    while True:
        told = [urlsplit(path).query for _, path, _, _ in list(sandbox.shop.heard)]
        mine = [query for query in told if request.txn_ref in query]
        if len(mine) >= count or time.monotonic() > deadline:
            return mine
        time.sleep(0.05)


def test_a_payment_comes_back_and_is_told_by_ipn(sandbox: Sandbox, vnpay: Vnpay) -> None:
    request = attempt()
    came_back, told = read(vnpay, pay(vnpay, request)), read(vnpay, ipns(sandbox, request)[0])
    assert came_back == told
    assert (told.txn_ref, told.amount) == (request.txn_ref, 125_000)
    assert told.outcome is Outcome.SUCCEEDED
    assert told.transaction_no


def test_too_little_money_is_code_51(sandbox: Sandbox, vnpay: Vnpay) -> None:
    notice = read(vnpay, pay(vnpay, attempt(), card=POOR_CARD))
    assert (notice.outcome, notice.code) == (Outcome.FAILED, "51")


def test_a_payment_after_its_time_is_code_11(sandbox: Sandbox, vnpay: Vnpay) -> None:
    with httpx.Client() as browser:
        first = browser.get(vnpay.pay_url(attempt(minutes=-30)))
        late = browser.get(f"{sandbox.url}{first.headers['location']}")
    assert read(vnpay, urlsplit(late.headers["location"]).query).code == "11"


def test_a_changed_pay_url_is_refused(sandbox: Sandbox, vnpay: Vnpay) -> None:
    url = vnpay.pay_url(attempt()).replace("12500000", "100")
    assert httpx.get(url).status_code == 400


def test_an_ipn_that_is_not_confirmed_comes_ten_times(sandbox: Sandbox, vnpay: Vnpay) -> None:
    sandbox.shop.rsp_code, request = "99", attempt()
    pay(vnpay, request)
    assert len(ipns(sandbox, request, 10, seconds=90)) == 10
    assert len(ipns(sandbox, request, 11, seconds=3)) == 10


@pytest.mark.parametrize("code", ["00", "02"])
def test_an_ipn_that_is_confirmed_comes_once(sandbox: Sandbox, vnpay: Vnpay, code: str) -> None:
    sandbox.shop.rsp_code, request = code, attempt()
    pay(vnpay, request)
    assert len(ipns(sandbox, request, 1)) == 1
    assert len(ipns(sandbox, request, 2, seconds=3)) == 1


def test_the_switches_of_the_ipn_do_what_they_say(sandbox: Sandbox, vnpay: Vnpay) -> None:
    never, double, wrong = attempt(), attempt(), attempt()
    sandbox.set("vnpay", ipn="never")
    pay(vnpay, never)
    assert ipns(sandbox, never, seconds=1) == []
    sandbox.set("vnpay", ipn="double")
    pay(vnpay, double)
    assert len(ipns(sandbox, double, 2)) == 2
    sandbox.set("vnpay", ipn="wrong_amount")
    pay(vnpay, wrong)
    assert read(vnpay, ipns(sandbox, wrong)[0]).amount == 124_999


def test_the_ipn_can_be_answered_before_the_browser_is_back(sandbox: Sandbox, vnpay: Vnpay) -> None:
    sandbox.set("vnpay", ipn="before")
    request = attempt()
    with httpx.Client(follow_redirects=True) as browser:
        shown = browser.get(vnpay.pay_url(request))
        base = str(shown.url).rsplit("/", 1)[0]
        browser.post(f"{base}/card", data={"bank": "NCB", "number": GOOD_CARD})
        with pytest.raises(httpx.ConnectError):  # nobody listens at the return address
            browser.post(f"{base}/otp", data={"bank": "NCB", "otp": "123456"})
    assert len(ipns(sandbox, request, seconds=0)) == 1


def test_two_payments_begun_together_get_numbers_of_their_own(
    sandbox: Sandbox, vnpay: Vnpay
) -> None:
    first, second = attempt(), attempt()
    httpx.get(vnpay.pay_url(first))
    httpx.get(vnpay.pay_url(second))
    numbers = {read(vnpay, pay(vnpay, one)).transaction_no for one in (first, second)}
    assert len(numbers) == 2


def test_a_query_knows_pending_paid_and_unknown(sandbox: Sandbox, vnpay: Vnpay) -> None:
    request = attempt()
    httpx.get(vnpay.pay_url(request))
    asked = vnpay.query(request.txn_ref, request.created_at, key="q")
    assert asked.outcome is Outcome.PENDING
    pay(vnpay, request)
    paid = vnpay.query(request.txn_ref, request.created_at, key="q")
    assert (paid.outcome, paid.amount) == (Outcome.SUCCEEDED, 125_000)
    assert vnpay.query("NOTHING", request.created_at, key="q").outcome is Outcome.UNKNOWN


def test_a_refund_is_accepted_once_and_ends_done(sandbox: Sandbox, vnpay: Vnpay) -> None:
    request = attempt()
    notice = read(vnpay, pay(vnpay, request))
    refund = RefundRequest(
        key="refund-1", txn_ref=request.txn_ref, amount=125_000, is_full=True,
        transaction_no=notice.transaction_no, attempt_created_at=request.created_at,
        reason="Hoan tien GS-7K3Q68",
    )  # fmt: skip
    assert vnpay.refund(refund) is RefundState.REQUESTED
    assert vnpay.refund(refund) is RefundState.REQUESTED
    assert len(sandbox.get("/vnpay/transactions.json")["refunds"]) >= 1
    for _ in range(100):
        if vnpay.refund_state(refund, key="s") is RefundState.DONE:
            return
        time.sleep(0.1)
    raise AssertionError("the refund never ended")


def test_a_refund_of_what_was_not_paid_is_refused(sandbox: Sandbox, vnpay: Vnpay) -> None:
    request = attempt()
    pay(vnpay, request, card=POOR_CARD)
    refund = RefundRequest(
        key="refund-2", txn_ref=request.txn_ref, amount=125_000, is_full=True,
        transaction_no="0", attempt_created_at=request.created_at, reason="Hoan tien",
    )  # fmt: skip
    with pytest.raises(GatewayRefused, match="95"):
        vnpay.refund(refund)


def test_silence_and_errors_mean_not_known(sandbox: Sandbox, vnpay: Vnpay) -> None:
    sandbox.set("vnpay", fail="1")
    with pytest.raises(GatewayUnavailable):
        vnpay.query("X", NOW, key="q")
    stranger = Vnpay(tmn_code="CHONSO01", secret="other", pay_url="", api_url=vnpay._api_url)
    with pytest.raises(GatewayUnavailable):
        stranger.query("X", NOW, key="q")
