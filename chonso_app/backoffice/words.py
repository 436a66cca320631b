"""Small things the backoffice's states share."""

from pydantic import BaseModel, Field

from chonso_app.core.texts import has, say


class Search(BaseModel):
    """The one-field form of a search box."""

    q: str = Field(max_length=40)


def actor_text(label: str) -> str:
    """`supervisor:6` → `Giám sát 6`; people without an account and the product itself in words."""
    role, _, number = label.partition(":")
    if has(f"accounts.role.{role}"):
        return f"{say(f'accounts.role.{role}')} {number}"
    of_the_product = number.startswith("system:") or not number
    return say("backoffice.actor.system" if of_the_product else "backoffice.actor.visitor")


def event_text(kind: str) -> str:
    """`payments.succeeded` in words; the kind itself while nobody has worded it."""
    key = f"event.{kind}"
    return say(key) if has(key) else kind
