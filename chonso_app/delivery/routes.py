"""HTTP of delivery. A part of it that has routes of its own adds them here."""

from chonso_app.delivery import hooks, paper_routes

routes = [*hooks.routes, *paper_routes.routes]
