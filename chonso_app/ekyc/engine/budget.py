"""How long a search may go on."""

import time


class Budget:
    """Starts when it is made. Searches ask `spent()` between two attempts."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def spent(self) -> bool:
        return time.monotonic() >= self._until
