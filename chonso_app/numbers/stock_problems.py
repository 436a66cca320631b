"""Lines of a file that will not go in: the first to look at, all of them to take home as CSV."""

import csv
import gzip
import io
from collections.abc import Sequence

from chonso_app.core.texts import say
from chonso_app.numbers.import_file import Line
from chonso_app.numbers.stock_rules import TOLD, Outcome

KEPT = 200


class Problems:
    """Compressed as they come: a file may be wrong in each of its million lines."""

    def __init__(self) -> None:
        self.first: list[list[str]] = []
        self.count = 0
        self._bytes = io.BytesIO()
        self._packed = gzip.GzipFile(fileobj=self._bytes, mode="wb", compresslevel=1)
        self._text = io.TextIOWrapper(self._packed, "utf-8-sig", newline="")
        self._rows = csv.writer(self._text)
        self._rows.writerow([say(f"numbers.stock.problem.{head}") for head in _HEADS])

    def note(self, lines: Sequence[Line], outcomes: Sequence[Outcome]) -> None:
        for line, outcome in zip(lines, outcomes, strict=True):
            if line.number and outcome in TOLD:
                self._add(line, words(line, outcome))

    def _add(self, line: Line, told: str) -> None:
        self.count += 1
        if len(self.first) < KEPT:
            self.first.append([str(line.number), line.typed, told])
        self._rows.writerow([line.number, harmless(line.typed), told])

    def packed(self) -> bytes:
        """The whole CSV, gzip."""
        self._text.flush()
        self._packed.close()
        return self._bytes.getvalue()


_HEADS = ("line", "typed", "why")


def words(line: Line, outcome: Outcome) -> str:
    if line.reason:
        return say(f"numbers.stock.wrong.{line.reason}")
    return say(f"numbers.stock.outcome.{outcome.value}")


def harmless(text: str) -> str:
    """What somebody typed must not become a formula in a sheet."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
