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


@dataclass(frozen=True)
class PushTarget:
    """As the browser gave it: where to post, and the keys that only it can read with."""

    endpoint: str
    p256dh: str
    auth: str


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


class PushGateway(Protocol):
    def send(self, target: PushTarget, text: str, *, key: str) -> str:
        """Where the push service keeps it. The same `key` replaces what was not shown yet.

        Raises:
            GatewayUnavailable
            GatewayRefused: `GONE` when the browser does not want it any more.
        """
        ...


GONE = "gone"
