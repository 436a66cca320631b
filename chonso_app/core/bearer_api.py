"""A small JSON API of our own definition (docs/operator-api.md, docs/store-api.md), as a client."""

from typing import Any

import httpx

from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable

_CLEAR_NO = {400, 404, 409, 422}
_MOST = 64  # characters of a code or reference that are kept


class BearerApi:
    """Every answer is a JSON object. A clear no is a refusal, anything else bad is "not known"."""

    def __init__(self, system: str, *, url: str, token: str) -> None:
        self._system = system
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(15, connect=5),
        )

    def call(self, method: str, path: str, *, key: str = "", json: Any = None) -> dict[str, Any]:
        """`key`: the idempotency key of a POST. Raises GatewayUnavailable, GatewayRefused."""
        headers = {"Idempotency-Key": key} if key else {}
        try:
            response = self._http.request(method, path, json=json, headers=headers)
            answer: Any = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise GatewayUnavailable(self._system, type(error).__name__) from error
        if not isinstance(answer, dict):
            raise GatewayUnavailable(self._system, "body")
        if response.status_code in _CLEAR_NO:
            code = str(answer.get("code", response.status_code))
            raise GatewayRefused(self._system, code[:_MOST])
        if not response.is_success:
            raise GatewayUnavailable(self._system, str(response.status_code))
        return answer

    def ask_for_reference(self, path: str, *, key: str, json: Any) -> str:
        """A POST that is answered with the other side's reference."""
        answer = self.call("POST", path, key=key, json=json)
        if not answer.get("reference"):
            raise GatewayUnavailable(self._system, "reference")
        return str(answer["reference"])[:_MOST]
