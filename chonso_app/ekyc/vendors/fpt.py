"""A service in the shape of FPT.AI: the picture goes along in each call, a key in the header.

Reading cards is from FPT's own pages, comparing faces from public integrations: to be read again
when a contract is signed. Their liveness wants a video of some seconds, which we do not take, so
the challenge stays ours.
"""

from typing import Any

from chonso_app.ekyc.engine.results import Check, CheckResult, Picture
from chonso_app.ekyc.vendors import words
from chonso_app.ekyc.vendors.contract import (
    BadImage,
    ContractError,
    EkycRequest,
    VendorResult,
)
from chonso_app.ekyc.vendors.wire import Answer, Line, share, text

_READ_OK, _COMPARED = "0", "200"
_BAD_READ = {"1", "2", "3"}  # wrong or missing picture, no card in it, corners not seen
_BAD_FACES = {"407", "408", "409"}  # no face, not a picture, not one face
_SAME = 0.80


class FptEkyc:
    name = "fpt"
    capabilities = frozenset({Check.KIND, Check.FACE})
    for_cards = frozenset({Check.KIND})

    def __init__(self, *, url: str, key: str) -> None:
        self._line = Line(url, {"api_key": key})

    def verify(self, request: EkycRequest, *, deadline: float, key: str) -> VendorResult:
        """Their reader of cards knows no passports: of these they only compare the faces."""
        trace = {"X-Request-Id": key}
        checks, raw = list[CheckResult](), list[str]()
        if request.back is not None:
            read = self._line.ask(
                "POST", "/vision/idr/vnm", deadline=deadline, headers=trace,
                files={"image": ("front.jpg", request.front, "image/jpeg")},
            )  # fmt: skip
            checks.append(_of_card(read, request))
            raw.append(read.raw)
        faces = [
            ("file[]", ("front.jpg", request.front, "image/jpeg")),
            ("file[]", ("portrait.jpg", request.portrait, "image/jpeg")),
        ]
        compared = self._line.ask(
            "POST", "/dmp/checkface/v1", deadline=deadline, headers=trace, files=faces
        )
        checks.append(_of_faces(compared))
        return VendorResult(tuple(checks), key, "\n".join([*raw, compared.raw]))


def _of_card(answer: Answer, request: EkycRequest) -> CheckResult:
    """The number that they read must be the one that was read here."""
    code = text(answer.body.get("errorCode"))
    if code in _BAD_READ:
        raise BadImage(code, Picture.CARD_FRONT, raw=answer.raw)
    data = answer.body.get("data")
    if code != _READ_OK or not isinstance(data, list) or not data or not isinstance(data[0], dict):
        raise ContractError(code or "no_code", raw=answer.raw)
    number = text(data[0].get("id"))
    here = request.card.id_number or request.form.id_number
    return words.passed(Check.KIND) if number == here else words.maybe(Check.KIND)


def _of_faces(answer: Answer) -> CheckResult:
    code, told = text(answer.body.get("code")), answer.body.get("data")
    if code in _BAD_FACES:
        raise BadImage(code, Picture.PORTRAIT, raw=answer.raw)
    if code != _COMPARED or not isinstance(told, dict):
        raise ContractError(code or "no_code", raw=answer.raw)
    return _match(told)


def _match(told: dict[str, Any]) -> CheckResult:
    """Two pictures of cards compare a card with a card: no proof of anybody."""
    score = share(told.get("similarity"))
    if told.get("isMatch") is False:
        return words.no(Check.FACE, score=score)
    sure = score is not None and score >= _SAME and told.get("isBothImgIDCard") is False
    if told.get("isMatch") is True and sure:
        return words.passed(Check.FACE, score=score)
    return words.maybe(Check.FACE, score=score)
