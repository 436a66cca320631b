"""Whether the four items are those of the national population database, by a connector.

The connector speaks docs/operator-ekyc.md; what stands behind it (the database, VNeID) is the
operator's. Without one the check is not run, and says so.
"""

import base64

from chonso_app.ekyc.engine.results import Check, CheckResult, Outcome, Picture
from chonso_app.ekyc.vendors import words
from chonso_app.ekyc.vendors.contract import ContractError, EkycRequest, Rejected, VendorResult
from chonso_app.ekyc.vendors.wire import Line, text

_ITEMS = ("id_number", "full_name", "birth_date", "face")
_WORDS = {"match", "mismatch", "unknown"}


class Authority:
    name = "authority"
    capabilities = frozenset({Check.AUTHORITY})
    for_cards: frozenset[Check] = frozenset()

    def __init__(self, *, url: str, token: str) -> None:
        self._line = Line(url, {"Authorization": f"Bearer {token}"})

    def verify(self, request: EkycRequest, *, deadline: float, key: str) -> VendorResult:
        body = {
            "id_number": request.form.id_number,
            "full_name": request.form.full_name,
            "birth_date": request.form.birth_date.isoformat(),
            "portrait": base64.b64encode(request.portrait).decode(),
        }
        answer = self._line.ask(
            "POST", "/v1/matches", deadline=deadline, headers={"Idempotency-Key": key}, json=body
        )
        reference = text(answer.body.get("reference"))
        if answer.status == 422 and answer.body.get("code") == "rejected":
            raise Rejected("rejected", reference=reference, raw=answer.raw)
        items = answer.body.get("items")
        if answer.status != 200 or not isinstance(items, dict):
            code = text(answer.body.get("code")) or f"http_{answer.status}"
            raise ContractError(code, reference=reference, raw=answer.raw)
        said = [text(items.get(name)) for name in _ITEMS]
        return VendorResult((_verdict(said),), reference, answer.raw)


def _verdict(said: list[str]) -> CheckResult:
    """Four times yes, or none. A face that differs may be a poor portrait: that is taken again."""
    if not set(said) <= _WORDS:
        return words.unclear(Check.AUTHORITY)
    if all(one == "match" for one in said):
        return words.passed(Check.AUTHORITY)
    if "mismatch" not in said:
        return words.maybe(Check.AUTHORITY)
    if said[:3] == ["match"] * 3:
        redo = (Picture.PORTRAIT,)
        return CheckResult(Check.AUTHORITY, Outcome.FAILED, "authority_face", redo)
    return words.no(Check.AUTHORITY)
