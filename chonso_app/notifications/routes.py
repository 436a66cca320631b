"""/api/thong-bao: a browser asks to be told, or not any more."""

from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chonso_app.core.config import settings
from chonso_app.core.db import in_transaction, utc_now
from chonso_app.notifications import push, vapid
from chonso_app.ui.edge import PUBLIC, Limit, actor_of_request, route

_PATH = "/api/thong-bao"
_MOST_BYTES = 4096


class Keys(BaseModel):
    p256dh: str = Field(max_length=120)
    auth: str = Field(max_length=60)


class Subscription(BaseModel):
    """What `PushSubscription.toJSON()` gives in a browser."""

    endpoint: str = Field(max_length=1000)
    keys: Keys = Keys(p256dh="", auth="")


async def key(_request: Request) -> Response:
    """An empty key: push is off."""
    return JSONResponse({"key": vapid.public_key() if settings.push else ""})


async def subscribe(request: Request) -> Response:
    told = await _told(request)
    actor, keys = await actor_of_request(request), told.keys
    given = (told.endpoint, keys.p256dh, keys.auth)
    await in_transaction(push.subscribe, actor, *given, now=utc_now())
    return Response(status_code=204)


async def unsubscribe(request: Request) -> Response:
    told = await _told(request)
    await in_transaction(push.unsubscribe, told.endpoint)
    return Response(status_code=204)


async def _told(request: Request) -> Subscription:
    """Raises NotASubscription."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise push.NotASubscription
    try:
        return Subscription.model_validate_json(bytes(body))
    except ValidationError as error:
        raise push.NotASubscription from error


_LIMIT = Limit(20, 60)
routes = [
    route(f"{_PATH}/khoa", key, need=PUBLIC),
    route(_PATH, subscribe, need=PUBLIC, methods=["POST"], limit=_LIMIT),
    route(f"{_PATH}/tat", unsubscribe, need=PUBLIC, methods=["POST"], limit=_LIMIT),
]
