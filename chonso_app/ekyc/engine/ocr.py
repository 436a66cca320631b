"""Tesseract, in process, one instance per language. Set OMP_THREAD_LIMIT=1 before the start."""

from functools import cache
from pathlib import Path
from typing import Any

import tesserocr
from PIL import Image

DATA = Path(__file__).parents[1] / "data"
_MRZ_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"


@cache
def _reader(language: str, letters: str) -> Any:
    reader = tesserocr.PyTessBaseAPI(path=str(DATA), lang=language, oem=tesserocr.OEM.LSTM_ONLY)
    if letters:
        reader.SetVariable("tessedit_char_whitelist", letters)
        reader.SetVariable("load_system_dawg", "0")
        reader.SetVariable("load_freq_dawg", "0")
    return reader


def lines_of_mrz(strip: Any) -> list[str]:
    """A grey strip of OCR-B."""
    return _lines(_reader("eng", _MRZ_LETTERS), strip, tesserocr.PSM.SINGLE_BLOCK)


def lines_of_card(grey: Any, *, language: str = "vie") -> list[str]:
    """Printed text, scattered over the picture."""
    return _lines(_reader(language, ""), grey, tesserocr.PSM.SPARSE_TEXT)


def _lines(reader: Any, grey: Any, mode: Any) -> list[str]:
    reader.SetPageSegMode(mode)
    reader.SetImage(Image.fromarray(grey))
    text = reader.GetUTF8Text()
    reader.Clear()  # keep no picture of a person between two jobs
    return [line for line in text.splitlines() if line.strip()]


def warm() -> None:
    """Load both languages now."""
    blank = Image.new("L", (64, 32), 255)
    for language, letters in (("eng", _MRZ_LETTERS), ("vie", "")):
        reader = _reader(language, letters)
        reader.SetImage(blank)
        reader.GetUTF8Text()
