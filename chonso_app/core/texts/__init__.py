"""Every word a person reads, in one catalogue: key → template, one module per feature.

Vietnamese is complete; another language is another package beside `vi` with the same keys.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import datetime
from functools import cache

from chonso_app.core.clock import vn_datetime
from chonso_app.core.errors import ShopError
from chonso_app.core.texts import vi


class UnknownText(KeyError):
    """No such key in the catalogue: a mistake of ours, found by the first test that opens the page."""


@cache
def catalogue() -> dict[str, str]:
    """All texts. Raises ValueError when two modules claim one key."""
    texts: dict[str, str] = {}
    for name in _modules():
        own: dict[str, str] = importlib.import_module(name).TEXTS
        if twice := texts.keys() & own.keys():
            raise ValueError(f"text keys defined twice: {sorted(twice)}")
        texts |= own
    return texts


def say(key: str, **params: object) -> str:
    """The text for `key`, filled. Raises UnknownText."""
    try:
        template = catalogue()[key]
    except KeyError as error:
        raise UnknownText(key) from error
    return template.format(**params) if params else template


def has(key: str) -> bool:
    return key in catalogue()


def of_refusal(refusal: ShopError) -> str:
    """What to tell the person whom a rule refused.

    Moments among its parameters are told in Vietnam's time; where one is None, the text
    `<key>.unknown` does without it.
    """
    key = refusal.text_key()
    if None in refusal.params.values() and has(f"{key}.unknown"):
        key = f"{key}.unknown"
    words = {name: _worded(value) for name, value in refusal.params.items()}
    return say(key if has(key) else "refusal.core.shop_error", **words)


def _worded(value: object) -> object:
    return vn_datetime(value) if isinstance(value, datetime) else value


def _modules() -> Iterator[str]:
    for module in pkgutil.iter_modules(vi.__path__):
        yield f"{vi.__name__}.{module.name}"
