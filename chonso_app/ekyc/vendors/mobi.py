"""App Mobi eKYC, the operator's own service (S0-G.7), by docs/operator-ekyc.md."""

import base64
from typing import Any

from chonso_app.ekyc.engine.results import Check, CheckResult, Picture
from chonso_app.ekyc.vendors import words
from chonso_app.ekyc.vendors.contract import (
    BadImage,
    ContractError,
    EkycRequest,
    Rejected,
    VendorResult,
)
from chonso_app.ekyc.vendors.login import Login, token_in
from chonso_app.ekyc.vendors.wire import Answer, Line, number, text

CHECKS = {
    "document": Check.KIND,
    "face_match": Check.FACE,
    "liveness": Check.LIVENESS,
    "known_face": Check.OTHER_FACE,
}
_IMAGES = {
    "front": Picture.CARD_FRONT,
    "back": Picture.CARD_BACK,
    "portrait": Picture.PORTRAIT,
    "frames": Picture.PORTRAIT,  # the challenge is done again with the portrait
}


class MobiEkyc:
    name = "mobi"
    capabilities = frozenset(CHECKS.values())
    for_cards: frozenset[Check] = frozenset()

    def __init__(self, *, url: str, client: str, secret: str) -> None:
        self._line = Line(url, {})
        self._who = {"client_id": client, "client_secret": secret}
        self._login = Login(self._fetch)

    def verify(self, request: EkycRequest, *, deadline: float, key: str) -> VendorResult:
        answer = self._login.ask(
            self._line, "POST", "/v1/verifications", deadline=deadline,
            headers={"Idempotency-Key": key}, json=_body(request),
        )  # fmt: skip
        reference = text(answer.body.get("reference"))
        if answer.status == 200:
            return VendorResult(_checks(answer), reference, answer.raw)
        raise _refusal(answer, reference)

    def _fetch(self, deadline: float) -> tuple[str, float]:
        return token_in(self._line.ask("POST", "/v1/token", deadline=deadline, json=self._who))


def _refusal(answer: Answer, reference: str) -> Exception:
    code, image = text(answer.body.get("code")), text(answer.body.get("image"))
    if code == "bad_image" and image in _IMAGES:
        return BadImage(code, _IMAGES[image], reference=reference, raw=answer.raw)
    if code == "rejected":
        return Rejected(code, reference=reference, raw=answer.raw)
    return ContractError(code or f"http_{answer.status}", reference=reference, raw=answer.raw)


def _body(request: EkycRequest) -> dict[str, Any]:
    images = {"front": _b64(request.front), "portrait": _b64(request.portrait)}
    if request.back is not None:
        images["back"] = _b64(request.back)
    return {
        "paper": "card" if request.back is not None else "passport",
        "form": {
            "id_number": request.form.id_number,
            "full_name": request.form.full_name,
            "birth_date": request.form.birth_date.isoformat(),
        },
        "images": images,
        "frames": [{"move": one.move.value, "image": _b64(one.picture)} for one in request.frames],
    }


def _checks(answer: Answer) -> tuple[CheckResult, ...]:
    told = answer.body.get("checks")
    if not isinstance(told, list):
        raise ContractError("no_checks", raw=answer.raw)
    found = [_check(one) for one in told if isinstance(one, dict)]
    return tuple(one for one in found if one is not None)


def _check(told: dict[str, Any]) -> CheckResult | None:
    """None for a check that we do not know or that the service did not run."""
    check = CHECKS.get(text(told.get("check")))
    if check is None:
        return None
    score = number(told.get("score"))
    match told.get("result"):
        case "pass":
            return words.passed(check, score=score)
        case "fail":
            return words.no(check, score=score)
        case "unsure":
            return words.maybe(check, score=score)
        case _:  # also a word that is new to us: never a pass
            return words.unclear(check)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
