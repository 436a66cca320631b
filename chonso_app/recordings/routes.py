"""The recorder's pieces come in here, and the finished recording goes out, also in ranges."""

import asyncio
import hashlib
import json
from datetime import timedelta
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from chonso_app.core import media
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission
from chonso_app.recordings import blocks, playback, rules, service
from chonso_app.recordings.models import Recording, RecordingPart
from chonso_app.recordings.service import Piece, RecordingNotFound, TooMuch
from chonso_app.ui.edge import Limit, actor_of_request, route
from chonso_app.ui.uploads import body_of

_LONGEST_AGE = 3 * 3600 * 1000  # ms; a browser that was without network for longer is too late
Model = TypeVar("Model", bound=BaseModel)
Milliseconds = Annotated[int, Field(ge=0, le=_LONGEST_AGE)]


class _Begin(BaseModel):
    model_config = ConfigDict(extra="ignore")
    age_ms: Milliseconds


class _End(BaseModel):
    model_config = ConfigDict(extra="ignore")
    chunks: int = Field(ge=0, le=rules.MOST_CHUNKS)


class _Told(BaseModel):
    """The headers of a chunk."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    ends_ms: Milliseconds
    stalls: list[Annotated[list[Milliseconds], Field(min_length=2, max_length=2)]] = Field(
        max_length=rules.MOST_STALLS
    )


async def begin_part(request: Request) -> Response:
    """`{"age_ms"}` → `{"part", "next", "now"}`; the answer tells the server's clock as well."""
    asked = await _read(request, _Begin)
    if isinstance(asked, Response):
        return asked
    actor, now = await actor_of_request(request), utc_now()
    age = timedelta(milliseconds=asked.age_ms)
    part = await in_transaction(
        service.open_part, actor, _call(request), _run(request), age, now=now
    )
    return JSONResponse({**_standing(part), "now": round(now.timestamp() * 1000)}, 201)


async def where_it_stands(request: Request) -> Response:
    """For who was cut off: `{"next"}` is the first chunk that is not here."""
    actor = await actor_of_request(request)
    _, part = await in_read(service.own_part, actor, _call(request), _run(request))
    return JSONResponse(_standing(part))


async def take_chunk(request: Request) -> Response:
    """201 taken, 200 was here already, 409 another stands there or one is missing before it,
    400 not what its headers say, 413 too large, 404 not yours or nothing more is taken."""
    actor, call_id, run = await actor_of_request(request), _call(request), _run(request)
    try:
        told = _told(request)
        body = await body_of(request, rules.CHUNK_BYTES, TooMuch())
    except ValidationError:
        return JSONResponse({"error": "malformed"}, 400)
    except TooMuch as refusal:
        return JSONResponse({"error": refusal.text_key()}, 413)
    seq = _number(request, "seq")
    starts_well = seq > 0 or body.startswith(rules.WEBM)
    if not body or hashlib.sha256(body).hexdigest() != told.sha256 or not starts_well:
        return JSONResponse({"error": "damaged"}, 400)
    piece = Piece(seq, told.sha256, len(body), told.ends_ms, "", told.stalls)
    name = await in_read(service.place_for, actor, call_id, run, piece, now=utc_now())
    if not name:
        return JSONResponse({"next": seq + 1})
    await asyncio.to_thread(media.put_as, name, body)
    placed = Piece(seq, told.sha256, len(body), told.ends_ms, name, told.stalls)
    try:
        is_new = await in_transaction(
            service.keep_chunk, actor, call_id, run, placed, now=utc_now()
        )
    except ShopError:  # sealed in this very moment: no row will ever name the file
        await asyncio.to_thread(media.delete, name)
        raise
    return JSONResponse({"next": seq + 1}, 201 if is_new else 200)


async def end_part(request: Request) -> Response:
    """`{"chunks"}`: how many there are in all. 409 while some are missing."""
    asked = await _read(request, _End)
    if isinstance(asked, Response):
        return asked
    actor = await actor_of_request(request)
    recording = await in_transaction(
        service.end_part, actor, _call(request), _run(request), asked.chunks, now=utc_now()
    )
    return JSONResponse({"state": recording.state.value})


async def play(request: Request) -> Response:
    """The file for whoever may see it, whole or a range of it; a look is in the audit log."""
    actor = await actor_of_request(request)
    recording = await in_transaction(playback.look_at, actor, _call(request), now=utc_now())
    span = blocks.asked_range(request.headers.get("range", ""), recording.size)
    headers = {
        "Accept-Ranges": "bytes", "Cache-Control": "no-store", "Content-Disposition": "inline",
        "Cross-Origin-Resource-Policy": "same-origin",
    }  # fmt: skip
    if span is None:
        return Response(
            status_code=416, headers={**headers, "Content-Range": f"bytes */{recording.size}"}
        )
    return _stream(recording, span, headers, partial="range" in request.headers)


def _stream(
    recording: Recording, span: tuple[int, int], headers: dict[str, str], *, partial: bool
) -> Response:
    first, last = span
    headers["Content-Length"] = str(last - first + 1)
    if partial:
        headers["Content-Range"] = f"bytes {first}-{last}/{recording.size}"
    return StreamingResponse(
        blocks.read(recording, first, last), 206 if partial else 200, headers, "video/webm"
    )


def _standing(part: RecordingPart) -> dict[str, int | bool]:
    return {"part": part.number, "next": part.chunks, "ended": part.announced is not None}


def _told(request: Request) -> _Told:
    """Raises ValidationError."""
    say = request.headers.get
    stalls = TypeAdapter(list[list[int]]).validate_json(say("x-stalls", "[]")[:4000])
    return _Told.model_validate(
        {"sha256": say("x-sha256", ""), "ends_ms": say("x-ends-ms", ""), "stalls": stalls}
    )


async def _read(request: Request, schema: type[Model]) -> Model | Response:
    try:
        return schema.model_validate(json.loads(await body_of(request, 1000, TooMuch())))
    except (ValueError, TooMuch):
        return JSONResponse({"error": "malformed"}, 400)


def _call(request: Request) -> int:
    return _number(request, "call_id")


def _number(request: Request, name: str) -> int:
    """Raises RecordingNotFound: an id that is no number is an id of nothing."""
    text = str(request.path_params[name])
    if not text.isdecimal() or not text.isascii() or len(text) > 9:
        raise RecordingNotFound
    return int(text)


def _run(request: Request) -> str:
    return str(request.path_params["run"])[:36]


_PART = "/api/calls/{call_id}/recording/{run}"
routes: list[BaseRoute] = [
    route(
        _PART, begin_part, methods=["POST"], need=Permission.CALLS_TAKE, limit=Limit(60, 60)
    ),
    route(_PART, where_it_stands, need=Permission.CALLS_TAKE, limit=Limit(120, 60)),
    route(
        _PART + "/end", end_part, methods=["POST"], need=Permission.CALLS_TAKE,
        limit=Limit(60, 60),
    ),
    # 30 a minute as they are cut; the rest is for catching up after the network was away
    route(
        _PART + "/{seq}", take_chunk, methods=["PUT"], need=Permission.CALLS_TAKE,
        limit=Limit(300, 60),
    ),
    route("/api/admin/recordings/{call_id}/video.webm", play, need=Permission.RECORDINGS_SEE),
]  # fmt: skip
