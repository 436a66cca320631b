"""Nhập serial sim, chụp ảnh sim: what the page knows. Services decide."""

import reflex as rx

from chonso_app.activation import serials, sim_view
from chonso_app.activation.sim_view import SimView
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.texts import of_refusal
from chonso_app.orders import rules
from chonso_app.ui.edge import actor_of, limited, public, route_arg
from chonso_app.ui.live import follow

_LONGEST = 64


class SimState(rx.State):
    """The serial is shown once it is right; a wrong one stays in its field."""

    view: SimView = SimView()
    camera: str = ""  # "", scan, photo
    typed: str = ""
    error: str = ""
    _code: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        self.reset()
        self._code = rules.clean_code(route_arg(self, "code"))
        await self._refresh()
        if self.view.screen not in ("", "missing"):
            follow(self, f"order:{self._code}")

    async def _refresh(self) -> None:
        self.view = await in_read(sim_view.sim_view, actor_of(self), self._code, now=utc_now())

    @rx.event
    @public
    def scan(self) -> None:
        self.camera = "scan"

    @rx.event
    @public
    def photo(self) -> None:
        self.camera = "photo"

    @rx.event
    @public
    async def close(self) -> None:
        self.camera = ""
        await self._refresh()

    @rx.event
    @limited(30, 60)
    @public
    async def scanned(self, serial: str) -> None:
        """A barcode was read, by the browser or by us: it is checked like a typed one."""
        self.camera = ""
        await self._give(serial)

    @rx.event
    @limited(30, 60)
    @public
    async def check(self, form: dict[str, str]) -> None:
        await self._give(form.get("serial", ""))

    async def _give(self, typed: str) -> None:
        self.typed, self.error = str(typed)[:_LONGEST], ""
        try:
            await in_transaction(
                serials.give_serial, actor_of(self), self._code, self.typed, now=utc_now()
            )
        except ShopError as refusal:
            self.error = of_refusal(refusal)
        await self._refresh()

    @rx.event
    @limited(30, 60)
    @public
    async def photo_taken(self, _proof: int, serial: str) -> None:
        """The browser says that the photo went up, and which barcode we saw in it."""
        self.camera = ""
        await self._refresh()
        if serial and not self.view.serial:
            await self._give(serial)

    @rx.event
    @public
    def type_again(self) -> None:
        """Nhập lại: the field comes back; what was given stays until another is right."""
        self.typed, self.error = "", ""
        self.view = SimView("open", self.view.code, photo=self.view.photo)
