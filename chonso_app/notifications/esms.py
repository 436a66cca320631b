"""SMS through eSMS (SendMultipleMessage_V4). Code 100 means accepted, not delivered."""

import hashlib
from functools import cache
from typing import Any

import httpx

from chonso_app.core.config import settings
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from chonso_app.core.msisdn import to_national

_SYSTEM = "esms"
_ACCEPTED, _ALREADY_SENT = "100", "124"
_TRY_AGAIN = {"103", "140"}  # out of balance, address not listed: an administrator mends it
_CARE = "2"  # SmsType: customer care and OTP under a brand name


class Esms:
    def __init__(self, *, url: str, api_key: str, secret_key: str, brandname: str) -> None:
        self._url, self._brandname = url, brandname
        self._keys = {"ApiKey": api_key, "SecretKey": secret_key}
        self._http = httpx.Client(timeout=httpx.Timeout(15, connect=5))

    def send(self, phone: str, text: str, *, key: str) -> str:
        request = self._keys | {
            "Phone": to_national(phone),
            "Content": text,
            "Brandname": self._brandname,
            "SmsType": _CARE,
            "IsUnicode": "0" if text.isascii() else "1",
            "Sandbox": "0",
            "RequestId": request_id(key),
        }
        try:
            response = self._http.post(self._url, json=request)
            response.raise_for_status()
            answer: Any = response.json()
            code, sms_id = str(answer["CodeResult"]), str(answer.get("SMSID") or "")
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise GatewayUnavailable(_SYSTEM, type(error).__name__) from error
        if code in {_ACCEPTED, _ALREADY_SENT}:
            return sms_id or request_id(key)
        raise (GatewayUnavailable if code in _TRY_AGAIN else GatewayRefused)(_SYSTEM, code)


@cache
def gateway() -> Esms:
    """The one of the settings."""
    return Esms(
        url=settings.esms_url,
        api_key=settings.esms_api_key,
        secret_key=settings.esms_secret_key,
        brandname=settings.esms_brandname,
    )


def request_id(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]
