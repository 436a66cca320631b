"""What the page of pictures shows of an order's progress, in words."""

from dataclasses import dataclass

from chonso_app.core.texts import say
from chonso_app.ekyc import rules
from chonso_app.ekyc.models import Kind, Paper
from chonso_app.ekyc.progress import Progress
from chonso_app.ekyc.story import Line, picture_name


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


def papers_of(got: Progress) -> list[PaperRow]:
    if len(got.papers) < 2 or got.running:
        return []
    return [
        PaperRow(one.value, say(f"ekyc.paper.{one.value}"), one is got.paper) for one in got.papers
    ]


def next_label_of(got: Progress) -> str:
    if not got.wanted:
        return ""
    if not got.pictures:
        return say("ekyc.capture.take")
    what = _name(got, got.wanted[0], low=True)
    taken_before = got.wanted[0] in got.pictures
    return say(f"ekyc.capture.{'retake' if taken_before else 'continue'}", what=what)


def pictures_of(got: Progress) -> list[PictureRow]:
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


def check_row(line: Line) -> CheckRow:
    tone = {"failed": "bad", "unsure": "warn"}.get(line.outcome, "")
    return CheckRow(line.label, line.value, line.title, line.text, tone)
