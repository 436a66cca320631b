"""Signing, from the picture that a browser sent to the sealed copy in the media store."""

import asyncio
import hashlib
from datetime import datetime

from chonso_app.contracts import pdf, seal, service, signature
from chonso_app.contracts.models import Contract
from chonso_app.core import media
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime
from chonso_app.core.db import in_transaction


async def sign(
    actor: Actor, code: str, picture: bytes, *, consent_to: str, now: datetime
) -> Contract:
    """Begin (transaction) → draw, typeset, seal, store (thread) → settle (transaction).

    Raises:
        OrderNotFound, NotYetToSign, AlreadySigned, ConsentMissing, SignatureUnreadable,
        SignatureTooSmall
    """
    contract = await in_transaction(service.to_sign, actor, code, consent_to=consent_to, now=now)
    signed = await asyncio.to_thread(_seal_and_store, contract, picture, now)
    return await in_transaction(service.settle_signed, actor, code, contract.key, signed)


def _seal_and_store(contract: Contract, picture: bytes, now: datetime) -> service.Signed:
    """Names come from the content: a second try with the same picture leaves the same files."""
    drawn = signature.clean(picture)
    sealed = seal.seal(pdf.typeset(contract.terms, drawn, vn_datetime(now)))
    drawn_digest, digest = (hashlib.sha256(data).hexdigest() for data in (drawn, sealed))
    signed = service.Signed(
        signature_media=f"signatures/{contract.key}-{drawn_digest[:32]}",
        pdf_media=f"contracts/{contract.key}-{digest[:32]}",
        pdf_sha256=digest,
        at=now,
    )
    media.put_as(signed.signature_media, drawn)
    media.put_as(signed.pdf_media, sealed)
    return signed
