"""Where activation may be done (7.22): in any browser, or in the operator's own app only."""

from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError


class OnlyInApp(ShopError):
    """The policy asks for the operator's app, and this browser did not come from it."""


def only_in_app(actor: Actor) -> bool:
    """Whether the policy keeps this browser out of the activation steps."""
    return settings.activation_channel == "operator_app" and not actor.in_app


def refuse_outside_app(actor: Actor) -> None:
    """Raises OnlyInApp. Staff and jobs are not meant."""
    if not actor.is_staff and only_in_app(actor):
        raise OnlyInApp(brand=settings.brand)
