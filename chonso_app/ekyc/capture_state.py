"""Chụp ảnh giấy tờ and Xác thực thông tin: what the page of pictures and result knows."""

from dataclasses import dataclass

import reflex as rx

from chonso_app.core.clock import vn_time
from chonso_app.core.config import settings
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.texts import say
from chonso_app.ekyc import capture_view, rules, service
from chonso_app.ekyc.models import Kind, Paper
from chonso_app.ekyc.progress import Progress
from chonso_app.ekyc.story import Line, Story, picture_name
from chonso_app.orders import service as orders
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, route_arg
from chonso_app.ui.live import follow

_IN_SIGHT = 4  # rows of what passed; the others fold away


@dataclass(frozen=True)
class PictureRow:
    """`state`: none, taken, good, bad, look."""

    kind: str
    name: str
    url: str = ""
    state: str = "none"
    word: str = ""


@dataclass(frozen=True)
class PaperRow:
    """A paper that may be shown instead."""

    value: str = ""
    name: str = ""
    on: bool = False


@dataclass(frozen=True)
class CheckRow:
    """A check that passed, or with `title` one that did not."""

    label: str = ""
    value: str = ""
    title: str = ""
    text: str = ""
    tone: str = ""  # bad, warn


@dataclass(frozen=True)
class ResultRow:
    """The head of a result. `status`: "", passed, unsure, failed."""

    status: str = ""
    title_1: str = ""
    title_2: str = ""
    note: str = ""
    amend: bool = False
    again: bool = False  # the same pictures may be checked once more
    name_on_card: str = ""


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
        self.papers = _papers(got)
        self.kinds = [kind.value for kind in rules.kinds_for(got.paper)]
        self.pictures = _pictures(got)
        self.wanted = [kind.value for kind in got.wanted]
        self.next_label = _next_label(got)
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
        self.faults = [_row(line) for line in story.faults]
        rows = [_row(line) for line in story.good]
        self.good, self.folded, self.has_good = rows[:_IN_SIGHT], rows[_IN_SIGHT:], bool(rows)
        more = len(self.folded)
        self.folded_label = say("ekyc.result.others", count=more) if more else ""

    def _tell_tries(self, got: Progress) -> None:
        may, hotline = got.allowance, settings.hotline
        self.stopped, self.closed = may.left == 0, may.closed
        if may.closed:
            self.tries = say(
                "ekyc.result.closed", brand=settings.brand, hotline=hotline, code=self.code
            )
        elif may.wait_until:
            self.tries = say(
                "ekyc.result.wait", until=vn_time(may.wait_until), hotline=hotline,
                tries=settings.ekyc_tries,
            )  # fmt: skip
        elif self.result.status == "failed":
            self.tries = say("ekyc.result.left", left=may.left)
        else:
            self.tries = ""


def _papers(got: Progress) -> list[PaperRow]:
    if len(got.papers) < 2 or got.running:
        return []
    return [
        PaperRow(one.value, say(f"ekyc.paper.{one.value}"), one is got.paper) for one in got.papers
    ]


def _next_label(got: Progress) -> str:
    if not got.wanted:
        return ""
    if not got.pictures:
        return say("ekyc.capture.take")
    what = _name(got, got.wanted[0], low=True)
    taken_before = got.wanted[0] in got.pictures
    return say(f"ekyc.capture.{'retake' if taken_before else 'continue'}", what=what)


def _pictures(got: Progress) -> list[PictureRow]:
    words: dict[Kind, Line] = {}
    for line in reversed(got.story.faults if got.story else []):
        words |= dict.fromkeys(line.pictures, line)
    return [_picture(kind, got, words.get(kind)) for kind in rules.kinds_for(got.paper)]


def _name(got: Progress, kind: Kind, *, low: bool = False) -> str:
    if got.paper is Paper.PASSPORT and kind is Kind.CARD_FRONT:
        return say("ekyc.capture.page_low" if low else "ekyc.capture.page")
    return picture_name(kind, low=low)


def _picture(kind: Kind, got: Progress, fault: Line | None) -> PictureRow:
    row = got.pictures.get(kind)
    name = _name(got, kind)
    if row is None:
        return PictureRow(kind.value, name, word=say("ekyc.capture.not_taken"))
    url = f"/api/ekyc/{got.order.code}/{row.key}"
    if got.story is None or (got.story.redo and kind in got.story.redo and kind not in got.wanted):
        return PictureRow(kind.value, name, url, "taken", say("ekyc.capture.taken"))
    if fault is None:
        return PictureRow(kind.value, name, url, "good", say("ekyc.result.ok"))
    if fault.outcome == "failed":
        return PictureRow(kind.value, name, url, "bad", fault.short or fault.title)
    return PictureRow(kind.value, name, url, "look", say("ekyc.result.look"))


def _row(line: Line) -> CheckRow:
    tone = {"failed": "bad", "unsure": "warn"}.get(line.outcome, "")
    return CheckRow(line.label, line.value, line.title, line.text, tone)
