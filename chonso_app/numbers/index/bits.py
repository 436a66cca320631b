"""Sets of rows as bits, 64 to the word: counting them, reading them, changing one."""

import numpy as np
from numpy.typing import NDArray

from chonso_app.numbers.index.layout import Bits

Rows = NDArray[np.int64]
Words = NDArray[np.intp]  # places of words
NO_ROWS: Rows = np.empty(0, np.int64)
WORD = 64
ALL_ONES = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_FIRST_LOOK = 512  # words: where the first page mostly ends
_FURTHER = 4  # times as far each time that it does not


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


def rows_of(bits: Bits, words: Words | None = None) -> Rows:
    """Every row of the set, in order. `words`: the only ones that may have any."""
    words = _filled(bits) if words is None else words
    return _rows_in(bits[words], words)


def first(bits: Bits, wanted: int, words: Words | None = None) -> Rows:
    """The first rows of the set, at most `wanted`."""
    if words is not None:
        words = words[bits[words] != 0][:wanted]
        return _rows_in(bits[words], words)[:wanted]
    found: list[Rows] = []
    start, width = 0, _FIRST_LOOK
    while start < len(bits) and wanted > 0:
        words = _filled(bits[start : start + width])[:wanted] + start
        found.append(_rows_in(bits[words], words)[:wanted])
        wanted -= len(found[-1])
        start, width = start + width, width * _FURTHER
    return np.concatenate(found) if found else NO_ROWS


def last(bits: Bits, wanted: int) -> Rows:
    """The last rows of the set, at most `wanted`, the very last one first."""
    found: list[Rows] = []
    end, width = len(bits), _FIRST_LOOK
    while end > 0 and wanted > 0:
        start = max(end - width, 0)
        words = _filled(bits[start:end])[-wanted:] + start
        found.append(_rows_in(bits[words], words)[::-1][:wanted])
        wanted -= len(found[-1])
        end, width = start, width * _FURTHER
    return np.concatenate(found) if found else NO_ROWS


def _filled(bits: Bits) -> Words:
    return np.flatnonzero(bits != 0)  # many times as fast as on the words themselves


def _rows_in(values: Bits, words: Words) -> Rows:
    flags = np.unpackbits(values.view(np.uint8), bitorder="little").view(np.bool_)
    places = np.flatnonzero(flags)
    return words[places // WORD] * WORD + places % WORD


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
