"""Pages of plans. Each registers itself when it is imported."""

from chonso_app.plans import pages_admin as _admin  # noqa: F401
