"""The bundle as one file. Decrypted bytes lie only in an unlinked temporary file."""

import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO

from chonso_app.contracts import seal
from chonso_app.evidence import manifest, storage
from chonso_app.evidence.service import Export

_BLOCK = 1 << 18
_IN_MEMORY = 8_000_000
_DAY = (1980, 1, 1, 0, 0, 0)  # the same bundle makes the same bytes


def as_zip(export: Export) -> IO[bytes]:
    """Rewound, to be closed by the caller. Disk and CPU: call it in a thread.

    A file that vanished from the store is left out: the check will say so.

    Raises:
        NotThere: list or cover were replaced this moment, after an erasure.
    """
    made = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  the caller closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as bundle:
        for path, name in export.files:
            _add(bundle, path, storage.blocks(name))
        _add(bundle, manifest.ROOTS, iter([seal.certificates()]))
    made.seek(0)
    return made


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """What is in it, then it is gone."""
    with file:
        while block := file.read(_BLOCK):
            yield block


def _add(bundle: zipfile.ZipFile, path: str, blocks: Iterator[bytes]) -> None:
    try:
        first = next(blocks, b"")
    except storage.NotThere:
        if path in {manifest.NAME, manifest.COVER}:
            raise
        return
    with bundle.open(zipfile.ZipInfo(path, _DAY), "w", force_zip64=True) as file:
        file.write(first)
        for block in blocks:
            file.write(block)
