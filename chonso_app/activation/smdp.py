"""The SM-DP+ by ES2+ (SGP.22 §5.3): JSON over mutual TLS; function errors come with HTTP 200."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx

from chonso_app.activation.gateway import Profile
from chonso_app.core.config import settings
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable

_SYSTEM = "smdp"
_REQUESTER = "chonso-online"
_DONE = {"Executed-Success", "Executed-WithWarning"}


class Smdp:
    def __init__(self, *, url: str, address: str, client_cert: str = "") -> None:
        self._address = address
        self._http = httpx.Client(
            base_url=f"{url}/gsma/rsp2/es2plus/",
            headers={"X-Admin-Protocol": "gsma/rsp/v2.4.0"},
            timeout=httpx.Timeout(20, connect=5),
            cert=client_cert or None,
        )

    def order(self, profile_type: str, *, key: str) -> str:
        answer = self._call("downloadOrder", key, {"profileType": profile_type}, needs="iccid")
        return str(answer["iccid"])

    def confirm(self, iccid: str, *, key: str) -> Profile:
        body = {"iccid": iccid, "releaseFlag": True}
        answer = self._call("confirmOrder", key, body, needs="matchingId")
        address = str(answer.get("smdpAddress") or self._address)
        return Profile(iccid, str(answer["matchingId"]), address)

    def cancel(self, iccid: str, *, key: str) -> None:
        body = {"iccid": iccid, "finalProfileStatusIndicator": "Unavailable"}
        self._call("cancelOrder", key, body)

    def _call(
        self, function: str, key: str, body: dict[str, Any], *, needs: str = "header"
    ) -> dict[str, Any]:
        """`needs`: what an answer without is none that can be trusted."""
        header = {"functionRequesterIdentifier": _REQUESTER, "functionCallIdentifier": key}
        try:
            response = self._http.post(function, json={"header": header} | body)
            response.raise_for_status()
            answer: Any = response.json()
            status = answer["header"]["functionExecutionStatus"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise GatewayUnavailable(_SYSTEM, type(error).__name__) from error
        if status.get("status") in _DONE and answer.get(needs):
            return answer
        if status.get("status") == "Failed":
            raise GatewayRefused(_SYSTEM, _code_of(status))
        raise GatewayUnavailable(_SYSTEM, str(status.get("status")))


@cache
def gateway() -> Smdp:
    """The one of the settings."""
    return Smdp(
        url=settings.smdp_url,
        address=settings.smdp_address,
        client_cert=settings.smdp_client_cert,
    )


def _code_of(status: Mapping[str, Any]) -> str:
    data = status.get("statusCodeData") or {}
    return f"{data.get('subjectCode', '?')}/{data.get('reasonCode', '?')}"
