"""Places where the kill tests end a process without warning. Costs one dict look-up elsewhere."""

import os
import signal
from pathlib import Path


def crashpoint(name: str) -> None:
    """Die here, once, when CHONSO_CRASH_AT names this point.

    CHONSO_CRASH_AT is `name=marker-file`: the file is made before dying and keeps it from
    happening twice, so that the restarted process goes on.
    """
    wanted, _, marker = os.environ.get("CHONSO_CRASH_AT", "").partition("=")
    if wanted != name or not marker or Path(marker).exists():
        return
    Path(marker).touch()
    os.kill(os.getpid(), signal.SIGKILL)
