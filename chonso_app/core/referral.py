"""The code of the channel that sent somebody here: `?ref=DL01` on any address (7.20)."""

import re

LONGEST = 32
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,31}")


def read_referral(typed: str) -> str:
    """As it is stored; "" for what is no code: an unknown visitor may write anything there."""
    code = typed.strip().upper()
    return code if _CODE.fullmatch(code) else ""
