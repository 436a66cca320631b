"""The key that says who writes to a push service (RFC 8292)."""

import base64
import contextlib
import os
from email.utils import parseaddr
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from chonso_app.core.config import settings

_FILE = "vapid.key"
_KEY_BYTES = 32


@cache
def signer() -> Vapid02:
    """The one of the settings; in the demo one that is made once and kept."""
    return Vapid02.from_string(settings.vapid_private_key or _kept())


@cache
def public_key() -> str:
    """As a browser's push manager wants it: the uncompressed point, base64url."""
    key = signer().public_key
    assert key is not None
    numbers = key.public_numbers()
    point = b"\x04" + b"".join(n.to_bytes(_KEY_BYTES, "big") for n in (numbers.x, numbers.y))
    return _base64url(point)


def subject() -> str:
    """Where a push service complains."""
    return f"mailto:{parseaddr(settings.mail_from)[1]}"


def _kept() -> str:
    """Two processes may start at once: the first file stays, both read it."""
    if not settings.demo:
        raise RuntimeError("CHONSO_VAPID_PRIVATE_KEY is missing")
    file = settings.var_dir / _FILE
    if not file.exists():
        secret = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        made = file.with_suffix(f".{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(_base64url(secret.to_bytes(_KEY_BYTES, "big")), encoding="ascii")
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(made)
        made.unlink()
    return file.read_text(encoding="ascii")


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
