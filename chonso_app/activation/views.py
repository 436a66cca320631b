"""What the customer's two pages show, worded and without any secret."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from chonso_app.activation import rules, service
from chonso_app.activation.models import (
    MAKING,
    WAITING,
    Dossier,
    DossierStatus,
    ProfileStatus,
    Step,
)
from chonso_app.calls import service as calls
from chonso_app.contracts import service as contracts
from chonso_app.contracts.components import words
from chonso_app.contracts.models import Contract, ContractStatus
from chonso_app.contracts.wording import promotion_of
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime, vn_time
from chonso_app.core.msisdn import grouped
from chonso_app.core.texts import say
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order

_PAGE_OF = {  # where a missing step is done
    Step.DATA: "thong-tin", Step.PORTRAIT: "giay-to", Step.CALL: "cuoc-goi", Step.SERIAL: "sim",
}  # fmt: skip


@dataclass(frozen=True)
class SignView:
    """`screen`: missing (not yours), early (a step before is open), sign, signed, sent."""

    screen: str = ""
    code: str = ""
    number: str = ""
    pages: int = 0
    version: str = ""
    name: str = ""
    passed: str = ""
    todo: str = ""
    todo_href: str = ""
    words: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EsimView:
    """`screen`: missing, none (nothing to install), waiting, ordering, code, used, stopping,
    stopped, done.
    """

    screen: str = ""
    code: str = ""
    msisdn: str = ""
    head: str = ""  # 0901 23
    tail: str = ""  # 6868
    name: str = ""
    email: str = ""  # masked
    issue: str = ""  # changes with every new QR: pictures are fetched anew
    left: int = 0
    plan: str = ""
    promotion: str = ""
    took: str = ""
    number: str = ""  # of the contract
    physical: bool = False  # a card: no QR, but how to put it in


def sign_view(
    session: Session, actor: Actor, code: str, *, now: datetime
) -> tuple[SignView, Contract | None]:
    """What stands before or on the sheet, and the contract whose pages are still to be counted.

    Drafts the contract on the first look.
    """
    try:
        order = orders.order_of_locked(session, actor, code)
    except orders.OrderNotFound:
        return SignView("missing"), None
    dossier = service.live_dossier(session, order)
    if dossier is not None:
        return SignView("sent", code), None
    before = [
        step
        for step in service.missing_steps(session, order, now=now)
        if step is not Step.SIGNATURE
    ]
    if before:
        href = f"/hoa-mang/{code}/{_PAGE_OF[before[0]]}"
        todo = say(f"activation.todo.{before[0].value}")
        return SignView("early", code, todo=todo, todo_href=href), None
    try:
        contract = contracts.draft(session, actor, code, now=now)
    except contracts.NotYetToSign:
        return SignView("early", code, todo_href=f"/phieu/{code}"), None
    return _sheet(session, order, contract, now), contract


def _sheet(session: Session, order: Order, contract: Contract, now: datetime) -> SignView:
    call = calls.approved_call(session, order, now)
    passed = call and call.decided_at and vn_time(call.decided_at)
    return SignView(
        "signed" if contract.status is ContractStatus.SIGNED else "sign",
        order.code,
        contract.number,
        version=contract.text_version,
        name=order.full_name,
        passed=say("activation.call_passed", time=passed) if passed else "",
    )


def sheet_words(view: SignView, pages: int, now: datetime) -> dict[str, str]:
    return words(view.number, pages, vn_datetime(now))


def esim_view(session: Session, actor: Actor, code: str) -> EsimView:
    try:
        order = orders.order_of(session, actor, code)
    except orders.OrderNotFound:
        return EsimView("missing", code)
    dossier = service.last_dossier(session, order)
    if dossier is None or (order.is_physical and dossier.status is not DossierStatus.INSTALLED):
        return EsimView("none", code, msisdn=grouped(order.msisdn))
    profile = service.current_profile(session, dossier)
    contract = contracts.current(session, order)
    head, _, tail = grouped(order.msisdn).rpartition(" ")
    return EsimView(
        screen=_screen(dossier, profile.status if profile else None),
        code=code,
        msisdn=grouped(order.msisdn),
        head=head,
        tail=tail,
        name=order.full_name.split()[-1] if order.full_name else "",
        email=_masked(order.email),
        issue=str(profile.attempt) if profile else "",
        left=max(0, rules.MOST_REISSUES + 1 - profile.attempt) if profile else 0,
        plan=order.plan_name,
        promotion=promotion_of(order),
        took=_took(order, dossier),
        number=contract.number if contract else "",
        physical=order.is_physical,
    )


def _screen(dossier: Dossier, profile: ProfileStatus | None) -> str:
    if dossier.status is DossierStatus.INSTALLED:
        return "done"
    if dossier.status in (*WAITING, *MAKING):
        return "waiting"
    if dossier.status is DossierStatus.SUSPENDING:
        return "stopping"
    if dossier.status is not DossierStatus.CONNECTED:
        return "stopped" if dossier.given_up_at else "none"
    on_the_way = {None, ProfileStatus.ORDERING, ProfileStatus.RESERVED}
    return "ordering" if profile in on_the_way else "code" if profile == "released" else "used"


def _took(order: Order, dossier: Dossier) -> str:
    if dossier.installed_at is None:
        return ""
    return duration(dossier.installed_at - order.created_at)


def duration(span: timedelta) -> str:
    """`1 giờ 14 phút`, `2 ngày 3 giờ`."""
    minutes = max(1, int(span.total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [("esim.days", days), ("esim.hours", hours), ("esim.minutes", rest)]
    said = [say(key, count=count) for key, count in parts if count]
    return " ".join(said[:2])


def _masked(email: str) -> str:
    """`ngoclan98@gmail.com` → `ng•••@gmail.com`."""
    local, at, host = email.partition("@")
    return f"{local[:2]}•••{at}{host}" if at else ""
