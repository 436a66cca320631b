"""Checking a bundle on any machine: no database, no network, only the file and a certificate.

Whoever keeps a bundle for years must be able to tell that it is whole without asking us.
"""

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from chonso_app.contracts import seal
from chonso_app.core.audit import digest_of
from chonso_app.core.clock import vn_datetime
from chonso_app.core.texts import say
from chonso_app.evidence import cover, manifest
from chonso_app.evidence.manifest import Kind

_OUTSIDE = {manifest.NAME, manifest.COVER, manifest.ROOTS}
_AUDIT = "nhat-ky.json"
_BLOCK = 1 << 20


@dataclass
class Report:
    """`wrong`: what does not hold, in words; empty for a whole bundle. `notes`: worth knowing."""

    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.wrong


def check_file(path: Path, *, roots: bytes = b"") -> Report:
    """`roots`: PEM of the certificates to trust; empty: those of this installation."""
    try:
        with zipfile.ZipFile(path) as bundle:
            return _Check(bundle, roots).report()
    except (OSError, zipfile.BadZipFile):
        return Report([_words("not_a_bundle")])


class _Check:
    def __init__(self, bundle: zipfile.ZipFile, roots: bytes) -> None:
        self._zip, self._roots = bundle, roots
        self._names = Counter(one.filename for one in bundle.infolist() if not one.is_dir())
        self._text = self._read(manifest.NAME) or b""
        self._lines = [line for line in manifest.read(self._text) if _is_sound(line)]

    def report(self) -> Report:
        if not self._text or not self._lines:
            return Report([_words("no_list")])
        wrong = [
            *self._chain(), *self._seals(), *self._files(), *self._strangers(), *self._cover(),
            *self._audit(),
        ]  # fmt: skip
        return Report(wrong, list(self._notes()))

    def _chain(self) -> Iterator[str]:
        for fault in manifest.faults(self._text):
            yield _words(f"chain.{fault.code}", line=fault.line)

    def _seals(self) -> Iterator[str]:
        """Every seal holds for its part of the list, and the newest one for all of it."""
        count, speaks = len(self._text.splitlines()), set[int]()
        for name in sorted(self._names):
            if not name.startswith(f"{manifest.SEALS}/"):
                continue
            lines = _lines_of(name)
            signature = self._read(name) or b""
            part = manifest.head(self._text, lines)
            if 0 < lines <= count and seal.is_signed(
                part, signature, roots=self._roots, at=self._sealed_at(lines)
            ):
                speaks.add(lines)
            else:
                yield _words("seal.broken", name=name)
        if count not in speaks:
            yield _words("seal.missing", lines=count)

    def _sealed_at(self, lines: int) -> datetime | None:
        """As of when the certificate must have been good: what the last sealed line says."""
        said = [_moment(line) for line in self._lines[:lines]]
        return max((at for at in said if at), default=None)

    def _files(self) -> Iterator[str]:
        erased = self._erased()
        for line in self._of_kind(Kind.FILE):
            path = line["path"]
            there, gone = path in self._names, path in erased
            if gone and there:
                yield _words("file.not_erased", path=path)
            elif not gone and not there:
                yield _words("file.missing", path=path, line=line["seq"])
            elif there and self._digest(path) != line["sha256"]:
                yield _words("file.changed", path=path, line=line["seq"])

    def _strangers(self) -> Iterator[str]:
        """What is in the file and in no line; and one name that is there twice."""
        listed = {line["path"] for line in self._of_kind(Kind.FILE)}
        for name, count in sorted(self._names.items()):
            if name not in listed | _OUTSIDE and not name.startswith(f"{manifest.SEALS}/"):
                yield _words("file.added", path=name)
            if count > 1:
                yield _words("file.twice", path=name)

    def _cover(self) -> Iterator[str]:
        page = self._read(manifest.COVER)
        if page is None:
            yield _words("cover.missing")
            return
        at = self._sealed_at(len(self._lines))
        if not seal.is_intact(page, roots=self._roots, at=at):
            yield _words("cover.broken")
        if cover.digest_on(page) != hashlib.sha256(self._text).hexdigest():
            yield _words("cover.other")

    def _audit(self) -> Iterator[str]:
        """The entries of the audit log carry their own seals."""
        try:
            entries = json.loads(self._read(_AUDIT) or b"[]")
            for one in entries:
                told = one | {"at": datetime.fromisoformat(one["at"])}
                if digest_of(told) != one["digest"]:
                    yield _words("audit.changed", seq=one["seq"])
        except (ValueError, KeyError, TypeError):
            yield _words("audit.unreadable")

    def _notes(self) -> Iterator[str]:
        case = self._lines[0]
        listed = list(self._of_kind(Kind.FILE))
        yield _words(
            "note.case", code=case.get("code", ""), number=case.get("number", ""),
            at=_time(case.get("made_at", "")), files=len(listed),
        )  # fmt: skip
        for path, line in self._erased().items():
            yield _words(
                "note.erased", path=path, at=_time(line["erased_at"]), rule=rule_words(line["rule"])
            )
        for line in self._of_kind(Kind.MISSING):
            yield _words("note.missing", path=line["path"])

    def _erased(self) -> dict[str, dict[str, Any]]:
        return {line["path"]: line for line in self._of_kind(Kind.ERASED)}

    def _of_kind(self, kind: str) -> Iterator[dict[str, Any]]:
        return (line for line in self._lines if line["kind"] == kind)

    def _read(self, name: str) -> bytes | None:
        if name not in self._names:
            return None
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
            return b""

    def _digest(self, name: str) -> str:
        """A recording is large: never whole in memory. "" when the ZIP itself is damaged."""
        digest = hashlib.sha256()
        try:
            with self._zip.open(name) as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
            return ""
        return digest.hexdigest()


def rule_words(rule: str) -> str:
    """`pictures:730:line_ended` in words."""
    kept, _, rest = rule.partition(":")
    days, _, since = rest.partition(":")
    return _words("rule", kept=say(f"evidence.kept.{kept}"), days=days, since=_since(since))


def _since(since: str) -> str:
    return say(f"evidence.since.{since}")


_NEEDED = {
    Kind.CASE: {"code", "number", "made_at"},
    Kind.FILE: {"path", "sha256"},
    Kind.MISSING: {"path"},
    Kind.ERASED: {"path", "erased_at", "rule"},
}


def _is_sound(line: dict[str, Any]) -> bool:
    """Says what its kind must say; a line that does not is named by the chain or the seal."""
    needed = _NEEDED.get(line["kind"])
    return needed is not None and needed <= line.keys()


def _lines_of(name: str) -> int:
    """`con-dau/000012.p7s` → 12."""
    digits = name.removeprefix(f"{manifest.SEALS}/").removesuffix(".p7s")
    return int(digits) if digits.isdecimal() and len(digits) == 6 else 0


def _moment(line: dict[str, Any]) -> datetime | None:
    said = line.get("sealed_at") or line.get("made_at")
    try:
        return datetime.fromisoformat(said) if said else None
    except (TypeError, ValueError):
        return None


def _time(moment: str) -> str:
    try:
        return vn_datetime(datetime.fromisoformat(moment))
    except (TypeError, ValueError):
        return str(moment)


def _words(key: str, **params: object) -> str:
    return say(f"evidence.verify.{key}", **params)
