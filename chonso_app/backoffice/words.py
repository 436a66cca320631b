"""Small things the backoffice's states share."""

from pydantic import BaseModel, Field

from chonso_app.core.texts import has, say


class Search(BaseModel):
    """The one-field form of a search box."""

    q: str = Field(max_length=40)


def event_text(kind: str) -> str:
    """`payments.succeeded` in words; the kind itself while nobody has worded it."""
    key = f"event.{kind}"
    return say(key) if has(key) else kind
