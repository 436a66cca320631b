"""What /admin/goi-cuoc knows: the lists, one open form, and what is about to be saved."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx

from chonso_app.core.clock import vn_today
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.money import vnd
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import of_refusal, say
from chonso_app.plans import drafts, managing, rules
from chonso_app.plans.drafts import PlanDraft, PromotionDraft
from chonso_app.plans.models import Plan, Promotion
from chonso_app.ui.edge import actor_of, allow, refusals_told, tell
from chonso_app.ui.live import follow

_NEED = Permission.PLANS_MANAGE
_LONGEST_CODE = 16
_MOST_FIELDS = 200


@dataclass(frozen=True)
class PlanLine:
    code: str
    name: str
    price: str
    cycle: str
    summary: str
    recommended: bool
    on_sale: bool


@dataclass(frozen=True)
class PromotionLine:
    promotion_id: int
    code: str
    plan_code: str
    title: str
    window: str
    kinds: str
    given: str
    status: str
    tone: str


@dataclass(frozen=True)
class UnitLine:
    name: str
    word_field: str
    word: str  # "", "on" or "off"
    from_field: str
    starts_on: str


@dataclass(frozen=True)
class Preview:
    """As the customer sees it before paying."""

    kind: str = ""  # "plan" or "promotion"; "" while nothing is shown
    title: str = ""
    note: str = ""
    price: str = ""
    recommended: bool = False
    terms: tuple[str, ...] = ()
    warning: str = ""


class PlansAdminState(rx.State):
    tab: str = "plans"
    plans: list[PlanLine] = []
    promotions: list[PromotionLine] = []
    editing: str = ""  # "", "plan" or "promotion"
    heading: str = ""
    opened_plan: str = ""  # its code; "" for a new one
    opened_promotion: int = 0
    form: dict[str, str] = {}
    form_serial: int = 0  # a new form: React keeps the old values otherwise
    units: list[UnitLine] = []
    errors: dict[str, str] = {}
    preview: Preview = Preview()
    _draft: PlanDraft | PromotionDraft | None = None

    @rx.event
    @allow(_NEED)
    async def load(self) -> None:
        self.reset()
        follow(self, managing.TOPIC)
        await self._refresh()

    async def _refresh(self) -> None:
        """Also called by the live updates; an open form stays as it is."""
        try:
            shelf = await in_read(managing.shelf, actor_of(self))
        except ShopError:
            self.reset()
            return
        today = vn_today(utc_now())
        self.plans = [_plan_line(plan) for plan in shelf.plans]
        self.promotions = [_promotion_line(one, today) for one in shelf.promotions]

    @rx.event
    @allow(_NEED)
    async def pick_tab(self, tab: str) -> None:
        self.tab = tab if tab in ("plans", "promotions") else "plans"
        self._close()

    @rx.event
    @allow(_NEED)
    async def close(self) -> None:
        self._close()

    @rx.event
    @allow(_NEED)
    async def new_plan(self) -> None:
        self._open("plan", say("plans.admin.new_plan"), {"on_sale": "1", "cycle_days": "30"})

    @rx.event
    @allow(_NEED)
    async def open_plan(self, code: str) -> None:
        async with refusals_told(self):
            plan = await in_transaction(managing.plan_by_code, actor_of(self), _code(code))
            self._open("plan", plan.code, _plan_form(plan))
            self.opened_plan = plan.code

    @rx.event
    @allow(_NEED)
    async def new_promotion(self) -> None:
        given = {"is_on": "1", "for_esim": "1", "new_subscribers_only": "1"}
        self._open("promotion", say("plans.admin.new_promotion"), given)
        await self._show_units(0)

    @rx.event
    @allow(_NEED)
    async def open_promotion(self, promotion_id: int) -> None:
        async with refusals_told(self):
            wanted = promotion_id if isinstance(promotion_id, int) else 0
            one = await in_transaction(managing.promotion_by_id, actor_of(self), wanted)
            self._open("promotion", one.code, _promotion_form(one))
            self.opened_promotion = one.id
            await self._show_units(one.id)

    @rx.event
    @allow(_NEED)
    async def look(self, form: dict) -> None:
        """Xem trước: nothing is saved yet, and a wrong field is named."""
        raw = form if isinstance(form, dict) and len(form) < _MOST_FIELDS else {}
        made: PlanDraft | PromotionDraft | None
        if self.editing == "plan":
            made, wrong = drafts.plan(
                raw | ({"code": self.opened_plan} if self.opened_plan else {})
            )
        else:
            made, wrong = drafts.promotion(raw)
        self.errors = {field: say(key) for field, key in wrong.items()}
        self._draft = made
        if made is None:
            await tell(self, say("plans.admin.mended", count=len(wrong)), "bad")
            return
        async with refusals_told(self):
            self.preview = await self._preview(made)

    @rx.event
    @allow(_NEED)
    async def back_to_form(self) -> None:
        self.preview = Preview()

    @rx.event
    @allow(_NEED)
    async def save(self) -> None:
        """What stands in the preview, and nothing else."""
        made, self.preview = self._draft, Preview()
        if made is None:
            return
        try:
            if isinstance(made, PlanDraft):
                await self._do(managing.save_plan, self.opened_plan, made)
            else:
                await self._do(managing.save_promotion, self.opened_promotion, made)
        except ShopError as refusal:
            await tell(self, of_refusal(refusal), "bad")
            return
        self._close()
        await self._refresh()
        await tell(self, say("plans.admin.saved"), "ok")

    @rx.event
    @allow(_NEED)
    async def stop(self, code: str) -> None:
        await self._sell(code, on_sale=False)

    @rx.event
    @allow(_NEED)
    async def resume(self, code: str) -> None:
        await self._sell(code, on_sale=True)

    @rx.event
    @allow(_NEED)
    async def move_up(self, code: str) -> None:
        await self._move(code, -1)

    @rx.event
    @allow(_NEED)
    async def move_down(self, code: str) -> None:
        await self._move(code, 1)

    async def _sell(self, code: str, *, on_sale: bool) -> None:
        async with refusals_told(self):
            await self._do(managing.set_on_sale, _code(code), on_sale=on_sale)
            await self._refresh()
            text = "plans.admin.resumed" if on_sale else "plans.admin.stopped"
            await tell(self, say(text, code=_code(code)), "ok")

    async def _move(self, code: str, step: int) -> None:
        async with refusals_told(self):
            await self._do(managing.move_plan, _code(code), step)
            await self._refresh()

    async def _do(self, work: Any, *args: Any, **more: Any) -> None:
        await in_transaction(work, actor_of(self), *args, **more, now=utc_now())

    def _open(self, editing: str, heading: str, form: dict[str, str]) -> None:
        self._close()
        self.editing, self.heading, self.form = editing, heading, form
        self.form_serial += 1

    def _close(self) -> None:
        self.editing, self.opened_plan, self.opened_promotion = "", "", 0
        self.form, self.errors, self.units = {}, {}, []
        self.preview, self._draft = Preview(), None

    async def _show_units(self, promotion_id: int) -> None:
        rows = await in_read(managing.unit_words, actor_of(self), promotion_id)
        self.units = [
            UnitLine(
                unit.name,
                f"unit_{unit.id}",
                ("on" if own.is_on else "off") if own else "",
                f"from_{unit.id}",
                own.starts_on.isoformat() if own and own.starts_on else "",
            )
            for unit, own in rows
        ]

    async def _preview(self, made: PlanDraft | PromotionDraft) -> Preview:
        if isinstance(made, PlanDraft):
            price = say("plans.admin.per_cycle", price=vnd(made.price), days=made.cycle_days)
            return Preview("plan", made.name, made.summary, price, made.recommended, made.terms)
        others = await in_read(managing.overlapping, actor_of(self), self.opened_promotion, made)
        named = ", ".join(f"{one.code} ({_window(one.starts_on, one.ends_on)})" for one in others)
        per_day = rules.gigabytes(made.data_mb_per_day)
        data = say("plans.admin.gift_data", per_day=per_day, days=made.days)
        window = say(
            "plans.admin.gift_window",
            starts_on=f"{made.starts_on:%d/%m/%Y}", ends_on=f"{made.ends_on:%d/%m/%Y}",
        )  # fmt: skip
        return Preview(
            "promotion", made.title, data, window, terms=made.terms,
            warning=say("plans.admin.overlap_text", others=named) if others else "",
        )  # fmt: skip


def _plan_line(plan: Plan) -> PlanLine:
    return PlanLine(
        plan.code, plan.name, vnd(plan.price), say("plans.admin.days_unit", days=plan.cycle_days),
        plan.summary, plan.recommended, plan.on_sale,
    )  # fmt: skip


def _promotion_line(one: Promotion, today: date) -> PromotionLine:
    status, tone = _status(one, today)
    kinds = ", ".join(say(f"plans.admin.for_{kind}") for kind in sorted(one.sim_kinds))
    given = str(one.granted)
    if one.cap is not None:
        given = say("plans.admin.given_of", granted=one.granted, cap=one.cap)
    return PromotionLine(
        one.id, one.code, one.plan_code, one.title, _window(one.starts_on, one.ends_on), kinds,
        given, say(f"plans.admin.state.{status}"), tone,
    )  # fmt: skip


def _status(one: Promotion, today: date) -> tuple[str, str]:
    if one.ends_on < today:
        return "over", "idle"
    if not one.is_on:
        return "off", "bad"
    if not rules.is_left(one):
        return "used_up", "warn"
    return ("coming", "now") if one.starts_on > today else ("running", "ok")


def _window(starts_on: date, ends_on: date) -> str:
    return f"{starts_on:%d/%m/%Y} – {ends_on:%d/%m/%Y}"


def _plan_form(plan: Plan) -> dict[str, str]:
    form = {name: _shown(getattr(plan, name)) for name in drafts.PLAN_FIELDS}
    return form | {"terms": "\n".join(plan.terms)}


def _promotion_form(one: Promotion) -> dict[str, str]:
    form = {name: _shown(getattr(one, name)) for name in drafts.PROMOTION_FIELDS}
    kinds = {f"for_{kind.value}": _shown(kind in one.sim_kinds) for kind in drafts.SIM_CHOICES}
    return form | kinds | {"terms": "\n".join(one.terms), "channels": ", ".join(one.channels)}


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def _code(value: object) -> str:
    return value[:_LONGEST_CODE] if isinstance(value, str) else ""
