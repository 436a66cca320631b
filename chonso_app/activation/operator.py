"""The operator's back end, by the small JSON API of docs/operator-api.md."""

from functools import cache
from urllib.parse import quote

from chonso_app.activation.gateway import LineRequest, LineResult, LineState
from chonso_app.core.bearer_api import BearerApi
from chonso_app.core.config import settings
from chonso_app.core.gateways import GatewayUnavailable

_SYSTEM = "operator"


class Operator:
    def __init__(self, *, url: str, token: str) -> None:
        self._api = BearerApi(_SYSTEM, url=url, token=token)

    def activate(self, request: LineRequest, *, key: str) -> str:
        body = {"msisdn": request.msisdn, "iccid": request.iccid, "plan": request.plan}
        if request.promotion:
            body["promotion"] = request.promotion
        return self._api.ask_for_reference("/activations", key=key, json=body)

    def result(self, reference: str) -> LineResult:
        answer = self._api.call("GET", f"/activations/{quote(reference, safe='')}")
        try:
            return LineResult(LineState(answer["state"]), str(answer.get("code") or ""))
        except (KeyError, ValueError) as error:
            raise GatewayUnavailable(_SYSTEM, "state") from error

    def suspend(self, msisdn: str, *, key: str) -> None:
        self._api.call("POST", f"/lines/{msisdn}/suspend", key=key, json={"scope": "both"})

    def replace_sim(self, msisdn: str, iccid: str, *, key: str) -> None:
        self._api.call("POST", f"/lines/{msisdn}/sim", key=key, json={"iccid": iccid})


@cache
def gateway() -> Operator:
    """The one of the settings."""
    return Operator(url=settings.operator_url, token=settings.operator_token)
