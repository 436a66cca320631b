"""One generation of the index as a file that every process on the machine maps.

    magic · length and checksum of the header · the header (JSON) · arrays, each at a multiple of 64

A file is never changed: it is written under another name and renamed when all of it is on the
disk. Opening reads the header alone; `verify` reads everything once, before anybody is answered
from it. After that the file's size and time of change tell whether somebody wrote into it.
"""

import json
import mmap
import os
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from chonso_app.numbers import traits
from chonso_app.numbers.index.feed import Place
from chonso_app.numbers.index.layout import Arrays
from chonso_app.numbers.rules import RULES_VERSION, NumberClass

LAYOUT = 1  # raise it when `planes` or `making` arrange their arrays differently
_MAGIC = b"CHONSOIX"
_FRONT = struct.Struct("<8sII")
_ALIGNED = 64
_PIECE = 1 << 24
_MOST_HEADER = 1 << 24
_NAME = re.compile(r"numbers-(\d{8})\.idx")


class Unusable(Exception):
    """This file answers nothing. `why`: corrupt, or version (it was made by other rules)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def versions() -> str:
    """Of everything that decides what the bits mean."""
    return f"{LAYOUT}.{RULES_VERSION}.{len(NumberClass)}.{traits.COUNT}"


@dataclass(frozen=True)
class Header:
    """`place`: the feed's, from before the numbers were read. `made`: ISO time."""

    count: int
    place: Place
    made: str
    versions: str


class Generation:
    """An open file. Its arrays point into the map; it stays readable when its name is gone."""

    def __init__(self, path: Path) -> None:
        """Raises Unusable; FileNotFoundError when a newer one took its place just now."""
        self.path = path
        self.number = generation_of(path)
        try:
            with path.open("rb") as opened:
                self._fd = os.dup(opened.fileno())
            self._map, told = self._opened()
        except (ValueError, KeyError, TypeError, struct.error) as error:
            raise Unusable("corrupt") from error
        if told["versions"] != versions():
            raise Unusable("version")
        self.header = _header_of(told)
        self._table: list[list[Any]] = told["arrays"]
        self.arrays: Arrays = {row[0]: self._array(*row[1:4]) for row in self._table}

    def __del__(self) -> None:
        with suppress(AttributeError, OSError):
            os.close(self._fd)

    @property
    def nbytes(self) -> int:
        return len(self._map)

    def verify(self) -> None:
        """Read every byte. Raises Unusable."""
        for name, _dtype, _shape, _offset, checksum in self._table:
            if _checksum(self.arrays[name]) != checksum:
                raise Unusable("corrupt")

    def is_untouched(self) -> bool:
        """Nobody wrote into it or cut it since it was opened. Costs a microsecond.

        Reading a map beyond the end of its file ends the process, so this is asked every time.
        """
        return _stamp(self._fd) == self._stamp

    def _opened(self) -> tuple[mmap.mmap, dict[str, Any]]:
        self._stamp = _stamp(self._fd)
        mapped = mmap.mmap(self._fd, 0, access=mmap.ACCESS_READ)
        magic, length, checksum = _FRONT.unpack_from(mapped)
        if magic != _MAGIC or length > _MOST_HEADER:
            raise Unusable("corrupt")
        text = mapped[_FRONT.size : _FRONT.size + length]
        if zlib.crc32(text) != checksum:
            raise Unusable("corrupt")
        told = json.loads(text)
        self._start = _rounded_up(_FRONT.size + length)
        if self._start + told["length"] != len(mapped):
            raise Unusable("corrupt")
        return mapped, told

    def _array(self, dtype: str, shape: list[int], offset: int) -> Any:
        size = int(np.prod(shape))
        place = self._start + offset
        return np.frombuffer(self._map, np.dtype(dtype), size, place).reshape(shape)


def write(folder: Path, arrays: Arrays, *, count: int, place: Place, made: str) -> Path:
    """The next generation; the ones before it are removed (who has them open keeps them).

    Raises OSError when the disk is full: then nothing is left of it, and the old one stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    newest = newest_in(folder)
    path = folder / f"numbers-{(generation_of(newest) if newest else 0) + 1:08d}.idx"
    part = path.with_suffix(".part")
    head = Header(count, place, made, versions())
    try:
        with part.open("wb") as opened:
            for piece in _pieces(head, arrays):
                opened.write(piece)
            opened.flush()
            os.fsync(opened.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync(folder)
    remove_before(folder, path)
    return path


def newest_in(folder: Path) -> Path | None:
    names = [path for path in _listed(folder) if _NAME.fullmatch(path.name)]
    return max(names, key=generation_of, default=None)


def generation_of(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match.group(1)) if match else 0


def remove_before(folder: Path, newest: Path) -> None:
    """Older generations, and what a killed builder left."""
    for path in _listed(folder):
        is_left_over = path.suffix == ".part"
        if is_left_over or 0 < generation_of(path) < generation_of(newest):
            path.unlink(missing_ok=True)


def _listed(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _pieces(head: Header, arrays: Arrays) -> Iterator[bytes | memoryview]:
    """All of the file, in order."""
    table, end = [], 0
    for name, array in arrays.items():
        table.append([name, array.dtype.str, list(array.shape), end, _checksum(array)])
        end = _rounded_up(end + array.nbytes)
    text = json.dumps(asdict(head) | {"arrays": table, "length": end}).encode()
    front = _FRONT.pack(_MAGIC, len(text), zlib.crc32(text)) + text
    yield front.ljust(_rounded_up(len(front)), b"\0")
    for array in arrays.values():
        view = _bytes_of(array)
        for at in range(0, len(view), _PIECE):
            yield view[at : at + _PIECE]
        yield bytes(_rounded_up(array.nbytes) - array.nbytes)


def _header_of(told: dict[str, Any]) -> Header:
    place = told["place"]
    gaps = tuple((int(low), int(high)) for low, high in place["gaps"])
    return Header(
        told["count"], Place(place["seq"], place["at"], gaps), told["made"], told["versions"]
    )


def _checksum(array: Any) -> int:
    checksum = 0
    view = _bytes_of(array)
    for at in range(0, len(view), _PIECE):
        checksum = zlib.crc32(view[at : at + _PIECE], checksum)
    return checksum


def _bytes_of(array: Any) -> memoryview:
    return np.ascontiguousarray(array).view(np.uint8).reshape(-1).data


def _rounded_up(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED


def _stamp(fd: int) -> tuple[int, int]:
    told = os.fstat(fd)
    return told.st_size, told.st_mtime_ns


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
