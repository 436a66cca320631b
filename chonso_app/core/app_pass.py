"""Which browser came from the operator's own app.

The app asks its own server for a proof and opens our page with it (`handoff.routes`); the secret
never lies in the app. The browser then carries a pass. It says through which channel somebody
came, and no more: what a person may do is decided as ever.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from chonso_app.core.config import settings
from chonso_app.core.crypto import hmac_hex

PROOF_LASTS = timedelta(minutes=2)
PASS_LASTS = timedelta(hours=12)


def is_proof(proof: str, *, now: datetime) -> bool:
    """`seconds.nonce.hmac` of the operator's server, not older than two minutes."""
    said, _, mark = proof.rpartition(".")
    seconds, _, nonce = said.partition(".")
    if not (settings.operator_app_secret and seconds.isdecimal() and len(seconds) <= 11 and nonce):
        return False
    if abs(now.timestamp() - int(seconds)) > PROOF_LASTS.total_seconds():
        return False
    right = hmac.new(settings.operator_app_secret.encode(), said.encode(), sha256).hexdigest()
    return hmac.compare_digest(right.encode(), mark.encode())


def new_pass(*, now: datetime) -> str:
    """What the browser of the app carries from then on, in a cookie."""
    said = f"{int((now + PASS_LASTS).timestamp())}.{secrets.token_hex(8)}"
    return f"{said}.{hmac_hex('operator-app', said)}"


def holds_pass(value: str, *, now: datetime) -> bool:
    said, _, mark = value.rpartition(".")
    until, _, _nonce = said.partition(".")
    if not (until.isdecimal() and len(until) <= 11 and int(until) > now.timestamp()):
        return False
    return hmac.compare_digest(hmac_hex("operator-app", said).encode(), mark.encode())
