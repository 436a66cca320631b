"""Which carrier takes a parcel, and what it costs when the carrier does not say."""

from collections.abc import Iterable

from chonso_app.carriers.models import Carrier

LABEL_WEIGHT_G = 50  # a SIM, its letter and the envelope


def serves(carrier: Carrier, province_code: str, *, cod: int, weight_g: int) -> bool:
    """Switched on, goes there, and may carry that much money and weight."""
    goes_there = not carrier.provinces or province_code in carrier.provinces
    return (
        carrier.is_on
        and goes_there
        and province_code not in carrier.excluded
        and cod <= carrier.max_cod
        and weight_g <= carrier.max_weight_g
    )


def choose(
    carriers: Iterable[Carrier], province_code: str, *, cod: int, weight_g: int = LABEL_WEIGHT_G
) -> Carrier | None:
    """The first by rank that serves; None when none does."""
    fit = [one for one in carriers if serves(one, province_code, cod=cod, weight_g=weight_g)]
    return min(fit, key=lambda one: (one.rank, one.code), default=None)


def flat_fee(carrier: Carrier, province_code: str) -> int:
    """An estimate for the province, else the carrier's general one."""
    return carrier.flat_fees.get(province_code, carrier.flat_fee)
