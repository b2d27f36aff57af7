"""Sending one message through the operator's mail server."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from advisor.errors import BadInput, Unavailable

SECONDS = 10
ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,}")


@dataclass(frozen=True)
class MailServer:
    """Where messages are handed in: `smtp` begins plainly and turns to TLS where the server offers it, `smtps` begins
    with TLS. `sender` is the address that messages come from."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    sender: str

    @classmethod
    def of(cls, url: str, sender: str) -> MailServer:
        """Raises BadInput; the address is not repeated, since it may hold a password."""
        parts = urlsplit(url)
        try:
            port = parts.port or (465 if parts.scheme == "smtps" else 587)
        except ValueError as error:
            raise BadInput("ADVISOR_MAIL has a port that is no number.", field="ADVISOR_MAIL") from error
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise BadInput("ADVISOR_MAIL must look like smtp://USER:PASSWORD@HOST:PORT.", field="ADVISOR_MAIL")
        if not ADDRESS.fullmatch(sender):
            raise BadInput("ADVISOR_MAIL_FROM must be an e-mail address.", field="ADVISOR_MAIL_FROM")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.scheme, parts.hostname, port, user, password, sender)

    def send(self, to: str, subject: str, text: str) -> None:
        """Hand in a message; raises BadInput for an address that cannot be one, and Unavailable when the server does
        not take it."""
        if not ADDRESS.fullmatch(to):
            raise BadInput("This is not an e-mail address. Write it like name@example.org.", field="to")
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message.set_content(text)
        kind = smtplib.SMTP_SSL if self.scheme == "smtps" else smtplib.SMTP
        try:
            with kind(self.host, self.port, timeout=SECONDS) as server:
                server.ehlo()
                if self.scheme == "smtp" and server.has_extn("starttls"):
                    server.starttls()
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise BadInput("The mail server does not accept this address. Check its spelling.", field="to") from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unavailable("The message could not be sent now. Copy the link instead, or try later.") from error
