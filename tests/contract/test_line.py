"""The operator's back end and the SM-DP+, against the sandbox."""

import json
import time

import httpx
import pytest
from stdnum import luhn

from chonso_app.activation.gateway import LineRequest, LineState
from chonso_app.activation.operator import Operator
from chonso_app.activation.smdp import Smdp
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from tests.contract.conftest import Sandbox


@pytest.fixture
def operator(sandbox: Sandbox) -> Operator:
    chosen = sandbox.settings
    return Operator(url=chosen.operator_url, token=chosen.operator_token)


@pytest.fixture
def smdp(sandbox: Sandbox) -> Smdp:
    return Smdp(url=sandbox.settings.smdp_url, address="smdp.test")


def line(tail: int, iccid: str = "") -> LineRequest:
    return LineRequest(f"8490{tail:07}", iccid or f"898401{tail:014}", "D90", "TN4G")


def ended(operator: Operator, reference: str) -> LineState:
    for _ in range(100):
        if (state := operator.result(reference).state) is not LineState.PROCESSING:
            return state
        time.sleep(0.05)
    raise AssertionError("no result")


def test_a_line_comes_live_once_however_often_it_is_asked_for(
    sandbox: Sandbox, operator: Operator
) -> None:
    references = {operator.activate(line(1), key="a-1") for _ in range(3)}
    assert len(references) == 1
    assert ended(operator, references.pop()) is LineState.ACTIVE
    kept = sandbox.get("/operator/lines.json")["lines"]["84900000001"]
    assert (kept["plan"], kept["promotion"]) == ("D90", "TN4G")


def test_the_same_number_under_another_key_is_a_clear_no(operator: Operator) -> None:
    operator.activate(line(2), key="a-2")
    with pytest.raises(GatewayRefused, match="number_in_use"):
        operator.activate(line(2), key="a-3")
    with pytest.raises(GatewayRefused, match="sim_in_use"):
        operator.activate(line(3, line(2).iccid), key="a-4")


def test_a_rejected_line_says_why_and_the_number_may_be_tried_again(
    sandbox: Sandbox, operator: Operator
) -> None:
    sandbox.set("operator", result="rejected")
    assert ended(operator, operator.activate(line(5), key="a-5")) is LineState.REJECTED
    sandbox.set("operator", result="active")
    assert ended(operator, operator.activate(line(5), key="a-5-again")) is LineState.ACTIVE


def test_a_line_is_suspended_and_moves_to_another_sim(sandbox: Sandbox, operator: Operator) -> None:
    ended(operator, operator.activate(line(6), key="a-6"))
    operator.replace_sim(line(6).msisdn, "89840100000000000999", key="r-6")
    operator.suspend(line(6).msisdn, key="s-6")
    operator.suspend(line(6).msisdn, key="s-6")
    kept = sandbox.get("/operator/lines.json")["lines"][line(6).msisdn]
    assert (kept["state"], kept["iccid"]) == ("suspended", "89840100000000000999")


def test_an_outage_of_the_operator_is_tried_again(sandbox: Sandbox, operator: Operator) -> None:
    sandbox.set("operator", fail="1")
    with pytest.raises(GatewayUnavailable):
        operator.activate(line(7), key="a-7")
    assert operator.activate(line(7), key="a-7")
    with pytest.raises(GatewayUnavailable):
        Operator(url=f"{sandbox.url}/operator", token="wrong").result("OP-1")


def test_a_lost_answer_and_a_second_try_are_one_line(sandbox: Sandbox, operator: Operator) -> None:
    sandbox.set("operator", lose="1", order="shuffled")
    with pytest.raises(GatewayUnavailable):
        operator.activate(line(8), key="a-8")
    assert ended(operator, operator.activate(line(8), key="a-8")) is LineState.ACTIVE


def test_a_profile_is_ordered_confirmed_and_cancelled(sandbox: Sandbox, smdp: Smdp) -> None:
    iccid = smdp.order("chonso-esim", key="p-1")
    assert smdp.order("chonso-esim", key="p-1") == iccid
    assert luhn.is_valid(iccid)
    assert iccid.startswith("898401")
    profile = smdp.confirm(iccid, key="c-1")
    assert smdp.confirm(iccid, key="c-1") == profile
    assert profile.matching_id
    smdp.cancel(iccid, key="x-1")
    assert sandbox.get("/smdp/profiles.json")[iccid]["state"] == "unavailable"


def test_an_installed_profile_is_reported_and_cannot_be_cancelled(
    sandbox: Sandbox, smdp: Smdp
) -> None:
    iccid = smdp.order("chonso-esim", key="p-2")
    smdp.confirm(iccid, key="c-2")
    httpx.post(f"{sandbox.url}/smdp/{iccid}/install")
    heard = sandbox.shop.wait(2)
    assert {path for _, path, _, _ in heard} == {"/gsma/rsp2/es2plus/handleDownloadProgressInfo"}
    token = sandbox.settings.smdp_callback_token
    assert all(headers["Authorization"] == f"Bearer {token}" for _, _, headers, _ in heard)
    with pytest.raises(GatewayRefused, match=r"8\.2\.1"):
        smdp.cancel(iccid, key="x-2")


def test_progress_can_be_reported_in_the_wrong_order(sandbox: Sandbox, smdp: Smdp) -> None:
    sandbox.set("smdp", report="reversed")
    iccid = smdp.order("chonso-esim", key="p-4")
    smdp.confirm(iccid, key="c-4")
    httpx.post(f"{sandbox.url}/smdp/{iccid}/install")
    points = [json.loads(body)["notificationPointId"] for *_, body in sandbox.shop.wait(2)]
    assert points == [4, 3]


def test_an_unknown_profile_is_refused_and_an_outage_is_not(sandbox: Sandbox, smdp: Smdp) -> None:
    with pytest.raises(GatewayRefused):
        smdp.confirm("89840100000000000000", key="c-3")
    sandbox.set("smdp", down="1")
    with pytest.raises(GatewayUnavailable):
        smdp.order("chonso-esim", key="p-3")


def test_the_sandbox_asks_for_the_protocol_header(sandbox: Sandbox) -> None:
    answer = httpx.post(f"{sandbox.url}/smdp/gsma/rsp2/es2plus/downloadOrder", json={})
    assert answer.status_code == 400
