"""A desk where many ask at once: one thread takes whoever stands there and answers all together.

One durable commit serves a whole batch, so the disk is waited for once instead of two hundred
times; and those who write queue in order, instead of sleeping until the database happens to be
free (docs/decisions/0083-holds-under-fire.md).
"""

import asyncio
import contextlib
import logging
import queue
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

MOST = 256  # in one batch: the last of them waits for all the others
Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Waiting(Generic[Asked, Answer]):
    asked: Asked
    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[Answer]"


# None is the last thing in it: whoever serves it goes home
_Queue: TypeAlias = queue.SimpleQueue[_Waiting[Asked, Answer] | None]


@dataclass(frozen=True)
class _Open(Generic[Asked, Answer]):
    """Each thread has a queue of its own, so that no other can take the None that ends it."""

    thread: threading.Thread
    waiting: "_Queue[Asked, Answer]"


class Desk(Generic[Asked, Answer]):
    """`decide` gets the questions of a batch in the order they came in and answers each, with an
    answer or with the exception that its asker is to see. It runs in the desk's own thread."""

    def __init__(
        self, decide: Callable[[Sequence[Asked]], Sequence[Answer | Exception]], *, most: int = MOST
    ) -> None:
        self._decide, self._most = decide, most
        self._lock = threading.Lock()
        self._open: _Open[Asked, Answer] | None = None

    async def ask(self, asked: Asked) -> Answer:
        """Whoever is cancelled before the thread comes to them was never there."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        with self._lock:
            if self._open is None:
                waiting: _Queue[Asked, Answer] = queue.SimpleQueue()
                thread = threading.Thread(
                    target=self._serve, args=(waiting,), name="desk", daemon=True
                )
                self._open = _Open(thread, waiting)
                thread.start()
            self._open.waiting.put(_Waiting(asked, loop, answer))
        return await answer

    def close(self) -> None:
        """Answer those who stand there, then go home. The next one who asks opens it again."""
        with self._lock:
            was_open, self._open = self._open, None
        if was_open:
            was_open.waiting.put(None)
            was_open.thread.join()

    def _serve(self, waiting: "_Queue[Asked, Answer]") -> None:
        is_open = True
        while is_open:
            standing = [waiting.get()]
            while len(standing) < self._most and standing[-1] is not None:
                try:
                    standing.append(waiting.get_nowait())
                except queue.Empty:
                    break
            is_open = standing[-1] is not None
            self._answer([one for one in standing if one and not one.answer.cancelled()])

    def _answer(self, standing: list[_Waiting[Asked, Answer]]) -> None:
        if not standing:
            return
        try:
            answers = self._decide([one.asked for one in standing])
        except Exception as error:  # the desk stays open, whatever happens to one batch
            log.exception("a batch of %s failed", len(standing))
            answers = [error] * len(standing)
        by_loop = defaultdict(list)
        for one, answer in zip(standing, answers, strict=True):
            by_loop[one.loop].append((one.answer, answer))
        for loop, told in by_loop.items():
            with contextlib.suppress(RuntimeError):  # it was closed: nobody waits there any more
                loop.call_soon_threadsafe(_tell, told)


def _tell(told: "list[tuple[asyncio.Future[Answer], Answer | Exception]]") -> None:
    """In the loop of those who wait; waking it once for a batch is enough."""
    for waiting, answer in told:
        if waiting.done():  # cancelled meanwhile
            continue
        if isinstance(answer, Exception):
            waiting.set_exception(answer)
        else:
            waiting.set_result(answer)
