"""No link of a console leads nowhere."""

import re
from pathlib import Path

import chonso_app

_ROOT = Path(chonso_app.__file__).parent
_LINK = re.compile(r'href="(/admin/[a-z-]+)')
_PAGE = re.compile(r'(?:[A-Z_]+ = |route\(\s*|route=)"(/admin/[a-z-]+)')


def test_every_console_that_is_linked_is_a_page() -> None:
    sources = [file.read_text("utf-8") for file in _ROOT.rglob("*.py")]
    linked = {path for text in sources for path in _LINK.findall(text)}
    pages = {path for text in sources for path in _PAGE.findall(text)}
    assert len(linked) > 2
    assert linked - pages == set()
