"""How a call to an outside system can end badly. Adapters raise these and nothing else."""


class GatewayError(Exception):
    """Base of both. `code`: the vendor's own, or a short word of ours; never personal data."""

    def __init__(self, system: str, code: str = "") -> None:
        self.system, self.code = system, code
        super().__init__(f"{system}: {code}")


class GatewayUnavailable(GatewayError):
    """No answer, or none that can be trusted: what happened is unknown. Ask again, same key."""


class GatewayRefused(GatewayError):
    """A clear no. Asking again with the same data gets the same answer."""
