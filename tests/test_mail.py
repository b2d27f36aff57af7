"""Messages are handed in at a real mail server on this machine; what it refuses is said in a sentence."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from advisor import mail
from advisor.errors import BadInput, Unavailable
from advisor.mail import MailServer

SENDER = "advisor@example.org"


class Post:
    """A mailbox that takes everything but what is meant for `nobody`."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.senders: list[str] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.messages.append(message_from_bytes(envelope.content, policy=default))
        self.senders.append(envelope.mail_from)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def post() -> Iterator[tuple[Post, MailServer]]:
    box = Post()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, MailServer.of(f"smtp://127.0.0.1:{controller.port}", SENDER)
    controller.stop()


@pytest.mark.parametrize(
    ("subject", "text"),
    [("Your link", "Here it is."), ("Ваше посилання", "Ось воно: https://x"), ("پیوند شما", "اینجاست")],
)
def test_a_message_arrives_as_it_was_written(post: tuple[Post, MailServer], subject: str, text: str) -> None:
    box, server = post
    server.send("ann@example.net", subject, text)
    (message,) = box.messages
    assert (message["From"], message["To"], message["Subject"]) == (SENDER, "ann@example.net", subject)
    assert message.get_content().strip() == text  # type: ignore[attr-defined]
    assert box.senders == [SENDER]
    assert message["Date"]
    assert str(message["Message-ID"]).endswith("@example.org>")


@pytest.mark.parametrize(
    "to",
    ["", "ann", "ann@", "@example.net", "ann@example", "a b@example.net", "ann@example.net, bob@example.net",
     "ann@example.net\nBcc: bob@example.net", "<ann@example.net>", "x" * 250 + "@example.net", "ann@exa mple.net",
     "=?utf-8?q??=@example.org", "=?utf-8?q?a=2Cb=40c.org=2C?=@example.org", "a\x00@example.org", "a@example..org",
     "a..b@example.org", ".a@example.org", "müller@example.org", "a@-example.org", '"a b"@example.org'],
)  # fmt: skip
def test_what_is_no_address_is_not_sent(post: tuple[Post, MailServer], to: str) -> None:
    box, server = post
    with pytest.raises(BadInput, match="not an e-mail address") as caught:
        server.send(to, "Subject", "Text")
    assert caught.value.field == "to"
    assert box.messages == []


def test_an_address_that_the_server_does_not_know(post: tuple[Post, MailServer]) -> None:
    box, server = post
    with pytest.raises(BadInput, match="does not accept this address"):
        server.send("nobody@example.net", "Subject", "Text")
    assert box.messages == []


def test_a_server_that_is_not_there() -> None:
    gone = MailServer.of(f"smtp://127.0.0.1:{free_port()}", SENDER)
    with pytest.raises(Unavailable, match="could not be sent now"):
        gone.send("ann@example.net", "Subject", "Text")


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("smtp://mail.example.org", ("smtp", "mail.example.org", 587, "", "")),
        ("smtps://mail.example.org", ("smtps", "mail.example.org", 465, "", "")),
        ("smtp://ann:s%40crt@mail.example.org:2525", ("smtp", "mail.example.org", 2525, "ann", "s@crt")),
    ],
)
def test_an_address_of_a_server(url: str, parts: tuple[Any, ...]) -> None:
    found = MailServer.of(url, SENDER)
    assert (found.scheme, found.host, found.port, found.user, found.password) == parts


@pytest.mark.parametrize(
    ("url", "sender", "says"),
    [
        ("http://mail.example.org", SENDER, "must look like"),
        ("smtp://", SENDER, "must look like"),
        ("smtp://:hunter2@mail.example.org:port", SENDER, "no number"),
        ("smtp://mail.example.org", "", "ADVISOR_MAIL_FROM"),
        ("smtp://mail.example.org", "somebody", "ADVISOR_MAIL_FROM"),
    ],
)
def test_an_address_that_cannot_be_used(url: str, sender: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        MailServer.of(url, sender)
    assert "hunter2" not in caught.value.message


def test_a_password_is_not_sent_without_tls(post: tuple[Post, MailServer]) -> None:
    box, server = post
    known = replace(server, user="ann", password="hunter2")
    with pytest.raises(Unavailable, match="could not be sent now"):
        known.send("ann@example.net", "Subject", "Text")
    assert box.messages == []
    assert "hunter2" not in repr(known)


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")]
    subprocess.run(["openssl", *made, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    box = Post()
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), tls_context=context)
    controller.start()
    try:
        with pytest.raises(Unavailable):
            MailServer.of(f"smtp://ann:secret@127.0.0.1:{controller.port}", SENDER).send("ann@example.net", "S", "T")
    finally:
        controller.stop()
    assert box.messages == []


def test_so_many_messages_at_once_and_no_more(post: tuple[Post, MailServer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "AT_ONCE", threading.BoundedSemaphore(1))
    with mail.AT_ONCE, pytest.raises(Unavailable):
        post[1].send("ann@example.net", "Subject", "Text")
    post[1].send("ann@example.net", "Subject", "Text")
    assert len(post[0].messages) == 1
