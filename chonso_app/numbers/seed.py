"""100,000 demo numbers over the eight prefixes: the same ones on every machine.

Most are drawn at random, as stock comes; the rest is made to have a shape, so that each class has
something to show. Prices follow the best shape, spread as shops spread them.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from chonso_app.accounts.models import Unit
from chonso_app.core.clock import vn_today
from chonso_app.numbers import changes, rules
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number
from chonso_app.numbers.models import SubscriptionKind as K
from chonso_app.numbers.rules import NumberClass as C
from chonso_app.numbers.rules import Shape

COUNT = 100_000
_SEED = 20_220_617
_SHAPED_SHARE = 0.12
_SHOWN = {  # what the drawings show, at the drawings' prices
    "0901236868": 1_250_000, "0937516868": 980_000, "0905866868": 0, "0933396868": 1_950_000,
    "0938886868": 2_850_000, "0933102345": 390_000, "0789651221": 240_000, "0899030707": 350_000,
}  # fmt: skip
_OF_A_UNIT, _IN_A_SHOP = 0.3, 0.1  # shares of the stock
_SHOPS = {"KV1": "CH-01-01", "KV2": "CH-79-01"}
_KINDS = {K.EITHER: 85, K.PREPAID: 10, K.POSTPAID: 5}
_PLAIN = (50_000, 60_000, 60_000, 60_000, 75_000, 90_000, 120_000)
_PRICES = {  # ₫, around which a number of the class is offered
    C.BAT_QUY: 1_800_000_000, C.THAT_QUY: 650_000_000, C.LUC_QUY: 260_000_000,
    C.NGU_QUY: 75_000_000, C.TU_QUY: 14_000_000, C.TAM_HOA_KEP: 12_000_000,
    C.TAXI_2: 11_000_000, C.LUC_QUY_GIUA: 9_000_000, C.TAXI_3: 6_000_000,
    C.TIEN_DOI: 4_500_000, C.NGU_QUY_GIUA: 4_000_000, C.TAXI_4: 2_800_000,
    C.TAM_HOA: 1_600_000, C.KEP_3: 2_400_000, C.DOI_XUNG: 1_500_000, C.TU_QUY_GIUA: 1_400_000,
    C.LOC_PHAT: 480_000, C.THAN_TAI: 420_000, C.LAP: 550_000, C.KEP_2: 450_000, C.DAO: 260_000,
    C.ONG_DIA: 260_000, C.TIEN: 280_000, C.NGAY_SINH: 190_000, C.NAM_SINH: 240_000,
    C.PHU_QUY: 200_000, C.GANH: 90_000, C.DAU_SO_CO: 180_000,
}  # fmt: skip


def seed(session: Session, now: datetime) -> None:
    """Nothing happens on a shelf that has numbers."""
    if session.exec(select(Number.msisdn).limit(1)).first() is None:
        found = rows(COUNT, this_year=vn_today(now).year)
        put_on_shelf(session, list(_kept_somewhere(found, _units(session))))
        changes.rebuild(session, now)


def _units(session: Session) -> dict[str, int]:
    regional = select(Unit).where(col(Unit.head_office).is_(False))
    return {unit.code: unit.row_id for unit in session.exec(regional)}


def _kept_somewhere(
    found: Iterable[dict[str, Any]], units: dict[str, int]
) -> Iterator[dict[str, Any]]:
    """Most are everybody's and for any kind of subscription; some are not."""
    dice = random.Random(_SEED + 1)  # noqa: S311  demo data
    codes = sorted(units)
    for row in found:
        unit = dice.choice(codes) if codes and dice.random() < _OF_A_UNIT else ""
        shop = _SHOPS.get(unit) if dice.random() < _IN_A_SHOP else None
        kind = dice.choices(tuple(_KINDS), tuple(_KINDS.values()))[0]
        yield row | {"unit_id": units.get(unit), "store_code": shop, "kind": kind}


def rows(count: int, *, this_year: int) -> Iterator[dict[str, Any]]:
    """`count` different numbers as `new_row` makes them."""
    dice = random.Random(_SEED)  # noqa: S311  demo data: the same for everybody on purpose
    seen: set[str] = set()
    shown = (national for national in _SHOWN if national[:3] in rules.PREFIXES)
    for national in (*shown, *_drawn(dice, 2 * count)):
        if len(seen) == count:
            return
        if national not in seen:
            seen.add(national)
            row = new_row(national, 0, this_year=this_year)
            price = _SHOWN.get(national) or _price(dice, national, row, this_year)
            yield row | {"price": price}


def _drawn(dice: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        prefix = dice.choice(rules.PREFIXES)
        tail = _shaped(dice) if dice.random() < _SHAPED_SHARE else ""
        yield prefix + f"{dice.randrange(10**7):07d}"[: 7 - len(tail)] + tail


def _shaped(dice: random.Random) -> str:
    """A tail with a shape; the dearer, the rarer."""
    a, b, c = (str(dice.randrange(10)) for _ in range(3))
    up = dice.randrange(1, 6)
    pairs = "".join(str(11 * up + 10 * i) for i in range(3))
    makers = (
        (a * 6, 1), (a * 5, 4), (a * 4, 40), (a * 3 + b * 3, 12), ((a + b) * 3, 12),
        ((a + b + c) * 2, 40), (a + a + b + b + c + c, 30),
        (a * 3, 260), ("6868", 50), ("8686", 30), ("68", 200), ("79", 120), ("39", 120),
        ("3979", 25), ("7979", 25), ("78", 60), ((a + b) * 2, 160), (a + a + b + b, 160),
        (a + b + b + a, 120), ("".join(str(up + i) for i in range(4)), 60),
        ("".join(str(up + i) for i in range(3)), 120), (str(dice.randrange(1960, 2011)), 220),
        (_birthday(dice), 160), (a * 4 + b + c, 30), (a + b + c + c + b + a, 30), (pairs, 12),
    )  # fmt: skip
    tails, weights = zip(*makers, strict=True)
    return dice.choices(tails, weights)[0]


def _birthday(dice: random.Random) -> str:
    day, month, year = dice.randrange(1, 29), dice.randrange(1, 13), dice.randrange(1965, 2008)
    return f"{day:02d}{month:02d}{year % 100:02d}"


def _price(dice: random.Random, national: str, row: dict[str, Any], this_year: int) -> int:
    if not row["classes"]:
        return dice.choice(_PLAIN)
    shapes = rules.shapes_of(national, this_year=this_year)
    best = max(_base(national, shape) for shape in shapes)
    head = 1.5 if national[:3] in ("090", "093") else 1.15 if national[:3] == "089" else 0.85
    asked = best * head * (1 + 0.12 * (len(shapes) - 1)) * dice.lognormvariate(0, 0.28)
    return _as_shops_write(max(asked, 60_000))


def _base(national: str, shape: Shape) -> float:
    """A longer staircase is dearer, and so is any run of 6, 8 or 9; fours are cheap."""
    price = float(_PRICES[shape.cls])
    if shape.cls is C.TIEN:
        price *= 3.2 ** (shape.end - shape.start - 3)
    if shape.cls in (C.BAT_QUY, C.THAT_QUY, C.LUC_QUY, C.NGU_QUY, C.TU_QUY, C.TAM_HOA):
        price *= {"4": 0.55, "6": 1.3, "8": 1.7, "9": 2.0}.get(national[-1], 1.0)
    if shape.cls is C.LOC_PHAT and national[6:8] in ("68", "86"):
        price *= 2.4
    return price


def _as_shops_write(price: float) -> int:
    """Two leading digits, then zeros; never below a thousand's step."""
    step = 10 ** max(len(str(int(price))) - 2, 3)
    return int(price / step + 0.5) * step
