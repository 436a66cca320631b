"""Sets of rows as bits, 64 to the word: counting them, reading them, changing one."""

import numpy as np
from numpy.typing import NDArray

from chonso_app.numbers.index.layout import Bits

Rows = NDArray[np.int64]
WORD = 64
ALL_ONES = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_FIRST_LOOK = 512  # words: where the first page mostly ends


def words_for(rows: int) -> int:
    return -(-rows // WORD)


def packed(flags: NDArray[np.bool_]) -> Bits:
    """The bits of `flags`; those past the end of the last word are 0."""
    bits = np.zeros(words_for(len(flags)), np.uint64)
    octets = np.packbits(flags, bitorder="little")
    bits.view(np.uint8)[: len(octets)] = octets
    return bits


def count(bits: Bits) -> int:
    # Told to add in 32 bits numpy takes its fast way; a block is far too short to overflow them.
    return int(np.bitwise_count(bits).sum(dtype=np.uint32))


def rows_of(bits: Bits) -> Rows:
    """Every row of the set, in order."""
    words = np.flatnonzero(bits != 0)
    return _rows_in(bits[words], words)


def first(bits: Bits, wanted: int) -> Rows:
    """The first rows of the set, at most `wanted`."""
    found: list[Rows] = []
    start, width = 0, _FIRST_LOOK
    while start < len(bits) and wanted > 0:
        words = np.flatnonzero(bits[start : start + width] != 0)[:wanted] + start
        rows = _rows_in(bits[words], words)[:wanted]
        found.append(rows)
        wanted -= len(rows)
        start, width = start + width, width * 4
    return np.concatenate(found) if found else np.empty(0, np.int64)


def last(bits: Bits, wanted: int) -> Rows:
    """The last rows of the set, the very last one first."""
    found: list[Rows] = []
    end, width = len(bits), _FIRST_LOOK
    while end > 0 and wanted > 0:
        start = max(end - width, 0)
        words = np.flatnonzero(bits[start:end] != 0)[-wanted:] + start
        rows = _rows_in(bits[words], words)[::-1][:wanted]
        found.append(rows)
        wanted -= len(rows)
        end, width = start, width * 4
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _rows_in(values: Bits, words: NDArray[np.intp]) -> Rows:
    flags = np.unpackbits(values.view(np.uint8), bitorder="little").reshape(-1, WORD)
    word, bit = np.nonzero(flags)
    return words[word] * WORD + bit


def has(bits: Bits, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which of `rows` are in the set."""
    octets = bits.view(np.uint8)[rows >> 3]
    return (octets >> (rows & 7).astype(np.uint8)) & 1 != 0


def put(bits: Bits, row: int, *, on: bool) -> None:
    bit = np.uint64(1 << (row % WORD))
    if on:
        bits[row // WORD] |= bit
    else:
        bits[row // WORD] &= ~bit


def cut(bits: Bits, start: int, end: int) -> None:
    """Only the rows start ≤ row < end stay."""
    start, end = max(start, 0), max(end, 0)
    bits[: start // WORD] = 0
    if start % WORD and start // WORD < len(bits):
        bits[start // WORD] &= np.uint64((1 << WORD) - (1 << (start % WORD)))
    if end // WORD < len(bits):
        bits[end // WORD] &= np.uint64((1 << (end % WORD)) - 1)
        bits[end // WORD + 1 :] = 0
