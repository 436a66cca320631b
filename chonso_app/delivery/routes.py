"""HTTP of delivery. A part of it that has routes of its own adds them here."""

from chonso_app.delivery import hooks

routes = [*hooks.routes]
