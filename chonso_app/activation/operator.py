"""The operator's back end, by the small JSON API of docs/operator-api.md."""

from functools import cache
from typing import Any
from urllib.parse import quote

import httpx

from chonso_app.activation.gateway import LineRequest, LineResult, LineState
from chonso_app.core.config import settings
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable

_SYSTEM = "operator"
_CLEAR_NO = {400, 404, 409, 422}


class Operator:
    def __init__(self, *, url: str, token: str) -> None:
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(15, connect=5),
        )

    def activate(self, request: LineRequest, *, key: str) -> str:
        body = {"msisdn": request.msisdn, "iccid": request.iccid, "plan": request.plan}
        if request.promotion:
            body["promotion"] = request.promotion
        answer = self._call("POST", "/activations", key=key, json=body)
        if not answer.get("reference"):
            raise GatewayUnavailable(_SYSTEM, "reference")
        return str(answer["reference"])

    def result(self, reference: str) -> LineResult:
        answer = self._call("GET", f"/activations/{quote(reference, safe='')}")
        try:
            return LineResult(LineState(answer["state"]), str(answer.get("code") or ""))
        except (KeyError, ValueError) as error:
            raise GatewayUnavailable(_SYSTEM, "state") from error

    def suspend(self, msisdn: str, *, key: str) -> None:
        self._call("POST", f"/lines/{msisdn}/suspend", key=key, json={"scope": "both"})

    def replace_sim(self, msisdn: str, iccid: str, *, key: str) -> None:
        self._call("POST", f"/lines/{msisdn}/sim", key=key, json={"iccid": iccid})

    def _call(self, method: str, path: str, *, key: str = "", json: Any = None) -> dict[str, Any]:
        headers = {"Idempotency-Key": key} if key else {}
        try:
            response = self._http.request(method, path, json=json, headers=headers)
            answer: Any = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise GatewayUnavailable(_SYSTEM, type(error).__name__) from error
        if not isinstance(answer, dict):
            raise GatewayUnavailable(_SYSTEM, "body")
        if response.status_code in _CLEAR_NO:
            raise GatewayRefused(_SYSTEM, str(answer.get("code", response.status_code)))
        if not response.is_success:
            raise GatewayUnavailable(_SYSTEM, str(response.status_code))
        return answer


@cache
def gateway() -> Operator:
    """The one of the settings."""
    return Operator(url=settings.operator_url, token=settings.operator_token)
