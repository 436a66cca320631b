"""What was typed beside what the card says: alike, or where they differ."""

import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `marked` when the other side has something else there."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Compared:
    """`state`: same, differs, or unread when the card said nothing."""

    state: str
    typed: tuple[Piece, ...]
    card: tuple[Piece, ...] = ()


def compare(typed: str, card: str) -> Compared:
    """Capitals and spacing do not count; Vietnamese marks do."""
    if not card:
        return Compared("unread", (Piece(typed),))
    if _plain(typed) == _plain(card):
        return Compared("same", (Piece(typed),))
    return Compared("differs", *_marked(typed, card))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _marked(typed: str, card: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    matcher = SequenceMatcher(None, typed.casefold(), card.casefold(), autojunk=False)
    ours, theirs = [], []
    for what, start, end, card_start, card_end in matcher.get_opcodes():
        ours.append(Piece(typed[start:end], what != "equal"))
        theirs.append(Piece(card[card_start:card_end], what != "equal"))
    return tuple(one for one in ours if one.text), tuple(one for one in theirs if one.text)
