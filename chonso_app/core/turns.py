"""A lock that is given in the order in which it was asked for."""

import threading
from collections import deque


class Turns:
    """`with turns:` as with any lock, but nobody overtakes: a plain lock goes to whoever is awake.

    Never inside itself: it raises instead of waiting for ever.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._owner: int | None = None

    def __enter__(self) -> None:
        me = threading.get_ident()
        with self._guard:
            if self._owner == me:
                raise RuntimeError("a transaction inside a transaction waits for itself")
            if self._owner is None:
                self._owner = me
                return
            call = threading.Lock()
            call.acquire()
            self._waiting.append(call)
        call.acquire()  # released by whoever leaves
        self._owner = me

    def __exit__(self, *_: object) -> None:
        with self._guard:
            self._owner = -1 if self._waiting else None
            if self._waiting:
                self._waiting.popleft().release()
