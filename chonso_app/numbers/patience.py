"""How much searching one network address gets: what costs most, whatever visitors it says it is."""

import reflex as rx

from chonso_app.core import limits
from chonso_app.core.texts import say
from chonso_app.ui.edge import actor_of, tell

# One network address may be a whole company or a whole mobile mast, so it is given much
_PER_ADDRESS = (3_000, 60)


async def is_spent(state: rx.State) -> bool:
    """Counts one search of the tab's network address. When it had too many, the tab says so."""
    times, seconds = _PER_ADDRESS
    address = actor_of(state).address
    if limits.take(f"find|{address}", times=times, seconds=seconds):
        return False
    await tell(state, say("find.too_many"), "bad")
    return True
