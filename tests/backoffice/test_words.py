"""Whatever is audited or published is worded for the people who read it."""

import re
from pathlib import Path

import chonso_app
from chonso_app.core import texts

_KIND = re.compile(r'(?:audit\.record|events\.publish)\([^")]*"([a-z]+\.[a-z_]+)"', re.DOTALL)
_ROOT = Path(chonso_app.__file__).parent


def test_every_kind_named_in_the_code_has_words() -> None:
    kinds = {
        kind for file in _ROOT.rglob("*.py") for kind in _KIND.findall(file.read_text("utf-8"))
    }
    assert len(kinds) > 20
    assert {kind for kind in kinds if not texts.has(f"event.{kind}")} == set()
