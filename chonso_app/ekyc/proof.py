"""Whether a check is what the policy wants an activation to rest on (setting `activation_proof`).

The machine's check alone never activates anybody: an agent has seen the person and a clerk decides.
The policy says what must stand beside them: nothing, the authority's word, the chip's, or either.
"""

from sqlmodel import Session, col, select

from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.core.texts import say
from chonso_app.ekyc.engine.results import Check, Outcome
from chonso_app.ekyc.models import CheckStatus, IdentityCheck, VendorAnswer

_NEEDS: dict[str, tuple[Check, ...]] = {  # one of them must have passed
    "people": (),
    "authority": (Check.AUTHORITY,),
    "chip": (Check.CHIP,),
    "authority_or_chip": (Check.AUTHORITY, Check.CHIP),
}


class IdentityUnproven(ShopError):
    """The policy wants more than there is. `what`: which, in words."""


def refuse_unless_proven(session: Session, check_id: int | None) -> None:
    """Asked when a dossier is approved. Raises IdentityUnproven."""
    if lacking := lacks_in_words(session, check_id):
        raise IdentityUnproven(what=lacking)


def lacks_in_words(session: Session, check_id: int | None) -> str:
    """`Cơ sở dữ liệu dân cư hoặc Chip trên thẻ`; "" when the check is enough."""
    lacking = lacks(session, check_id)
    return say("ekyc.proof.or").join(say(f"ekyc.check.{check}") for check in lacking)


def lacks(session: Session, check_id: int | None) -> tuple[Check, ...]:
    """One of these must still pass; () when the check is enough.

    Whatever the policy wants, a check that is missing or failed is not: `Check.ENGINE`.
    """
    wanted = _NEEDS[settings.activation_proof]
    check = session.get(IdentityCheck, check_id) if check_id is not None else None
    if check is None or check.status not in (CheckStatus.PASSED, CheckStatus.UNSURE):
        return (Check.ENGINE,)
    said = {outcome_of(session, check, one) for one in wanted}
    return () if Outcome.PASSED in said else wanted


def outcome_of(session: Session, check: IdentityCheck, wanted: Check) -> str:
    """By the newest word: a service that was away may have been asked again since."""
    later = (
        select(VendorAnswer)
        .where(VendorAnswer.check_id == check.key)
        .order_by(col(VendorAnswer.id).desc())
    )
    for answer in session.exec(later):
        if wanted.value in answer.checks:
            return answer.checks[wanted.value]
    at_first = {one["check"]: one["outcome"] for one in check.checks}
    return at_first.get(wanted.value, Outcome.NOT_RUN.value)


def is_open(session: Session, check: IdentityCheck, wanted: Check) -> bool:
    """Neither yes nor no yet."""
    return outcome_of(session, check, wanted) not in (Outcome.PASSED, Outcome.FAILED)
