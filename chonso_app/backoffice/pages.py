"""The backoffice's screens, registered by importing them."""

from chonso_app.backoffice import (
    pages_counter,
    pages_health,
    pages_jobs,
    pages_journal,
    pages_lookup,
)

__all__ = ["pages_counter", "pages_health", "pages_jobs", "pages_journal", "pages_lookup"]
