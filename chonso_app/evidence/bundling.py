"""Making a bundle outside of any transaction: hash every file, chain the list, seal it.

What is stored is named by its content: done twice it leaves the same objects.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chonso_app.contracts import seal
from chonso_app.core import media
from chonso_app.core.crashpoints import crashpoint
from chonso_app.evidence import cover, manifest, storage
from chonso_app.evidence.documents import Document
from chonso_app.evidence.holding import Holding
from chonso_app.evidence.manifest import Kind
from chonso_app.evidence.models import Kept


@dataclass(frozen=True)
class Case:
    """Read in one transaction. `first`: what the first line of the list says."""

    bundle_id: int
    first: dict[str, Any]
    holdings: list[Holding]
    documents: list[Document]
    erased: dict[str, dict[str, Any]]  # media → when and by which rule


@dataclass(frozen=True)
class FileMade:
    path: str
    kept: Kept
    media: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Sealed:
    """A list with its newest seal and its cover, all in the store."""

    lines: int
    manifest_media: str
    manifest_sha256: str
    seal_media: str
    cover_media: str
    at: datetime
    files: list[FileMade] = field(default_factory=list)


def make(case: Case, *, now: datetime) -> Sealed:
    """CPU and disk; starts an event loop: never call it on one."""
    files: list[FileMade] = []
    lines: list[dict[str, Any]] = [{"kind": Kind.CASE, **case.first}]
    for document in case.documents:
        name = _put(case.bundle_id, document.data)
        files.append(_made(document.path, document.kept, name, document.data))
        lines.append(_line(files[-1], {}))
    for holding in case.holdings:
        lines += _of_store(holding, case.erased.get(holding.media), files)
    return _sealed(case.bundle_id, manifest.grown(b"", lines), files, now)


def add_erasures(
    bundle_id: int, manifest_media: str, erased: Iterable[dict[str, Any]], *, now: datetime
) -> Sealed:
    """The list grown by what was erased since, sealed anew. The seals before it stay true."""
    lines = [{"kind": Kind.ERASED, **one} for one in erased]
    return _sealed(bundle_id, manifest.grown(media.get(manifest_media), lines), [], now)


def _sealed(bundle_id: int, text: bytes, files: list[FileMade], now: datetime) -> Sealed:
    signature, page = seal.sign_detached(text, at=now), cover.draw(text)
    crashpoint("evidence.drawn")
    names = [_put(bundle_id, data) for data in (text, signature, page)]
    digest = hashlib.sha256(text).hexdigest()
    return Sealed(len(text.splitlines()), names[0], digest, names[1], names[2], now, files)


def _of_store(
    holding: Holding, erased: dict[str, Any] | None, files: list[FileMade]
) -> list[dict[str, Any]]:
    """The line of an object that another feature keeps: there, erased before, or not there."""
    about = {"path": holding.path, "kept": holding.kept.value, **holding.about}
    if holding.at:
        about["at"] = holding.at.isoformat()
    if erased is None:
        try:
            found = _hashed(holding)
        except storage.NotThere:
            return [{**about, "kind": Kind.MISSING, "sha256": holding.sha256}]
        files.append(found)
        noted = holding.sha256 and holding.sha256 != found.sha256
        return [_line(found, about | ({"noted_sha256": holding.sha256} if noted else {}))]
    return [{**about, **erased, "kind": Kind.ERASED, "sha256": holding.sha256}]


def _hashed(holding: Holding) -> FileMade:
    digest, size = hashlib.sha256(), 0
    for block in storage.blocks(holding.media):
        digest.update(block)
        size += len(block)
    return FileMade(holding.path, holding.kept, holding.media, digest.hexdigest(), size)


def _line(made: FileMade, about: dict[str, Any]) -> dict[str, Any]:
    told = {
        "kind": Kind.FILE, "path": made.path, "kept": made.kept.value, "sha256": made.sha256,
        "size": made.size,
    }  # fmt: skip
    return {**about, **told}


def _made(path: str, kept: Kept, name: str, data: bytes) -> FileMade:
    return FileMade(path, kept, name, hashlib.sha256(data).hexdigest(), len(data))


def _put(bundle_id: int, data: bytes) -> str:
    name = f"evidence/{bundle_id}-{hashlib.sha256(data).hexdigest()[:32]}"
    media.put_as(name, data)
    return name
