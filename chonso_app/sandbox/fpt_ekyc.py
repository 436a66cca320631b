"""A stand-in in the shape of FPT.AI: one key in the header, the picture in every call.

It reads no card: it tells back the number that the shop's specimen carries.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chonso_app.core.config import settings
from chonso_app.sandbox.identity import SWITCHES, faulty, listing, note, overview, says
from chonso_app.sandbox.switches import SYSTEMS, take_one

SYSTEMS["fpt-ekyc"] = SWITCHES
SPECIMEN_NUMBER = "079190000268"


def _stranger(request: Request) -> Response | None:
    if request.headers.get("api_key") == settings.fpt_ekyc_key and not take_one(
        "fpt-ekyc", "revoke"
    ):
        return None
    return JSONResponse({"message": "Invalid authentication credentials"}, 401)


@faulty("fpt-ekyc")
async def read(request: Request) -> Response:
    if refused := _stranger(request):
        return refused
    image = (await request.form()).get("image")
    how = says("fpt-ekyc")
    note("fpt-ekyc", request.headers.get("x-request-id", ""), "idr")
    if image is None or isinstance(image, str):
        return JSONResponse({"errorCode": 1, "errorMessage": "Invalid parameters", "data": []})
    if how == "bad_image":
        told = {"errorCode": 3, "errorMessage": "Unable to find ID card", "data": []}
        return JSONResponse(told)
    if how in {"unknown_code", "rejected"}:
        return JSONResponse({"errorCode": 77, "errorMessage": "?", "data": []})
    number = "001199912345" if how == "unsure" else SPECIMEN_NUMBER
    card = {
        "id": number,
        "id_prob": "99.8",
        "name": "",
        "type": "new",
        "type_new": "cccd_chip_front",
    }
    return JSONResponse({"errorCode": 0, "errorMessage": "", "data": [card]})


@faulty("fpt-ekyc")
async def compare(request: Request) -> Response:
    if refused := _stranger(request):
        return refused
    files = (await request.form()).getlist("file[]")
    note("fpt-ekyc", request.headers.get("x-request-id", ""), "checkface")
    if len(files) != 2:
        return JSONResponse({"code": "409", "data": "2 files", "message": "Ảnh chưa đủ"})
    match says("fpt-ekyc"):
        case "no_match":
            data = {"isMatch": False, "similarity": 21.4, "isBothImgIDCard": False}
        case "unsure":
            data = {"isMatch": True, "similarity": 74.0, "isBothImgIDCard": False}
        case "unknown_word":
            data = {"isMatch": "maybe", "similarity": 91.0, "isBothImgIDCard": False}
        case _:
            data = {"isMatch": True, "similarity": 95.9, "isBothImgIDCard": False}
    return JSONResponse({"code": "200", "data": data, "message": "request successful."})


routes = [
    Route(
        "/fpt-ekyc/",
        overview("fpt-ekyc", "eKYC kiểu FPT.AI", "Bật bằng CHONSO_EKYC_VENDOR=fpt."),
    ),
    Route("/fpt-ekyc/asked.json", listing("fpt-ekyc")),
    Route("/fpt-ekyc/vision/idr/vnm", read, methods=["POST"]),
    Route("/fpt-ekyc/dmp/checkface/v1", compare, methods=["POST"]),
]
