"""Bodies of uploads, never more of them in memory than we accept."""

from starlette.requests import Request

from chonso_app.core.images import MOST_ACCEPTED, PictureTooLarge


async def picture_body(request: Request) -> bytes:
    """The whole body, refused as soon as it grows too long. Raises PictureTooLarge."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > MOST_ACCEPTED:
        raise PictureTooLarge(megabytes=MOST_ACCEPTED // 1_000_000)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_ACCEPTED:
            raise PictureTooLarge(megabytes=MOST_ACCEPTED // 1_000_000)
    return bytes(body)
