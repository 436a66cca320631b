"""Every screen of accounts: importing them registers them."""

from chonso_app.accounts import pages_account, pages_desk, pages_entry, pages_staff

__all__ = ["pages_account", "pages_desk", "pages_entry", "pages_staff"]
