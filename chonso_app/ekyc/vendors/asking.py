"""Which services are configured, and one round of asking them about a check."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from chonso_app.core.config import settings
from chonso_app.core.db import transact, utc_now
from chonso_app.ekyc.engine.results import Check, EkycResult, Outcome
from chonso_app.ekyc.models import VendorAnswer, VendorOutcome
from chonso_app.ekyc.vendors import breaker, merging, words
from chonso_app.ekyc.vendors.authority import Authority
from chonso_app.ekyc.vendors.contract import (
    EkycRequest,
    Provider,
    Rejected,
    VendorError,
    VendorResult,
    has_say,
)
from chonso_app.ekyc.vendors.fpt import FptEkyc
from chonso_app.ekyc.vendors.mobi import MobiEkyc
from chonso_app.ekyc.vendors.vnpt import VnptEkyc

SECONDS = 25.0  # that one service may take, all its calls together
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Said:
    """One service's part in a check, to be stored beside it."""

    vendor: str
    outcome: VendorOutcome
    code: str = ""
    reference: str = ""
    checks: dict[str, str] = field(default_factory=dict)
    raw: str = ""

    def as_row(self, check_id: int, now: datetime) -> VendorAnswer:
        return VendorAnswer(
            check_id=check_id,
            vendor=self.vendor,
            outcome=self.outcome,
            code=self.code,
            reference=self.reference,
            checks=self.checks,
            raw=self.raw or None,
            asked_at=now,
        )


@cache
def providers() -> tuple[Provider, ...]:
    """The service that checks, then the authority; either may be missing."""
    found: list[Provider] = []
    if settings.ekyc_vendor == "mobi":
        found.append(
            MobiEkyc(
                url=settings.mobi_ekyc_url,
                client=settings.mobi_ekyc_client,
                secret=settings.mobi_ekyc_secret,
            )
        )
    if settings.ekyc_vendor == "vnpt":
        found.append(
            VnptEkyc(
                url=settings.vnpt_ekyc_url,
                token_id=settings.vnpt_ekyc_token_id,
                token_key=settings.vnpt_ekyc_token_key,
                user=settings.vnpt_ekyc_user,
                secret=settings.vnpt_ekyc_secret,
            )
        )
    if settings.ekyc_vendor == "fpt":
        found.append(FptEkyc(url=settings.fpt_ekyc_url, key=settings.fpt_ekyc_key))
    if settings.authority_url:
        found.append(Authority(url=settings.authority_url, token=settings.authority_token))
    return tuple(found)


def authority() -> Provider | None:
    return next((one for one in providers() if Check.AUTHORITY in one.capabilities), None)


def ask_all(
    asked: Sequence[Provider], request: EkycRequest, result: EkycResult, *, key: str
) -> tuple[EkycResult, list[Said]]:
    """The result with every vendor's word in it. What failed here is not worth a question."""
    told: list[Said] = []
    for provider in asked:
        if result.outcome is Outcome.FAILED:
            break  # the customer must act first, and the pictures stay in the house
        result, said = ask_one(provider, request, result, key=key)
        told.append(said)
    return result, told


def ask_one(
    provider: Provider, request: EkycRequest, result: EkycResult, *, key: str
) -> tuple[EkycResult, Said]:
    mine = has_say(provider, request)
    if not transact(breaker.may_ask, provider.name, now=utc_now()):
        said = Said(provider.name, VendorOutcome.UNAVAILABLE, "breaker")
        return merging.without(result, mine, words.DOWN), said
    try:
        answer = provider.verify(request, deadline=time.monotonic() + SECONDS, key=key)
    except VendorError as error:
        _note(provider, good=error.outcome is not VendorOutcome.UNAVAILABLE)
        _log(provider, error)
        merged = merging.with_error(result, mine, error)
        return merged, _refused(provider, error, mine)
    _note(provider, good=True)
    return merging.with_answer(result, mine, answer.checks), _said(provider, answer)


def _said(provider: Provider, answer: VendorResult) -> Said:
    checks = {one.check.value: one.outcome.value for one in answer.checks}
    return Said(provider.name, VendorOutcome.ANSWERED, "", answer.reference, checks, answer.raw)


def _refused(provider: Provider, error: VendorError, mine: frozenset[Check]) -> Said:
    """A clear no is a word about a check; whoever asks again finds it there."""
    no = {merging.carries_no(mine).value: Outcome.FAILED.value}
    return Said(
        provider.name, error.outcome, error.code, error.reference,
        no if isinstance(error, Rejected) else {}, error.raw,
    )  # fmt: skip


def _note(provider: Provider, *, good: bool) -> None:
    transact(breaker.note, provider.name, good=good, now=utc_now())


def _log(provider: Provider, error: VendorError) -> None:
    """Codes and the vendor's request id only. What we cannot read is our mistake: an error."""
    unclear = error.outcome is VendorOutcome.UNCLEAR
    log.log(
        logging.ERROR if unclear else logging.WARNING, "ekyc vendor %s: %s %s (%s)",
        provider.name, error.outcome.value, error.code, error.reference,
    )  # fmt: skip
