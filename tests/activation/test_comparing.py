"""Differences between what was typed and what the card says are found and marked."""

import pytest

from chonso_app.activation.comparing import compare


@pytest.mark.parametrize(
    ("typed", "card"),
    [("Nguyễn Ngọc Lan", "NGUYỄN NGỌC LAN"), ("Lê  Lợi", "lê lợi"), ("14/02/1998", "14/02/1998")],
)
def test_capitals_and_spacing_do_not_count(typed: str, card: str) -> None:
    assert compare(typed, card).state == "same"


def test_a_card_that_said_nothing_proves_nothing() -> None:
    assert compare("Nguyễn Ngọc Lan", "").state == "unread"


def test_the_differing_characters_are_marked_on_both_sides() -> None:
    found = compare("215 Hoàng Văn Thụ", "251 Hoàng Văn Thụ")
    assert found.state == "differs"
    assert "".join(piece.text for piece in found.typed) == "215 Hoàng Văn Thụ"
    assert "".join(piece.text for piece in found.card) == "251 Hoàng Văn Thụ"
    assert any(piece.marked for piece in found.typed)


def test_a_missing_mark_is_a_difference() -> None:
    found = compare("Yến Nhi", "YẾN NHÌ")
    assert [piece.text for piece in found.typed if piece.marked] == ["i"]
    assert [piece.text for piece in found.card if piece.marked] == ["Ì"]
