"""Password hashes. Slow on purpose: never call these inside a transaction or on the event loop."""

from functools import cache

from passlib.handlers.argon2 import argon2

from chonso_app.accounts import rules


def hashed(password: str) -> str:
    return argon2.hash(password)


def fits(password: str, password_hash: str | None) -> bool:
    """False for an account without a password, or none at all, and just as slowly."""
    if len(password) > rules.PASSWORD_LONGEST:
        return False
    right = argon2.verify(password, password_hash or _nobody())
    return right and password_hash is not None


@cache
def _nobody() -> str:
    return argon2.hash("nobody")
