"""How long a refusal takes, at full strength. No database has a part in it."""

import time

import pytest
from passlib.handlers.argon2 import argon2

from chonso_app.accounts import passwords


def test_a_wrong_password_takes_as_long_for_an_unknown_phone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(passwords, "argon2", argon2)  # full strength
    passwords._nobody.cache_clear()
    known = passwords.hashed("ngoc lan 1995")
    passwords.fits("warm up", None)

    def quickest(password_hash: str | None) -> float:
        def once() -> float:
            began = time.process_time()  # of all threads: others on the machine do not count
            passwords.fits("ngoc lan 1996", password_hash)
            return time.process_time() - began

        return min(once() for _ in range(5))

    assert quickest(None) == pytest.approx(quickest(known), rel=0.35)
