"""The QR code of the card: `id|old number|name|ddmmyyyy|Nam/Nữ|address|ddmmyyyy`."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import cv2
import zxingcpp

from chonso_app.ekyc.engine.dates import day_month_year

_FEWEST_FIELDS = 6  # some cards lack the date of issue; newer ones add fields behind it
_NARROW = 1000  # pixels
_QR_ONLY: Any = zxingcpp.BarcodeFormat.QRCode  # its stubs want a set of formats
_SEX = {"nam": "M", "nu": "F"}


@dataclass(frozen=True)
class QrCard:
    id_number: str
    name: str
    born: date
    sex: str  # M | F | ""
    address: str
    issued: date | None


def read(grey: Any, *, thorough: bool = False) -> tuple[QrCard, ...]:
    """Each card once. `thorough` also tries sharpened and enlarged renderings: 100 ms more."""
    for rendering in _renderings(grey) if thorough else (grey,):
        codes = zxingcpp.read_barcodes(rendering, formats=_QR_ONLY, try_invert=False)
        cards = {card.id_number: card for code in codes if (card := parse(_text(code)))}
        if cards:
            return tuple(cards.values())
    return ()


def _text(code: Any) -> str:
    """The code does not say its encoding, so we read its bytes: they are UTF-8."""
    try:
        return code.bytes.decode()
    except UnicodeDecodeError:
        return code.text


def _renderings(grey: Any) -> Iterator[Any]:
    twice = _larger(grey, 2)
    yield twice
    yield _sharper(twice, 1.5)
    yield cv2.createCLAHE(3, (8, 8)).apply(twice)
    yield _sharper(twice, 3)
    if grey.shape[1] <= _NARROW:
        thrice = _larger(grey, 3)
        yield thrice
        yield _sharper(thrice, 1.5)


def _larger(grey: Any, times: int) -> Any:
    return cv2.resize(grey, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)


def _sharper(grey: Any, strength: float) -> Any:
    soft = cv2.GaussianBlur(grey, (0, 0), 3)
    return cv2.addWeighted(grey, 1 + strength, soft, -strength, 0)


def parse(text: str) -> QrCard | None:
    """None when this is not the code of an identity card."""
    parts = [part.strip() for part in unicodedata.normalize("NFC", text).split("|")]
    if len(parts) < _FEWEST_FIELDS or not re.fullmatch(r"\d{12}", parts[0]):
        return None
    born = day_month_year(parts[3])
    if born is None or not parts[2]:
        return None
    issued = day_month_year(parts[6]) if len(parts) > _FEWEST_FIELDS else None
    sex = _SEX.get(parts[4].lower().replace("ữ", "u"), "")
    return QrCard(parts[0], " ".join(parts[2].split()), born, sex, parts[5], issued)
