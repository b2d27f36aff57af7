"""Leads: enquiries, who answers them, and their conversion to a contact and a deal."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, Literal

from babel.numbers import get_currency_precision
from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, numbers, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect
from advisor.sandbox.crm import contacts, deals, duplicates, scoring, team
from advisor.sandbox.crm.tables import Activity, Contact, Interaction, Lead, Member

OPEN = ("new", "working", "qualified")
TEXTS = ("company", "person", "email", "phone", "city", "country", "wish", "source")
Channel = Literal["email", "phone", "chat", "web"]


def create(
    session: Session,
    by: Actor,
    *,
    company: str = "",
    person: str = "",
    email: str = "",
    phone: str = "",
    city: str = "",
    country: str = "",
    employees: int = 0,
    budget: Decimal = Decimal(0),
    wish: str = "",
    source: str = "",
    campaign: int | None = None,
    owner: str = "",
) -> Lead:
    """An enquiry that came in now, with its points; the budget in the trial's currency. Raises Refusal when nobody is
    named."""
    trial = clock.trial(session)
    lead = Lead(
        number=numbers.text("LD", numbers.draw(session, "lead", trial.today)),
        state="new",
        on=trial.today,
        at=clock.now(session),
        employees=_number(employees),
        budget=deals.positive(budget, trial.currency),
        campaign_id=deals.campaign_of(session, campaign),
        owner=team.owner(session, owner),
    )
    given = (company, person, email, phone, city, country, wish, source)
    for field, text in zip(TEXTS, given, strict=True):
        setattr(lead, field, text.strip())
    session.add(lead)
    _scored(session, lead)
    session.flush()
    states.made(session, "lead", lead)
    events.record(session, by, "lead", lead.id, "create", {"source": lead.source})
    return lead


def change(
    session: Session,
    by: Actor,
    *,
    document: int,
    company: str | None = None,
    person: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    city: str | None = None,
    country: str | None = None,
    employees: int | None = None,
    budget: Decimal | None = None,
    wish: str | None = None,
    source: str | None = None,
    owner: str | None = None,
) -> Lead:
    """What is not given stays. Raises Refusal for a lead that was converted or lost."""
    lead: Lead = states.load(session, "lead", document, lock=True)
    if lead.state not in OPEN:
        raise Refusal("This lead is closed. Revive it before you change it.")
    given: dict[str, Any] = {
        "company": company, "person": person, "email": email, "phone": phone, "city": city, "country": country,
        "employees": None if employees is None else _number(employees), "wish": wish, "source": source,
        "budget": None if budget is None else deals.positive(budget, clock.trial(session).currency),
        "owner": None if owner is None else team.owner(session, owner),
    }  # fmt: skip
    texts = {name: one.strip() if isinstance(one, str) else one for name, one in given.items()}
    changed = [name for name, value in texts.items() if value is not None and value != getattr(lead, name)]
    for name in changed:
        setattr(lead, name, texts[name])
    _scored(session, lead)
    if changed:
        events.record(session, by, "lead", lead.id, "change", {"fields": changed})
    return lead


def _scored(session: Session, lead: Lead) -> None:
    if not (lead.company or lead.person or lead.email):
        raise Refusal("A company, a person or an e-mail address is needed. Enter one.", field="company")
    session.flush()
    scoring.rescore(session, lead)


def _number(employees: int) -> int:
    if employees < 0:
        raise Refusal("A number of people is nought or more.", field="employees")
    return employees


def named(lead: Lead) -> str:
    """What a lead is called: the company, else the person, else the address."""
    return lead.company or lead.person or lead.email


def least_busy(session: Session) -> str:
    """The active seller with the fewest open leads; of equals the one who came first. Empty when nobody sells."""
    mine = and_(Lead.owner == Member.name, Lead.state.in_(OPEN))
    busy = select(func.count(Lead.id)).where(mine).correlate(Member).scalar_subquery()
    wanted = select(Member.name).where(Member.active, Member.role == "sales").order_by(busy, Member.id)
    return session.scalars(wanted.limit(1)).first() or ""


def give(session: Session, lead: Lead, by: Actor, owner: str = "") -> None:
    """The lead belongs to `owner`, else to whoever has least to do. Raises Refusal when nobody sells."""
    lead.owner = team.owner(session, owner) or least_busy(session)
    if not lead.owner:
        raise Refusal("Nobody sells here yet. Enter a colleague with the role of sales first.", field="owner")
    events.record(session, by, "lead", lead.id, "given", {"reason": lead.owner})


@effect("lead.assign")
def assign(session: Session, lead: Lead, by: Actor, *, owner: str = "") -> None:
    give(session, lead, by, owner)


@effect("lead.answer")
def answer(session: Session, lead: Lead, by: Actor, *, channel: Channel = "email", text: str) -> str:
    """Somebody got in touch with them; the first time counts."""
    now = clock.now(session)
    session.add(Interaction(at=now, channel=channel, way="out", text=text.strip(), lead_id=lead.id))
    if lead.answered is None:
        lead.answered = now
    return "qualified" if lead.state == "qualified" else "working"


@effect("lead.convert")
def convert(
    session: Session,
    lead: Lead,
    by: Actor,
    *,
    contact: int | None = None,
    deal: bool = True,
    name: str = "",
    amount: Decimal | None = None,
    expected: datetime.date | None = None,
) -> None:
    """To a contact (the one that is given, else the one with the same e-mail, else a new one) and, if wanted and there
    is a pipeline, a deal over `amount`, else the budget. What was said and planned with the lead belongs to the contact
    from then on."""
    found = contacts.get(session, contact) if contact is not None else by_email(session, lead)
    found = found or _entered(session, lead, by)
    contacts.update(session, by, found, {"lead": True, "owner": found.owner or lead.owner})
    lead.contact_id = found.id
    for table, mine in ((Interaction, Interaction.lead_id == lead.id), (Activity, _about(lead))):
        session.execute(update(table).where(mine, table.contact_id.is_(None)).values(contact_id=found.id))
    if deal and _has_pipeline(session):
        made = deals.create(
            session, by, contact=found.id, name=name, expected=expected, owner=lead.owner, source=lead.source,
            campaign=lead.campaign_id, amount=_budget(session, lead) if amount is None else amount,
        )  # fmt: skip
        lead.deal_id = made.id


def _has_pipeline(session: Session) -> bool:
    on = clock.trial(session).modules
    return not on or "crm-pipeline" in on


def _budget(session: Session, lead: Lead) -> Decimal:
    """In whole units of the currency."""
    return Decimal(lead.budget).scaleb(-get_currency_precision(clock.trial(session).currency))


def _about(lead: Lead) -> Any:
    return and_(Activity.about_kind == "lead", Activity.about == lead.id)


def by_email(session: Session, lead: Lead) -> Contact | None:
    """The contact that has the same e-mail; of a person of an organisation, the organisation."""
    key = duplicates.email_key(lead.email)
    wanted = select(Contact).where(Contact.email_key == key, Contact.active).order_by(Contact.id)
    found = session.scalars(wanted).first() if key else None
    return session.get(Contact, found.organisation_id) if found and found.organisation_id else found


def by_phone(session: Session, lead: Lead) -> list[Contact]:
    """Contacts with the same telephone, which may be others all the same."""
    key = duplicates.phone_key(lead.phone, lead.country)
    wanted = select(Contact).where(Contact.phone_key == key, Contact.active).order_by(Contact.id).limit(3)
    return list(session.scalars(wanted)) if key else []


def _entered(session: Session, lead: Lead, by: Actor) -> Contact:
    """A new organisation with the person who asked, or the person alone; gives the first of them."""
    person = lead.person or ("" if lead.company else lead.email)
    organisation = None
    if lead.company:
        organisation = contacts.create(session, by, name=lead.company, email="" if person else lead.email)
    alone = None
    if person:
        parent = None if organisation is None else organisation.id
        alone = contacts.create(session, by, name=person, kind="person", organisation=parent, email=lead.email)
    told = {name: getattr(lead, name) for name in ("phone", "city", "country", "source", "owner")}
    for made in filter(None, (organisation, alone)):
        contacts.update(session, by, made, dict(told))
    found = organisation or alone
    assert found is not None  # a lead has a company, a person or an address
    return found


@effect("lead.lose")
def lose(session: Session, lead: Lead, by: Actor, *, reason: str) -> None:
    lead.lost_reason = deals.said(reason)


@effect("lead.revive")
def revive(session: Session, lead: Lead, by: Actor) -> None:
    lead.lost_reason = ""


VERBS = (
    ("lead.create", create, "crm-leads", ("sales", "marketing", "service"), "lead"),
    ("lead.change", change, "crm-leads", ("sales", "marketing"), "lead"),
)
