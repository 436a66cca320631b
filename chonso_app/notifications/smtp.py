"""Mail by SMTP. Called from the worker's threads, so the standard library's client serves."""

import hashlib
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import parseaddr

from chonso_app.core.config import settings
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from chonso_app.notifications.gateway import Mail

_SYSTEM = "smtp"
_TIMEOUT_SECONDS = 15
_PERMANENT = 500


class Smtp:
    def __init__(
        self, *, host: str, port: int, user: str, password: str, tls: bool, sender: str
    ) -> None:
        self._host, self._port, self._tls = host, port, tls
        self._user, self._password, self._sender = user, password, sender

    def send(self, mail: Mail, *, key: str) -> str:
        message = self._composed(mail, key)
        try:
            with smtplib.SMTP(self._host, self._port, timeout=_TIMEOUT_SECONDS) as server:
                if self._tls:
                    server.starttls(context=ssl.create_default_context())
                if self._user:
                    server.login(self._user, self._password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(next(iter(error.recipients.values()))[0]) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code) from error
        except (OSError, smtplib.SMTPException) as error:
            raise GatewayUnavailable(_SYSTEM, type(error).__name__) from error
        return str(message["Message-ID"])

    def _composed(self, mail: Mail, key: str) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, mail.to, mail.subject
        domain = parseaddr(self._sender)[1].partition("@")[2] or "localhost"
        message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        if mail.html:
            message.add_alternative(mail.html, subtype="html")
        for attached in mail.attachments:
            kind, _, subtype = attached.media_type.partition("/")
            if attached.inline and mail.html:
                html = message.get_body(("html",))
                assert html is not None
                html.add_related(
                    attached.data, kind, subtype, cid=f"<{attached.filename}>",
                    filename=attached.filename, disposition="inline",
                )  # fmt: skip
            else:
                message.add_attachment(
                    attached.data, maintype=kind, subtype=subtype, filename=attached.filename
                )
        return message


def _refusal(code: int) -> GatewayRefused | GatewayUnavailable:
    """5xx is a clear no; 4xx is greylisting and the like."""
    return (GatewayRefused if code >= _PERMANENT else GatewayUnavailable)(_SYSTEM, str(code))


def gateway() -> Smtp:
    """The one of the settings."""
    return Smtp(
        host=settings.smtp_host,
        port=settings.smtp_port,
        user=settings.smtp_user,
        password=settings.smtp_password,
        tls=settings.smtp_tls,
        sender=settings.mail_from,
    )
