"""A stand-in in the shape of VNPT eKYC: pictures go up first, then calls name their hashes."""

import hashlib

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chonso_app.core.config import settings
from chonso_app.sandbox.identity import (
    SWITCHES,
    faulty,
    knows_token,
    listing,
    new_token,
    note,
    overview,
    says,
)
from chonso_app.sandbox.store import Doc, store
from chonso_app.sandbox.switches import SYSTEMS

SYSTEMS["vnpt-ekyc"] = SWITCHES
_OK, _BAD_INPUT, _UNKNOWN = "IDG-00000000", "IDG-00010102", "IDG-00099999"
_HALF_A_DAY = 8 * 3600


async def token(request: Request) -> Response:
    told = await request.json()
    good = told.get("username") == settings.vnpt_ekyc_user
    if not (good and told.get("password") == settings.vnpt_ekyc_secret):
        return JSONResponse({"error": "invalid_grant"}, 400)
    return JSONResponse(new_token("vnpt-ekyc", _HALF_A_DAY))


def _stranger(request: Request) -> Response | None:
    wanted = {
        "token-id": settings.vnpt_ekyc_token_id,
        "token-key": settings.vnpt_ekyc_token_key,
    }
    named = all(request.headers.get(name) == value for name, value in wanted.items())
    if named and request.headers.get("mac-address") and knows_token(request, "vnpt-ekyc"):
        return None
    return JSONResponse({"message": "IDG-00000401", "errors": ["unauthorized"]}, 401)


@faulty("vnpt-ekyc")
async def add_file(request: Request) -> Response:
    if refused := _stranger(request):
        return refused
    form = await request.form()
    file, title = form.get("file"), str(form.get("title", ""))
    if file is None or isinstance(file, str):
        return JSONResponse({"message": _BAD_INPUT, "errors": ["file is required"]}, 400)
    name = hashlib.sha256(await file.read()).hexdigest()
    store.put("vnpt-file", name, {})
    note("vnpt-ekyc", title, "addFile")
    return JSONResponse({"message": _OK, "object": {"hash": f"idg-{name}", "fileType": "jpg"}})


@faulty("vnpt-ekyc")
async def ask(request: Request) -> Response:
    if refused := _stranger(request):
        return refused
    what, told = request.path_params["what"], await request.json()
    files = [told[name] for name in ("img", "img_front", "img_face") if name in told]
    known = all(store.get("vnpt-file", one.removeprefix("idg-")) is not None for one in files)
    if not files or not known or not told.get("client_session"):
        return JSONResponse({"message": _BAD_INPUT, "errors": ["img"]}, 400)
    note("vnpt-ekyc", told["client_session"], what)
    return _answered(what)


def _answered(what: str) -> Response:
    how = says("vnpt-ekyc")
    if how == "bad_image":
        return JSONResponse({"message": _BAD_INPUT, "errors": ["no face in image"]}, 400)
    if how in {"unknown_code", "rejected"}:
        return JSONResponse({"message": _UNKNOWN, "object": {}})
    return JSONResponse({"message": _OK, "object": _object(what, how)})


def _object(what: str, how: str) -> Doc:
    if what == "face/compare":
        same = {"msg": "MATCH", "prob": 97.4, "result": "Khuôn mặt khớp"}
        other = {"msg": "NOMATCH", "prob": 12.8, "result": "Khuôn mặt không khớp"}
        strange = {"msg": "MAYBE", "prob": 51.0}
        low = {"msg": "MATCH", "prob": 61.0}
        return {"no_match": other, "unknown_word": strange, "unsure": low}.get(how, same)
    alive = "unknown" if how == "unknown_word" else "success"
    return {"liveness": alive, "face_swapping": False, "fake_liveness": False}


routes = [
    Route(
        "/vnpt-ekyc/",
        overview("vnpt-ekyc", "eKYC kiểu VNPT", "Bật bằng CHONSO_EKYC_VENDOR=vnpt."),
    ),
    Route("/vnpt-ekyc/asked.json", listing("vnpt-ekyc")),
    Route("/vnpt-ekyc/auth/oauth/token", token, methods=["POST"]),
    Route("/vnpt-ekyc/file-service/v1/addFile", add_file, methods=["POST"]),
    Route("/vnpt-ekyc/ai/v1/{what:path}", ask, methods=["POST"]),
]
