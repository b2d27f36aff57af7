"""Pages of customers: the contact with all that has to do with it, an activity, a registered deal, a file, a member."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import case, literal, or_, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.crm import duplicates, partners
from advisor.sandbox.crm.contact_tables import DealRegistration, PartnerCustomer, PartnerTerms
from advisor.sandbox.crm.tables import Activity, Contact, Deal, Interaction, Ticket
from web.sandbox import link_parts, marketing_parts
from web.sandbox.contacts_history import quick_log, timeline
from web.sandbox.contacts_import import preview
from web.sandbox.contacts_lists import ACTIVITIES, ACTIVITY_COLUMNS, CONTACTS, PARTNERS, activity_state
from web.sandbox.declared import Column, DocumentPage, Field, Lines, Link, Next, Query, Ref, Told

MOST = 40  # activities and conversations that the page of a contact shows
CLOSED = ("won", "lost", "closed", "solved")


def _circle(contact: Contact) -> Any:
    """The contact, and the people who belong to it."""
    return select(Contact.id).where(or_(Contact.id == contact.id, Contact.organisation_id == contact.id))


def _people(_: Session, contact: Contact) -> Query:
    return select(Contact.id).where(Contact.organisation_id == contact.id, Contact.active).order_by(Contact.name)


def _deals(_: Session, contact: Contact) -> Query:
    mine = select(Deal.id).join(Contact, Contact.id == Deal.contact_id).where(Deal.contact_id.in_(_circle(contact)))
    return mine.order_by(case((Deal.state.in_(CLOSED), 1), else_=0), Deal.expected)


def _tickets(_: Session, contact: Contact) -> Query:
    mine = select(Ticket.id).where(Ticket.contact_id.in_(_circle(contact)))
    return mine.order_by(case((Ticket.state.in_(CLOSED), 1), else_=0), Ticket.opened.desc())


def _activities(_: Session, contact: Contact) -> Query:
    """What is planned by day, so that the overdue come first; then what is over, the newest first."""
    mine = select(Activity.id).where(Activity.contact_id.in_(_circle(contact)))
    planned = Activity.state == "planned"
    order = (case((planned, 0), else_=1), case((planned, Activity.due)), Activity.due.desc())
    return select(Activity.id).where(Activity.id.in_(mine.order_by(*order).limit(MOST))).order_by(*order)


def _said(_: Session, contact: Contact) -> Query:
    mine = select(Interaction.id).where(Interaction.contact_id.in_(_circle(contact)))
    last = mine.order_by(Interaction.at.desc(), Interaction.id.desc()).limit(MOST)
    return select(Interaction.id).where(Interaction.id.in_(last)).order_by(Interaction.at.desc(), Interaction.id.desc())


def _served(_: Session, contact: Contact) -> Query:
    rows = select(PartnerCustomer.id).join(Contact, Contact.id == PartnerCustomer.customer_id)
    return rows.where(PartnerCustomer.partner_id == contact.id).order_by(Contact.name)


def _sold_by(_: Session, contact: Contact) -> Query:
    rows = select(Deal.id).join(Contact, Contact.id == Deal.contact_id).where(Deal.partner_id == contact.id)
    return rows.order_by(case((Deal.state.in_(CLOSED), 1), else_=0), Deal.expected)


def _told(session: Session, contact: Contact) -> Iterator[Told]:
    if contact.merged_into_id:
        kept = session.get_one(Contact, contact.merged_into_id)
        values: dict[str, str | int] = {"name": kept.name, "code": kept.code}
        yield Told(mark("This contact was merged into {name} ({code})."), values=values)
        return
    if not contact.active:
        yield Told(mark("This contact is out of use."))
    if contact.overdue > 0:
        yield Told(mark("Something of their invoices should have been paid already."), "bad")
    if contact.consent == "refused" or contact.unsubscribed:
        yield Told(mark("They get no mailings."))
    for one in duplicates.alike(session, contact, most=3):
        values = {"name": one.contact.name, "code": one.contact.code}
        yield Told(mark("Perhaps the same as {name} ({code})."), values=values)


def _around(session: Session, contact: Contact) -> Iterator[Ref]:
    if contact.merged_into_id:
        yield Ref("contact", contact.merged_into_id)
    partner = partners.server(session, contact.id)
    if partner is not None:
        yield Ref("contact", partner.id)
    for one in session.scalars(select(Contact.id).where(Contact.merged_into_id == contact.id)):
        yield Ref("contact", one)
    for found in duplicates.alike(session, contact, most=3):
        yield Ref("contact", found.contact.id)


def _commission(session: Session, contact: Contact) -> float | None:
    found = session.scalar(select(PartnerTerms.commission).where(PartnerTerms.partner_id == contact.id))
    return None if found is None else found / partners.HUNDRED


def _earned(session: Session, contact: Contact) -> int | None:
    return partners.sums(session, [contact.id])[contact.id].commission or None


def _in_use(_: Session, contact: Contact) -> bool:
    return contact.merged_into_id is None


def _is_partner(_: Session, contact: Contact) -> bool:
    return contact.partner and contact.merged_into_id is None


DEAL_COLUMNS = (
    Column("name", mark("Deal"), Deal.name),
    Column("state", mark("Stage"), Deal.state, "state"),
    Column("amount", mark("Amount"), Deal.amount, "money", unit=Deal.currency),
    Column("expected", mark("Expected"), Deal.expected, "date"),
    Column("owner", mark("In charge"), Deal.owner),
    Column("contact", mark("Contact"), Contact.name, to="contact", key=Contact.id),
)
CONTACT = DocumentPage(
    kind="contact",
    module=CONTACTS,
    back="contacts",
    fields=(
        Field(mark("Code"), "code"),
        Field(mark("Kind"), "kind", "choice"),
        Field(mark("Organisation"), "organisation_id", to="contact"),
        Field(mark("Enquiry"), "lead", "yes"),
        Field(mark("Customer"), "customer", "yes"),
        Field(mark("Supplier"), "supplier", "yes"),
        Field(mark("Employee"), "employee", "yes"),
        Field(mark("Partner"), "partner", "yes"),
        Field(mark("E-mail"), "email"),
        Field(mark("Telephone"), "phone"),
        Field(mark("Address"), "address"),
        Field(mark("City"), "city"),
        Field(mark("Country"), "country", "country"),
        Field(mark("Tax number"), "tax_number"),
        Field(mark("Industry"), "industry"),
        Field(mark("Where from"), "source", "source"),
        Field(mark("In charge"), "owner"),
        Field(mark("Since"), "since", "date"),
        Field(mark("Mailings"), "consent", "choice"),
        Field(mark("Unsubscribed on"), "unsubscribed", "date"),
        Field(mark("They owe"), lambda _, contact: contact.balance or None, "money"),
        Field(mark("Overdue"), lambda _, contact: max(contact.overdue, 0) or None, "money"),
        Field(mark("Commission, per cent"), _commission, "percent"),
        Field(mark("Commission earned"), _earned, "money"),
        Field(mark("Note"), "note"),
    ),
    above=(("sandbox/contacts/quick_log.html", quick_log),),
    lines=(
        Lines(mark("Activities"), _activities, ACTIVITY_COLUMNS, kind="activity"),
        Lines(mark("Deals"), _deals, DEAL_COLUMNS, kind="deal"),
        Lines(
            mark("Tickets"),
            _tickets,
            (
                Column("number", mark("Number"), Ticket.number),
                Column("subject", mark("Subject"), Ticket.subject),
                Column("priority", mark("Priority"), Ticket.priority, "choice"),
                Column("opened", mark("Opened"), Ticket.opened, "date"),
                Column("state", mark("Status"), Ticket.state, "state"),
            ),
            kind="ticket",
        ),
        Lines(
            mark("People"),
            _people,
            (
                Column("name", mark("Name"), Contact.name),
                Column("email", mark("E-mail"), Contact.email),
                Column("phone", mark("Telephone"), Contact.phone),
            ),
            kind="contact",
        ),
        Lines(
            mark("Conversations"),
            _said,
            (
                Column("at", mark("Date"), Interaction.at, "date"),
                Column(
                    "way", mark("Direction"), case((Interaction.way == "in", literal("heard")), else_="said"), "choice"
                ),
                Column("channel", mark("Channel"), Interaction.channel, "choice"),
                Column("text", mark("Text"), Interaction.text),
            ),
        ),
        Lines(
            mark("Customers served"),
            _served,
            (
                Column("name", mark("Customer"), Contact.name, to="contact", key=Contact.id),
                Column("since", mark("Since"), PartnerCustomer.since, "date"),
            ),
        ),
        Lines(mark("Deals through this partner"), _sold_by, DEAL_COLUMNS, kind="deal"),
    ),
    told=_told,
    related=_around,
    next=(
        Next("activity.create", {"contact": "id"}, when=_in_use),
        Next("deal.create", {"contact": "id"}, when=_in_use),
        Next("ticket.open", {"contact": "id"}, when=_in_use),
        Next("contact.change", {"contact": "id"}, when=_in_use),
        Next("contact.consent", {"contact": "id"}, when=_in_use),
        Next(
            "contact.unsubscribe",
            {"contact": "id"},
            when=lambda _, contact: bool(contact.email) and contact.unsubscribed is None and contact.active,
        ),
        Next("contact.merge", {"keep": "id"}, when=_in_use),
        Next("contact.unmerge", {"contact": "id"}, when=lambda _, contact: contact.merged_into_id is not None),
        Next("partner.register_deal", {"partner": "id"}, when=_is_partner),
        Next("partner.serve", {"partner": "id"}, when=_is_partner),
        Next("partner.terms", {"partner": "id"}, when=_is_partner),
        Next(
            "partner.release",
            {"customer": "id"},
            when=lambda session, contact: partners.server(session, contact.id) is not None,
        ),
    ),
    links=(
        Link("activities", {"contact": "id"}),
        Link("deal-registrations", {"partner": "id"}, when=lambda _, contact: contact.partner),
    ),
    parts=(
        (marketing_parts.OFFERS, marketing_parts.offers),
        (link_parts.TEMPLATE, link_parts.other_side),
        ("sandbox/timeline.html", timeline),
    ),
    history=False,
)


def _subject_of(_: Session, activity: Activity) -> Iterator[Ref]:
    if activity.about_kind and activity.about:
        yield Ref(activity.about_kind, activity.about)


ACTIVITY = DocumentPage(
    kind="activity",
    module=ACTIVITIES,
    back="activities",
    name="subject",
    fields=(
        Field(mark("Kind"), "kind", "choice"),
        Field(mark("Contact"), "contact_id", to="contact"),
        Field(mark("In charge"), "owner"),
        Field(mark("Due"), "due", "date"),
        Field(mark("Done on"), lambda _, activity: activity.done and activity.done.date(), "date"),
        Field(mark("Time"), "done", "time"),
        Field(mark("Outcome"), "outcome"),
        Field(mark("Note"), "note"),
        Field(mark("Planned by a rule"), "by_rule", "yes"),
    ),
    state=activity_state,
    related=_subject_of,
    next=(Next("activity.change", {"activity": "id"}),),
)


def _registration_state(session: Session, found: DealRegistration) -> str:
    return "expired" if found.state == "held" and found.until < clock.today(session) else found.state


def _registration_told(session: Session, found: DealRegistration) -> Iterator[Told]:
    if found.against_id is not None and found.state == "conflict":
        earlier = session.get_one(DealRegistration, found.against_id)
        partner = session.get_one(Contact, earlier.partner_id)
        yield Told(
            mark("{partner} registered this customer first. Give it to one of the two."),
            values={"partner": partner.name},
        )
    server = partners.server(session, found.contact_id)
    if server is not None and server.id != found.partner_id:
        yield Told(mark("This customer is served by {partner}."), values={"partner": server.name})


def _registration_around(_: Session, found: DealRegistration) -> Iterator[Ref]:
    if found.against_id is not None:
        yield Ref("deal_registration", found.against_id)
    if found.deal_id is not None:
        yield Ref("deal", found.deal_id)


REGISTRATION = DocumentPage(
    kind="deal_registration",
    module=PARTNERS,
    back="deal-registrations",
    fields=(
        Field(mark("Partner"), "partner_id", to="contact"),
        Field(mark("Customer"), "contact_id", to="contact"),
        Field(mark("Deal"), "deal_id", to="deal"),
        Field(mark("Amount"), lambda _, found: found.amount or None, "money"),
        Field(mark("Date"), "on", "date"),
        Field(mark("Protected until"), "until", "date"),
        Field(mark("Expected"), "expected", "date"),
        Field(mark("Decided by"), "decided_by"),
        Field(mark("Reason"), "reason"),
    ),
    state=_registration_state,
    told=_registration_told,
    related=_registration_around,
)
IMPORT = DocumentPage(
    kind="contact_import",
    module=CONTACTS,
    back="contact-imports",
    fields=(
        Field(mark("Date"), "on", "date"),
        Field(mark("New"), lambda _, found: found.made or None, "number"),
        Field(mark("Filled in"), lambda _, found: found.filled or None, "number"),
        Field(mark("Skipped"), lambda _, found: found.skipped or None, "number"),
        Field(mark("Not usable"), lambda _, found: found.wrong or None, "number"),
    ),
    parts=(("sandbox/contacts/import_preview.html", preview),),
)
MEMBER = DocumentPage(
    kind="member",
    module=CONTACTS,
    back="team",
    fields=(
        Field(mark("Role"), "role", "choice"),
        Field(mark("Level"), "level", "number"),
        Field(mark("E-mail"), "email"),
        Field(mark("Works here"), "active", "yes"),
    ),
    next=(Next("member.change", {"member": "id"}),),
)

DOCUMENTS = (CONTACT, ACTIVITY, REGISTRATION, IMPORT, MEMBER)
