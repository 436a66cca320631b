"""What both carriers' adapters share: JSON over HTTP, and what counts as no answer."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from chonso_app.core.clock import VN
from chonso_app.core.gateways import GatewayUnavailable

TIMEOUT = httpx.Timeout(15, connect=5)
_OUR_FAULT = {401, 403, 429}  # a wrong token or too many calls: somebody mends it, then it works
_LONGEST_WORD = 200
Scalar = str | int | float | bool | None


def ask(http: httpx.Client, system: str, method: str, path: str, **kwargs: Any) -> dict[str, Any]:
    """The JSON object that came back, of whatever status below 500. Raises GatewayUnavailable."""
    try:
        response = http.request(method, path, **kwargs)
        told: Any = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise GatewayUnavailable(system, type(error).__name__) from error
    unsure = response.is_server_error or response.status_code in _OUR_FAULT
    if unsure or not isinstance(told, dict):
        raise GatewayUnavailable(system, str(response.status_code))
    return told


def kept(fields: Mapping[str, object], names: tuple[str, ...]) -> dict[str, Scalar]:
    """The plain values of `names`: what may be stored of a webhook."""
    found = {name: fields[name] for name in names if name in fields}
    return {
        name: value[:_LONGEST_WORD] if isinstance(value, str) else value
        for name, value in found.items()
        if value is None or isinstance(value, str | int | float | bool)
    }


def text(value: object) -> str:
    return "" if value is None else str(value)[:_LONGEST_WORD]


def dong(value: object) -> int:
    """An amount as a carrier writes it (35000, "35000", 35000.0); 0 for none."""
    try:
        return int(float(str(value)))
    except (ValueError, OverflowError):
        return 0


def moment(value: object) -> datetime | None:
    """ISO 8601 or `2026-11-25 14:30:00`; without a zone it is Vietnam's time."""
    try:
        read = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=VN)).astimezone(UTC)
