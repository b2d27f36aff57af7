"""The mailbox: the visitor reads mails of mailings as their receiver would, and answers, follows or refuses them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.crm.marketing_tables import Enrolled, Mail, MailStop
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.declared import DocumentPage, Field, Ref
from web.sandbox.marketing_lists import MAILINGS
from web.sandbox.visit import Visit

MOST = 60


@dataclass(frozen=True)
class Letter:
    """A mail in the list."""

    id: int
    to: str
    subject: str
    day: str
    new: bool
    open: bool


@dataclass(frozen=True)
class OpenMail:
    """The mail that is read: what was done with it, and whether its address gets no more."""

    id: int
    to: str
    subject: str
    text: str
    day: str
    clicked: bool
    answer: str
    stopped: bool
    whose: Cell


@dataclass(frozen=True)
class MailboxData:
    """`address` when only the mails of one receiver are shown."""

    letters: tuple[Letter, ...]
    opened: OpenMail | None
    address: str
    key: str


def mailbox(visit: Visit) -> MailboxData:
    """The newest mails, of one receiver when the address names one, and the one that is open."""
    write, address = writer(visit), visit.query.get("to", "")
    wanted = select(Mail).order_by(Mail.at.desc(), Mail.id.desc()).limit(MOST)
    found = visit.session.scalars(wanted.where(Mail.to == address) if address else wanted).all()
    number = visit.query.get("mail", "")
    one = visit.session.get(Mail, int(number)) if number.isascii() and number.isdecimal() and len(number) < 10 else None
    letters = tuple(
        Letter(
            mail.id, mail.to, mail.subject, write.cell("date", mail.at.date()).text, mail.opened is None, mail is one
        )
        for mail in found
    )
    return MailboxData(letters, _opened(visit, one) if one else None, address, visit.key())


def _opened(visit: Visit, mail: Mail) -> OpenMail:
    kind, number = ("contact", mail.contact_id) if mail.contact_id else ("lead", mail.lead_id or 0)
    return OpenMail(
        mail.id,
        mail.to,
        mail.subject,
        mail.text,
        writer(visit).text("date", mail.at.date()),
        mail.clicked is not None,
        mail.answer,
        visit.session.get(MailStop, mail.to) is not None,
        Cell(mail.to, href(visit, kind, number)),
    )


def _around_mail(session: Session, mail: Mail) -> Iterator[Ref]:
    yield Ref("mailing", session.get_one(Enrolled, mail.enrolled_id).mailing_id)
    if mail.contact_id:
        yield Ref("contact", mail.contact_id)
    if mail.lead_id:
        yield Ref("lead", mail.lead_id)


MAIL = DocumentPage(
    kind="mail",
    module=MAILINGS,
    back="mails",
    name="subject",
    fields=(
        Field(mark("To"), "to"),
        Field(mark("Date"), lambda _, mail: mail.at.date(), "date"),
        Field(mark("Text"), "text"),
        Field(mark("Opened"), lambda _, mail: mail.opened and mail.opened.date(), "date"),
        Field(mark("Clicked"), lambda _, mail: mail.clicked and mail.clicked.date(), "date"),
        Field(mark("Answered"), lambda _, mail: mail.answered and mail.answered.date(), "date"),
        Field(mark("Answer"), "answer"),
    ),
    related=_around_mail,
    history=False,
)
