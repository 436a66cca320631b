"""What both carriers of the sandbox share: a parcel's life by timers and buttons, its webhooks.

A carrier's own words (statuses, fields, forms) are its module's; here they are only passed on.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chonso_app.core.money import vnd
from chonso_app.sandbox.layout import page, switch_form, table, when
from chonso_app.sandbox.store import TIMERS, Doc, Kept, store
from chonso_app.sandbox.switches import COMMON, Switch, number, switch

_SHUFFLED_SECONDS = 30
SWITCHES = (
    *COMMON,
    Switch("moves", "Bưu kiện", (("auto", "Tự đi"), ("manual", "Chỉ đi khi bấm nút")), "auto"),
    Switch("step_after", "Mỗi chặng (giây)", default="60"),
    Switch(
        "ends",
        "Kết thúc",
        (
            ("delivered", "Giao được"),
            ("refused", "Khách từ chối"),
            ("lost", "Thất lạc"),
            ("damaged", "Hư hỏng"),
        ),
        "delivered",
    ),
    Switch(
        "hooks",
        "Webhook",
        (
            ("once", "Gửi ngay"),
            ("late", "Gửi chậm theo giây dưới đây"),
            ("twice", "Gửi hai lần"),
            ("shuffled", "Lộn thứ tự"),
            ("never", "Không bao giờ gửi"),
        ),
        "once",
    ),
    Switch("hook_after", "Webhook chậm (giây)", default="30"),
    Switch(
        "duplicate",
        "Mã đơn của shop bị trùng",
        (("same", "Trả lại đơn cũ"), ("error", "Báo lỗi trùng")),
        "same",
    ),
    Switch("refuse", "Không nhận đơn mới", (("0", "Không"), ("1", "Có"))),
)
BUTTONS = (
    ("pick", "Lấy hàng"), ("deliver", "Giao được"), ("refuse", "Khách từ chối"),
    ("return", "Trả về"), ("lose", "Làm mất"), ("damage", "Làm hỏng"),
)  # fmt: skip
_REFUSED = "Khách không nhận hàng"


@dataclass(frozen=True)
class Courier:
    """One carrier: its words for the steps, and how it tells of them."""

    system: str
    name: str
    words: dict[str, str]  # its status → Vietnamese
    next: dict[str, str]  # status → the next by itself
    branches: dict[str, dict[str, str]]  # status → how it ends → the next
    buttons: dict[str, str]  # button → status
    open: frozenset[str]  # may be cancelled
    final: frozenset[str]
    tries: int
    send: Callable[[Doc], httpx.Response]
    notice: Callable[[str, Doc], Doc]
    kind: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", f"parcel-{self.system}")
        COURIERS[self.system] = self

    # -- a parcel's life -----------------------------------------------------------------------

    def take(self, code: str, parcel: Doc, status: str) -> None:
        """A new parcel, and its first webhook."""
        with store.transaction():
            store.put(self.kind, code, parcel | {"status": "", "version": 0, "log": []})
            store.put(f"{self.kind}-client", parcel["client"], {"code": code})
            self.move(code, status)

    def get(self, code: str) -> Doc | None:
        return store.get(self.kind, code)

    def by_client(self, client: str) -> tuple[str, Doc] | None:
        known = store.get(f"{self.kind}-client", client)
        parcel = self.get(known["code"]) if known else None
        return (known["code"], parcel) if known and parcel else None

    def move(self, code: str, status: str, **changed: Any) -> None:
        """To `status`, told by webhook; the next step comes by itself unless told otherwise."""
        parcel = self.get(code)
        if parcel is None or parcel["status"] in self.final or parcel["status"] == status:
            return
        version = parcel["version"] + 1
        parcel |= changed
        parcel |= {
            "status": status, "version": version, "at": time.time(),
            "log": [*parcel["log"], {"status": status, "at": time.time()}],
        }  # fmt: skip
        with store.transaction():
            store.put(self.kind, code, parcel)
            self._schedule_hooks(code, parcel)
            if status not in self.final and switch(self.system, "moves") == "auto":
                told = {"system": self.system, "code": code, "version": version}
                store.later(number(self.system, "step_after"), "parcel-step", told)

    def step(self, code: str, version: int) -> None:
        """By itself; a timer that a button has overtaken does nothing."""
        parcel = self.get(code)
        if parcel is None or parcel["version"] != version:
            return
        ends = parcel.get("ends") or switch(self.system, "ends")
        branch = self.branches.get(parcel["status"], {})
        following = branch.get(ends) or self.next.get(parcel["status"])
        if following:
            reason = _REFUSED if ends == "refused" and branch else parcel["reason"]
            self.move(code, following, reason=reason)

    def press(self, code: str, button: str) -> None:
        status = self.buttons.get(button)
        if status and button == "refuse":
            self.move(code, status, reason=_REFUSED, ends="refused")
        elif status:
            self.move(code, status)

    # -- webhooks ------------------------------------------------------------------------------

    def _schedule_hooks(self, code: str, parcel: Doc) -> None:
        how = switch(self.system, "hooks")
        if how == "never":
            return
        told = {"system": self.system, "fields": self.notice(code, parcel), "tries": 0}
        after = {
            "late": number(self.system, "hook_after"),
            "shuffled": random.uniform(0, _SHUFFLED_SECONDS),  # noqa: S311
        }.get(how, 0.0)
        for _ in range(2 if how in {"twice", "shuffled"} else 1):
            store.later(after, "parcel-hook", told)

    def tell(self, told: Doc) -> None:
        """Anything but 200 is told again, as often as this carrier does."""
        try:
            status = self.send(told["fields"]).status_code
        except httpx.HTTPError:
            status = 0
        with store.transaction():
            key = f"{self.system}-{store.count('parcel-hook')}"
            store.put("parcel-hook", key, {"fields": told["fields"], "answer": status})
            if status != httpx.codes.OK and told["tries"] + 1 < self.tries:
                store.later(5, "parcel-hook", told | {"tries": told["tries"] + 1})

    # -- looking at it -------------------------------------------------------------------------

    async def overview(self, _request: Request) -> Response:
        rows = [self._row(one) for one in store.newest(self.kind)]
        shown = table(
            ("Lúc", "Bưu kiện", "Thu hộ", "Trạng thái", ""), rows, empty="Chưa có bưu kiện."
        )
        return page(self.name, shown + switch_form(self.system))

    def _row(self, one: Kept) -> tuple[str, ...]:
        code, parcel = escape(one.key, quote=True), one.body
        is_waiting = parcel["status"] in self.open
        buttons = "".join(
            f'<button class="quiet" formaction="/{self.system}/parcels/{code}/{button}">'
            f"{escape(label)}</button>"
            for button, label in BUTTONS
            if button in self.buttons and (button == "pick") == is_waiting
        )
        return (
            when(one.at),
            f"{_whole(one.key, bold=True)}<br>{_whole(parcel['client'])}<br>{escape(parcel['to'])}",
            _whole(vnd(parcel["cod"])),
            _whole(str(self.words.get(parcel["status"]) or parcel["status"])),
            ""
            if parcel["status"] in self.final
            else f'<form method="post" class="row">{buttons}</form>',
        )

    async def pressed(self, request: Request) -> Response:
        self.press(request.path_params["code"], request.path_params["button"])
        if "json" in request.headers.get("accept", ""):
            return JSONResponse({"ok": True})
        return RedirectResponse(f"/{self.system}/", 303)

    async def listing(self, _request: Request) -> Response:
        """For tests."""
        parcels = {one.key: one.body for one in store.newest(self.kind, 100_000)}
        told = [one.body for one in store.newest("parcel-hook", 100_000)]
        mine = [one for one in told if self.code_in(one["fields"]) in parcels]
        return JSONResponse({"parcels": parcels, "hooks": mine})

    def code_in(self, fields: Doc) -> str:
        return str(fields.get("OrderCode") or fields.get("label_id"))

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(f"/{self.system}/", self.overview),
            Route(f"/{self.system}/parcels.json", self.listing),
            Route(f"/{self.system}/parcels/{{code}}/{{button}}", self.pressed, methods=["POST"]),
        ]


def _whole(text: str, *, bold: bool = False) -> str:
    """Not broken over two lines."""
    tag = "b" if bold else "span"
    return f'<{tag} style="white-space:nowrap">{escape(text)}</{tag}>'


COURIERS: dict[str, Courier] = {}
TIMERS["parcel-step"] = lambda told: COURIERS[told["system"]].step(told["code"], told["version"])
TIMERS["parcel-hook"] = lambda told: COURIERS[told["system"]].tell(told)


def fee_of(sender: str, receiver: str, weight_g: int, insured: int) -> int:
    """Nearer is cheaper; each half kilogram more costs; the dear is insured at half a percent."""
    base = 22_000 if sender and sender == receiver else 30_000
    heavier = max(0, -(-weight_g // 500) - 1) * 5_000
    return base + heavier + (insured // 200 if insured > 1_000_000 else 0)
