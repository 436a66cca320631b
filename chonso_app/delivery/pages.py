"""The screens of delivery. A part of it that has screens of its own imports them here."""

from chonso_app.delivery import cash_pages, orders_pages, parked_pages, refunds_pages, store_pages

__all__ = ["cash_pages", "orders_pages", "parked_pages", "refunds_pages", "store_pages"]
