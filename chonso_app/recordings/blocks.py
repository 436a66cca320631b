"""The file as it lies in core.media: blocks of a megabyte, each sealed on its own, so that a jump
to the middle opens one block and not the whole recording."""

import asyncio
import os
import re
from collections.abc import AsyncIterator

from chonso_app.core import media
from chonso_app.recordings.models import Recording
from chonso_app.recordings.rules import BLOCK

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def name(folder: str, sha256: str, number: int) -> str:
    """By what is in the file: a second run that made another one touches nothing of the first."""
    return f"{folder}/file/{sha256[:16]}/{number:05}"


def names(recording: Recording) -> list[str]:
    """Everything of the file, for whoever erases it."""
    return [_block(recording, number) for number in range(recording.blocks)]


def _block(recording: Recording, number: int) -> str:
    return name(recording.folder, recording.sha256, number)


def write(folder: str, sha256: str, file: int, size: int) -> int:
    """The open `file` as blocks; how many. Doing it twice leaves the same blocks."""
    count = -(-size // BLOCK)
    for number in range(count):
        media.put_as(name(folder, sha256, number), os.pread(file, BLOCK, number * BLOCK))
    return count


async def read(recording: Recording, first: int, last: int) -> AsyncIterator[bytes]:
    """The bytes `first` to `last`, both included."""
    for number in range(first // BLOCK, last // BLOCK + 1):
        block = await asyncio.to_thread(media.get, _block(recording, number))
        begins = number * BLOCK
        yield block[max(0, first - begins) : last + 1 - begins]


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """The first and last byte that a Range header asks for, all without one; None: there are none.

    Several ranges and other units are answered with the whole, as the standard allows.
    """
    asked = _RANGE.fullmatch(header.strip())
    if asked is None or not any(asked.groups()):
        return (0, size - 1) if size else None
    first, last = asked.groups()
    if not first:  # the last so many bytes
        begin, end = max(0, size - int(last)), size - 1
    else:
        begin, end = int(first), min(int(last) if last else size - 1, size - 1)
    return (begin, end) if begin <= end else None
