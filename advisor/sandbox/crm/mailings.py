"""Mailings: sequences of mails to a segment, or to leads that are not ready, and what the receivers did with them.

Who is in the segment when a mailing starts is enrolled; each mail goes out so many days later. Whether it may go is
asked again at that moment: an address that unsubscribed or refused gets nothing more, whoever has it. Nothing leaves
the sandbox: mails lie in the outbox, and a page lets the visitor be the receiver.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, and_, delete, func, insert, literal, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, numbers, states
from advisor.sandbox.core.actors import ROLES, SYSTEM, Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect, made
from advisor.sandbox.core.store import add_missing
from advisor.sandbox.core.tables import Event
from advisor.sandbox.crm import activities, campaigns, contacts, scoring, segments
from advisor.sandbox.crm.duplicates import email_key
from advisor.sandbox.crm.leads import OPEN
from advisor.sandbox.crm.marketing_tables import Enrolled, Mail, Mailing, MailStep, MailStop
from advisor.sandbox.crm.tables import Campaign, Contact, Interaction, Lead

MODULE, NURTURING = "crm-email-marketing", "crm-nurturing"
MOST_STEPS = 12
AT_ONCE = 500  # mails that one statement writes
LONGEST = 365  # days that a step may come after the start


class Written(BaseModel):
    """A mail of the sequence; {name} and {company} in it are those of the receiver."""

    model_config = ConfigDict(extra="forbid", str_max_length=2000)
    days: int = Field(0, ge=0, le=LONGEST)
    subject: str = Field(max_length=200)
    text: str
    segment: int | None = None


@dataclass(frozen=True)
class Receiver:
    """Somebody for whom a step is due: whether mail may go there, and whether the step is for them."""

    enrolled: int
    contact: int | None
    lead: int | None
    email: str
    name: str
    company: str
    may: bool
    fits: bool


def create(
    session: Session,
    by: Actor,
    *,
    name: str,
    steps: list[Written],
    campaign: int | None = None,
    segment: int | None = None,
    nurture: bool = False,
) -> Mailing:
    """A sequence as a draft; without a segment it goes to that of the campaign. `nurture`: leads are put in one by one.

    Raises Refusal, and NotFound for a campaign or segment."""
    of = campaigns.get(session, campaign)
    chosen = segment if segment is not None or of is None else of.segment_id
    if not name.strip():
        raise Refusal("A name is needed. Enter one.", field="name")
    if chosen is None and not nurture:
        raise Refusal("The mailing has no segment. Choose whom it is for.", field="segment")
    mailing = Mailing(
        number=numbers.text("ML", numbers.draw(session, "mailing", clock.today(session))),
        state="draft",
        name=name.strip()[:200],
        nurture=nurture,
        campaign_id=of.id if of else None,
        segment_id=segments.get(session, chosen).id if chosen is not None else None,
        steps=list(_steps(session, steps)),
    )
    session.add(mailing)
    session.flush()
    made(session, "mailing", mailing)
    events.record(session, by, "mailing", mailing.id, "create")
    return mailing


def _steps(session: Session, written: Sequence[Written]) -> Iterator[MailStep]:
    if not 0 < len(written) <= MOST_STEPS:
        raise Refusal("A mailing has one mail or more, {most} at most.", values={"most": MOST_STEPS}, field="steps")
    for one in sorted(written, key=lambda step: step.days):
        if not (one.subject.strip() and one.text.strip()):
            raise Refusal("A mail needs a subject and a text. Enter both.", field="steps")
        segment = segments.get(session, one.segment).id if one.segment is not None else None
        yield MailStep(days=one.days, subject=one.subject.strip(), text=one.text.strip(), segment_id=segment)


@effect("mailing.start")
def start(session: Session, mailing: Mailing, by: Actor) -> None:
    """Enrols who is in the segment now and may get mail; first mails that are due at once go out."""
    campaign = session.get(Campaign, mailing.campaign_id) if mailing.campaign_id else None
    if campaign is not None and campaign.state != "running":
        raise Refusal("The campaign does not run. Start it first.")
    today = clock.today(session)
    mailing.started = today
    if not mailing.nurture:
        assert mailing.segment_id is not None
        ids = segments.members_of(session, mailing.segment_id).where(contacts.mailable(), allowed())
        rows = ids.with_only_columns(
            literal(mailing.id), Contact.id, literal(today), literal("active"), literal(0)
        ).order_by(Contact.id)
        session.execute(insert(Enrolled).from_select(["mailing_id", "contact_id", "on_day", "state", "place"], rows))
    send(session, mailing)


@effect("mailing.stop")
def stop(session: Session, mailing: Mailing, by: Actor) -> None:
    """Nothing more of it goes out."""
    _leave(session, "stopped", Enrolled.mailing_id == mailing.id)


def _leave(session: Session, state: str, *which: ColumnElement[bool]) -> None:
    session.execute(update(Enrolled).where(Enrolled.state == "active", *which).values(state=state))


def allowed() -> ColumnElement[bool]:
    """Whether the address of a contact is one that nobody told us to leave alone."""
    other = aliased(Contact)
    barred = select(other.email_key).where(or_(other.unsubscribed.is_not(None), other.consent == "refused"))
    return and_(
        Contact.email_key.not_in(barred.where(other.email_key != "")),
        Contact.email_key.not_in(select(MailStop.address)),
    )


def _barred(session: Session, key: str) -> bool:
    """The same for the address of somebody who is no contact."""
    refused = or_(Contact.unsubscribed.is_not(None), Contact.consent == "refused")
    return (
        session.get(MailStop, key) is not None
        or session.scalars(select(Contact.id).where(Contact.email_key == key, refused)).first() is not None
    )


def send_due(session: Session) -> int:
    """Everything that is due today, of all mailings that run; how many mails went out."""
    running = select(Mailing).where(Mailing.state == "running").order_by(Mailing.id)
    return sum(send(session, mailing) for mailing in session.scalars(running).all())


def send(session: Session, mailing: Mailing) -> int:
    """Write the mails of a mailing that are due; whoever got or skipped the last one is done."""
    count, last = 0, len(mailing.steps) - 1
    for place, step in enumerate(mailing.steps):
        receivers = [*_contacts_due(session, mailing, place, step), *_leads_due(session, mailing, place, step)]
        count += _write(session, step, [one for one in receivers if one.may and one.fits])
        after = {"place": place + 1, "state": "done" if place == last else "active"}
        for may, values in ((True, after), (False, {"state": "left"})):
            for some in _parts([one.enrolled for one in receivers if one.may is may]):
                session.execute(update(Enrolled).where(Enrolled.id.in_(some)).values(values))
    return count


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[first : first + AT_ONCE] for first in range(0, len(rows), AT_ONCE))


def _waiting(session: Session, mailing: Mailing, place: int, step: MailStep) -> ColumnElement[bool]:
    since = clock.today(session) - datetime.timedelta(days=step.days)
    return and_(
        Enrolled.mailing_id == mailing.id, Enrolled.state == "active", Enrolled.place == place, Enrolled.on <= since
    )


def _contacts_due(session: Session, mailing: Mailing, place: int, step: MailStep) -> Iterator[Receiver]:
    firm = aliased(Contact)
    fits = true() if step.segment_id is None else Contact.id.in_(segments.members_of(session, step.segment_id))
    company = func.coalesce(firm.name, Contact.name)
    may = and_(contacts.mailable(), allowed())
    wanted = (
        select(Enrolled.id, Contact.id, Contact.email, Contact.name, company, may, fits)
        .join(Contact, Contact.id == Enrolled.contact_id)
        .outerjoin(firm, firm.id == Contact.organisation_id)
        .where(_waiting(session, mailing, place, step))
        .order_by(Enrolled.id)
    )
    for enrolled, contact, email, name, whose, allowed_now, fit in session.execute(wanted):
        yield Receiver(enrolled, contact, None, email, name, whose, bool(allowed_now), bool(fit))


def _leads_due(session: Session, mailing: Mailing, place: int, step: MailStep) -> Iterator[Receiver]:
    wanted = (
        select(Enrolled.id, Lead)
        .join(Lead, Lead.id == Enrolled.lead_id)
        .where(_waiting(session, mailing, place, step))
        .order_by(Enrolled.id)
    )
    for enrolled, lead in session.execute(wanted).all():
        may = lead.state in OPEN and bool(lead.email) and not _barred(session, email_key(lead.email))
        name, company = lead.person or lead.company, lead.company or lead.person
        yield Receiver(enrolled, None, lead.id, lead.email, name, company, may, True)


def _write(session: Session, step: MailStep, receivers: Sequence[Receiver]) -> int:
    """One mail for each address; how many are new."""
    now, known = clock.now(session), set[str]()
    rows = []
    for one in receivers:
        to = email_key(one.email)
        if to not in known:
            known.add(to)
            rows.append(
                {
                    "enrolled_id": one.enrolled, "step_id": step.id, "contact_id": one.contact, "lead_id": one.lead,
                    "at": now, "to": to, "subject": _filled(step.subject, one)[:400],
                    "text": _filled(step.text, one)[:4000], "state": "queued", "answer": "",
                }
            )  # fmt: skip
    if not rows:
        return 0
    written = select(func.count()).where(Mail.step_id == step.id)
    before = session.scalar(written) or 0
    make = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    session.execute(make(Mail).on_conflict_do_nothing(), rows)
    return (session.scalar(written) or 0) - before


def _filled(text: str, one: Receiver) -> str:
    return text.replace("{name}", one.name).replace("{company}", one.company)


def nurture(session: Session, by: Actor, *, lead: int, mailing: int) -> Mailing:
    """Put a lead that is not ready into a sequence. Raises Refusal for a lead that is closed, has no address or wants
    no mail, and for a sequence that does not run."""
    found: Mailing = states.load(session, "mailing", mailing, lock=True)
    asked: Lead = states.load(session, "lead", lead)
    if not found.nurture or found.state != "running":
        raise Refusal("Choose a sequence for leads that runs.", field="mailing")
    if asked.state not in OPEN or not asked.email:
        raise Refusal("Only an open lead with an e-mail address gets mail. Enter the address.", field="lead")
    if _barred(session, email_key(asked.email)):
        raise Refusal("This address wants no mail.", field="lead")
    here = select(Enrolled.id).where(Enrolled.mailing_id == found.id, Enrolled.lead_id == asked.id)
    if session.scalars(here).first() is not None:
        raise Refusal("This lead is in the sequence already.", field="lead")
    session.add(Enrolled(mailing_id=found.id, lead_id=asked.id, on=clock.today(session), state="active"))
    events.record(session, by, "lead", asked.id, "nurture", {"reason": found.name})
    session.flush()
    send(session, found)
    return found


def _mail(session: Session, mail: int) -> Mail:
    found = session.get(Mail, mail, with_for_update=True)
    if found is None:
        raise NotFound("There is no such document here. It may have been removed by a reset.")
    return found


def opened(session: Session, by: Actor, *, mail: int) -> Mail:
    """The receiver opened it; the first time counts."""
    found = _mail(session, mail)
    found.opened = found.opened or clock.now(session)
    return found


def clicked(session: Session, by: Actor, *, mail: int) -> Mail:
    """The receiver followed the link in it."""
    found = opened(session, by, mail=mail)
    found.clicked = found.clicked or clock.now(session)
    return found


def answered(session: Session, by: Actor, *, mail: int, text: str) -> Mail:
    """The receiver answered: they leave the sequence, and somebody is to call them. A contact of a campaign becomes a
    lead; a lead is qualified. Raises Refusal for an empty answer, or a second one."""
    if not text.strip():
        raise Refusal("A text is needed. Enter one.", field="text")
    found = opened(session, by, mail=mail)
    if found.answered is not None:
        raise Refusal("This mail was answered already.", field="text")
    found.answered, found.answer = clock.now(session), text.strip()
    enrolled = session.get_one(Enrolled, found.enrolled_id)
    mailing = session.get_one(Mailing, enrolled.mailing_id)
    _leave(session, "answered", Enrolled.mailing_id == mailing.id, _same(found))
    lead = session.get(Lead, found.lead_id) if found.lead_id else None
    contact = session.get(Contact, found.contact_id) if found.contact_id else None
    campaign = session.get(Campaign, mailing.campaign_id) if mailing.campaign_id else None
    if campaign is not None and campaign.state == "running":
        response = campaigns.responded(session, by, campaign, contact, lead, text=found.answer)
        lead = session.get(Lead, response.lead_id) if response.lead_id else lead
    said = Interaction(at=found.answered, channel="email", way="in", text=found.answer, sender=found.to)
    said.contact_id, said.lead_id = found.contact_id, lead.id if lead else None
    session.add(said)
    if lead is not None:
        scoring.rescore(session, lead)
        if lead.state in ("new", "working"):
            states.fire(session, "lead", lead.id, "qualify", SYSTEM)
    _follow_up(session, found, contact, lead)
    return found


def _same(mail: Mail) -> ColumnElement[bool]:
    return Enrolled.contact_id == mail.contact_id if mail.contact_id else Enrolled.lead_id == mail.lead_id


def _follow_up(session: Session, mail: Mail, contact: Contact | None, lead: Lead | None) -> None:
    """A call for the owner."""
    owner = (lead.owner if lead else "") or (contact.owner if contact else "")
    activities.plan(
        session, SYSTEM, kind="call", subject=mail.subject[:200], due=clock.today(session), by_rule=True, owner=owner,
        contact=contact.id if contact else None, about_kind="lead" if lead else "", about=lead.id if lead else None,
    )  # fmt: skip


def unsubscribed(session: Session, by: Actor, *, mail: int) -> Mail:
    """The receiver wants no more mail: nothing goes to this address from now on."""
    found = _mail(session, mail)
    found.opened = found.opened or clock.now(session)
    keys = select(Contact.id).where(Contact.email_key == found.to)
    for contact in {*([found.contact_id] if found.contact_id else []), *session.scalars(keys)}:
        contacts.unsubscribe(session, by, contact=contact)
    _stopped(session, [found.to])
    _leave(session, "left", _same(found))
    return found


def _stopped(session: Session, addresses: Iterable[str]) -> None:
    rows = [{"address": one, "on": clock.today(session)} for one in addresses if one]
    if rows:
        add_missing(session, MailStop, rows)


def listen(session: Session, event: Event) -> None:
    """Addresses of contacts that refuse are kept, so that a new contact with the same one gets nothing either."""
    if event.kind == "contact" and event.what in ("unsubscribe", "consent_refused", "consent_given"):
        key = email_key(session.get_one(Contact, event.document).email)
        if event.what == "consent_given":
            session.execute(delete(MailStop).where(MailStop.address == key))
        else:
            _stopped(session, [key])


events.LISTENERS.append(listen)
VERBS = (
    ("mailing.create", create, MODULE, ("marketing",), "mailing"),
    ("nurture.start", nurture, NURTURING, ("marketing", "sales"), "mailing"),
    ("mail.open", opened, MODULE, ROLES, "mail"),
    ("mail.click", clicked, MODULE, ROLES, "mail"),
    ("mail.answer", answered, MODULE, ROLES, "mail"),
    ("mail.unsubscribe", unsubscribed, MODULE, ROLES, "mail"),
)
