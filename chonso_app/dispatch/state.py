"""What `/admin/dieu-phoi` knows of the book: the live version, the draft, rules and help."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel import Session

from chonso_app.accounts import units as places
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import has, of_refusal, say
from chonso_app.dispatch import book
from chonso_app.dispatch.duty import TOPIC
from chonso_app.dispatch.forms import RANKS, HelpForm, RuleForm
from chonso_app.dispatch.models import DispatchRule, RuleSet, Team
from chonso_app.dispatch.rules import Book
from chonso_app.ui.edge import actor_of, allow, parse, query_arg, refusals_told, tell
from chonso_app.ui.live import follow

TABS = ("rules", "help", "roster", "replay", "why")
NEED = Permission.DISPATCH_RULES


@dataclass(frozen=True)
class RuleRow:
    rule_id: int
    priority: int
    kind: str
    where: str  # provinces in words
    referrals: str
    unit: str
    days: str
    note: str
    on: bool


@dataclass(frozen=True)
class HelpRow:
    """One company: who helps it, and how much its teams take."""

    unit_id: int
    unit: str
    neighbours: str
    osp: str
    video: str
    activation: str


@dataclass(frozen=True)
class Choice:
    value: str
    text: str
    on: bool = False


@dataclass(frozen=True)
class RuleEdited:
    """The dialog of a rule. `rule_id` -1: closed, 0: a new one."""

    rule_id: int = -1
    priority: str = "100"
    kind: str = "any"
    unit: str = ""
    referrals: str = ""
    valid_from: str = ""
    valid_to: str = ""
    note: str = ""
    on: bool = True


@dataclass(frozen=True)
class HelpEdited:
    unit_id: int = 0
    unit: str = ""
    rank_1: str = ""
    rank_2: str = ""
    rank_3: str = ""
    most_osp: str = ""
    most_video: str = ""
    most_activation: str = ""


class BookState(rx.State):
    """The book that is shown: the draft while there is one, else what is live."""

    tab: str = "rules"
    version: str = ""
    drafting: bool = False
    may_write: bool = False
    rules: list[RuleRow] = []
    help: list[HelpRow] = []
    unit_choices: list[list[str]] = []
    provinces: list[Choice] = []
    edited: RuleEdited = RuleEdited()
    helped: HelpEdited = HelpEdited()
    errors: dict[str, str] = {}

    @rx.event
    @allow(NEED)
    async def load(self) -> None:
        follow(self, TOPIC)
        if (asked := query_arg(self, "tab")) in TABS:  # a link may open one
            self.tab = asked
        self.edited, self.helped, self.errors = RuleEdited(), HelpEdited(), {}
        await self._refresh()

    @rx.event
    @allow(NEED)
    async def show(self, tab: str) -> None:
        self.tab = tab if tab in TABS else TABS[0]

    @rx.event
    @allow(NEED)
    async def open_draft(self) -> None:
        await self._write(book.open_draft, told="dispatch.draft_opened")

    @rx.event
    @allow(NEED)
    async def drop_draft(self) -> None:
        await self._write(book.drop_draft, told="dispatch.draft_dropped")

    @rx.event
    @allow(NEED)
    async def put_live(self) -> None:
        await self._write(book.put_live, told="dispatch.put_live_done")

    @rx.event
    @allow(NEED)
    async def turn(self, rule_id: int, on: bool) -> None:
        await self._write(book.turn_rule, _whole(rule_id), on is True)

    @rx.event
    @allow(NEED)
    async def remove(self, rule_id: int) -> None:
        await self._write(book.remove_rule, _whole(rule_id), told="dispatch.rule_removed")

    @rx.event
    @allow(NEED)
    async def edit_rule(self, rule_id: int) -> None:
        """0: a new one."""
        shown = await in_read(_view, actor_of(self))
        row = next((one for one in shown.rules if one.id == rule_id), None)
        self.errors, self.edited = {}, _edited(row) if row else RuleEdited(rule_id=0)
        chosen = set(row.province_codes) if row else set()
        self.provinces = [Choice(one.value, one.text, one.value in chosen) for one in shown.places]

    @rx.event
    @allow(NEED)
    async def close_rule(self) -> None:
        self.edited = RuleEdited()

    @rx.event
    @allow(NEED)
    async def save_rule(self, form: dict) -> None:
        data, self.errors = parse(RuleForm, form, texts="dispatch.field")
        if data is None or self.edited.rule_id < 0:
            return
        rule_id = self.edited.rule_id or None
        try:
            await in_transaction(
                book.save_rule, actor_of(self), data.text(form), rule_id, now=utc_now()
            )
        except book.BadRule as refusal:
            key = f"dispatch.field.{refusal.field}"
            self.errors = {refusal.field: say(key if has(key) else "core.bad_input")}
            return
        except ShopError as refusal:
            self.errors = {"priority": of_refusal(refusal)}
            return
        self.edited = RuleEdited()
        await self._refresh()
        await tell(self, say("dispatch.rule_saved"), "ok")

    @rx.event
    @allow(NEED)
    async def edit_help(self, unit_id: int) -> None:
        shown = await in_read(_view, actor_of(self))
        name = shown.names.get(_whole(unit_id), "")
        self.errors = {}
        self.helped = _helped(shown.book, unit_id, name) if name else HelpEdited()

    @rx.event
    @allow(NEED)
    async def close_help(self) -> None:
        self.helped = HelpEdited()

    @rx.event
    @allow(NEED)
    async def save_help(self, form: dict) -> None:
        data, self.errors = parse(HelpForm, form, texts="dispatch.field")
        if data and self.helped.unit_id:
            await self._write(_save_help, self.helped.unit_id, data, told="dispatch.help_saved")

    async def _write(self, service: Any, *args: Any, told: str = "") -> None:
        async with refusals_told(self):
            await in_transaction(service, actor_of(self), *args, now=utc_now())
            self.helped = HelpEdited()
            await self._refresh()
            if told:
                await tell(self, say(told), "ok")

    async def _refresh(self) -> None:
        """Also called by the live updates: somebody else wrote in the book."""
        actor = actor_of(self)
        async with refusals_told(self):
            shown = await in_read(_view, actor)
            self.may_write, self.drafting = actor.unit_id is None, shown.drafting
            self.version = shown.version
            self.unit_choices = [[str(key), name] for key, name in shown.names.items()]
            self.rules = [_row(one, shown) for one in shown.rules]
            self.help = [_help_row(key, name, shown) for key, name in shown.names.items()]


@dataclass(frozen=True)
class _View:
    drafting: bool
    version: str
    book: Book
    rules: list[DispatchRule]
    names: dict[int, str]
    places: list[Choice]


def _view(session: Session, actor: Actor) -> _View:
    live, draft = book.shown(session, actor)
    shown = draft or live
    return _View(
        drafting=draft is not None,
        version=_version(live),
        book=book.read(session, shown),
        rules=book.rules_of(session, shown) if shown else [],
        names={one.row_id: one.name for one in places.companies(session)},
        places=[Choice(one.code, one.name) for one in places.provinces(session)],
    )


def _version(live: RuleSet | None) -> str:
    if live is None or live.live_at is None:
        return say("dispatch.no_version")
    return say("dispatch.version", version=live.version, at=vn_datetime(live.live_at))


def _save_help(session: Session, actor: Actor, unit_id: int, data: HelpForm, *, now: Any) -> None:
    book.set_neighbours(session, actor, unit_id, data.neighbours(), now=now)
    for team in Team:
        book.set_capacity(session, actor, unit_id, team, data.most(team), now=now)


def _row(rule: DispatchRule, shown: _View) -> RuleRow:
    named = {one.value: one.text for one in shown.places}
    where = ", ".join(named.get(code, code) for code in rule.province_codes)
    begins = f"{rule.valid_from:%d/%m/%Y}" if rule.valid_from else ""
    ends = f"{rule.valid_to:%d/%m/%Y}" if rule.valid_to else ""
    days = say("dispatch.days", begins=begins or "…", ends=ends or "…") if begins or ends else ""
    return RuleRow(
        rule_id=rule.id or 0,
        priority=rule.priority,
        kind=say(f"dispatch.kind.{rule.kind}"),
        where=where or say("dispatch.everywhere"),
        referrals=", ".join(rule.referrals),
        unit=shown.names.get(rule.unit_id, ""),
        days=days or say("dispatch.always"),
        note=rule.note,
        on=rule.on,
    )


def _help_row(unit_id: int, name: str, shown: _View) -> HelpRow:
    others = [shown.names.get(one, "") for one in shown.book.neighbours.get(unit_id, ())]
    most = {
        team.value: str(shown.book.capacity.get((unit_id, team.value), say("dispatch.no_limit")))
        for team in Team
    }
    return HelpRow(unit_id, name, " → ".join(others) or say("dispatch.nobody_helps"), **most)


def _edited(row: DispatchRule) -> RuleEdited:
    return RuleEdited(
        rule_id=row.id or 0,
        priority=str(row.priority),
        kind=row.kind,
        unit=str(row.unit_id),
        referrals=", ".join(row.referrals),
        valid_from=row.valid_from.isoformat() if row.valid_from else "",
        valid_to=row.valid_to.isoformat() if row.valid_to else "",
        note=row.note,
        on=row.on,
    )


def _helped(shown: Book, unit_id: int, name: str) -> HelpEdited:
    others = [str(one) for one in shown.neighbours.get(unit_id, ())]
    ranks = {f"rank_{n}": others[n - 1] if len(others) >= n else "" for n in RANKS}
    most = {
        f"most_{team.value}": str(shown.capacity.get((unit_id, team.value), "")) for team in Team
    }
    return HelpEdited(unit_id, name, **ranks, **most)


def _whole(value: object) -> int:
    """Ids come from the browser: whatever is no number is nobody's."""
    return value if isinstance(value, int) else 0
