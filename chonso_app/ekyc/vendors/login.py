"""Tokens that a vendor gives for a few hours. Kept in memory, renewed early, and after a 401."""

import threading
import time
from collections.abc import Callable
from typing import Any

from chonso_app.ekyc.vendors.contract import ContractError, Unavailable
from chonso_app.ekyc.vendors.wire import Answer, Line

_EARLY = 60.0  # seconds before its end in which a token is not used any more


class Login:
    """`fetch(deadline)` gives the token and for how many seconds it holds."""

    def __init__(self, fetch: Callable[[float], tuple[str, float]]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._token, self._until = "", 0.0

    def ask(
        self, line: Line, method: str, path: str, *, deadline: float, headers: dict[str, str],
        **kwargs: Any,
    ) -> Answer:  # fmt: skip
        """With our token; told that it is not good, with a new one, once.

        Raises:
            Unavailable, ContractError
        """
        token = self._now(deadline)
        bearer = {"Authorization": f"Bearer {token}"}
        try:
            return line.ask(method, path, deadline=deadline, headers=headers | bearer, **kwargs)
        except Unavailable as error:
            if error.code != "http_401":
                raise
        self._drop(token)
        bearer = {"Authorization": f"Bearer {self._now(deadline)}"}
        return line.ask(method, path, deadline=deadline, headers=headers | bearer, **kwargs)

    def _now(self, deadline: float) -> str:
        with self._lock:
            if time.monotonic() >= self._until:
                self._token, seconds = self._fetch(deadline)
                self._until = time.monotonic() + max(seconds - _EARLY, 1.0)
            return self._token

    def _drop(self, token: str) -> None:
        with self._lock:
            if token == self._token:
                self._until = 0.0


def token_in(answer: Answer) -> tuple[str, float]:
    """OAuth's words. Raises Unavailable for a no, ContractError for what is none of them."""
    if answer.status >= 400:
        raise Unavailable("login")
    token, seconds = answer.body.get("access_token"), answer.body.get("expires_in", 3600)
    if not isinstance(token, str) or not token or not isinstance(seconds, int | float):
        raise ContractError("login")
    return token, float(seconds)
