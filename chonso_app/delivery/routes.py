"""HTTP of delivery. A part of it that has routes of its own adds them here."""

from chonso_app.delivery import cash_routes, hooks, paper_routes, scanner, store_routes

routes = [
    *cash_routes.routes, *hooks.routes, *paper_routes.routes, *scanner.routes,
    *store_routes.routes,
]  # fmt: skip
