"""Our own HTTP and websocket routes, each declared with who may call it."""

from collections.abc import Awaitable, Callable, Iterable

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket

from chonso_app.core import limits
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError, TooOften
from chonso_app.core.texts import of_refusal, say
from chonso_app.ui import gate
from chonso_app.ui.access import Limit, Rule, Verdict, verdict

_STATUS = {Verdict.LOG_IN: 401, Verdict.REFUSE: 404}
_SAFE = {"GET", "HEAD"}
Endpoint = Callable[[Request], Awaitable[Response]]
SocketEndpoint = Callable[[WebSocket], Awaitable[None]]


def address_of(connection: HTTPConnection) -> str:
    """The caller's network address, behind as many proxies as we trust."""
    hops = settings.trusted_proxy_hops
    forwarded = connection.headers.get("x-forwarded-for", "").split(",")
    if hops and len(forwarded) >= hops and forwarded[-hops].strip():
        return forwarded[-hops].strip()
    return connection.client.host if connection.client else ""


async def actor_of_request(connection: HTTPConnection) -> Actor:
    """For routes and websockets. Kept on the connection: looked up once."""
    if not hasattr(connection.state, "actor"):
        connection.state.actor = await gate.find(dict(connection.cookies), address_of(connection))
    return connection.state.actor


def same_origin(connection: HTTPConnection) -> bool:
    """A browser always says where a POST or socket comes from; others carry no cookie of ours."""
    origin = connection.headers.get("origin")
    return origin is None or origin.rstrip("/") in settings.allowed_origins


def route(
    path: str,
    endpoint: Endpoint,
    *,
    need: Rule,
    methods: Iterable[str] = ("GET",),
    limit: Limit | None = None,
    machine: bool = False,
) -> Route:
    """A guarded endpoint. Refusals (ShopError) become 4xx JSON `{"error", "text"}`.

    `machine`: called by another server, which proves itself by a signature or secret and sends no
    Origin; for everything else a foreign Origin on a writing method is refused before the body is
    read.
    """

    async def guarded(request: Request) -> Response:
        if not machine and request.method not in _SAFE and not same_origin(request):
            return JSONResponse({"error": "origin"}, 403)
        actor = await actor_of_request(request)
        answer = verdict(need, actor)
        if answer is not Verdict.ALLOW:
            return _refused(request, answer)
        try:
            if limit:
                caller = actor.session or actor.visitor or actor.address
                limits.spend(f"{path}|{caller}", times=limit.times, seconds=limit.seconds)
            return await endpoint(request)
        except ShopError as refusal:
            return _as_json(refusal)

    made = Route(path, guarded, methods=list(methods))
    made.__access__ = need  # pyright: ignore[reportAttributeAccessIssue]
    return made


def ws_route(path: str, endpoint: SocketEndpoint, *, need: Rule) -> WebSocketRoute:
    """A guarded websocket: origin and permission are checked before it is accepted."""

    async def guarded(socket: WebSocket) -> None:
        actor = await actor_of_request(socket)
        if not same_origin(socket) or verdict(need, actor) is not Verdict.ALLOW:
            await socket.close(4403)
            return
        await endpoint(socket)

    made = WebSocketRoute(path, guarded)
    made.__access__ = need  # pyright: ignore[reportAttributeAccessIssue]
    return made


def check_routes(routes: Iterable[BaseRoute]) -> None:
    """Raises RuntimeError naming each route that was not made by `route` or `ws_route`."""
    silent = [
        str(getattr(one, "path", one))
        for one in routes
        if not isinstance(one, Mount) and not hasattr(one, "__access__")
    ]
    if silent:
        raise RuntimeError(f"routes without a declaration: {', '.join(silent)}")


def _refused(request: Request, answer: Verdict) -> Response:
    wants_page = "text/html" in request.headers.get("accept", "")
    if answer is Verdict.LOG_IN and wants_page and request.method in _SAFE:
        return RedirectResponse("/dang-nhap/", 303)
    return JSONResponse({"error": answer.value}, _STATUS[answer])


def _as_json(refusal: ShopError) -> Response:
    status = 429 if isinstance(refusal, TooOften) else _http_status(refusal)
    return JSONResponse({"error": refusal.text_key(), "text": of_refusal(refusal)}, status)


def _http_status(refusal: ShopError) -> int:
    return 404 if type(refusal).__name__.endswith("NotFound") else 409


def unexpected() -> Response:
    """What a person hears when the fault is ours."""
    return JSONResponse({"error": "unexpected", "text": say("core.unexpected")}, 500)
