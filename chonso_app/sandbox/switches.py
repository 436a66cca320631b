"""How a stand-in is told to misbehave: by its page, or by tests through `/control`."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from chonso_app.sandbox.store import TIMERS, Doc, store

_MOST_DELAY_SECONDS = 60.0


@dataclass(frozen=True)
class Switch:
    """`choices` empty: a number is typed."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    default: str = "0"


COMMON = (
    Switch("fail", "Trả lỗi 500 cho số lần gọi tới"),
    Switch("lose", "Làm xong nhưng mất câu trả lời, số lần"),
    Switch("delay", "Trả lời chậm (giây)"),
    Switch("down", "Ngừng trả lời", (("0", "Không"), ("1", "Có"))),
)
ARRIVAL = Switch(
    "arrive",
    "Tới nơi",
    (("once", "Ngay, một lần"), ("twice", "Hai lần"), ("shuffled", "Chậm, lộn thứ tự")),
    "once",
)
_SHUFFLED_SECONDS = 20
SYSTEMS: dict[str, tuple[Switch, ...]] = {}  # filled by the stand-ins


def switch(system: str, name: str) -> str:
    default = next(one.default for one in SYSTEMS[system] if one.name == name)
    return store.switch(system, name, default)


def number(system: str, name: str) -> float:
    try:
        return float(switch(system, name))
    except ValueError:
        return 0.0


def take_one(system: str, name: str) -> bool:
    """A counter that is used up: True as long as something is left of it."""
    left = int(number(system, name))
    if left > 0:
        store.set_switch(system, name, str(left - 1))
    return left > 0


Endpoint = Callable[[Request], Awaitable[Response]]


def misbehaving(system: str) -> Callable[[Endpoint], Endpoint]:
    """Wraps an API endpoint: fails, waits or stays silent as its switches say."""

    def wrap(endpoint: Endpoint) -> Endpoint:
        async def wrapped(request: Request) -> Response:
            await asyncio.sleep(min(number(system, "delay"), _MOST_DELAY_SECONDS))
            if switch(system, "down") == "1":
                return Response(status_code=503)
            if take_one(system, "fail"):
                return Response("sandbox: told to fail", status_code=500)
            answer = await endpoint(request)
            if take_one(system, "lose"):
                return Response("sandbox: told to lose the answer", status_code=502)
            return answer

        return wrapped

    return wrap


def deliver(kind: str, key: str, body: Doc) -> None:
    """Put a message into an inbox as its ARRIVAL switch says."""
    how = switch(kind, ARRIVAL.name)
    if how == "shuffled":
        told = {"kind": kind, "key": key, "body": body}
        store.later(random.uniform(0, _SHUFFLED_SECONDS), "arrive", told)  # noqa: S311
        return
    store.put(kind, key, body)
    if how == "twice":
        store.put(kind, f"{key}-again", body)


TIMERS["arrive"] = lambda told: store.put(told["kind"], told["key"], told["body"])


async def control(request: Request) -> Response:
    """`POST /control/{system}`: JSON from tests, a form from the page."""
    system = request.path_params["system"]
    if system not in SYSTEMS:
        return JSONResponse({"error": "no such system"}, 404)
    is_json = "json" in request.headers.get("content-type", "")
    wanted = dict(await request.json()) if is_json else dict(await request.form())
    for one in SYSTEMS[system]:
        if one.name in wanted:
            store.set_switch(system, one.name, str(wanted[one.name]))
    return JSONResponse({"ok": True}) if is_json else RedirectResponse(f"/{system}/", 303)


async def reset(_request: Request) -> Response:
    store.reset_switches()
    return JSONResponse({"ok": True})


routes = [
    Route("/control/reset", reset, methods=["POST"]),
    Route("/control/{system}", control, methods=["POST"]),
]
