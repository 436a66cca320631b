"""A case with everything in it: pictures, stills, contract, decisions, and its bundle."""

import hashlib
import zipfile
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, select

from chonso_app.activation import decisions
from chonso_app.calls.models import Call, CallStill, StillKind
from chonso_app.contracts.models import Contract
from chonso_app.core import media
from chonso_app.core.actors import SYSTEM, Actor, Role
from chonso_app.ekyc.models import Evidence, IdentityCheck, Kind
from chonso_app.evidence import bundling, exporting, service
from chonso_app.evidence.models import EvidenceBundle
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, OrderStatus
from tests.activation import world

SUPERVISOR = Actor(951, Role.SUPERVISOR)
KEEPER = Actor(952, Role.ADMINISTRATOR)
SOMEBODY = "GS-9ZZZZ9"  # another customer's order


def live(session: Session, now: datetime) -> Order:
    """A line that was verified, signed, approved and brought live, with its pictures stored."""
    dossier = world.claimed(session, now)
    order = orders.order_by_id(session, dossier.order_id)
    _pictures(session, order, now)
    decisions.approve(session, world.clerk(), dossier.key, now=now)
    orders.mark_activated(session, SYSTEM, order, now=now)
    session.commit()
    return order


def cancelled(session: Session, now: datetime) -> Order:
    """Pictures were taken, a line never came of it."""
    dossier = world.submitted(session, now)
    order = orders.order_by_id(session, dossier.order_id)
    _pictures(session, order, now)
    order.status, order.ended_at = OrderStatus.CANCELLED, now
    session.add(order)
    session.commit()
    return order


def _pictures(session: Session, order: Order, now: datetime) -> None:
    rows = [_picture(order, kind, now) for kind in Kind]
    session.add_all(rows)
    session.flush()
    front, back, portrait = (row.key for row in rows)
    check = session.exec(select(IdentityCheck).where(IdentityCheck.order_id == order.key)).one()
    before = [session.get_one(Evidence, one) for one in check.pictures]
    check.front_id, check.back_id, check.portrait_id = front, back, portrait
    check.checks = [
        {"check": "face", "outcome": "passed", "reason": "", "score": 0.71},
        {"check": "other_face", "outcome": "passed", "reason": "", "known": [SOMEBODY]},
    ]
    check.fields, check.engine = '{"name": "TRẦN NGỌC LAN"}', "embedded-1 0123456789ab"
    session.add(check)
    session.flush()
    for row in before:
        session.delete(row)
    call = session.exec(select(Call).where(Call.order_id == order.key)).one()
    call.steps = {"spoken": now.isoformat()}
    for number, kind in enumerate(StillKind, 1):
        data = f"still {number} of {order.code}".encode()
        session.add(
            CallStill(
                call_id=call.key, number=number, kind=kind, shot=f"shot-{number}",
                media=media.put(data, kind="stills"), sha256=hashlib.sha256(data).hexdigest(),
                width=1920, height=1080, size=len(data), taken_at=now,
            )
        )  # fmt: skip
    contract = session.exec(select(Contract).where(Contract.order_id == order.key)).one()
    contract.pdf_media = media.put(b"%PDF contract", kind="contracts")
    contract.signature_media = media.put(b"PNG signature", kind="signatures")
    contract.pdf_sha256 = hashlib.sha256(b"%PDF contract").hexdigest()
    session.add(contract)


def _picture(order: Order, kind: Kind, now: datetime) -> Evidence:
    data = f"{kind} of {order.code}".encode()
    return Evidence(
        order_id=order.key, person_version=order.person_version, kind=kind,
        media=media.put(data, kind="ekyc"), sha256=hashlib.sha256(data).hexdigest(),
        width=1600, height=1200, size=len(data), taken_at=now,
    )  # fmt: skip


def sealed(session: Session, order: Order, now: datetime) -> EvidenceBundle:
    """Asked for by staff, and made as the job makes it."""
    bundle = service.request(session, SUPERVISOR, order.code, now=now)
    session.commit()
    case = service.case_of(session, bundle.key, now=now)
    assert case is not None
    service.settle(session, bundle.key, bundling.make(case, now=now))
    session.commit()
    return bundle


def exported(session: Session, bundle: EvidenceBundle, folder: Path, now: datetime) -> Path:
    export = service.export(session, SUPERVISOR, bundle.code, bundle.number, now=now)
    session.commit()
    file = folder / f"bundle-{bundle.key}.zip"
    with exporting.as_zip(export) as made:
        file.write_bytes(made.read())
    return file


def unpacked(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def packed(files: dict[str, bytes], file: Path) -> Path:
    with zipfile.ZipFile(file, "w") as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    return file
