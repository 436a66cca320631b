"""The web process: one port for pages, events and our own API.

Started as a module of its own, so that everything that Reflex asks of the environment stands there
before it is imported.
"""

import os

import uvicorn

from chonso_app.core.config import settings
from chonso_app.core.stopping import exit_zero_when_told

_GRACE = 3  # seconds that requests have to end; the supervisor waits ten


def serve() -> None:
    """Blocks until SIGTERM. docs/decisions/0100 says why uvicorn, and why with these."""
    exit_zero_when_told()
    uvicorn.run(
        "chonso_app.chonso_app:app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=_processes(),
        loop="uvloop",
        http="httptools",
        ws="wsproto",
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,  # core.logs, which scrubs
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # `ui.routing` counts the hops itself
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_GRACE,
    )


def _processes() -> int:
    """More than one only with Redis, which carries what they tell each other."""
    return settings.web_workers or (min(os.cpu_count() or 1, 4) if settings.redis_url else 1)


if __name__ == "__main__":
    serve()
