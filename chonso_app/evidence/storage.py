"""The objects that a case is kept in: read whole, erased for good.

An object in core.media carries its own key, wrapped by the master key: with the object the key is
gone, and no copy of the master key brings the words back.
"""

from collections.abc import Iterator
from contextlib import suppress

from cryptography.exceptions import InvalidTag

from chonso_app.core import media
from chonso_app.evidence import recorded


class NotThere(LookupError):
    """The store has no such object, or one that was changed."""


def blocks(name: str) -> Iterator[bytes]:
    """The bytes of an object, a recording in pieces.

    Raises:
        NotThere
    """
    try:
        if recorded.is_recording(name):
            yield from recorded.blocks(name)
        else:
            yield media.get(name)
    except (FileNotFoundError, InvalidTag) as error:
        raise NotThere(name) from error


def erase(name: str) -> None:
    """Gone, whether or not it was there."""
    if recorded.is_recording(name):
        recorded.erase(name)
        return
    with suppress(FileNotFoundError):
        media.delete(name)
