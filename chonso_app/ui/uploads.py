"""Bodies of uploads, never more of them in memory than we accept."""

from starlette.requests import Request

from chonso_app.core.config import settings
from chonso_app.core.images import PictureTooLarge, most_accepted


async def body_of(request: Request, most: int, too_large: Exception) -> bytes:
    """The whole body, at most `most` bytes; raises `too_large` as soon as it is known to be."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most:
        raise too_large
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise too_large
    return bytes(body)


async def picture_body(request: Request) -> bytes:
    """Raises PictureTooLarge."""
    too_large = PictureTooLarge(megabytes=settings.picture_mb)
    return await body_of(request, most_accepted(), too_large)
