"""One check between the tap and its verdict: what is examined, what is written down of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit, events
from chonso_app.core.actors import system
from chonso_app.core.clock import vn_today
from chonso_app.core.config import settings
from chonso_app.core.crypto import hmac_hex
from chonso_app.ekyc import prepared, rules, templates
from chonso_app.ekyc.engine.results import (
    CardFields,
    Check,
    CheckResult,
    EkycResult,
    Form,
    Outcome,
    Picture,
    gave_up,
)
from chonso_app.ekyc.engine.results import Kind as PaperKind
from chonso_app.ekyc.models import (
    ChallengeFrame,
    CheckStatus,
    Evidence,
    IdentityCheck,
)
from chonso_app.ekyc.vendors import merging
from chonso_app.ekyc.vendors.asking import Said
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, OrderStatus

_ENGINE = system("ekyc")


@dataclass(frozen=True)
class Job:
    """What the engine needs. Holds personal data: never stored, never logged."""

    front: str  # names in core.media
    back: str | None
    portrait: str
    frames: tuple[tuple[str, str], ...]  # move, name
    form: Form
    today: date


def begin_check(session: Session, check_id: int, *, now: datetime) -> Job | None:
    """What to examine; None when there is nothing left to do."""
    check = session.get_one(IdentityCheck, check_id)
    if check.status is not CheckStatus.QUEUED:
        return None
    return job_of(session, check, now=now)


def job_of(session: Session, check: IdentityCheck, *, now: datetime) -> Job | None:
    """None when the person is gone or was corrected since: other data is not of this check."""
    order = orders.order_by_id(session, check.order_id)
    if order.person_version != check.person_version:
        return None
    if not order.id_number or order.born is None:
        return None
    names = {
        row.key: row.media
        for row in session.exec(select(Evidence).where(col(Evidence.id).in_(check.pictures)))
    }
    back = names[check.back_id] if check.back_id is not None else None
    form = Form(order.full_name, order.id_number, order.born)
    return Job(
        names[check.front_id], back, names[check.portrait_id], _frames(session, check), form,
        vn_today(now),
    )  # fmt: skip


def _frames(session: Session, check: IdentityCheck) -> tuple[tuple[str, str], ...]:
    mine = select(ChallengeFrame).where(ChallengeFrame.challenge_id == check.challenge_id)
    rows = session.exec(mine.order_by(col(ChallengeFrame.number))) if check.challenge_id else ()
    return tuple((row.move, row.media) for row in rows)


def settle_check(
    session: Session,
    check_id: int,
    result: EkycResult,
    *,
    alike: Mapping[int, float] | None = None,
    said: Sequence[Said] = (),
    now: datetime,
) -> CheckStatus:
    """Write down what the engine found, and what only the database knows. Once is enough.

    `alike`: orders whose faces are like this one, from `FaceIndex`. `said`: what services said.
    """
    order_id = session.get_one(IdentityCheck, check_id).order_id
    order = orders.lock_order(session, order_id)
    check = session.get_one(IdentityCheck, check_id, populate_existing=True)
    if check.status is not CheckStatus.QUEUED:
        return check.status
    paper = paper_of(result.fields.id_number or order.id_number or "")
    known = templates.known_elsewhere(session, order, paper, alike or {})
    found = _judged(session, order, result, known)
    _write_down(check, result, found, known, now)
    if result.swapped and check.back_id is not None:
        _put_right(session, check)
    session.add(check)
    session.flush()
    _keep(session, order, check, result, said, now)
    _tell(session, order, check, [code for code, _ in known], now)
    return check.status


def _judged(
    session: Session, order: Order, result: EkycResult, known: list[tuple[str, float]]
) -> list[CheckResult]:
    """What the engine and the services found, with what the policy and the database add."""
    found = [*result.checks, *_paper_check(session, order, result.fields)]
    return _with_known_face(_by_policy(found, result), result, known)


def _write_down(
    check: IdentityCheck,
    result: EkycResult,
    found: list[CheckResult],
    known: list[tuple[str, float]],
    now: datetime,
) -> None:
    number = result.fields.id_number
    check.checks = [_as_json(one, known) for one in found]
    check.counts = not rules.is_ours(check.checks)
    check.fields = json.dumps(asdict(result.fields), default=str, ensure_ascii=False)
    check.paper = paper_of(number) if number else ""
    check.paper_kind, check.engine = result.kind.value, result.engine
    check.elapsed_ms, check.cpu_ms = result.elapsed_ms, result.cpu_ms
    check.settled_at = now
    check.move_to(rules.status_of(one.outcome.value for one in found))


def _keep(
    session: Session,
    order: Order,
    check: IdentityCheck,
    result: EkycResult,
    said: Sequence[Said],
    now: datetime,
) -> None:
    """What stays beside the check: the face in numbers, the services' words, a file for a shop."""
    session.add_all(one.as_row(check.key, now) for one in said)
    if check.status is not CheckStatus.FAILED:
        paper = check.paper or paper_of(order.id_number or "")
        templates.keep(session, order, paper, result, now=now)
    else:
        prepared.make_when_closed(session, order, check, now=now)


def _as_json(one: CheckResult, known: list[tuple[str, float]]) -> dict[str, Any]:
    """`known`: for staff, the orders under whose papers this face is."""
    others = [code for code, _ in known] if one.check is Check.OTHER_FACE else []
    return (
        asdict(one)
        | {"redo": [picture.value for picture in one.redo]}
        | ({"known": others} if others else {})
    )


def _by_policy(found: list[CheckResult], result: EkycResult) -> list[CheckResult]:
    """A passport that was read well is not everybody's; a face that never moved is a doubt."""
    replaced = [_of_passport(one, result) for one in found]
    if settings.ekyc_liveness == "asked":
        return replaced
    return [
        replace(one, outcome=Outcome.UNSURE) if one.reason == "no_challenge" else one
        for one in replaced
    ]


def _of_passport(one: CheckResult, result: EkycResult) -> CheckResult:
    if one.check is not Check.KIND:
        return one
    if one.reason == "passport_for_card" and settings.ekyc_passport == "refused":
        return replace(one, reason="passport_refused")  # there is nothing to choose instead
    if result.kind is not PaperKind.PASSPORT:
        return one
    outcome, reason = rules.passport_verdict(settings.ekyc_passport, result.fields.nation)
    card = (Picture.CARD_FRONT, Picture.CARD_BACK) if reason == "passport_refused" else ()
    return merging.worse(one, CheckResult(Check.KIND, outcome, reason, card))


def _with_known_face(
    found: list[CheckResult], result: EkycResult, known: list[tuple[str, float]]
) -> list[CheckResult]:
    """A face that is known under another paper is for staff to look at, never a refusal."""
    if not result.template:
        return found
    score = max((cosine for _, cosine in known), default=None)
    outcome = Outcome.UNSURE if known else Outcome.PASSED
    least = settings.ekyc_face_known
    ours = CheckResult(
        Check.OTHER_FACE, outcome, "face_known" if known else "", score=score, threshold=least
    )
    theirs = next((one for one in found if one.check is Check.OTHER_FACE), ours)
    worse = ours if theirs.outcome in (Outcome.PASSED, Outcome.NOT_RUN) else theirs
    return [*(one for one in found if one.check is not Check.OTHER_FACE), worse]


def _paper_check(session: Session, order: Order, card: CardFields) -> list[CheckResult]:
    """At most so many numbers on one paper (S6); counted again when the line is made."""
    if not card.id_number:
        return []
    lines = lines_on_paper(session, paper_of(card.id_number), besides=order)
    full = lines >= settings.numbers_per_paper
    outcome = Outcome.FAILED if full else Outcome.PASSED
    return [CheckResult(Check.PAPER, outcome, "too_many_numbers" if full else "")]


def paper_of(id_number: str) -> str:
    """A keyed fingerprint: equal papers are equal, and nobody without the key can guess them."""
    return hmac_hex("id-paper", id_number)


def lines_on_paper(session: Session, paper: str, *, besides: Order) -> int:
    """Live lines that rest on this paper: not those that showed it by mistake, then their own."""
    counted = (
        sa.select(sa.func.count(sa.distinct(col(Order.id))))
        .join(IdentityCheck, col(IdentityCheck.order_id) == col(Order.id))
        .where(
            col(IdentityCheck.paper) == paper,
            col(IdentityCheck.status).in_((CheckStatus.PASSED, CheckStatus.UNSURE)),
            col(IdentityCheck.person_version) == col(Order.person_version),
            col(Order.status) == OrderStatus.ACTIVATED,
            col(Order.id) != besides.key,
        )
    )
    return session.execute(counted).scalar_one()


def _put_right(session: Session, check: IdentityCheck) -> None:
    """The customer took the sides for one another: from here on they have their right names."""
    front, back = (session.get_one(Evidence, one) for one in (check.front_id, check.back_id))
    before = front.replaced_at, back.replaced_at
    front.replaced_at = back.replaced_at = check.settled_at  # out of the index while they change
    session.flush()
    front.kind, back.kind = back.kind, front.kind
    session.flush()
    front.replaced_at, back.replaced_at = before
    check.front_id, check.back_id = back.key, front.key


def _tell(
    session: Session, order: Order, check: IdentityCheck, known: list[str], now: datetime
) -> None:
    faults = {
        one["check"]: one["reason"]
        for one in check.checks
        if one["outcome"] in (Outcome.FAILED, Outcome.UNSURE)
    }
    audit.record(
        session, _ENGINE, "ekyc.settled", f"order:{order.code}", now=now, check=check.key,
        status=check.status.value, faults=faults, engine=check.engine, ms=check.elapsed_ms,
        **{"known": len(known)} if known else {},  # others' codes are none of this order's log
    )  # fmt: skip
    events.publish(
        session, f"ekyc.{check.status.value}", f"order:{order.code}", actor=_ENGINE,
        order_id=order.key, now=now, check=check.key,
    )  # fmt: skip


def give_up_old(session: Session, check_id: int, *, now: datetime) -> bool:
    """A check that nobody settled in time becomes unsure: people look, nobody waits for ever."""
    check = session.get_one(IdentityCheck, check_id)
    if check.status is not CheckStatus.QUEUED or check.requested_at > now - rules.MOST_PENDING:
        return False
    settle_check(session, check_id, gave_up("technical"), now=now)
    return True
