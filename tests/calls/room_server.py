"""The calls' own routes on a port, with people known by a cookie: for tests of the real socket."""

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime

from sqlmodel import Session
from starlette.applications import Starlette

from chonso_app.calls.room import signalling
from chonso_app.calls.routes import routes
from chonso_app.core.actors import Actor, Role
from chonso_app.ui.edge import use_accounts


def _find(session: Session, token: str, visitor: str, *, now: datetime) -> Actor:
    """The session cookie is simply the number of the agent."""
    return Actor(user_id=int(token), role=Role.VIDEO_AGENT, visitor=visitor, session=token)


@contextlib.asynccontextmanager
async def _lifespan(_app: Starlette) -> AsyncIterator[None]:
    async with signalling.listening():
        yield


use_accounts(_find)
app = Starlette(routes=routes, lifespan=_lifespan)
