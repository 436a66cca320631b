"""The cover of a bundle: a page for people, sealed, that carries the digest of the list."""

import hashlib
import io
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

from chonso_app.contracts import seal
from chonso_app.core.clock import vn_date, vn_datetime
from chonso_app.core.config import settings
from chonso_app.core.msisdn import grouped
from chonso_app.core.texts import has, say
from chonso_app.evidence import manifest
from chonso_app.evidence.manifest import Kind
from chonso_app.evidence.models import Kept

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "cover.typ"
_FONTS = _HERE.parents[1] / "assets" / "fonts"
_MARK = "bang-ke-sha256:"  # in the keywords of the PDF, for the check
_TIMES = (
    "created_at", "paid_at", "delivered_at", "identified_at", "submitted_at", "refused_at",
    "approved_at", "activated_at", "ended_at",
)  # fmt: skip
_COMMAND = "python -m chonso_app.cli evidence verify"
_WORDS = ("times", "inside", "consents", "seal", "seal_text", "check", "files")
_HEADS = ("kept", "count", "size", "state")
_FILE_HEADS = ("line", "path", "size", "sum")


def draw(text: bytes) -> bytes:
    """The sealed cover for a list as it stands. CPU work; starts an event loop: use a thread."""
    pdf = typst.compile(
        _TEMPLATE,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        sys_inputs={"cover": json.dumps(_data(text), ensure_ascii=False)},
        format="pdf",
        pdf_standards=["a-2b"],
    )
    assert isinstance(pdf, bytes)
    return seal.seal(pdf)


def digest_on(pdf: bytes) -> str:
    """The digest of the list that a cover carries; "" when it carries none."""
    try:
        about: Any = PdfFileReader(io.BytesIO(pdf)).trailer["/Info"]
        words = str(about["/Keywords"])
    except (PdfReadError, KeyError, TypeError, ValueError):
        return ""
    marks = [word.strip() for word in words.split(",") if word.strip().startswith(_MARK)]
    return marks[0].removeprefix(_MARK) if len(marks) == 1 else ""


def actor_words(label: str) -> str:
    """`supervisor:6` → `Giám sát 6`; the product itself in words."""
    role, _, number = label.partition(":")
    key = f"accounts.role.{role}"
    return f"{say(key)} {number}" if has(key) else say("evidence.by_the_product")


def _data(text: bytes) -> dict[str, Any]:
    lines = manifest.read(text)
    case, about = lines[0], {"code": lines[0]["code"], "number": lines[0]["number"]}
    digest = hashlib.sha256(text).hexdigest()
    gone = {line["path"]: line for line in lines if line["kind"] == Kind.ERASED}
    return {
        "operator": settings.brand,
        "title": say("evidence.cover.title"),
        "line": say("evidence.cover.line", **about),
        "footer": say("evidence.cover.footer", **about),
        "keywords": [f"{_MARK}{digest}"],
        "words": {name: say(f"evidence.cover.{name}") for name in _WORDS},
        "case": _case(case),
        "times": [
            [say(f"evidence.when.{name}"), _time(case["times"][name])]
            for name in _TIMES
            if case["times"].get(name)
        ],
        "heads": [say(f"evidence.cover.head.{name}") for name in _HEADS],
        "classes": _classes(lines, gone),
        "consents": [_consent(one) for one in case["consents"]],
        "digests": _digests(case, digest, lines),
        "command": f"{_COMMAND} bo-chung-cu-{case['code']}-{case['number']}.zip",
        "file_heads": [say(f"evidence.cover.head.{name}") for name in _FILE_HEADS],
        "files": [_file(line, gone) for line in _listed(lines)],
    }


def _case(case: dict[str, Any]) -> list[list[str]]:
    told = [
        ("msisdn", grouped(case["msisdn"])),
        ("contract", case["contract"]),
        ("status", say(f"backoffice.status.{case['status']}")),
        ("reason", say(f"evidence.reason.{case['reason']}")),
        ("made", _time(case["made_at"])),
        ("asked_by", actor_words(case["asked_by"])),
    ]
    return [[say(f"evidence.cover.{name}"), value] for name, value in told if value]


def _classes(lines: Sequence[dict[str, Any]], gone: dict[str, dict[str, Any]]) -> list[list[str]]:
    rows = []
    for kept in Kept:
        mine = [line for line in _listed(lines) if line["kept"] == kept.value]
        if mine:
            size = sum(line.get("size", 0) for line in mine if line["path"] not in gone)
            name = say(f"evidence.kept.{kept.value}")
            rows.append([name, str(len(mine)), size_words(size), _state(mine, gone)])
    return rows


def _state(mine: Sequence[dict[str, Any]], gone: dict[str, dict[str, Any]]) -> str:
    erased = [gone[line["path"]] for line in mine if line["path"] in gone]
    missing = sum(line["kind"] == Kind.MISSING for line in mine)
    if erased:
        date = vn_date(max(datetime.fromisoformat(one["erased_at"]) for one in erased))
        return say("evidence.cover.state.erased", erased=len(erased), count=len(mine), date=date)
    if missing:
        return say("evidence.cover.state.missing", missing=missing)
    return say("evidence.cover.state.whole")


def _listed(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each file once: the line that first spoke of it."""
    once: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line["kind"] != Kind.CASE:
            once.setdefault(line["path"], line)
    return list(once.values())


def _file(line: dict[str, Any], gone: dict[str, dict[str, Any]]) -> list[str]:
    digest = line.get("sha256", "")
    if line["path"] in gone:
        digest = say("evidence.cover.file.erased", sum=digest)
    elif line["kind"] == Kind.MISSING:
        digest = say("evidence.cover.file.missing")
    return [str(line["seq"]), line["path"], size_words(line.get("size", 0)), digest]


def _consent(one: dict[str, Any]) -> list[str]:
    key = f"evidence.consent.{one['to']}"
    words = say(key, version=one.get("version", "")).strip() if has(key) else one["to"]
    return [words, _time(one["at"])]


def _digests(case: dict[str, Any], digest: str, lines: Sequence[dict[str, Any]]) -> list[list[str]]:
    told = [
        (say("evidence.cover.digest.manifest"), digest),
        (say("evidence.cover.digest.last"), lines[-1]["digest"]),
        (say("evidence.cover.digest.lines"), str(len(lines))),
        (say("evidence.cover.digest.audit", seq=case["audit_seq"]), case["audit_digest"]),
    ]
    return [[label, value] for label, value in told]


def _time(moment: str) -> str:
    return vn_datetime(datetime.fromisoformat(moment))


def size_words(count: int) -> str:
    """`412 kB`, `3,4 MB`."""
    if count < 1000:
        return f"{count} B" if count else ""
    if count < 1_000_000:
        return f"{round(count / 1000)} kB"
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")
