"""A client that speaks straight to the event socket: no page, no button, no hydration."""

import asyncio
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import socketio


@dataclass(frozen=True)
class Attempt:
    handler: str
    payload: dict[str, Any]


def answers(
    url: str,
    attempts: Sequence[Attempt],
    *,
    cookie: str = "",
    origin: str = "",
    token: str = "",
    path: str = "/",
) -> list[str]:
    """What the server answers to each attempt on one socket, as one text each."""

    def talk() -> list[str]:
        return asyncio.run(_talk(url, attempts, cookie, origin, token or str(uuid.uuid4()), path))

    with ThreadPoolExecutor(1) as thread:  # Playwright's own loop runs in this one
        return thread.submit(talk).result()


async def _talk(
    url: str, attempts: Sequence[Attempt], cookie: str, origin: str, token: str, path: str
) -> list[str]:
    heard: list[str] = []
    client = socketio.AsyncClient(reconnection=False)
    client.on("event", lambda data: heard.append(str(data)), namespace="/_event")
    headers = ({"Cookie": cookie} if cookie else {}) | ({"Origin": origin} if origin else {})
    await client.connect(
        f"{url}?token={token}", headers=headers, socketio_path="/_event",
        namespaces=["/_event"], transports=["websocket"],
    )  # fmt: skip
    told: list[str] = []
    for attempt in attempts:
        heard.clear()
        router = {"pathname": path, "asPath": path, "query": {}}
        event = {
            "name": attempt.handler, "payload": attempt.payload, "router_data": router,
            "token": token,
        }  # fmt: skip
        await client.emit("event", event, namespace="/_event")
        for _ in range(200):  # an answer, or two seconds of silence
            await asyncio.sleep(0.01)
            if heard:
                await asyncio.sleep(0.03)  # what else belongs to it
                break
        told.append("\n".join(heard))
    await client.disconnect()
    return told
