"""What a web server's process answers when it was told to end, and did."""

import signal
import sys


def exit_zero_when_told() -> None:
    """uvicorn raises the signal again once everything is closed; that is no failure of ours."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
