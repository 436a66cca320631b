"""What the inbox shows."""

from dataclasses import dataclass
from datetime import datetime

import reflex as rx

from chonso_app.core.clock import vn, vn_short, vn_time, vn_today
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.notifications import service
from chonso_app.notifications.service import InboxEntry
from chonso_app.ui.edge import actor_of, allow
from chonso_app.ui.live import follow

_NEWEST = 3
_ICONS = {"payments": "card", "activation": "sim", "contracts": "doc", "calls": "video"}
_QUIET = {"accounts": "shield", "orders": "ticket", "journey": "ticket"}


@dataclass(frozen=True)
class InboxRow:
    title: str
    body: str
    link: str
    at: str
    unread: bool
    icon: str


class InboxState(rx.State):
    rows: list[InboxRow] = []
    newest: list[InboxRow] = []
    unread: int = 0
    loaded: bool = False

    @rx.event
    @allow(Permission.ACCOUNT_OWN)
    async def load(self) -> None:
        follow(self, f"inbox:{actor_of(self).user_id}")
        await self._refresh()

    @rx.event
    @allow(Permission.ACCOUNT_OWN)
    async def mark_read(self) -> None:
        await in_transaction(service.mark_read, actor_of(self).user_id or 0, now=utc_now())
        await self._refresh()

    async def _refresh(self) -> None:
        """Also called by the live updates, for whoever the tab belongs to by then."""
        actor, now = actor_of(self), utc_now()
        mine = await in_read(service.inbox_of, actor.user_id) if actor.user_id else []
        self.rows = [_row(entry, now) for entry in mine]
        self.newest = self.rows[:_NEWEST]
        self.unread = sum(row.unread for row in self.rows)
        self.loaded = True


def _row(entry: InboxEntry, now: datetime) -> InboxRow:
    feature = entry.template.split(".")[0]
    drawn = (_ICONS | _QUIET).get(feature, "bell")
    text = entry.text
    return InboxRow(text.title, text.body, text.link, when(entry.at, now), entry.unread, drawn)


def when(moment: datetime, now: datetime) -> str:
    """`10:43 hôm nay`, `16:20 hôm qua`, `20/11, 10:28`."""
    days = (vn_today(now) - vn(moment).date()).days
    if days in (0, 1):
        return say("inbox.today" if days == 0 else "inbox.yesterday", time=vn_time(moment))
    return vn_short(moment)
