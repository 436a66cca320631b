"""Web push (RFC 8030), encrypted for one browser (RFC 8291), signed by us (RFC 8292)."""

import hashlib
import time
from functools import cache
from urllib.parse import urlsplit

import httpx
from py_vapid import Vapid02
from pywebpush import WebPusher

from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from chonso_app.notifications import vapid
from chonso_app.notifications.gateway import GONE, PushTarget

_SYSTEM = "push"
_KEPT_SECONDS = 24 * 3600  # while the phone is off
_SIGNED_SECONDS = 12 * 3600
_TOO_MANY, _FAULTS = 429, 500


class WebPush:
    def __init__(self, *, signer: Vapid02, subject: str) -> None:
        self._signer, self._subject = signer, subject
        # never along a redirect: the address was checked, not where it might point to
        self._http = httpx.Client(timeout=httpx.Timeout(15, connect=5), follow_redirects=False)

    def send(self, target: PushTarget, text: str, *, key: str) -> str:
        keys = {"p256dh": target.p256dh, "auth": target.auth}
        pusher = WebPusher({"endpoint": target.endpoint, "keys": keys})
        body = pusher.encode(text.encode(), content_encoding="aes128gcm")["body"]
        try:
            answer = self._http.post(
                target.endpoint, content=body, headers=self._heads(target, key)
            )
        except httpx.HTTPError as error:
            raise GatewayUnavailable(_SYSTEM, type(error).__name__) from error
        if answer.is_success:
            return answer.headers.get("location", "")[-128:]
        if answer.status_code in (404, 410):
            raise GatewayRefused(_SYSTEM, GONE)
        later = answer.status_code == _TOO_MANY or answer.status_code >= _FAULTS
        raise (GatewayUnavailable if later else GatewayRefused)(_SYSTEM, str(answer.status_code))

    def _heads(self, target: PushTarget, key: str) -> dict[str, str]:
        parts = urlsplit(target.endpoint)
        until = int(time.time()) + _SIGNED_SECONDS
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": self._subject, "exp": until}
        return {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(_KEPT_SECONDS),
            "Urgency": "normal",
            "Topic": hashlib.sha256(key.encode()).hexdigest()[:32],
            **self._signer.sign(claims),
        }


@cache
def gateway() -> WebPush:
    """The one of the settings."""
    return WebPush(signer=vapid.signer(), subject=vapid.subject())
