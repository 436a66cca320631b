"""What keepers send: files kept until a run is through with them, and words as they typed them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chonso_app.core import media


@asynccontextmanager
async def kept(data: bytes) -> AsyncIterator[str]:
    """Its name in the media store. Forgotten again when the block fails: nobody knows of it."""
    name = await asyncio.to_thread(media.put, data, kind="stock")
    try:
        yield name
    except Exception:
        await asyncio.to_thread(media.delete, name)
        raise


def legible(typed: str) -> str:
    """Without what no database or browser takes: NUL, other controls, half a character."""
    spaced = (" " if one.isspace() else one for one in typed)
    return "".join(one for one in spaced if one.isprintable())
