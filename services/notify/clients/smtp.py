"""Mail by SMTP."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from pathlib import Path
from urllib.parse import unquote, urlsplit

import aiosmtplib

from notify.application.ports import Mail, SendDeferred, SendRefused

# smtp: TLS if the server offers it; smtp+starttls: TLS or nothing; smtps: TLS from the first byte.
SCHEMES: dict[str, tuple[bool, bool | None]] = {
    "smtp": (False, None),
    "smtp+starttls": (False, True),
    "smtps": (True, False),
}
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where and how. ``of`` reads ``smtp+starttls://user:password@mail.example:587``."""

    host: str
    port: int
    use_tls: bool
    start_tls: bool | None
    username: str | None
    password: str | None

    @classmethod
    def of(cls, url: str) -> SmtpServer:
        """Raises ValueError for another scheme or no host; the message does not repeat the url."""
        parts = urlsplit(url)
        if parts.scheme not in SCHEMES or not parts.hostname:
            raise ValueError("use smtp://host:port, smtp+starttls://user:password@host or smtps://…")
        use_tls, start_tls = SCHEMES[parts.scheme]
        return cls(
            host=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            use_tls=use_tls,
            start_tls=start_tls,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )


class _WholeSubjects(EmailPolicy):
    """As the library's for mail servers, but a long subject keeps every blank: the library drops the one where it
    breaks the line between two encoded words."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() != "subject" or value.isascii():
            return super().fold_binary(name, value)
        encoded = Header(value, "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}".encode("ascii")


MAIL = _WholeSubjects(linesep="\r\n")


class SmtpMailer:
    """Fulfils ``application.ports.Mailer``. One connection a mail."""

    def __init__(
        self, server: SmtpServer, *, sender: str, sender_name: str, timeout: float, ca_file: Path | None = None
    ) -> None:
        """sender: address that mails come from. timeout: seconds for each step with the server."""
        self._server = server
        self._sender = sender
        self._sender_name = sender_name
        self._timeout = timeout
        self._ca_file = ca_file

    async def send(self, mail: Mail) -> None:
        message = self._message(mail)
        server = self._server
        try:
            await aiosmtplib.send(
                message.as_bytes(),  # by our own policy, which the library would not ask
                sender=self._sender,
                recipients=[mail.to],
                hostname=server.host,
                port=server.port,
                username=server.username,
                password=server.password,
                use_tls=server.use_tls,
                start_tls=server.start_tls,
                tls_context=ssl.create_default_context(cafile=self._ca_file) if self._ca_file else None,
                timeout=self._timeout,
            )
        except (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPHeloError):
            raise SendDeferred("mail-server-unreachable") from None
        except aiosmtplib.SMTPRecipientsRefused as fault:
            raise _judged(max((each.code for each in fault.recipients), default=550)) from None
        except aiosmtplib.SMTPAuthenticationError:
            # The operator's to mend: not this mail's fault, so it is not thrown away.
            raise SendDeferred("mail-server-login-refused") from None
        except aiosmtplib.SMTPResponseException as fault:
            raise _judged(fault.code) from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            raise SendDeferred("mail-server-unreachable") from None

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage(policy=MAIL)
        try:
            message["From"] = Address(self._sender_name, addr_spec=self._sender)
            message["To"] = Address(addr_spec=mail.to)
            message["Subject"] = mail.subject
        except (ValueError, IndexError, MessageError):
            raise SendRefused("address-invalid") from None
        message["Message-ID"] = mail.message_id
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.body, cte="base64")  # drops what was said of a content before
        message["Content-Language"] = mail.language
        return message


def _judged(code: int) -> SendRefused | SendDeferred:
    """4xx may pass, 5xx will not. The code is kept, the server's words are not: they quote addresses."""
    return SendRefused(f"mail-refused-{code}") if code >= 500 else SendDeferred(f"mail-deferred-{code}")
