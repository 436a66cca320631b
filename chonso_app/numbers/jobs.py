"""The search index is kept in good repair, and the feed short. Other files' jobs come along."""

import subprocess
import sys
import time
from datetime import datetime, timedelta

from chonso_app.core import db, jobs
from chonso_app.core.config import settings
from chonso_app.numbers import alert_jobs as _alerts  # noqa: F401
from chonso_app.numbers import changes, reclassifying
from chonso_app.numbers import stock_jobs as _stock  # noqa: F401
from chonso_app.numbers.index import building, file, live
from chonso_app.numbers.index.feed import Place

FEED_KEPT = timedelta(days=1)
_PAUSE_SECONDS = 20.0  # after a building that failed
_builder: list[subprocess.Popen[bytes]] = []
_not_before = [0.0]


@jobs.every(seconds=2)
def keep_index(now: datetime) -> str | None:
    """Start a builder when there is a reason to: a process of its own, which takes what it takes
    of one core. Why it was started. The worker searches too: for whoever waits for a number."""
    if not settings.number_index:
        return None
    live.start()
    if _is_building() or time.monotonic() < _not_before[0]:
        return None
    why = db.read(building.why_build, building.folder(), now)
    if why:
        command = [sys.executable, "-m", "chonso_app.cli", "index", "build"]
        _builder[:] = [subprocess.Popen(command)]  # noqa: S603  our own interpreter and module
    return why


@jobs.every(seconds=3600)
def forget_changes(now: datetime) -> int:
    """What is a day old and in the newest file. Other machines' files are never so far behind: an
    index that finds its place gone is built anew."""
    place = _place_of_newest() or Place(db.read(changes.last))
    return db.transact(changes.forget, before=now - FEED_KEPT, place=place)


@jobs.every(seconds=5)
def reclassify(now: datetime) -> int:
    """Rows of an older version of the rules are read anew. How many were."""
    return reclassifying.sweep(now)


def _place_of_newest() -> Place | None:
    newest = file.newest_in(building.folder())
    try:
        return file.Generation(newest).header.place if newest else None
    except (file.Unusable, FileNotFoundError):
        return None


def _is_building() -> bool:
    if not _builder:
        return False
    ended = _builder[0].poll()
    if ended is None:
        return True
    if ended:
        _not_before[0] = time.monotonic() + _PAUSE_SECONDS
    _builder.clear()
    return False
