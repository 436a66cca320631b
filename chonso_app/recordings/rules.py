"""What decides about recordings and needs no database: limits, the chain, what was lost."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from chonso_app.recordings.models import GENESIS

CHUNK_BYTES = 4_000_000  # two seconds are about 60 kB; a browser that was stopped sends more
RECORDING_BYTES = 300_000_000  # the longest talk at five times the usual rate
MOST_CHUNKS = 2_000  # in a part: the longest talk has 900
MOST_PARTS = 40
MOST_STALLS = 50  # told with one chunk
UNSENT_WITHIN = timedelta(minutes=10)  # after the talk, what a browser had not sent may still come
CLOCKS_DIFFER = timedelta(minutes=2)  # so much earlier a part may have begun than was told
SILENT_PART = timedelta(seconds=60)  # nothing more is expected of one with another after it
END_MISSED = timedelta(seconds=3)  # a whole part may end so long before the talk's end
GIVEN_UP_AFTER = timedelta(days=3)  # of a try each hour: a store that is away comes back sooner
BLOCK = 1 << 20  # bytes of the file that are encrypted together
LOOK_LASTS = timedelta(minutes=15)  # playing and jumping about are one look
WEBM = b"\x1a\x45\xdf\xa3"  # every part begins with it
SPAN = tuple[datetime, datetime]


def link(chain: str, digest: str) -> str:
    """The chain with one more SHA-256 in it: no link can be changed, left out or moved."""
    return hashlib.sha256(f"{chain}{digest}".encode()).hexdigest()


def chain_of(digests: Iterable[str]) -> str:
    chain = GENESIS
    for digest in digests:
        chain = link(chain, digest)
    return chain


def uncovered(talk: Sequence[SPAN], parts: Iterable[SPAN]) -> list[SPAN]:
    """What of the talk lies in no part, in order."""
    left = list(talk)
    for began, ended in parts:
        left = [rest for span in left for rest in _without(span, began, ended)]
    return left


def _without(span: SPAN, began: datetime, ended: datetime) -> list[SPAN]:
    """`span` less began…ended: nothing, one piece or two."""
    if ended <= span[0] or began >= span[1]:
        return [span]
    pieces = [(span[0], began), (ended, span[1])]
    return [piece for piece in pieces if piece[0] < piece[1]]


def total_ms(spans: Iterable[SPAN]) -> int:
    return sum(round((ended - began).total_seconds() * 1000) for began, ended in spans)
