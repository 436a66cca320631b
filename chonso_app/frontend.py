"""Building the pages: when needed, without Radix, without the framework's English."""

import gzip
import hashlib
import os
import subprocess
import sys
from pathlib import Path

from chonso_app.core.config import settings
from chonso_app.core.texts import say
from chonso_app.ekyc import vision

_WEB = Path(os.environ.get("REFLEX_WEB_WORKDIR", ".web"))
BUILT = _WEB / "build/client"
STAMP = _WEB / "built-from"
_NOT_SOURCES = {"__pycache__", "external", "sandbox", "data", "bench"}
_NEW_VERSION = {  # plain DOM in Reflex's own script: there is no hook to word it
    "A new version of this app is available.": "ui.new_version",
    "textContent=`Reload`": "ui.reload",
}


def build(environment: dict[str, str]) -> None:
    """The front end, unless nothing that goes into it changed since the last time."""
    if BUILT.exists() and STAMP.exists() and STAMP.read_text() == fingerprint():
        return
    STAMP.unlink(missing_ok=True)
    export = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    subprocess.run(export, check=True, env=environment)
    if any(b"radix-themes" in css.read_bytes() for css in BUILT.rglob("*.css")):
        sys.exit("the Radix stylesheet slipped into the build: see docs/decisions")
    _word_the_new_version_banner()
    _lay_out_vision()
    STAMP.write_text(fingerprint())  # anew: Reflex may have rewritten its lock


def fingerprint() -> str:
    """Of everything that can change a page: one changed byte means a new build."""
    digest = hashlib.sha256(settings.public_url.encode())
    sources = [Path("rxconfig.py"), Path("requirements.txt")]
    for folder in ("chonso_app", "assets", "reflex.lock"):
        sources += sorted(path for path in Path(folder).rglob("*") if path.is_file())
    for path in sources:
        if not _NOT_SOURCES & set(path.parts):
            digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


def _word_the_new_version_banner() -> None:
    for script in (BUILT / "assets").glob("*.js"):
        text = script.read_text("utf-8")
        worded = text
        for theirs, key in _NEW_VERSION.items():
            ours = f"textContent=`{say(key)}`" if "=" in theirs else say(key)
            worded = worded.replace(theirs, ours)
        if worded != text:
            script.write_text(worded, "utf-8")
            packed = script.with_suffix(".js.gz")
            if packed.exists():
                packed.write_bytes(gzip.compress(worded.encode(), mtime=0))


def _lay_out_vision() -> None:
    """Files that the capture page fetches by name, which a bundler would not know of."""
    folder = BUILT / vision.FOLDER.lstrip("/")
    folder.mkdir(parents=True, exist_ok=True)
    for name in vision.FILES:
        data = (_WEB / "node_modules" / name).read_bytes()
        made = folder / Path(name).name
        made.write_bytes(data)
        made.with_name(f"{made.name}.gz").write_bytes(gzip.compress(data, mtime=0))
