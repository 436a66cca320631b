"""What /admin/doi-soat knows."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel import Session

from chonso_app.accounts import units
from chonso_app.carriers import service as carriers
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_short
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.money import vnd
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.delivery import cash_desk, cash_differences, settlement
from chonso_app.delivery.cash_desk import Holder, Wanted
from chonso_app.delivery.cash_models import CashDifference, CashDue, CashStatus, FileStatus
from chonso_app.stores import directory
from chonso_app.ui.edge import actor_of, allow, refusals_told, tell
from chonso_app.ui.live import follow

_NEED = Permission.CASH_MANAGE
_TABS = ("list", "differences", "import")
_TONES = {"expected": "now", "collected": "warn", "remitted": "ok", "uncollectable": "idle"}
STATUSES = tuple(one.value for one in CashStatus)


@dataclass(frozen=True)
class HolderLine:
    code: str
    name: str
    is_store: bool
    expected: str
    collected: str
    remitted: str
    waiting: str
    may_remit: bool


_NOBODY = HolderLine("", "", False, "", "", "", "", False)


@dataclass(frozen=True)
class CashLine:
    cash_id: int
    order_code: str
    holder: str
    amount: str
    status: str
    tone: str
    at: str
    reference: str


@dataclass(frozen=True)
class DifferenceLine:
    difference_id: int = 0
    code: str = ""
    kind: str = ""
    holder: str = ""
    expected: str = ""
    got: str = ""
    owner: str = ""
    since: str = ""


@dataclass(frozen=True)
class TallyLine:
    kind: str
    tone: str
    lines: int
    amount: str


@dataclass(frozen=True)
class FileShown:
    file_id: int = 0
    name: str = ""
    summary: str = ""
    problem: str = ""
    errors: tuple[str, ...] = ()
    tallies: tuple[TallyLine, ...] = ()
    odd: tuple[str, ...] = ()
    applied: bool = False


class CashState(rx.State):
    tab: str = "list"
    holders: list[HolderLine] = []
    rows: list[CashLine] = []
    page: int = 1
    pages: int = 1
    total: int = 0
    status: str = ""
    holder: str = ""
    text: str = ""
    differences: list[DifferenceLine] = []
    carriers: list[list[str]] = []
    carrier: str = ""
    may_import: bool = False
    file: FileShown = FileShown()
    remitting: HolderLine = _NOBODY
    clearing: DifferenceLine = DifferenceLine()

    @rx.event
    @allow(_NEED)
    async def load(self) -> None:
        self.reset()
        follow(self, cash_desk.TOPIC)
        self.may_import = actor_of(self).unit_id is None
        self.carriers = await in_read(_carriers)
        self.carrier = self.carriers[0][0] if self.carriers else ""
        await self._refresh()

    async def _refresh(self) -> None:
        """Also called by the live updates, for whoever the tab belongs to by then."""
        wanted = Wanted(CashStatus(self.status) if self.status else None, self.holder, self.text)
        try:
            seen = await in_read(_look, actor_of(self), wanted, self.page)
        except ShopError:
            self.reset()
            return
        self.holders, self.rows, self.total, self.differences = seen
        self.pages = max(1, -(-self.total // cash_desk.PAGE))

    @rx.event
    @allow(_NEED)
    async def pick_tab(self, tab: str) -> None:
        self.tab = tab if tab in _TABS else "list"

    @rx.event
    @allow(_NEED)
    async def pick_status(self, status: str) -> None:
        self.status, self.page = status if status in STATUSES else "", 1
        await self._refresh()

    @rx.event
    @allow(_NEED)
    async def pick_holder(self, code: str) -> None:
        known = [one.code for one in self.holders]
        self.holder = code if code in known and code != self.holder else ""
        self.tab, self.page = "list", 1
        await self._refresh()

    @rx.event
    @allow(_NEED)
    async def search(self, form: dict) -> None:
        typed = form.get("q") if isinstance(form, dict) else ""
        self.text = typed.strip().upper()[:16] if isinstance(typed, str) else ""
        self.page = 1
        await self._refresh()

    @rx.event
    @allow(_NEED)
    async def turn(self, page: int) -> None:
        self.page = min(max(page, 1), self.pages) if isinstance(page, int) else 1
        await self._refresh()

    # -- a store pays in -----------------------------------------------------------------------

    @rx.event
    @allow(_NEED)
    async def ask_remit(self, code: str) -> None:
        self.remitting = next((o for o in self.holders if o.code == code), self.remitting)

    @rx.event
    @allow(_NEED)
    async def close_remit(self) -> None:
        self.remitting = _NOBODY

    @rx.event
    @allow(_NEED)
    async def remit(self, form: dict) -> None:
        async with refusals_told(self):
            given = (actor_of(self), self.remitting.code, _typed(form, "reference"))
            amount = await in_transaction(cash_desk.remit_store, *given, now=utc_now())
            self.remitting = _NOBODY
            await self._refresh()
            await tell(self, say("cash.remitted_now", amount=vnd(amount)), "ok")

    # -- differences ---------------------------------------------------------------------------

    @rx.event
    @allow(_NEED)
    async def ask_clear(self, difference_id: int) -> None:
        found = (one for one in self.differences if one.difference_id == difference_id)
        self.clearing = next(found, DifferenceLine())

    @rx.event
    @allow(_NEED)
    async def close_clear(self) -> None:
        self.clearing = DifferenceLine()

    @rx.event
    @allow(_NEED)
    async def clear(self, form: dict) -> None:
        async with refusals_told(self):
            given = (actor_of(self), self.clearing.difference_id, _typed(form, "note"))
            await in_transaction(cash_differences.clear, *given, now=utc_now())
            self.clearing = DifferenceLine()
            await self._refresh()
            await tell(self, say("cash.cleared"), "ok")

    # -- a settlement file ---------------------------------------------------------------------

    @rx.event
    @allow(_NEED)
    async def pick_carrier(self, code: str) -> None:
        self.carrier = code if code in [one[0] for one in self.carriers] else self.carrier
        self.file = FileShown()

    @rx.event
    @allow(_NEED)
    async def show_file(self, file_id: int) -> None:
        async with refusals_told(self):
            wanted = file_id if isinstance(file_id, int) else 0
            self.file = await in_read(_file, actor_of(self), wanted)

    @rx.event
    @allow(_NEED)
    async def apply(self) -> None:
        async with refusals_told(self):
            given = (actor_of(self), self.file.file_id)
            file = await in_transaction(settlement.apply, *given, now=utc_now())
            self.file = await in_read(_file, *given)
            await self._refresh()
            await tell(self, say("cash.file.applied", lines=file.lines), "ok")

    @rx.event
    @allow(_NEED)
    async def give_up(self) -> None:
        async with refusals_told(self):
            await in_transaction(settlement.give_up, actor_of(self), self.file.file_id)
            self.file = FileShown()


def _typed(form: object, name: str) -> str:
    value = form.get(name) if isinstance(form, dict) else ""
    return value[:400] if isinstance(value, str) else ""


def _carriers(session: Session) -> list[list[str]]:
    return [[one.code, one.name] for one in carriers.all_carriers(session)]


def _look(session: Session, actor: Actor, wanted: Wanted, page: int) -> Any:
    held = cash_desk.holders(session, actor)
    rows, total = cash_desk.listed(session, actor, wanted, page)
    odd = cash_desk.open_differences(session, actor)
    names = _names(session)
    owners = units.names(session)
    return (
        [_holder_line(one, names) for one in held],
        [_cash_line(one, names) for one in rows],
        total,
        [_difference_line(one, names, owners) for one in odd],
    )


def _names(session: Session) -> dict[str, str]:
    known = {one.code: one.name for one in carriers.all_carriers(session)}
    return known | directory.names(session)


def _holder_line(one: Holder, names: dict[str, str]) -> HolderLine:
    waiting = say("cash.waiting", count=one.waiting) if one.waiting else ""
    return HolderLine(
        one.code, names.get(one.code, one.code), one.is_store, vnd(one.expected),
        vnd(one.collected), vnd(one.remitted), waiting, one.is_store and one.collected > 0,
    )  # fmt: skip


def _cash_line(due: CashDue, names: dict[str, str]) -> CashLine:
    at = due.remitted_at or due.collected_at or due.expected_at
    code = due.carrier or due.store_code
    return CashLine(
        due.key, due.order_code, names.get(code, code), vnd(due.amount),
        say(f"cash.{due.status.value}"), _TONES[due.status.value], vn_short(at), due.reference,
    )  # fmt: skip


def _difference_line(
    one: CashDifference, names: dict[str, str], owners: dict[int, str]
) -> DifferenceLine:
    return DifferenceLine(
        one.key, one.order_code, say(f"cash.kind.{one.kind.value}"),
        names.get(one.carrier, one.carrier), vnd(one.expected), vnd(one.got),
        owners.get(one.owner_unit_id, ""), vn_short(one.opened_at),
    )  # fmt: skip


def _file(session: Session, actor: Actor, file_id: int) -> FileShown:
    file = settlement.file_of(session, actor, file_id)
    counted = settlement.tallies(session, file)
    errors = tuple(
        f"{say('cash.file_line', line=line)}: {say(f'cash.file.{why}')}"
        for line, why in file.errors.items()
    )
    return FileShown(
        file.key,
        file.name,
        say("cash.file_lines", lines=file.lines, amount=vnd(file.amount), fee=vnd(file.fee)),
        say("cash.file_errors", count=len(errors)) if errors else "",
        errors,
        tuple(
            TallyLine(
                say(f"cash.kind.{one.outcome.value}"),
                "ok" if one.outcome.value == "matched" else "warn",
                one.lines,
                vnd(one.amount),
            )
            for one in counted
        ),
        tuple(
            f"{say('cash.file_line', line=one.line)}: "
            f"{one.client_order_code or one.carrier_code}, {vnd(one.amount)}, "
            f"{say(f'cash.kind.{one.outcome.value}')}"
            for one in settlement.odd_lines(session, file)
        ),
        file.status is FileStatus.APPLIED,
    )
