"""The store's own system over HTTP, by docs/store-api.md."""

from dataclasses import asdict
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx

from chonso_app.core.config import settings
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from chonso_app.delivery.store_gateway import StoreAnswer, StoreOrder, StoreState

_SYSTEM = "store"
_CLEAR_NO = {400, 404, 409, 422}


class HttpStoreSystem:
    def __init__(self, *, url: str, token: str) -> None:
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(15, connect=5),
        )

    def push(self, order: StoreOrder, *, key: str) -> str:
        answer = self._call("POST", "/orders", key=key, json=asdict(order))
        if not answer.get("reference"):
            raise GatewayUnavailable(_SYSTEM, "reference")
        return str(answer["reference"])[:64]

    def look(self, order: str) -> StoreAnswer:
        answer = self._call("GET", f"/orders/{quote(order, safe='')}")
        try:
            state = StoreState(answer["state"])
        except (KeyError, ValueError) as error:
            raise GatewayUnavailable(_SYSTEM, "state") from error
        return StoreAnswer(
            state, str(answer.get("serial") or "")[:64], str(answer.get("receiver") or "")[:16]
        )

    def cancel(self, order: str, reason: str, *, key: str) -> None:
        path = f"/orders/{quote(order, safe='')}/cancel"
        self._call("POST", path, key=key, json={"reason": reason})

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
            raise GatewayRefused(_SYSTEM, str(answer.get("code", response.status_code))[:64])
        if not response.is_success:
            raise GatewayUnavailable(_SYSTEM, str(response.status_code))
        return answer


@cache
def gateway() -> HttpStoreSystem:
    """The one of the settings."""
    return HttpStoreSystem(url=settings.store_system_url, token=settings.store_system_token)
