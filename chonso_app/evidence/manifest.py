"""The list of a bundle: one JSON object per line, each sealed to the one before.

Pure: it knows no database, so that a bundle can be checked on any machine, years later.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
NAME = "bang-ke.jsonl"
COVER = "bia.pdf"
ROOTS = "chung-thu-so.pem"
SEALS = "con-dau"  # a folder
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Kind:
    CASE = "case"  # the first line: whose bundle this is
    FILE = "file"
    MISSING = "missing"  # known of, but not in the store when the bundle was made
    ERASED = "erased"  # when, and by which rule


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line. `code`: unreadable, changed, order, cut."""

    code: str
    line: int


def seal_name(lines: int) -> str:
    """Of the signature over the first `lines` lines."""
    return f"{SEALS}/{lines:06}.p7s"


def digest_of(line: dict[str, Any]) -> str:
    """Over what the line says and over the digest before it."""
    told = {key: value for key, value in line.items() if key != "digest"}
    return hashlib.sha256(_ENCODER.encode(told).encode()).hexdigest()


def grown(text: bytes, entries: Iterable[dict[str, Any]]) -> bytes:
    """`text` with `entries` chained to its end."""
    lines = text.splitlines()
    previous = json.loads(lines[-1])["digest"] if lines else GENESIS
    made = [text]
    for seq, entry in enumerate(entries, len(lines) + 1):
        line = {**entry, "seq": seq, "previous": previous}
        line["digest"] = previous = digest_of(line)
        made.append(_ENCODER.encode(line).encode() + b"\n")
    return b"".join(made)


def head(text: bytes, lines: int) -> bytes:
    """The first `lines` lines as they stand, for a seal that speaks for these."""
    return b"".join(text.splitlines(keepends=True)[:lines])


def read(text: bytes) -> list[dict[str, Any]]:
    """What the lines say; unreadable ones are left out: `faults` names them."""
    return [line for line in _parsed(text) if line is not None]


def faults(text: bytes) -> Iterator[Fault]:
    """Each line that was changed, and each place where the chain does not hold."""
    previous = GENESIS
    for place, line in enumerate(_parsed(text), 1):
        if line is None:
            yield Fault("unreadable", place)
            continue
        if line["digest"] != digest_of(line):
            yield Fault("changed", place)
        if line["seq"] != place or line["previous"] != previous:
            yield Fault("order", place)
        previous = line["digest"]


def _parsed(text: bytes) -> Iterator[dict[str, Any] | None]:
    for raw in text.splitlines():
        try:
            line = json.loads(raw)
        except ValueError:
            line = None
        whole = isinstance(line, dict) and {"seq", "previous", "digest", "kind"} <= line.keys()
        yield line if whole else None
