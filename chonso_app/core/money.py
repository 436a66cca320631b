"""Money is a whole number of đồng, everywhere."""


def vnd(amount: int) -> str:
    """`1250000` → `1.250.000 ₫`."""
    return f"{amount:,}".replace(",", ".") + "\N{NO-BREAK SPACE}₫"
