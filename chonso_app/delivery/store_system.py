"""The store's own system over HTTP, by docs/store-api.md."""

from dataclasses import asdict
from functools import cache
from urllib.parse import quote

from chonso_app.core.bearer_api import BearerApi
from chonso_app.core.config import settings
from chonso_app.core.gateways import GatewayUnavailable
from chonso_app.delivery.store_gateway import StoreAnswer, StoreOrder, StoreState

_SYSTEM = "store"


class HttpStoreSystem:
    def __init__(self, *, url: str, token: str) -> None:
        self._api = BearerApi(_SYSTEM, url=url, token=token)

    def push(self, order: StoreOrder, *, key: str) -> str:
        return self._api.ask_for_reference("/orders", key=key, json=asdict(order))

    def look(self, order: str) -> StoreAnswer:
        answer = self._api.call("GET", f"/orders/{quote(order, safe='')}")
        try:
            state = StoreState(answer["state"])
        except (KeyError, ValueError) as error:
            raise GatewayUnavailable(_SYSTEM, "state") from error
        return StoreAnswer(
            state, str(answer.get("serial") or "")[:64], str(answer.get("receiver") or "")[:16]
        )

    def cancel(self, order: str, reason: str, *, key: str) -> None:
        path = f"/orders/{quote(order, safe='')}/cancel"
        self._api.call("POST", path, key=key, json={"reason": reason})


@cache
def gateway() -> HttpStoreSystem:
    """The one of the settings."""
    return HttpStoreSystem(url=settings.store_system_url, token=settings.store_system_token)
