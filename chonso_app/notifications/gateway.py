"""What notifications need of an SMS provider and of a mail server."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Attachment:
    """`inline` ones are shown in the HTML as `<img src="cid:FILENAME">`."""

    filename: str
    data: bytes
    media_type: str  # "application/pdf"
    inline: bool = False


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()


class SmsGateway(Protocol):
    def send(self, phone: str, text: str, *, key: str) -> str:
        """The provider's id. `phone` in E.164 digits; the same `key` is one message.

        Raises:
            GatewayUnavailable: it may or may not have gone out; send again with the same key.
            GatewayRefused
        """
        ...


class MailGateway(Protocol):
    def send(self, mail: Mail, *, key: str) -> str:
        """The Message-ID, the same for the same `key`, by which a reader drops a double.

        Raises:
            GatewayUnavailable, GatewayRefused
        """
        ...
