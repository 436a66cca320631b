"""What the rows of a case say, as JSON files of its bundle: form, checks, consents, decisions."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from chonso_app.activation.faces import SHOWN
from chonso_app.activation.models import Dossier, ProvisioningStep
from chonso_app.activation.supplement_models import Supplement
from chonso_app.calls import chat
from chonso_app.calls.models import CallEvent
from chonso_app.contracts.models import Contract
from chonso_app.core.audit import AuditEntry
from chonso_app.ekyc.engine import weights
from chonso_app.ekyc.models import (
    FaceTemplate,
    IdentityChallenge,
    IdentityCheck,
    VendorAnswer,
)
from chonso_app.evidence import recorded
from chonso_app.evidence.models import Kept
from chonso_app.evidence.sources import calls_of
from chonso_app.orders.models import Order
from chonso_app.payments.models import Payment, Refund

_PERSON = (
    "full_name", "id_number", "birth_date", "contact_phone", "phone_proven_at", "email", "address",
    "ward", "province_code", "person_version", "typed", "to_name", "to_phone", "to_address",
    "to_ward", "to_district", "to_province_code",
)  # fmt: skip
_BOUGHT = (
    "code", "msisdn", "sim_kind", "receive_by", "plan_code", "plan_name", "promotion",
    "number_price", "sim_fee", "plan_price", "delivery_fee", "total", "cash_paid", "referral",
)  # fmt: skip
_WHEN = (
    "created_at", "confirmed_at", "paid_at", "delivered_at", "identified_at", "submitted_at",
    "refused_at", "approved_at", "activated_at", "ended_at",
)  # fmt: skip

_SPOKEN = {"consent": "being_recorded", "spoken": "spoken_in_call"}  # steps of the checklist


@dataclass(frozen=True)
class Document:
    kept: Kept
    path: str
    data: bytes


def documents(session: Session, order: Order) -> list[Document]:
    checks = _rows(session, IdentityCheck, order)
    told: list[tuple[Kept, str, Any]] = [
        (Kept.PAPERS, "ban-khai.json", _some(order, _PERSON)),
        (Kept.PAPERS, "thanh-toan.json", _payments(session, order)),
        (Kept.PAPERS, "bo-sung.json", [_whole(one) for one in _rows(session, Supplement, order)]),
        (Kept.PICTURES, "doc-tu-giay-to.json", [_read_off(one) for one in checks]),
        (Kept.RECORDS, "don-hang.json", _some(order, (*_BOUGHT, *_WHEN))),
        (Kept.RECORDS, "kiem-tra.json", _checks(session, order, checks)),
        (Kept.RECORDS, "dong-y.json", consents(session, order)),
        (Kept.RECORDS, "cuoc-goi.json", _calls(session, order)),
        (Kept.RECORDS, "ghi-hinh.json", recorded.index(session, order)),
        (Kept.RECORDS, "quyet-dinh.json", _decisions(session, order)),
        (Kept.RECORDS, "nhat-ky.json", _audit(session, order)),
    ]
    if written := _written(session, order):
        told.append((Kept.RECORDING, "nhan-chu.json", written))
    if raw := [_whole(one) for one in _answers_to(session, checks) if one.raw]:
        told.append((Kept.ANSWERS, "tra-loi-goc.json", raw))
    return [Document(kept, path, as_json(what)) for kept, path, what in told]


def _answers_to(session: Session, checks: list[IdentityCheck]) -> list[VendorAnswer]:
    ids = [one.key for one in checks]
    mine = select(VendorAnswer).where(col(VendorAnswer.check_id).in_(ids))
    return list(session.exec(mine.order_by(col(VendorAnswer.id))))


def as_json(what: Any) -> bytes:
    return json.dumps(what, ensure_ascii=False, indent=1, default=_plain).encode()


def consents(session: Session, order: Order) -> list[dict[str, Any]]:
    """To which text of which version the person said yes, and when."""
    found: list[dict[str, Any]] = []
    if order.terms_accepted_at and order.promotion:
        about = {"plan": order.promotion.get("plan_code"), "terms": order.promotion.get("terms")}
        found.append({"to": "promotion_terms", "at": order.terms_accepted_at, **about})
    signed = select(Contract).where(
        Contract.order_id == order.key, col(Contract.consented_at).is_not(None)
    )
    found += [
        {
            "to": "contract", "text_version": one.text_version, "number": one.number,
            "at": one.consented_at, "by": one.signed_by, "signed_at": one.signed_at,
            "sha256": one.pdf_sha256, "status": one.status.value,
        }
        for one in session.exec(signed.order_by(col(Contract.id)))
    ]  # fmt: skip
    found += [
        {"to": to, "call": call.key, "text_version": str(call.checklist), "at": call.steps[step]}
        for call in calls_of(session, order)
        for step, to in _SPOKEN.items()
        if step in call.steps
    ]
    return found


def _written(session: Session, order: Order) -> list[dict[str, Any]]:
    """By either side in a call: how somebody consents who does not hear."""
    return [
        {"call": call.key, "by": one.side, "kind": one.kind, "text": one.text, "at": one.at}
        for call in calls_of(session, order)
        for one in chat.messages_of(session, call.key)
    ]


def _calls(session: Session, order: Order) -> list[dict[str, Any]]:
    told = []
    for call in calls_of(session, order):
        happened = select(CallEvent).where(CallEvent.call_id == call.key)
        row = _whole(call)
        row["events"] = [_whole(one) for one in session.exec(happened.order_by(col(CallEvent.id)))]
        told.append(row)
    return told


def _decisions(session: Session, order: Order) -> list[dict[str, Any]]:
    told = []
    for dossier in _rows(session, Dossier, order):
        steps = select(ProvisioningStep).where(ProvisioningStep.dossier_id == dossier.key)
        row = _whole(dossier, without=("paper", "note"))  # a fingerprint; words may name people
        row["evidence"] = {name: one for name, one in dossier.evidence.items() if name != SHOWN}
        row["steps"] = [
            _whole(one) for one in session.exec(steps.order_by(col(ProvisioningStep.id)))
        ]
        row["supplements"] = [
            _whole(one, without=("words", "answer"))
            for one in _rows(session, Supplement, order)
            if one.dossier_id == dossier.key
        ]
        told.append(row)
    return told


def _payments(session: Session, order: Order) -> dict[str, Any]:
    return {
        "payments": [_whole(one, without=("address",)) for one in _rows(session, Payment, order)],
        "refunds": [_whole(one) for one in _rows(session, Refund, order)],
        "cash_paid": order.cash_paid,
    }


def _checks(session: Session, order: Order, checks: list[IdentityCheck]) -> dict[str, Any]:
    """Engine and hashes of the models too; not what was read: that is in a file of its own."""
    asked = _rows(session, IdentityChallenge, order)
    return {
        "checks": [_check(one) for one in checks],
        "challenges": [_whole(one, without=("nonce",)) for one in asked],
        "services": [_whole(one, without=("raw",)) for one in _answers_to(session, checks)],
        "templates": [
            _whole(one, without=("numbers", "paper")) for one in _rows(session, FaceTemplate, order)
        ],
        "models": weights.DIGESTS,  # of the files in use today; each check names its own
    }


def _check(check: IdentityCheck) -> dict[str, Any]:
    """Without the codes of other customers' orders whose face is alike."""
    row = _whole(check, without=("fields", "paper"))
    row["checks"] = [_without_known(one) for one in row["checks"]]
    return row


def _without_known(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "known"}


def _read_off(check: IdentityCheck) -> dict[str, Any]:
    return {"check": check.key, "fields": json.loads(check.fields or "{}")}


def _audit(session: Session, order: Order) -> list[dict[str, Any]]:
    """Each with the digests that chain it into the audit log of the whole installation."""
    mine = select(AuditEntry).where(AuditEntry.subject == f"order:{order.code}")
    return [_whole(one) for one in session.exec(mine.order_by(col(AuditEntry.seq)))]


def _rows(session: Session, model: Any, order: Order) -> list[Any]:
    return list(session.exec(select(model).where(model.order_id == order.key).order_by(model.id)))


def _whole(row: SQLModel, *, without: Iterable[str] = ()) -> dict[str, Any]:
    return row.model_dump(exclude=set(without))


def _some(row: SQLModel, names: Iterable[str]) -> dict[str, Any]:
    return row.model_dump(include=set(names))


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return str(value)
