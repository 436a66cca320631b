"""Rate limits: in memory for one process, in Redis when there are several."""

from functools import cache

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import SlidingWindowCounterRateLimiter

from chonso_app.core.config import settings
from chonso_app.core.errors import TooOften


@cache
def _limiter() -> SlidingWindowCounterRateLimiter:
    storage: Storage = RedisStorage(settings.redis_url) if settings.redis_url else MemoryStorage()
    return SlidingWindowCounterRateLimiter(storage)


def take(key: str, *, times: int, seconds: int) -> bool:
    """Count one use of `key`; False when it was used more than `times` in `seconds`."""
    return _limiter().hit(RateLimitItemPerSecond(times, seconds), key)


def spend(key: str, *, times: int, seconds: int) -> None:
    """Raises TooOften."""
    if not take(key, times=times, seconds=seconds):
        raise TooOften(seconds=seconds)
