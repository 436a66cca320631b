"""The screens of stores: blank cards, and the stores themselves."""

from chonso_app.stores import places_pages, stock_pages

__all__ = ["places_pages", "stock_pages"]
