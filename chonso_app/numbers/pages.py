"""Pages of numbers that need nothing of orders. Each registers itself when it is imported."""

from chonso_app.numbers import alerts_pages as _alerts  # noqa: F401
from chonso_app.numbers import fengshui_pages as _fengshui  # noqa: F401
from chonso_app.numbers import stock_pages as _stock  # noqa: F401
