"""The contract over HTTP: its pages as pictures, the signature in, the sealed PDF out.

Everything here is private: `no-store`, and a stranger's contract answers like none.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chonso_app.contracts import pdf, service, signing, wording
from chonso_app.contracts.models import Contract, ContractStatus
from chonso_app.contracts.signature import MOST_BYTES, SignatureUnreadable
from chonso_app.core import media
from chonso_app.core.clock import vn_datetime
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.permissions import Permission
from chonso_app.ui.edge import PUBLIC, Limit, actor_of_request, route
from chonso_app.ui.uploads import body_of

_CONSENT = "x-consent-to"


async def page(request: Request) -> Response:
    """One page of the actor's own contract, drawn or signed, as a PNG."""
    contract = await in_read(
        service.own, await actor_of_request(request), request.path_params["code"]
    )
    return await _page_of(contract, request.path_params["page"])


async def staff_page(request: Request) -> Response:
    contract = await _for_staff(request)
    return await _page_of(contract, request.path_params["page"])


async def sign(request: Request) -> Response:
    """The drawn signature as the body, the text version that was agreed to as a header."""
    contract = await signing.sign(
        await actor_of_request(request),
        request.path_params["code"],
        await body_of(request, MOST_BYTES, SignatureUnreadable()),
        consent_to=request.headers.get(_CONSENT, ""),
        now=utc_now(),
    )
    return JSONResponse({"number": contract.number}, 201)


async def download(request: Request) -> Response:
    """The sealed PDF; before signing, the draft."""
    contract = await in_transaction(
        service.for_owner,
        await actor_of_request(request),
        request.path_params["code"],
        now=utc_now(),
    )
    return await _pdf_of(contract, "attachment")


async def staff_download(request: Request) -> Response:
    return await _pdf_of(await _for_staff(request), "inline")


async def staff_signature(request: Request) -> Response:
    contract = await _for_staff(request)
    if contract.signature_media is None:
        raise service.ContractNotFound
    return _private(await asyncio.to_thread(_stored, contract.signature_media), "image/png")


async def _for_staff(request: Request) -> Contract:
    return await in_transaction(
        service.for_staff,
        await actor_of_request(request),
        request.path_params["code"],
        now=utc_now(),
    )


async def _page_of(contract: Contract, number: int) -> Response:
    drawn = await asyncio.to_thread(_drawn_pages, contract)
    if not 1 <= number <= len(drawn):
        raise service.ContractNotFound
    return _private(drawn[number - 1], "image/png")


def _drawn_pages(contract: Contract) -> list[bytes]:
    if contract.status is not ContractStatus.SIGNED:
        return pdf.pages(contract.terms)
    assert contract.signature_media is not None
    assert contract.signed_at is not None
    picture = _stored(contract.signature_media)
    return pdf.pages(contract.terms, picture, vn_datetime(contract.signed_at))


async def _pdf_of(contract: Contract, disposition: str) -> Response:
    if contract.pdf_media is None:
        data = await asyncio.to_thread(pdf.typeset, contract.terms)
    else:
        data = await asyncio.to_thread(_stored, contract.pdf_media)
    name = wording.file_name(contract)
    answer = _private(data, "application/pdf")
    answer.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return answer


def _stored(name: str) -> bytes:
    """Raises ContractNotFound: erased at the end of its term."""
    try:
        return media.get(name)
    except FileNotFoundError as error:
        raise service.ContractNotFound from error


def _private(data: bytes, media_type: str) -> Response:
    return Response(data, media_type=media_type, headers={"Cache-Control": "no-store"})


_MINE, _STAFF = "/api/contracts/{code}", "/api/admin/contracts/{code}"
_SEE = Permission.CONTRACTS_SEE
routes = [
    route(f"{_MINE}/pages/{{page:int}}.png", page, need=PUBLIC),
    route(f"{_MINE}/signature", sign, need=PUBLIC, methods=["POST"], limit=Limit(10, 600)),
    route(f"{_MINE}/hop-dong.pdf", download, need=PUBLIC, limit=Limit(30, 600)),
    route(f"{_STAFF}/pages/{{page:int}}.png", staff_page, need=_SEE),
    route(f"{_STAFF}/hop-dong.pdf", staff_download, need=_SEE),
    route(f"{_STAFF}/signature.png", staff_signature, need=_SEE),
]
