"""The door that the operator's app opens first."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from chonso_app.core import app_pass, limits
from chonso_app.core.config import settings
from chonso_app.core.db import utc_now
from chonso_app.handoff.channel import OnlyInApp
from chonso_app.ui.edge import PUBLIC, Limit, route
from chonso_app.ui.gate import APP_COOKIE

_PROOF = "x-operator-app"


async def enter(request: Request) -> Response:
    """A proof in the header becomes a pass in a cookie; then on to `?to=`, a page of ours.

    Raises:
        OnlyInApp: no proof, an old one, or one that was shown before.
    """
    proof, now = request.headers.get(_PROOF, "")[:200], utc_now()
    if not app_pass.is_proof(proof, now=now) or not _first_time(proof):
        raise OnlyInApp(brand=settings.brand)
    answer = RedirectResponse(_page_of_ours(request.query_params.get("to", "")), 303)
    answer.set_cookie(
        APP_COOKIE, app_pass.new_pass(now=now),
        max_age=int(app_pass.PASS_LASTS.total_seconds()), path="/", httponly=True,
        samesite="lax", secure=settings.secure_cookies,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _first_time(proof: str) -> bool:
    seconds = 2 * int(app_pass.PROOF_LASTS.total_seconds())
    return limits.take(f"app-proof|{proof}", times=1, seconds=seconds)


def _page_of_ours(path: str) -> str:
    """Never somewhere else: two slashes of either kind begin the address of another host."""
    safe = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if safe and path.isprintable() else "/"


routes: list[BaseRoute] = [
    route("/api/app/enter", enter, need=PUBLIC, limit=Limit(30, 60)),
]
