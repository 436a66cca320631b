"""The button Giữ cả cặp."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers import service as numbers
from chonso_app.orders.pairing import press_pair
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, tell


class PairHoldState(rx.State):
    busy: str = ""  # the pair that is being held, as its row calls it

    @rx.event
    @limited(20, 60)
    @public
    async def hold(self, first: str, second: str):
        """National or E.164 digits. Both phiếu are on the page it leads to."""
        self.busy = str(first)[:20]
        yield
        async with refusals_told(self):
            one, other = (numbers.msisdn_typed(str(typed)[:20]) for typed in (first, second))
            try:
                await press_pair(actor_of(self), one, other)
            except numbers.NumberTaken as taken:
                await tell(self, say("pairs.one_taken", **taken.params), "bad")
            else:
                await tell(self, say("pairs.held"), "ok")
                yield rx.redirect("/phieu")
        self.busy = ""
