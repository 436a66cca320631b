"""The TURN server: where it is, its passwords, and how `serve` runs one beside itself.

A demo or a small shop: `bin/run --turn`. Production has coturn on hosts of its own: docs/turn.md.
"""

import base64
import hashlib
import hmac
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from chonso_app.core.config import settings
from chonso_app.core.crypto import hmac_hex

LASTS = timedelta(minutes=10)
_RELAYED = (49160, 49359)  # ports; a call that is relayed on both sides takes two
_LOCAL = {"localhost", "127.0.0.1"}
_INSIDE = ("0.0.0.0-0.255.255.255", "10.0.0.0-10.255.255.255", "100.64.0.0-100.127.255.255",
                "127.0.0.0-127.255.255.255", "169.254.0.0-169.254.255.255",
                "172.16.0.0-172.31.255.255", "192.168.0.0-192.168.255.255",
                "::1", "fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff")  # fmt: skip


def urls() -> list[str]:
    """As browsers are told them; empty when there is no TURN server."""
    if settings.turn_urls or not settings.turn:
        return settings.turn_urls
    return [f"turn:{_host()}:{settings.turn_port}?transport={way}" for way in ("udp", "tcp")]


def password(name: str) -> str:
    """For `use-auth-secret`: coturn computes the same, and refuses once the time in it is over."""
    digest = hmac.new(_secret().encode(), name.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def name_for(call_id: int, side: str, now: datetime) -> str:
    """With the call in it: coturn's quota per name would else add up over an agent's calls."""
    return f"{int((now + LASTS).timestamp())}:{call_id}-{side}"


def _secret() -> str:
    return settings.turn_secret or (hmac_hex("turn", "coturn") if settings.turn else "")


def is_on() -> bool:
    return bool(urls() and _secret())


def is_installed() -> bool:
    return shutil.which("turnserver") is not None


def run() -> None:
    """Becomes coturn. Raises FileNotFoundError when it is not installed."""
    folder = settings.var_dir / "turn"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "turnserver.conf"
    file.touch(0o600)
    file.write_text(configuration(folder), "utf-8")
    os.execvp("turnserver", ["turnserver", "-c", str(file)])  # noqa: S606, S607


def configuration(folder: Path) -> str:
    """No TLS here: browsers take plain TURN on the same machine, a public one stands behind it."""
    least, most = _RELAYED
    lines = [
        f"listening-port={settings.turn_port}", f"min-port={least}", f"max-port={most}",
        "use-auth-secret", f"static-auth-secret={_secret()}", "realm=chonso", "fingerprint",
        "user-quota=12", "stale-nonce=600", "no-tls", "no-dtls", "no-cli", "no-multicast-peers",
        "log-file=stdout", "simple-log", f"pidfile={folder}/turnserver.pid",
        f"userdb={folder}/turndb",
    ]  # fmt: skip
    if _host() in _LOCAL:
        lines += ["listening-ip=127.0.0.1", "relay-ip=127.0.0.1", "allow-loopback-peers"]
    elif settings.production:
        lines += [f"denied-peer-ip={reach}" for reach in _INSIDE]
    return "\n".join([*lines, ""])


def _host() -> str:
    host = urlsplit(settings.public_url).hostname or "localhost"
    return "127.0.0.1" if host in _LOCAL else host
