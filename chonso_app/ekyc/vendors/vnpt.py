"""A service in the shape of VNPT eKYC (reference: public third-party integrations).

Not read from VNPT's own documents: to be read again when a contract is signed. Pictures go up
first and are then named by their hash; `client_session` makes a repeated call the same session.
Their liveness of a face judges one still portrait, which proves nobody alive: it is not asked.
"""

from typing import Any

from chonso_app.ekyc.engine.results import Check, CheckResult, Picture
from chonso_app.ekyc.vendors import words
from chonso_app.ekyc.vendors.contract import (
    BadImage,
    ContractError,
    EkycRequest,
    Unavailable,
    VendorResult,
)
from chonso_app.ekyc.vendors.login import Login, token_in
from chonso_app.ekyc.vendors.wire import Answer, Line, share, text

_OK, _BAD_INPUT = "IDG-00000000", "IDG-00010102"
_BUSY = {"IDG-00000500"}
_SAME = 0.80  # of their `prob`; below it a MATCH is a doubt


class VnptEkyc:
    name = "vnpt"
    capabilities = frozenset({Check.KIND, Check.FACE})
    for_cards: frozenset[Check] = frozenset()

    def __init__(self, *, url: str, token_id: str, token_key: str, user: str, secret: str) -> None:
        headers = {"Token-id": token_id, "Token-key": token_key, "mac-address": "CHONSO"}
        self._line = Line(url, headers)
        self._who = {"username": user, "password": secret, "grant_type": "password"}
        self._login = Login(self._fetch)

    def verify(self, request: EkycRequest, *, deadline: float, key: str) -> VendorResult:
        call = _Session(self._line, self._login, deadline, key)
        front = call.upload(Picture.CARD_FRONT, request.front)
        portrait = call.upload(Picture.PORTRAIT, request.portrait)
        checks = (
            _of_card(call.ask("card/liveness", Picture.CARD_FRONT, img=front)),
            _of_faces(
                call.ask("face/compare", Picture.PORTRAIT, img_front=front, img_face=portrait)
            ),
        )
        return VendorResult(checks, key, "\n".join(call.raw))

    def _fetch(self, deadline: float) -> tuple[str, float]:
        return token_in(
            self._line.ask("POST", "/auth/oauth/token", deadline=deadline, json=self._who)
        )


class _Session:
    """The calls of one verification, and what was answered."""

    def __init__(self, line: Line, login: Login, deadline: float, key: str) -> None:
        self._line, self._login, self._deadline, self._key = line, login, deadline, key
        self.raw: list[str] = []

    def upload(self, picture: Picture, data: bytes) -> str:
        files = {"file": (f"{picture}.jpg", data, "image/jpeg")}
        fields = {"title": self._key, "description": "chonso"}
        told = self._post("/file-service/v1/addFile", picture, files=files, data=fields)
        name = told.get("hash")
        if not isinstance(name, str) or not name:
            raise ContractError("no_hash", reference=self._key)
        return name

    def ask(self, what: str, picture: Picture, **fields: str) -> dict[str, Any]:
        body = fields | {"client_session": self._key}
        return self._post(f"/ai/v1/{what}", picture, json=body)

    def _post(self, path: str, picture: Picture, **kwargs: Any) -> dict[str, Any]:
        answer = self._login.ask(
            self._line, "POST", path, deadline=self._deadline, headers={}, **kwargs
        )
        self.raw.append(answer.raw)
        return _object(answer, picture, self._key)


def _object(answer: Answer, picture: Picture, key: str) -> dict[str, Any]:
    """Their own code decides, whatever HTTP says."""
    code, told = text(answer.body.get("message")), answer.body.get("object")
    if code == _BAD_INPUT:
        raise BadImage(code, picture, reference=key, raw=answer.raw)
    if code in _BUSY:
        raise Unavailable(code, reference=key, raw=answer.raw)
    if code != _OK or not isinstance(told, dict):
        raise ContractError(code or "no_code", reference=key, raw=answer.raw)
    return told


def _of_card(told: dict[str, Any]) -> CheckResult:
    """A copy, a screen or an exchanged face is a no; an unknown word is a doubt."""
    flags = [told.get(name) for name in ("face_swapping", "fake_liveness")]
    if any(flag is True for flag in flags):
        return words.no(Check.KIND)
    if any(flag is not False and flag is not None for flag in flags):
        return words.unclear(Check.KIND)
    return _yes_or_no(Check.KIND, told.get("liveness"), yes="success", no="failure")


def _of_faces(told: dict[str, Any]) -> CheckResult:
    score = share(told.get("prob"))
    result = _yes_or_no(Check.FACE, told.get("msg"), yes="MATCH", no="NOMATCH", score=score)
    sure = score is not None and score >= _SAME
    return result if result.outcome != "passed" or sure else words.maybe(Check.FACE, score=score)


def _yes_or_no(
    check: Check, told: object, *, yes: str, no: str, score: float | None = None
) -> CheckResult:
    if told == yes:
        return words.passed(check, score=score)
    return words.no(check, score=score) if told == no else words.unclear(check)
