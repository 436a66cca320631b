"""Whatever is audited or published is worded for the people who read it."""

import re
from pathlib import Path

import pytest

import chonso_app
from chonso_app.backoffice.words import actor_text
from chonso_app.core import texts
from chonso_app.core.actors import SYSTEM, Actor, Role, system

_KIND = re.compile(r'(?:audit\.record|events\.publish)\([^")]*"([a-z]+\.[a-z_]+)"', re.DOTALL)
_ROOT = Path(chonso_app.__file__).parent


def test_every_kind_named_in_the_code_has_words() -> None:
    kinds = {
        kind for file in _ROOT.rglob("*.py") for kind in _KIND.findall(file.read_text("utf-8"))
    }
    assert len(kinds) > 20
    assert {kind for kind in kinds if not texts.has(f"event.{kind}")} == set()


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        (Actor(user_id=6, role=Role.SUPERVISOR), "Giám sát 6"),
        (Actor(user_id=9, role=Role.CUSTOMER), "Khách hàng 9"),
        (Actor.anonymous("a" * 64), "Khách chưa đăng nhập"),
        (system("deadline"), "Hệ thống"),
        (SYSTEM, "Hệ thống"),
    ],
)
def test_everybody_who_acts_is_named_in_words(actor: Actor, words: str) -> None:
    assert actor_text(actor.label) == words
