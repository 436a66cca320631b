"""What an adapter promises, and the four ways in which asking can end badly.

A vendor's result replaces only the checks that the adapter lists; reading the card and comparing
it with the form always happens here as well (docs/decisions/0093-ekyc-pipeline.md).
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from chonso_app.ekyc.engine.results import CardFields, Check, CheckResult, Form, Frame, Picture
from chonso_app.ekyc.models import VendorOutcome


@dataclass(frozen=True)
class EkycRequest:
    """Personal throughout: never stored, never logged."""

    front: bytes
    back: bytes | None  # None: a passport
    portrait: bytes
    frames: tuple[Frame, ...]
    form: Form
    card: CardFields  # what was read here
    today: date


@dataclass(frozen=True)
class VendorResult:
    """`raw`: the vendor's own words; kept sealed, for a while. `reference`: to ask them about."""

    checks: tuple[CheckResult, ...]
    reference: str = ""
    raw: str = ""


class Provider(Protocol):
    """`verify` blocks until `deadline` (of `time.monotonic`) at most. One key, one verification."""

    name: str
    capabilities: frozenset[Check]
    for_cards: frozenset[Check]  # of these, what it can say of cards only

    def verify(self, request: EkycRequest, *, deadline: float, key: str) -> VendorResult:
        """Raises BadImage, Rejected, Unavailable, ContractError, and nothing else."""
        ...


def has_say(provider: Provider, request: EkycRequest) -> frozenset[Check]:
    """Its checks of this paper: about a passport some services have less to say."""
    passport = request.back is None
    return provider.capabilities - provider.for_cards if passport else provider.capabilities


class VendorError(Exception):
    """`code`: the vendor's own or a short word of ours, `raw`: its words; neither is for logs."""

    outcome: VendorOutcome

    def __init__(self, code: str, *, reference: str = "", raw: str = "") -> None:
        super().__init__(code)
        self.code, self.reference, self.raw = code[:64], reference[:64], raw


class BadImage(VendorError):
    """It could not see what it needed. `picture`: which one the customer takes again."""

    outcome = VendorOutcome.BAD_IMAGE

    def __init__(self, code: str, picture: Picture, *, reference: str = "", raw: str = "") -> None:
        super().__init__(code, reference=reference, raw=raw)
        self.picture = picture


class Rejected(VendorError):
    """A clear no of the service's own rules."""

    outcome = VendorOutcome.REJECTED


class Unavailable(VendorError):
    """Time-out, 5xx, 429, no right to ask: what it would have said is unknown."""

    outcome = VendorOutcome.UNAVAILABLE


class ContractError(VendorError):
    """An answer that we cannot read. Somebody must look at the adapter."""

    outcome = VendorOutcome.UNCLEAR
