"""For load balancers and monitors: is the process alive, may it take customers."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chonso_app.backoffice import health
from chonso_app.core.db import in_read, utc_now
from chonso_app.ui.edge import PUBLIC, route


async def live(_request: Request) -> Response:
    return JSONResponse({"live": True})


async def ready(_request: Request) -> Response:
    """503 until the database answers and a worker beats. Says no more than that to strangers."""
    try:
        ok = await in_read(health.is_ready, now=utc_now())
    except Exception:  # whatever it is, this instance is not ready
        ok = False
    return JSONResponse({"ready": ok}, 200 if ok else 503)


routes = [
    route("/api/live", live, need=PUBLIC),
    route("/api/ready", ready, need=PUBLIC),
]
