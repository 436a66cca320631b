"""The contract on paper: data in, PDF/A or page pictures out.

Pure CPU work of some tens of milliseconds: call it through `asyncio.to_thread`, outside any
transaction.
"""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

_HERE = Path(__file__).parent
TEMPLATE = _HERE / "contract.typ"
_FONTS = _HERE.parents[1] / "assets" / "fonts"
_SCREEN_PPI = 130.0  # an A4 page becomes 1075 px wide: sharp on a phone at three times its width


@dataclass(frozen=True)
class Cost:
    label: str
    amount: str


@dataclass(frozen=True)
class Terms:
    """All that the contract says, as words ready to print. Kept sealed with the contract."""

    number: str
    order_code: str
    drafted_on: str
    operator: str
    hotline: str
    text_version: str
    name: str
    birth_date: str
    id_number: str
    address: str
    phone: str
    email: str
    msisdn: str
    sim_kind: str
    plan: str
    promotion: str
    costs: tuple[Cost, ...]
    total: str

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def pages(terms: str, signature: bytes | None = None, signed_at: str | None = None) -> list[bytes]:
    """Each page as a PNG, for reading on a screen. `terms` is `Terms.to_json()`."""
    return _pages(terms, signature, signed_at)


@lru_cache(maxsize=16)  # a reader asks for the pages one by one
def _pages(terms: str, signature: bytes | None, signed_at: str | None) -> list[bytes]:
    drawn = _compile(terms, signature, signed_at, format="png", ppi=_SCREEN_PPI)
    return drawn if isinstance(drawn, list) else [drawn]


def typeset(terms: str, signature: bytes | None = None, signed_at: str | None = None) -> bytes:
    """The contract as PDF/A-2b, not yet sealed; a draft without `signature` (a PNG)."""
    pdf = _compile(terms, signature, signed_at, format="pdf", pdf_standards=["a-2b"])
    assert isinstance(pdf, bytes)
    return pdf


def _compile(terms: str, signature: bytes | None, signed_at: str | None, **how: Any) -> Any:
    drawn = {"signature": list(signature) if signature else None, "signed_at": signed_at}
    return typst.compile(
        TEMPLATE,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        sys_inputs={"contract": json.dumps(json.loads(terms) | drawn)},
        **how,
    )
