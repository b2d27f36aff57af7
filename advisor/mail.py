"""Sending one message through the operator's mail server."""

from __future__ import annotations

import logging
import re
import smtplib
import ssl
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from advisor.errors import BadInput, Unavailable, mark

SECONDS = 10
# What nearly every address looks like. Quoted names and encoded words are not taken: they can hide other addresses.
_ATOM = r"[A-Za-z0-9!#$%&'*+/^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,24}}")
LONGEST = 254
# Messages that are handed in at the same time; a slow server must not hold every thread of the site.
AT_ONCE = threading.BoundedSemaphore(4)


@dataclass(frozen=True)
class MailServer:
    """Where messages are handed in: `smtp` begins plainly and turns to TLS where the server offers it, `smtps` begins
    with TLS. `sender` is the address that messages come from."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
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
        not take it. A password goes only over a connection whose certificate was checked."""
        checked(to)
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=self.sender.rpartition("@")[2])
        message.set_content(text)
        if not AT_ONCE.acquire(blocking=False):
            raise Unavailable(_NOT_NOW)
        try:
            self._hand_in(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise BadInput("The mail server does not accept this address. Check its spelling.", field="to") from error
        except (OSError, UnicodeError, smtplib.SMTPException) as error:
            _log.warning("mail: %s %s", type(error).__name__, getattr(error, "smtp_code", ""))  # not whom it was for
            raise Unavailable(_NOT_NOW) from error
        finally:
            AT_ONCE.release()

    def _hand_in(self, message: EmailMessage) -> None:
        secure = ssl.create_default_context()
        with (
            smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=secure)
            if self.scheme == "smtps"
            else smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        ) as server:
            server.ehlo()
            if self.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=secure)
            elif self.scheme == "smtp" and self.user:
                raise smtplib.SMTPNotSupportedError("The server offers no TLS, so the password is not sent.")
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)


def checked(address: str) -> str:
    """The address; raises BadInput when it cannot be one."""
    if len(address) > LONGEST or not ADDRESS.fullmatch(address):
        raise BadInput("This is not an e-mail address. Write it like name@example.org.", field="to")
    return address


_NOT_NOW = mark("The message could not be sent now. Copy the link instead, or try later.")
_log = logging.getLogger("advisor.mail")
