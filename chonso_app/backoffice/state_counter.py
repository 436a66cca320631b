"""What `/admin/ho-so-khach` knows."""

from dataclasses import dataclass

import reflex as rx

from chonso_app.backoffice import counter
from chonso_app.backoffice.state_lookup import PreparedRow, initials, prepared_row
from chonso_app.backoffice.words import Search
from chonso_app.core.db import in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import grouped
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import of_refusal
from chonso_app.ui.edge import actor_of, allow, limited, parse


@dataclass(frozen=True)
class BroughtRow:
    code: str = ""
    number: str = ""
    name: str = ""  # initials


class CounterFileState(rx.State):
    """`/admin/ho-so-khach`: one file at a time."""

    opened: BroughtRow = BroughtRow()
    prepared: PreparedRow = PreparedRow()
    refusal: str = ""

    @rx.event
    @allow(Permission.DELIVERY_STORE)
    async def load(self) -> None:
        self.reset()

    @rx.event
    @limited(20, 60)
    @allow(Permission.DELIVERY_STORE)
    async def find(self, form: dict) -> None:
        asked, _ = parse(Search, form)
        self.reset()
        try:
            seen = await in_transaction(
                counter.open_file, actor_of(self), asked.q if asked else "", now=utc_now()
            )
        except ShopError as refusal:
            self.refusal = of_refusal(refusal)
            return
        order = seen.order
        self.opened = BroughtRow(order.code, grouped(order.msisdn), initials(order.full_name))
        self.prepared = prepared_row(seen.prepared)
