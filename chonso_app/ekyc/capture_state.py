"""Chụp ảnh giấy tờ and Xác thực thông tin: what the page of pictures and result knows."""

import reflex as rx

from chonso_app.core.clock import vn_time
from chonso_app.core.config import settings
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.texts import say
from chonso_app.ekyc import capture_view, rules, service
from chonso_app.ekyc.capture_rows import (
    CheckRow,
    PaperRow,
    PictureRow,
    ResultRow,
    check_row,
    next_label_of,
    papers_of,
    pictures_of,
)
from chonso_app.ekyc.models import Paper
from chonso_app.ekyc.progress import Progress
from chonso_app.ekyc.story import Story
from chonso_app.orders import service as orders
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, route_arg
from chonso_app.ui.live import follow

_IN_SIGHT = 4  # rows of what passed; the others fold away


class CaptureState(rx.State):
    """The three pictures of one order, and what the check said of them."""

    code: str = ""
    phase: str = "loading"  # loading, open, missing, closed, app
    papers: list[PaperRow] = []  # empty when there is nothing to choose
    kinds: list[str] = []  # pictures of the chosen paper, in the order of taking
    pictures: list[PictureRow] = []
    wanted: list[str] = []
    next_label: str = ""
    camera: bool = False
    moves_left: bool = False  # the moves that follow the portrait
    verifying: bool = False
    ready: bool = False
    can_reuse: bool = False
    result: ResultRow = ResultRow()
    faults: list[CheckRow] = []
    good: list[CheckRow] = []
    has_good: bool = False
    folded: list[CheckRow] = []
    folded_label: str = ""
    tries: str = ""
    stopped: bool = False  # no try is left, or not yet again
    closed: bool = False  # none will be: the shop or the hotline
    at_counter: bool = False  # a file waits there

    @rx.event
    @public
    async def load(self):
        self.reset()
        incomplete = await self._refresh()
        if self.code:
            follow(self, f"order:{self.code}")
        if incomplete:
            return rx.redirect(f"/hoa-mang/{self.code}/thong-tin")
        return None

    @rx.event
    @limited(60, 60)
    @public
    async def open_camera(self) -> None:
        await self._refresh()
        self.camera = self.phase == "open" and bool(self.wanted)

    @rx.event
    @limited(60, 60)
    @public
    async def open_moves(self) -> None:
        """Làm ngay: only the moves, the pictures stay."""
        await self._refresh()
        self.camera = self.phase == "open" and not self.wanted and self.moves_left

    @rx.event
    @limited(12, 60)
    @public
    async def choose_paper(self, paper: str) -> None:
        """Căn cước or hộ chiếu."""
        named = {one.value: one for one in Paper}.get(str(paper))
        if named is None:
            return
        async with refusals_told(self):
            who, code = actor_of(self), route_arg(self, "code")
            await in_transaction(service.choose_paper, who, code, named, now=utc_now())
        await self._refresh()

    @rx.event
    @public
    async def close_camera(self) -> None:
        self.camera = False
        await self._refresh()

    @rx.event
    @limited(60, 60)
    @public
    async def uploaded(self, _kind: str, _evidence: int) -> None:
        """The browser says that a picture went up; what is there is asked of the database."""
        await self._refresh()

    @rx.event
    @limited(12, 60)
    @public
    async def verify(self) -> None:
        """Xác thực thông tin."""
        async with refusals_told(self):
            who, code = actor_of(self), route_arg(self, "code")
            await in_transaction(service.request_check, who, code, now=utc_now())
        await self._refresh()

    @rx.event
    @limited(12, 60)
    @public
    async def reuse(self) -> None:
        """Dùng lại ảnh này."""
        async with refusals_told(self):
            who, code = actor_of(self), route_arg(self, "code")
            await in_transaction(service.check_again_with_same_pictures, who, code, now=utc_now())
        await self._refresh()

    @rx.event
    @limited(12, 60)
    @public
    async def take_name(self) -> None:
        """Dùng tên trên thẻ."""
        async with refusals_told(self):
            who, code = actor_of(self), route_arg(self, "code")
            await in_transaction(service.take_name_of_card, who, code, now=utc_now())
        await self._refresh()

    async def _refresh(self) -> bool:
        """Whether the person's data is still to be typed."""
        try:
            now = utc_now()
            seen = await in_read(
                capture_view.seen, actor_of(self), route_arg(self, "code"), now=now
            )
        except orders.OrderNotFound:
            self.phase = "missing"
            return False
        got = seen.progress
        self.code = got.order.code
        self.phase = "app" if seen.only_in_app else "open" if got.is_open else "closed"
        self.moves_left = seen.moves_left
        self.camera = self.camera and not seen.elsewhere
        self.papers = papers_of(got)
        self.kinds = [kind.value for kind in rules.kinds_for(got.paper)]
        self.pictures = pictures_of(got)
        self.wanted = [kind.value for kind in got.wanted]
        self.next_label = next_label_of(got)
        self.verifying, self.can_reuse = got.running, got.can_reuse
        self.ready = not got.wanted
        self._tell(got.story)
        self._tell_tries(got)
        return self.phase == "open" and not (got.order.id_number and got.order.birth_date)

    def _tell(self, story: Story | None) -> None:
        if story is None:
            self.result, self.has_good = ResultRow(), False
            self.faults, self.good, self.folded, self.folded_label = [], [], [], ""
            return
        title_1, title_2 = story.title
        self.result = ResultRow(
            story.status.value, title_1, title_2, story.note, story.amend, story.technical,
            story.name_on_card,
        )  # fmt: skip
        self.faults = [check_row(line) for line in story.faults]
        rows = [check_row(line) for line in story.good]
        self.good, self.folded, self.has_good = rows[:_IN_SIGHT], rows[_IN_SIGHT:], bool(rows)
        more = len(self.folded)
        self.folded_label = say("ekyc.result.others", count=more) if more else ""

    def _tell_tries(self, got: Progress) -> None:
        may, hotline = got.allowance, settings.hotline
        self.stopped, self.closed = may.left == 0, may.closed
        nowhere = got.story is not None and got.story.at_counter
        self.at_counter = may.closed or nowhere
        if may.closed:
            self.tries = say("ekyc.result.closed", brand=settings.brand, hotline=hotline)
        elif nowhere:
            self.tries = say("ekyc.result.counter", hotline=hotline)
        elif may.wait_until:
            self.tries = say(
                "ekyc.result.wait", until=vn_time(may.wait_until), hotline=hotline,
                tries=settings.ekyc_tries,
            )  # fmt: skip
        elif self.result.status == "failed":
            self.tries = say("ekyc.result.left", left=may.left)
        else:
            self.tries = ""
