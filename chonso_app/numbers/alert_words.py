"""A question said in words, for whoever waits for its numbers."""

from chonso_app.core.errors import ShopError
from chonso_app.numbers import chips
from chonso_app.numbers import query as queries


def in_words(question: str) -> str:
    """`đầu 09, đuôi 6868, 4 số còn lại bất kỳ · Dưới 3 triệu`; "" for one no longer understood."""
    try:
        asked = queries.from_url(question)
    except ShopError:
        return ""
    filters = [chip.text for chip in chips.chips_of(asked, {})]
    typed = asked.understood.said if asked.box else ""
    return " · ".join(filter(None, (typed, *filters)))
