"""The talk itself: what runs in the browsers of both sides."""
