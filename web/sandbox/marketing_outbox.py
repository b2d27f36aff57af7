"""The page of the outbox: how many mails wait there, and whether they can really be sent."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.sandbox.crm import mail_outbox
from web.sandbox import labels
from web.sandbox.chrome import chrome, writer
from web.sandbox.marketing_lists import MAIL_STATES
from web.sandbox.marketing_parts import Figure, listed
from web.sandbox.pages import SandboxPage
from web.sandbox.visit import Visit


@dataclass(frozen=True)
class OutboxPage(SandboxPage):
    """`address` is where everything would go, empty when nothing leaves the sandbox; `most` goes at once."""

    template = "sandbox/marketing/outbox.html"
    figures: tuple[Figure, ...]
    address: str
    waiting: int
    most: int


def page(visit: Visit, address: str | None) -> OutboxPage:
    found, write = mail_outbox.counts(visit.session), writer(visit)
    figures = tuple(
        Figure(
            labels.state("mail", state, visit.words), write.text("number", found.get(state, 0)),
            href=listed(visit, "mails", state=state),
        )
        for state in MAIL_STATES
    )  # fmt: skip
    here = chrome(visit, "p/mailbox")
    return OutboxPage(visit.language, here, figures, address or "", found.get("queued", 0), mail_outbox.MOST)
