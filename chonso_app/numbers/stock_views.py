"""A run as the page shows it."""

from dataclasses import dataclass

from chonso_app.core.clock import vn_short
from chonso_app.core.texts import say
from chonso_app.numbers import stock_runs
from chonso_app.numbers import stock_words as words
from chonso_app.numbers.stock_models import RunKind, RunStatus, StockRun
from chonso_app.numbers.stock_places import Places
from chonso_app.numbers.stock_rules import DOES

PROBLEMS_SHOWN = 100


@dataclass(frozen=True)
class Row:
    """One line of the history."""

    run_id: int
    at: str
    who: str
    what: str
    file: str
    count: str
    status: str
    tone: str


@dataclass(frozen=True)
class Count:
    word: str
    count: str


@dataclass(frozen=True)
class Problem:
    line: str
    typed: str
    reason: str


@dataclass(frozen=True)
class RunView:
    run_id: int = 0
    title: str = ""
    about: str = ""
    status: str = ""
    word: str = ""
    tone: str = "idle"
    share: int = 0
    passed: str = ""
    refusal: str = ""
    reason: str = ""
    would_do: str = "0"
    priced: str = ""  # numbers whose price the file would change
    shown: str = ""
    wrong_url: str = ""
    lock: str = ""
    is_import: bool = False
    step: int = 2  # of a file: checked, brought in, through


def row(run: StockRun, who: str, places: Places) -> Row:
    done = sum(run.results.get(one, 0) for one in DOES)
    waiting = run.status in (RunStatus.CHECKING, RunStatus.CHECKED)
    return Row(
        run.key, vn_short(run.created_at), who, words.run_title(run, places),
        run.file_name, words.many(run.lines if waiting else done), words.run_status(run),
        words.RUN_TONES.get(run.status, "now"),
    )  # fmt: skip


def problem(line: str, typed: str, reason: str) -> Problem:
    return Problem(words.many(int(line)), typed, reason)


_STEPS = {RunStatus.RUNNING: 3, RunStatus.STOPPED: 3, RunStatus.DONE: 4}


def view(row: StockRun, places: Places) -> RunView:
    share = 100 * row.passed // row.lines if row.lines else 0
    priced = row.counts.get("priced", 0)
    return RunView(
        run_id=row.key, title=words.run_title(row, places), about=_about(row),
        status=row.status.value, word=words.run_status(row),
        tone=words.RUN_TONES.get(row.status, "now"),
        share=100 if row.status is RunStatus.DONE else share,
        passed=say("numbers.stock.passed", passed=words.many(row.passed),
                   lines=words.many(row.lines)),
        refusal=row.refusal, reason=row.asked.get("reason", ""),
        would_do=words.many(stock_runs.would_do(row)), priced=words.many(priced) if priced else "",
        shown=say("numbers.stock.shown", shown=min(len(row.problems), PROBLEMS_SHOWN)),
        wrong_url=f"/api/kho-so/loi/{row.key}.csv" if row.wrong_media else "",
        lock=say("numbers.stock.lock", ms=row.longest_lock_ms) if row.longest_lock_ms else "",
        is_import=row.kind is RunKind.IMPORT, step=_STEPS.get(row.status, 2),
    )  # fmt: skip


def _about(row: StockRun) -> str:
    unit = "lines" if row.media or row.file_name else "total"
    lines = say(f"numbers.stock.{unit}", count=words.many(row.lines))
    if not row.file_name:
        return lines
    size = say("numbers.stock.size", kb=words.many(max(row.file_size // 1024, 1)))
    return f"{row.file_name} · {size} · {lines}" if row.file_size else f"{row.file_name} · {lines}"
