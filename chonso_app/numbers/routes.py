"""The files of the stock."""

from starlette.routing import BaseRoute

from chonso_app.numbers import stock_routes

routes: list[BaseRoute] = [*stock_routes.routes]
