"""What `/admin/chung-cu/[code]` and `/admin/luu-tru` know. They ask the service and show it."""

from datetime import date

import reflex as rx
from pydantic import BaseModel, Field, field_validator

from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.evidence import holds, service, views
from chonso_app.evidence.models import ERASABLE, Kept
from chonso_app.evidence.views import CaseView, KeepView, KeptCase
from chonso_app.orders.rules import clean_code
from chonso_app.orders.service import OrderNotFound
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told, route_arg, tell
from chonso_app.ui.live import follow

_EXPORT, _KEEP = allow(Permission.EVIDENCE_EXPORT), allow(Permission.EVIDENCE_KEEP)


class _Code(BaseModel):
    q: str = Field(max_length=40)


class _Reason(BaseModel):
    reason: str = Field(default="", max_length=1000)


class _Why(BaseModel):
    """Another name than the other form's field: their ids must differ on the page."""

    why: str = Field(default="", max_length=1000)


class _Day(BaseModel):
    """None: the field was emptied. A day that nobody can read is no empty field."""

    day: date | None

    @field_validator("day", mode="before")
    @classmethod
    def _emptied(cls, typed: object) -> object:
        return None if typed == "" else typed


class EvidenceCaseState(rx.State):
    view: CaseView = CaseView()
    missing: bool = False

    @rx.event
    @_EXPORT
    async def load(self) -> None:
        self.reset()
        await self._refresh()
        if self.view.code:
            follow(self, f"evidence:{self.view.code}")

    async def _refresh(self) -> None:
        code = clean_code(route_arg(self, "code"))
        try:
            self.view = await in_read(views.case_view, actor_of(self), code)
        except OrderNotFound:
            self.view, self.missing = CaseView(), True

    @rx.event
    @_EXPORT
    async def make(self) -> None:
        """Lập bộ chứng cứ."""
        async with refusals_told(self):
            await in_transaction(service.request, actor_of(self), self.view.code, now=utc_now())
            await tell(self, say("evidence.case.asked"), "ok")
        await self._refresh()


class KeepState(rx.State):
    view: KeepView = KeepView()
    case: KeptCase = KeptCase()
    tab: str = "holds"
    chosen: list[str] = []
    placing: bool = False
    lifting: int = 0

    @rx.event
    @_KEEP
    async def load(self) -> None:
        self.reset()
        await self._refresh()
        follow(self, holds.TOPIC)

    async def _refresh(self) -> None:
        self.view = await in_read(views.keep_view, actor_of(self), now=utc_now())
        if self.case.code:
            await self._open(self.case.code)

    async def _open(self, code: str) -> None:
        async with refusals_told(self):
            self.case = await in_read(views.kept_case, actor_of(self), code)

    @rx.event
    @_KEEP
    async def find(self, form: dict) -> None:
        asked, _ = parse(_Code, form)
        self.case = KeptCase()
        await self._open(clean_code(asked.q) if asked else "")

    @rx.event
    @_KEEP
    async def open(self, code: str) -> None:
        await self._open(str(code)[:16])

    @rx.event
    @_KEEP
    async def close(self) -> None:
        self.case = KeptCase()

    @rx.event
    @_KEEP
    async def show_tab(self, tab: str) -> None:
        self.tab = tab if tab in {"holds", "gone"} else "holds"

    @rx.event
    @_KEEP
    async def begin_hold(self) -> None:
        self.placing, self.chosen = True, [kept.value for kept in ERASABLE]

    @rx.event
    @_KEEP
    async def end_dialogs(self) -> None:
        self.placing, self.lifting = False, 0

    @rx.event
    @_KEEP
    async def toggle(self, kept: str) -> None:
        names = [one.value for one in ERASABLE]
        if kept in names:
            left = set(self.chosen) ^ {kept}
            self.chosen = [name for name in names if name in left]

    @rx.event
    @_KEEP
    async def place(self, form: dict) -> None:
        """Giữ lại."""
        typed, _ = parse(_Reason, form)
        async with refusals_told(self):
            await in_transaction(
                holds.place, actor_of(self), self.case.code, [Kept(one) for one in self.chosen],
                typed.reason if typed else "", now=utc_now(),
            )  # fmt: skip
            self.placing = False
            await tell(self, say("evidence.keep.done_hold", code=self.case.code), "ok")
        await self._refresh()

    @rx.event
    @_KEEP
    async def begin_lift(self, hold_id: int) -> None:
        self.lifting = hold_id if isinstance(hold_id, int) else 0

    @rx.event
    @_KEEP
    async def lift(self, form: dict) -> None:
        """Thôi giữ."""
        typed, _ = parse(_Why, form)
        async with refusals_told(self):
            await in_transaction(
                holds.lift, actor_of(self), self.lifting, typed.why if typed else "",
                now=utc_now(),
            )  # fmt: skip
            self.lifting = 0
            await tell(self, say("evidence.keep.done_lift"), "ok")
        await self._refresh()

    @rx.event
    @_KEEP
    async def note_end(self, form: dict) -> None:
        """Số ngừng hoạt động; an empty day takes it back."""
        typed, _ = parse(_Day, form)
        async with refusals_told(self):
            if typed is None:
                raise holds.NotThatDay
            await in_transaction(
                holds.note_line_end, actor_of(self), self.case.code, typed.day, now=utc_now()
            )
            await tell(self, say("evidence.keep.done_end"), "ok")
        await self._refresh()
