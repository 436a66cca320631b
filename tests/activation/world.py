"""An order whose customer has done everything but send it in, and the clerks who wait for it."""

from datetime import datetime, timedelta

from sqlmodel import Session

from chonso_app.accounts.models import User
from chonso_app.activation import desk, service
from chonso_app.activation.gateway import LineRequest, LineResult, LineState, Profile
from chonso_app.activation.models import Dossier
from chonso_app.contracts import service as contracts
from chonso_app.contracts.models import Contract
from chonso_app.core.actors import Actor, Role
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from chonso_app.ekyc.models import CheckStatus, Evidence, IdentityCheck, Kind
from chonso_app.orders.models import Order
from tests.contracts.conftest import AGENT, ready_to_sign
from tests.orders import world
from tests.orders.world import LAN

CLERK, OTHER = 901, 902


def staff(session: Session, now: datetime) -> None:
    """One agent and two clerks, of the head office."""
    for user_id, role in (
        (AGENT, Role.VIDEO_AGENT), (CLERK, Role.ACTIVATION_CLERK), (OTHER, Role.ACTIVATION_CLERK),
    ):  # fmt: skip
        session.add(User(id=user_id, login=f"staff-{user_id}", role=role, created_at=now))
    session.commit()


def clerk(user_id: int = CLERK, unit_id: int | None = None) -> Actor:
    return Actor(user_id, Role.ACTIVATION_CLERK, unit_id)


def proven(
    session: Session,
    now: datetime,
    *,
    actor: Actor = LAN,
    msisdn: str = world.MSISDN,
    phone: str = world.PHONE,
    id_number: str = "",
) -> Order:
    """Paid; checked, the call passed, the contract signed. The test chooses what eKYC says."""
    order = ready_to_sign(session, now, actor=actor, msisdn=msisdn, phone=phone)  # pyright: ignore[reportArgumentType]
    order.id_number = id_number or order.id_number
    session.add(order)
    checked(session, order, now)
    signed(session, order, now, actor)
    session.commit()
    return order


def checked(session: Session, order: Order, now: datetime) -> None:
    """A check that passed, of pictures that are nobody's current ones."""
    shots = [
        Evidence(
            order_id=order.key, person_version=order.person_version, kind=kind, media=kind.value,
            sha256="0" * 64, width=1600, height=1200, size=9, taken_at=now, replaced_at=now,
        )
        for kind in Kind
    ]  # fmt: skip
    session.add_all(shots)
    session.flush()
    front, back, portrait = (row.key for row in shots)
    session.add(
        IdentityCheck(
            order_id=order.key, person_version=order.person_version, status=CheckStatus.PASSED,
            front_id=front, back_id=back, portrait_id=portrait, requested_at=now, settled_at=now,
        )
    )  # fmt: skip
    session.flush()


def signed(session: Session, order: Order, now: datetime, actor: Actor = LAN) -> Contract:
    contract = contracts.draft(session, actor, order.code, now=now)
    done = contracts.Signed("signatures/test", "contracts/test", "0" * 64, now)
    return contracts.settle_signed(session, actor, order.code, contract.key, done)


def submitted(session: Session, now: datetime, **who: object) -> Dossier:
    order = proven(session, now, **who)  # pyright: ignore[reportArgumentType]
    actor: Actor = who.get("actor", LAN)  # pyright: ignore[reportAssignmentType]
    dossier = service.submit(session, actor, order.code, now=now)
    session.commit()
    return dossier


def claimed(session: Session, now: datetime, by: Actor | None = None) -> Dossier:
    """Sent in and on a clerk's desk."""
    submitted(session, now)
    [dossier] = desk.fill(session, by or clerk(), now=now)
    session.commit()
    return dossier


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


class StubOperator:
    """Answers as told; counts what it really did, by key."""

    def __init__(self) -> None:
        self.lines: dict[str, LineRequest] = {}
        self.sims: dict[str, str] = {}
        self.suspended: dict[str, str] = {}
        self.answers = [LineResult(LineState.PROCESSING), LineResult(LineState.ACTIVE)]
        self.refuses = ""
        self.fail_next = 0

    def activate(self, request: LineRequest, *, key: str) -> str:
        self._maybe_away()
        if self.refuses:
            raise GatewayRefused("operator", self.refuses)
        self.lines[key] = request
        return f"OP-{key}"

    def result(self, reference: str) -> LineResult:
        self._maybe_away()
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def suspend(self, msisdn: str, *, key: str) -> None:
        self._maybe_away()
        self.suspended[key] = msisdn

    def replace_sim(self, msisdn: str, iccid: str, *, key: str) -> None:
        self._maybe_away()
        self.sims[key] = iccid

    def _maybe_away(self) -> None:
        if self.fail_next:
            self.fail_next -= 1
            raise GatewayUnavailable("operator", "away")


class StubSmdp:
    """One ICCID and one matching id per key."""

    def __init__(self) -> None:
        self.ordered: dict[str, str] = {}
        self.confirmed: dict[str, Profile] = {}
        self.cancelled: list[str] = []
        self.installed: set[str] = set()

    def order(self, profile_type: str, *, key: str) -> str:
        return self.ordered.setdefault(key, f"8984010000000000{len(self.ordered) + 1:03d}")

    def confirm(self, iccid: str, *, key: str) -> Profile:
        made = Profile(iccid, f"MATCH-{len(self.confirmed) + 1}-{iccid[-4:]}", "smdp.test.example")
        return self.confirmed.setdefault(key, made)

    def cancel(self, iccid: str, *, key: str) -> None:
        if iccid in self.installed:
            raise GatewayRefused("smdp", "8.2.1/3.3")
        if iccid not in self.cancelled:
            self.cancelled.append(iccid)
