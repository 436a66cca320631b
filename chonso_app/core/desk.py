"""A desk where many ask at once: one thread takes whoever stands there and answers all together.

One durable commit serves a whole batch, so the disk is waited for once instead of two hundred
times; and those who write queue in order, instead of sleeping until the database happens to be
free (docs/decisions/0083-holds-under-fire.md).
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

MOST = 256  # in one batch: the last of them waits for all the others
Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
log = logging.getLogger(__name__)


class Desk(Generic[Asked, Answer]):
    """`decide` gets the questions of a batch in the order they came in and answers each, with an
    answer or with the exception that its asker is to see. It runs in the desk's own thread."""

    def __init__(
        self, decide: Callable[[Sequence[Asked]], Sequence[Answer | Exception]], *, most: int = MOST
    ) -> None:
        self._decide, self._most = decide, most
        self._waiting: queue.SimpleQueue[tuple[Asked, Future[Answer]] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    async def ask(self, asked: Asked) -> Answer:
        """Whoever is cancelled before the thread comes to them was never there."""
        return await asyncio.wrap_future(self.ask_soon(asked))

    def ask_soon(self, asked: Asked) -> "Future[Answer]":
        answer: Future[Answer] = Future()
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="desk", daemon=True)
                self._thread.start()
            self._waiting.put((asked, answer))
        return answer

    def close(self) -> None:
        """Answer those who stand there, then go home. The next one who asks opens it again."""
        with self._lock:
            thread, self._thread = self._thread, None
            if thread:
                self._waiting.put(None)
        if thread:
            thread.join()

    def _serve(self) -> None:
        open_ = True
        while open_:
            standing = [self._waiting.get()]
            while len(standing) < self._most and standing[-1] is not None:
                try:
                    standing.append(self._waiting.get_nowait())
                except queue.Empty:
                    break
            open_ = standing[-1] is not None
            self._answer([one for one in standing if one and one[1].set_running_or_notify_cancel()])

    def _answer(self, standing: list[tuple[Asked, "Future[Answer]"]]) -> None:
        if not standing:
            return
        try:
            answers = self._decide([asked for asked, _ in standing])
        except Exception as error:  # the desk stays open, whatever happens to one batch
            log.exception("a batch of %s failed", len(standing))
            answers = [error] * len(standing)
        for (_, waiting), answer in zip(standing, answers, strict=True):
            if isinstance(answer, Exception):
                waiting.set_exception(answer)
            else:
                waiting.set_result(answer)
