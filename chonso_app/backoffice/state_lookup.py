"""What `/admin/phieu` knows. It asks the service and shows the answer."""

from dataclasses import dataclass

import reflex as rx

from chonso_app.backoffice import lookup
from chonso_app.backoffice.state_rerouting import RerouteState
from chonso_app.backoffice.words import Search, actor_text, event_text
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.money import vnd
from chonso_app.core.msisdn import grouped, masked
from chonso_app.core.permissions import Permission, permits
from chonso_app.core.texts import say
from chonso_app.delivery import cancelling
from chonso_app.ekyc.service import ForCounter
from chonso_app.orders.models import KEPT, OPEN, CancelReason, Order
from chonso_app.payments import service as payments
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told, tell


@dataclass(frozen=True)
class OrderRow:
    code: str
    number: str
    phone: str
    status: str
    status_text: str
    created: str
    total: str


@dataclass(frozen=True)
class OpenedOrder:
    """Masked unless the actor asked for more, and may."""

    code: str = ""
    number: str = ""
    status: str = ""
    status_text: str = ""
    created: str = ""
    total: str = ""
    plan: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    paper: str = ""
    unmasked: bool = False
    may_cancel: bool = False
    suspected_payment: int = 0  # 0: none, or not this person's to decide
    may_unmask: bool = False
    may_export: bool = False  # the evidence bundle, on a page of its own


@dataclass(frozen=True)
class EventRow:
    at: str
    what: str
    who: str


@dataclass(frozen=True)
class PreparedRow:
    """What identity on the net left for a counter; `made` is "" when there is nothing."""

    made: str = ""
    paper: str = ""
    good: str = ""
    faults: tuple[str, ...] = ()


class LookupState(rx.State):
    """`/admin/phieu`"""

    q: str = ""
    searched: bool = False
    rows: list[OrderRow] = []
    opened: OpenedOrder = OpenedOrder()
    history: list[EventRow] = []
    prepared: PreparedRow = PreparedRow()

    @rx.event
    @allow(Permission.ORDERS_LOOKUP)
    async def load(self) -> None:
        self.reset()

    @rx.event
    @allow(Permission.ORDERS_LOOKUP)
    async def find(self, form: dict) -> None:
        asked, _ = parse(Search, form)
        self.q, self.rows, self.searched = asked.q if asked else "", [], False
        self.opened, self.history = OpenedOrder(), []
        async with refusals_told(self):
            orders = await in_read(lookup.find, actor_of(self), self.q)
            self.rows, self.searched = [_row(order) for order in orders], True

    @rx.event
    @allow(Permission.ORDERS_LOOKUP)
    async def open(self, code: str) -> None:
        await self._open(code, unmask=False)

    @rx.event
    @allow(Permission.ORDERS_SEE_PERSON)
    async def unmask(self) -> None:
        await self._open(self.opened.code, unmask=True)

    @rx.event
    @allow(Permission.ORDERS_LOOKUP)
    async def close(self) -> None:
        self.opened, self.history = OpenedOrder(), []

    @rx.event
    @allow(Permission.ORDERS_CANCEL)
    async def cancel(self) -> None:
        code = self.opened.code
        async with refusals_told(self):
            await in_transaction(
                cancelling.cancel_order, actor_of(self), code, CancelReason.STAFF, now=utc_now()
            )
            await tell(self, say("backoffice.lookup.cancelled", code=code), "ok")
        await self._open(code, unmask=False)

    @rx.event
    @allow(Permission.PAYMENTS_REFUND)
    async def decide_suspected(self, sell: bool) -> None:
        """The bank marked the money as suspicious: sell for it, or send it back."""
        opened = self.opened
        async with refusals_told(self):
            await in_transaction(
                payments.decide_suspected,
                actor_of(self),
                opened.suspected_payment,
                sell=sell is True,
                now=utc_now(),
            )
            await tell(self, say("backoffice.lookup.decided"), "ok")
        await self._open(opened.code, unmask=False)

    async def _open(self, code: str, *, unmask: bool) -> None:
        async with refusals_told(self):
            actor = actor_of(self)
            seen = await in_transaction(
                lookup.open_order, actor, str(code), unmask=unmask, now=utc_now()
            )
            self.opened = _opened(seen, actor)
            self.prepared = prepared_row(seen.prepared)
            self.history = [
                EventRow(vn_datetime(one.at), event_text(one.kind), actor_text(one.actor))
                for one in seen.events
            ]
            reroute = await self.get_state(RerouteState)
            await reroute._show(self.opened.code)


def _row(order: Order) -> OrderRow:
    return OrderRow(
        code=order.code,
        number=grouped(order.msisdn),
        phone=masked(order.contact_phone) if order.contact_phone else "",
        status=order.status,
        status_text=say(f"backoffice.status.{order.status}"),
        created=vn_datetime(order.created_at),
        total=vnd(order.total),
    )


def _opened(seen: lookup.Opened, actor: Actor) -> OpenedOrder:
    order, row = seen.order, _row(seen.order)
    show = seen.sees_person
    running = order.status in (*OPEN, *KEPT)
    return OpenedOrder(
        code=row.code,
        number=row.number,
        status=row.status,
        status_text=row.status_text,
        created=row.created,
        total=row.total,
        plan=order.plan_name,
        name=order.full_name if show else initials(order.full_name),
        phone=grouped(order.contact_phone) if show and order.contact_phone else row.phone,
        email=order.email if show else _mail_masked(order.email),
        address=order.address if show else "",
        paper=(order.id_number or "") if show else "",
        unmasked=show,
        may_cancel=permits(actor, Permission.ORDERS_CANCEL)
        and running
        and order.approved_at is None,
        may_unmask=permits(actor, Permission.ORDERS_SEE_PERSON) and not show,
        may_export=permits(actor, Permission.EVIDENCE_EXPORT),
        suspected_payment=(seen.suspected_payment or 0)
        if permits(actor, Permission.PAYMENTS_REFUND)
        else 0,
    )


def prepared_row(file: ForCounter | None) -> PreparedRow:
    if file is None:
        return PreparedRow()
    made = say("ekyc.prepared.made", made=file.made, tries=file.tries)
    if file.by_calls:
        made = say("ekyc.prepared.made_by_calls", made=file.made, calls=len(file.refused))
    refused = (say("ekyc.prepared.refused", reason=one) for one in file.refused)
    return PreparedRow(made, file.paper, ", ".join(file.good), (*file.faults, *refused))


def initials(name: str) -> str:
    """`Nguyễn Văn An` → `N••• V••• An`: enough to greet, not enough to find."""
    parts = name.split()
    return " ".join([*(f"{part[0]}•••" for part in parts[:-1]), *parts[-1:]])


def _mail_masked(mail: str) -> str:
    name, at, domain = mail.partition("@")
    return f"{name[:2]}•••{at}{domain}" if at else ""
