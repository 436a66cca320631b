"""What must always be true of activations (I8 to I10, and I4 for what is under way)."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.activation.models import (
    LIVE,
    MAKING,
    Dossier,
    DossierStatus,
    EsimProfile,
    ProfileStatus,
    SimProof,
)
from chonso_app.activation.supplement_models import Supplement, SupplementStatus
from chonso_app.calls.models import Call, CallState
from chonso_app.contracts.models import Contract, ContractStatus
from chonso_app.core.audit import AuditEntry
from chonso_app.orders.models import Order, OrderStatus
from chonso_app.plans.models import SimKind
from chonso_app.stores.models import CardStatus, SimCard

_MAKING_TAKES = timedelta(hours=2)
_LEASE_GRACE = timedelta(minutes=2)
S = DossierStatus
_APPROVED = (S.APPROVED, S.PROVISIONING, S.CONNECTED, S.INSTALLED, S.SUSPENDING)


def rows(session: Session, now: datetime) -> list[str]:
    """One line per violation; empty when all is well."""
    return [
        *_approved_without_evidence(session),
        *_approved_by_the_verifier(session),
        *_orders_and_dossiers_disagree(session),
        *_papers_with_too_many(session),
        *_codes_bound_twice(session),
        *_lines_without_their_sim(session),
        *_stuck(session, now),
        *_waiting_for_nothing(session, now),
        *_unaudited(session),
    ]


def _approved_without_evidence(session: Session) -> list[str]:
    """I8: every approved dossier rests on a passed call and a signed contract of that person."""
    found = []
    for dossier in session.exec(select(Dossier).where(col(Dossier.status).in_(_APPROVED))):
        call = session.get(Call, dossier.evidence.get("call"))
        contract = session.get(Contract, dossier.evidence.get("contract"))
        if call is None or call.state is not CallState.APPROVED:
            found.append(f"I8 dossier {dossier.id} is approved without a passed call")
        elif call.person_version != dossier.person_version:
            found.append(f"I8 dossier {dossier.id} rests on a call about somebody else")
        if contract is None or contract.status is not ContractStatus.SIGNED:
            found.append(f"I8 dossier {dossier.id} is approved without a signature")
        elif contract.person_version != dossier.person_version:
            found.append(f"I8 dossier {dossier.id} rests on somebody else's signature")
    return found


def _approved_by_the_verifier(session: Session) -> list[str]:
    """I8: maker is not checker. The constraint says so too."""
    same = select(Dossier.id).where(col(Dossier.decided_by) == col(Dossier.verifier_id))
    return [f"I8 dossier {one} was decided by who verified it" for one in session.exec(same)]


def _orders_and_dossiers_disagree(session: Session) -> list[str]:
    """I9: a live order has one installed dossier, an eSIM with its profile; and the reverse."""
    installed = (
        select(Dossier.id, Order.code, Order.status)
        .join(Order, col(Order.id) == col(Dossier.order_id))
        .where(Dossier.status == S.INSTALLED, col(Order.status) != OrderStatus.ACTIVATED)
    )
    found = [
        f"I9 dossier {dossier_id} is installed but order {code} is {status}"
        for dossier_id, code, status in session.exec(installed)
    ]
    with_line = select(Dossier.order_id).where(Dossier.status == S.INSTALLED)
    alone = select(Order.code).where(
        Order.status == OrderStatus.ACTIVATED, col(Order.id).not_in(with_line)
    )
    found += [
        f"I9 order {code} is live without an installed dossier" for code in session.exec(alone)
    ]
    current = sa.select(col(EsimProfile.dossier_id)).where(
        col(EsimProfile.status).in_([ProfileStatus.RELEASED, ProfileStatus.DOWNLOADED,
                                     ProfileStatus.INSTALLED])
    )  # fmt: skip
    bare = (
        select(Dossier.id)
        .join(Order, col(Order.id) == col(Dossier.order_id))
        .where(
            Dossier.status == S.INSTALLED,
            Order.sim_kind == SimKind.ESIM,
            col(Dossier.id).not_in(current),
        )
    )
    found += [f"I9 dossier {one} is installed without a profile" for one in session.exec(bare)]
    return found


def _papers_with_too_many(session: Session) -> list[str]:
    twice = (
        sa.select(col(Dossier.paper), col(Dossier.paper_slot), sa.func.count())
        .where(col(Dossier.status).in_(LIVE))
        .group_by(col(Dossier.paper), col(Dossier.paper_slot))
        .having(sa.func.count() > 1)
    )
    return [f"I9 a paper has slot {slot} twice" for _, slot, _ in session.execute(twice)]


def _codes_bound_twice(session: Session) -> list[str]:
    """I10: one ICCID, one profile; one current profile per dossier."""
    iccids = (
        sa.select(col(EsimProfile.iccid))
        .where(col(EsimProfile.iccid).is_not(None))
        .group_by(col(EsimProfile.iccid))
        .having(sa.func.count() > 1)
    )
    found = [
        f"I10 ICCID ending {iccid[-4:]} is bound twice" for (iccid,) in session.execute(iccids)
    ]
    codes: dict[str, int] = {}
    for profile in session.exec(select(EsimProfile).where(col(EsimProfile.iccid).is_not(None))):
        if profile.activation_code is None:
            continue
        if other := codes.get(profile.activation_code):
            found.append(f"I10 profiles {other} and {profile.id} have one activation code")
        codes[profile.activation_code] = profile.key
    return found


def _lines_without_their_sim(session: Session) -> list[str]:
    """I9, I10: a physical line lives on the card that its customer showed, and on no other."""
    found: list[str] = []
    lines: dict[str, int] = {}
    physical = (
        select(Dossier, Order)
        .join(Order, col(Order.id) == col(Dossier.order_id))
        .where(col(Dossier.status).in_(_APPROVED), Order.sim_kind == SimKind.SIM)
    )
    for dossier, order in session.exec(physical):
        proof = session.get(SimProof, dossier.evidence.get("sim") or 0)
        if proof is None or proof.order_id != order.id or not proof.is_complete:
            found.append(f"I8 dossier {dossier.id} is approved without serial and photo of its SIM")
            continue
        if (other := lines.setdefault(proof.iccid, dossier.key)) != dossier.key:
            found.append(f"I10 dossiers {other} and {dossier.id} rest on one SIM")
        if dossier.status is S.INSTALLED:
            card = session.get(SimCard, proof.iccid)
            if card is None or (card.order_code, card.status) != (order.code, CardStatus.ACTIVE):
                found.append(f"I9 dossier {dossier.id} lives on a SIM that is not its order's")
    active = select(SimCard).where(SimCard.status == CardStatus.ACTIVE)
    live = set(session.exec(select(Order.code).where(Order.status == OrderStatus.ACTIVATED)))
    found += [
        f"I10 SIM ending {card.iccid[-4:]} is active, but order {card.order_code} is not"
        for card in session.exec(active)
        if card.order_code not in live
    ]
    return found


def _stuck(session: Session, now: datetime) -> list[str]:
    """I4: what is being made has a job behind it, and leases end."""
    since = sa.func.coalesce(Dossier.given_up_at, Dossier.decided_at)
    making = select(Dossier).where(
        col(Dossier.status).in_([*MAKING, S.SUSPENDING]), since < now - _MAKING_TAKES
    )
    found = [f"I4 dossier {one.id} is {one.status.value} for hours" for one in session.exec(making)]
    leases = select(Dossier.id).where(
        Dossier.status == S.CLAIMED, col(Dossier.lease_until) < now - _LEASE_GRACE
    )
    return found + [f"I4 the lease of dossier {one} ended unseen" for one in session.exec(leases)]


def _waiting_for_nothing(session: Session, now: datetime) -> list[str]:
    """I4: a dossier waits exactly as long as something is asked for, and that has an end."""
    asked = select(Supplement.dossier_id).where(Supplement.status == SupplementStatus.OPEN)
    alone = select(Dossier.id).where(Dossier.status == S.AWAITING, col(Dossier.id).not_in(asked))
    found = [f"I4 dossier {one} waits for nothing" for one in session.exec(alone)]
    elsewhere = select(Dossier.id).where(Dossier.status != S.AWAITING, col(Dossier.id).in_(asked))
    found += [
        f"I4 dossier {one} does not wait for what is asked" for one in session.exec(elsewhere)
    ]
    late = select(Supplement.id).where(
        Supplement.status == SupplementStatus.OPEN, col(Supplement.due_at) < now - _MAKING_TAKES
    )
    return found + [f"I4 request {one} is over and still open" for one in session.exec(late)]


def _unaudited(session: Session) -> list[str]:
    """I5: every decision has exactly one audit entry."""
    actions = {"activation.approved", "activation.refused"}
    told = session.exec(select(AuditEntry.detail).where(col(AuditEntry.action).in_(actions)))
    counted: dict[int, int] = {}
    for detail in told:
        counted[detail["dossier"]] = counted.get(detail["dossier"], 0) + 1
    decided = select(Dossier.id).where(col(Dossier.decided_at).is_not(None))
    return [f"I5 the decision on dossier {one} left no trace" for one in session.exec(decided)
            if one not in counted]  # fmt: skip
