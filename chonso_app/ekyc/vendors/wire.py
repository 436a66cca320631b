"""HTTP with a deadline. What comes back is a JSON object, or one of the four errors."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from chonso_app.ekyc.vendors.contract import ContractError, Unavailable

_CONNECT, _READ = 5.0, 15.0  # seconds
_MOST = 1_000_000  # bytes of an answer
_MOST_SCORE = 1_000_000
_ONCE_MORE = {502, 503}
_NOT_NOW = {401, 403, 408, 425, 429}


@dataclass(frozen=True)
class Answer:
    """`body`: a JSON object. `reference`: the vendor's id of the request, where it sends one."""

    status: int
    body: dict[str, Any]
    raw: str


class Line:
    """One service. Asks again once, and only when nothing can have happened yet."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self._http = httpx.Client(base_url=url, headers=dict(headers))

    def ask(self, method: str, path: str, *, deadline: float, **kwargs: Any) -> Answer:
        """Any status below 500 that is neither "not now" nor unreadable is for the adapter.

        Raises:
            Unavailable, ContractError
        """
        status, raw = self._twice(method, path, deadline=deadline, **kwargs)
        if status >= 500 or status in _NOT_NOW:
            raise Unavailable(f"http_{status}", raw=raw)
        try:
            body = json.loads(raw, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise ContractError("not_json", raw=raw) from error
        if not isinstance(body, dict):
            raise ContractError("no_object", raw=raw)
        return Answer(status, body, raw)

    def _twice(self, method: str, path: str, **kwargs: Any) -> tuple[int, str]:
        try:
            status, raw = self._once(method, path, **kwargs)
        except httpx.ConnectError:
            return self._told(method, path, **kwargs)
        except httpx.HTTPError as error:
            raise Unavailable(type(error).__name__) from error
        return self._told(method, path, **kwargs) if status in _ONCE_MORE else (status, raw)

    def _told(self, method: str, path: str, **kwargs: Any) -> tuple[int, str]:
        try:
            return self._once(method, path, **kwargs)
        except httpx.HTTPError as error:
            raise Unavailable(type(error).__name__) from error

    def _once(self, method: str, path: str, *, deadline: float, **kwargs: Any) -> tuple[int, str]:
        """A body that drips is cut off too: httpx only times the silence between two pieces."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise Unavailable("deadline")
        timeout = httpx.Timeout(min(_READ, left), connect=min(_CONNECT, left))
        heard = bytearray()
        with self._http.stream(method, path, timeout=timeout, **kwargs) as response:
            for piece in response.iter_bytes():
                heard += piece
                if len(heard) > _MOST:
                    raise ContractError("too_long")
                if time.monotonic() > deadline:
                    raise Unavailable("deadline")
        return response.status_code, heard.decode("utf-8", "replace")


def text(value: object, most: int = 64) -> str:
    """A vendor's word, as something that fits into a column; "" for what is no word."""
    if not isinstance(value, str | int):
        return ""
    return "".join(sign for sign in str(value)[:most] if sign.isprintable())


def number(value: object) -> float | None:
    """None for what is no number, and for what no score can be."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -_MOST_SCORE <= value <= _MOST_SCORE else None


def share(value: object) -> float | None:
    """A likeness of 0 to 100, as a share; None when it is no number."""
    score = number(value)
    return None if score is None else round(score / 100, 3)


def _no_number(word: str) -> float:
    """NaN and Infinity are Python's, not JSON's."""
    raise ValueError(word)
