"""What `/admin/nhat-ky` knows."""

from dataclasses import dataclass

import reflex as rx

from chonso_app.backoffice import journal
from chonso_app.backoffice.words import Search, actor_text, event_text
from chonso_app.core.clock import vn, vn_time
from chonso_app.core.db import in_read, utc_now
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told


@dataclass(frozen=True)
class EntryRow:
    seq: int
    at: str
    actor: str
    action: str
    subject: str
    digest: str
    previous: str
    detail: str


class JournalState(rx.State):
    """`/admin/nhat-ky`"""

    rows: list[EntryRow] = []
    total: int = 0
    text: str = ""
    sensitive_only: bool = False
    before: int = 0
    last_page: bool = False
    chain: str = ""  # "", "whole" or "broken"
    chain_text: str = ""
    opened: int = 0

    @rx.event
    @allow(Permission.AUDIT_READ)
    async def load(self) -> None:
        self.reset()
        await self._show()

    @rx.event
    @allow(Permission.AUDIT_READ)
    async def filter(self, form: dict) -> None:
        asked, _ = parse(Search, form)
        self.text, self.before = asked.q if asked else "", 0
        await self._show()

    @rx.event
    @allow(Permission.AUDIT_READ)
    async def toggle_sensitive(self) -> None:
        self.sensitive_only, self.before = not self.sensitive_only, 0
        await self._show()

    @rx.event
    @allow(Permission.AUDIT_READ)
    async def older(self) -> None:
        self.before = self.rows[-1].seq if self.rows else 0
        await self._show()

    @rx.event
    @allow(Permission.AUDIT_READ)
    async def newest(self) -> None:
        self.before = 0
        await self._show()

    @rx.event
    @allow(Permission.AUDIT_READ)
    async def open(self, seq: int) -> None:
        self.opened = seq if isinstance(seq, int) else 0

    @rx.event
    @allow(Permission.AUDIT_READ)
    async def check(self) -> None:
        async with refusals_told(self):
            report = await in_read(journal.check_chain, actor_of(self), now=utc_now())
            self.chain = "broken" if report.faults else "whole"
            counted = f"{report.length:,}".replace(",", ".")
            at = vn_time(report.checked_at)
            self.chain_text = say("backoffice.journal.checked", count=counted, time=at)

    async def _show(self) -> None:
        async with refusals_told(self):
            chosen = journal.Filter(self.text, self.sensitive_only, self.before)
            rows, self.total = await in_read(journal.entries, actor_of(self), chosen)
            self.rows = [
                EntryRow(
                    row.seq,
                    vn(row.at).strftime("%d/%m %H:%M:%S"),
                    actor_text(row.actor),
                    event_text(row.action),
                    row.subject,
                    row.digest,
                    row.previous,
                    ", ".join(f"{key}: {value}" for key, value in row.detail.items()),
                )
                for row in rows
            ]
            self.last_page = len(rows) < journal.PAGE
            self.opened = self.rows[0].seq if self.rows else 0

    @rx.var
    def shown(self) -> EntryRow:
        """The entry in the side panel."""
        for row in self.rows:
            if row.seq == self.opened:
                return row
        return EntryRow(0, "", "", "", "", "", "", "")
