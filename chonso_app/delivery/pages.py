"""The screens of delivery. A part of it that has screens of its own imports them here."""

from chonso_app.delivery import parked_pages, store_pages

__all__ = ["parked_pages", "store_pages"]
