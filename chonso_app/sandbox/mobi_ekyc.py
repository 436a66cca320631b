"""App Mobi eKYC and the authority's connector, by docs/operator-ekyc.md."""

import hmac
from typing import Any
from zlib import crc32

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

SYSTEMS["mobi-ekyc"] = SYSTEMS["authority"] = SWITCHES
_CHECKS = ("document", "face_match", "liveness", "known_face")
_ITEMS = ("id_number", "full_name", "birth_date", "face")


async def token(request: Request) -> Response:
    told = await request.json()
    good = _same(told.get("client_id"), settings.mobi_ekyc_client)
    if not (good and _same(told.get("client_secret"), settings.mobi_ekyc_secret)):
        return JSONResponse({"code": "unauthorised"}, 401)
    return JSONResponse(new_token("mobi-ekyc", 3600))


@faulty("mobi-ekyc")
async def verify(request: Request) -> Response:
    if not knows_token(request, "mobi-ekyc"):
        return JSONResponse({"code": "unauthorised"}, 401)
    key, told = request.headers.get("idempotency-key", ""), await request.json()
    if not key or not _is_whole(told):
        return JSONResponse({"code": "bad_request"}, 400)
    note("mobi-ekyc", key, "verifications")
    known = store.get("mobi-answer", key)
    if known is None:
        known = _decided(key, told)
        if known["status"] == 200:  # a no may become a yes: only what was decided is kept
            store.put("mobi-answer", key, known)
    return JSONResponse(known["body"], known["status"])


def _is_whole(told: Any) -> bool:
    images = told.get("images", {}) if isinstance(told, dict) else {}
    wanted = {"front", "portrait"} | ({"back"} if told.get("paper") == "card" else set())
    return wanted <= images.keys() and {"id_number", "full_name"} <= told.get("form", {}).keys()


def _decided(key: str, told: Doc) -> Doc:
    reference = f"MV-{crc32(key.encode()):010}"
    how = says("mobi-ekyc")
    if how == "bad_image":
        body = {"code": "bad_image", "image": "portrait", "reference": reference}
        return {"status": 422, "body": body}
    if how in {"rejected", "unknown_code"}:
        code = "rejected" if how == "rejected" else "quota_profile_7"
        return {"status": 422, "body": {"code": code, "reference": reference}}
    checks = [
        {"check": name, "result": _result(name, how, told), "score": 0.93} for name in _CHECKS
    ]
    return {"status": 200, "body": {"reference": reference, "checks": checks}}


def _result(name: str, how: str, told: Doc) -> str:
    if name == "liveness" and not told.get("frames") and how == "ok":
        return "unsure"  # nothing moved: the service has seen one picture
    if how in {"ok", "no_match"}:
        return "fail" if (how, name) == ("no_match", "face_match") else "pass"
    return "unsure" if how == "unsure" else "probably"


@faulty("authority")
async def match(request: Request) -> Response:
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not _same(shown, settings.authority_token):
        return JSONResponse({"code": "unauthorised"}, 401)
    key, told = request.headers.get("idempotency-key", ""), await request.json()
    if not key or not {"id_number", "full_name", "birth_date", "portrait"} <= told.keys():
        return JSONResponse({"code": "bad_request"}, 400)
    note("authority", key, "matches")
    return _matched(key)


def _matched(key: str) -> Response:
    how, reference = says("authority"), f"AU-{crc32(key.encode()):010}"
    if how in {"rejected", "unknown_code", "bad_image"}:
        code = "rejected" if how == "rejected" else "profile_locked_3"
        return JSONResponse({"code": code, "reference": reference}, 422)
    word = {"ok": "match", "no_match": "match", "unsure": "unknown"}.get(how, "similar")
    items = dict.fromkeys(_ITEMS, word)
    if how == "no_match":
        items["face"] = "mismatch"
    return JSONResponse({"reference": reference, "items": items})


def _same(shown: object, known: str) -> bool:
    return hmac.compare_digest(str(shown).encode(), known.encode())


routes = [
    Route(
        "/mobi-ekyc/",
        overview("mobi-ekyc", "App Mobi eKYC", "Bật bằng CHONSO_EKYC_VENDOR=mobi."),
    ),
    Route("/mobi-ekyc/asked.json", listing("mobi-ekyc")),
    Route("/mobi-ekyc/v1/token", token, methods=["POST"]),
    Route("/mobi-ekyc/v1/verifications", verify, methods=["POST"]),
    Route(
        "/authority/",
        overview(
            "authority",
            "Cơ sở dữ liệu dân cư",
            "Bật bằng CHONSO_AUTHORITY_URL, địa chỉ của trang này không có dấu / cuối.",
        ),
    ),
    Route("/authority/asked.json", listing("authority")),
    Route("/authority/v1/matches", match, methods=["POST"]),
]
