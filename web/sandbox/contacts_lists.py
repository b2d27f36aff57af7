"""Lists of customers: contacts, activities, partners and what they registered, people who work here, files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, case, literal, select, type_coerce
from sqlalchemy.orm import Session, aliased

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Trial
from advisor.sandbox.crm import partners
from advisor.sandbox.crm.activities import KINDS
from advisor.sandbox.crm.contact_tables import ContactImport, DealRegistration
from advisor.sandbox.crm.tables import Activity, Contact, Deal, Member
from web.sandbox.declared import Column, Filter, Lines, Query, Screen

CONTACTS, ACTIVITIES, PARTNERS = "crm-contacts", "crm-activities", "crm-partner"
TODAY: ColumnElement[Any] = type_coerce(select(Trial.today).scalar_subquery(), Date)
LATE = and_(Activity.state == "planned", Activity.due < TODAY)
ACTIVITY_STATE = case((LATE, literal("overdue")), else_=Activity.state)
HOLDS_NO_MORE = and_(DealRegistration.state == "held", DealRegistration.until < TODAY)
REGISTRATION_STATE = case((HOLDS_NO_MORE, literal("expired")), else_=DealRegistration.state)
Organisation, Partner = aliased(Contact), aliased(Contact)


def _member(name: Any) -> ColumnElement[Any]:
    """The member of the team with a name."""
    return select(Member.id).where(Member.name == name).scalar_subquery()


ACTIVITY_COLUMNS = (
    Column("subject", mark("Subject"), Activity.subject),
    Column("what", mark("Kind"), Activity.kind, "choice"),
    Column("due", mark("Due"), Activity.due, "date"),
    Column("state", mark("Status"), ACTIVITY_STATE, "state"),
    Column("owner", mark("In charge"), Activity.owner),
    Column("outcome", mark("Outcome"), Activity.outcome),
)


CONTACT_LIST = Screen(
    id="contacts",
    title=mark("Contacts"),
    group="customers",
    module=CONTACTS,
    kind="contact",
    source=select(Contact.id)
    .outerjoin(Organisation, Organisation.id == Contact.organisation_id)
    .where(Contact.merged_into_id.is_(None)),
    columns=(
        Column("name", mark("Name"), Contact.name, searched=True),
        Column("code", mark("Code"), Contact.code, searched=True),
        Column("organisation", mark("Organisation"), Organisation.name, to="contact", key=Organisation.id),
        Column("customer", mark("Customer"), Contact.customer, "yes"),
        Column("email", mark("E-mail"), Contact.email, searched=True),
        Column("phone", mark("Telephone"), Contact.phone, searched=True),
        Column("city", mark("City"), Contact.city),
        Column("owner", mark("In charge"), Contact.owner),
        Column("overdue", mark("Overdue"), case((Contact.overdue > 0, Contact.overdue)), "money"),
    ),
    filters=(
        Filter("is", mark("Kind"), Contact.kind, choices=("organisation", "person")),
        Filter("owner", mark("In charge"), _member(Contact.owner), "row", reference="member"),
        Filter("lead", mark("Enquiries"), Contact.lead, "yes"),
        Filter("customer", mark("Customers"), Contact.customer, "yes"),
        Filter("supplier", mark("Suppliers"), Contact.supplier, "yes"),
        Filter("partner", mark("Partners"), Contact.partner, "yes"),
        Filter("unused", mark("Out of use"), Contact.active.is_(False), "yes"),
    ),
    sort="name",
    create=("contact.create",),
    empty=mark("Customers, suppliers and everybody else you deal with stand here. Enter the first one."),
)

ACTIVITY_LIST = Screen(
    id="activities",
    title=mark("Activities"),
    group="customers",
    module=ACTIVITIES,
    kind="activity",
    source=select(Activity.id).outerjoin(Contact, Contact.id == Activity.contact_id),
    columns=(
        Column("subject", mark("Subject"), Activity.subject, searched=True),
        Column("what", mark("Kind"), Activity.kind, "choice"),
        Column("contact", mark("Contact"), Contact.name, to="contact", key=Contact.id, searched=True),
        Column("owner", mark("In charge"), Activity.owner),
        Column("due", mark("Due"), Activity.due, "date"),
        Column("state", mark("Status"), ACTIVITY_STATE, "state"),
        Column("outcome", mark("Outcome"), Activity.outcome, searched=True),
    ),
    filters=(
        Filter("state", mark("Status"), ACTIVITY_STATE, "state", choices=("planned", "overdue", "done", "cancelled")),
        Filter("what", mark("Kind"), Activity.kind, choices=KINDS),
        Filter("contact", mark("Contact"), Activity.contact_id, "row", reference="contact"),
        Filter("owner", mark("In charge"), _member(Activity.owner), "row", reference="member"),
        Filter("due", mark("Due"), Activity.due, "days"),
        Filter("rule", mark("Planned by a rule"), Activity.by_rule, "yes"),
    ),
    sort="-due",
    create=("activity.create", "activity.log"),
    empty=mark("Calls, mails, meetings, visits and tasks stand here. Plan the first one."),
)


def _sum(of: Callable[[partners.Sums], int]) -> Callable[[Session, Sequence[int]], dict[int, int]]:
    """A figure of partners, where it is not nought."""

    def later(session: Session, ids: Sequence[int]) -> dict[int, int]:
        return {one: value for one, found in partners.sums(session, ids).items() if (value := of(found))}

    return later


PARTNER_LIST = Screen(
    id="partners",
    title=mark("Partners"),
    group="customers",
    module=PARTNERS,
    kind="contact",
    source=select(Contact.id).where(Contact.partner, Contact.merged_into_id.is_(None)),
    columns=(
        Column("name", mark("Partner"), Contact.name, searched=True),
        Column("city", mark("City"), Contact.city, searched=True),
        Column("customers", mark("Customers served"), kind="number", later=_sum(lambda found: found.customers)),
        Column("open", mark("Open deals"), kind="number", later=_sum(lambda found: found.open)),
        Column("pipeline", mark("Pipeline"), kind="money", later=_sum(lambda found: found.pipeline)),
        Column("won", mark("Won"), kind="money", later=_sum(lambda found: found.won)),
        Column("commission", mark("Commission"), kind="money", later=_sum(lambda found: found.commission)),
    ),
    sort="name",
    create=("partner.register_deal", "partner.serve"),
    empty=mark("Whoever sells for you stands here. Mark a contact as partner."),
)

Earlier, EarlierPartner = aliased(DealRegistration), aliased(Contact)
REGISTERED = (
    select(DealRegistration.id)
    .join(Partner, Partner.id == DealRegistration.partner_id)
    .join(Contact, Contact.id == DealRegistration.contact_id)
    .outerjoin(Deal, Deal.id == DealRegistration.deal_id)
    .outerjoin(Earlier, Earlier.id == DealRegistration.against_id)
    .outerjoin(EarlierPartner, EarlierPartner.id == Earlier.partner_id)
)
REGISTRATIONS = Screen(
    id="deal-registrations",
    title=mark("Registered deals"),
    group="customers",
    module=PARTNERS,
    kind="deal_registration",
    source=REGISTERED,
    columns=(
        Column("name", mark("Name"), DealRegistration.name, searched=True),
        Column("partner", mark("Partner"), Partner.name, to="contact", key=Partner.id, searched=True),
        Column("customer", mark("Customer"), Contact.name, to="contact", key=Contact.id, searched=True),
        Column("deal", mark("Deal"), Deal.number, to="deal", key=Deal.id),
        Column("on", mark("Date"), DealRegistration.on, "date"),
        Column("until", mark("Protected until"), DealRegistration.until, "date"),
        Column("against", mark("In conflict with"), EarlierPartner.name, to="contact", key=EarlierPartner.id),
        Column("state", mark("Status"), REGISTRATION_STATE, "state"),
    ),
    filters=(
        Filter(
            "state", mark("Status"), REGISTRATION_STATE, "state", choices=("held", "conflict", "refused", "expired")
        ),
        Filter("partner", mark("Partner"), DealRegistration.partner_id, "row", reference="partner"),
        Filter("on", mark("Date"), DealRegistration.on, "days"),
    ),
    sort="-on",
    create=("partner.register_deal",),
    empty=mark("A deal that a partner tells of is theirs for 90 days. Register the first one."),
)
CONFLICTS = Screen(
    id="partner-conflicts",
    title=mark("Channel conflicts"),
    group="customers",
    module=PARTNERS,
    kind="deal_registration",
    source=REGISTERED.where(DealRegistration.state == "conflict"),
    columns=(
        Column("customer", mark("Customer"), Contact.name, searched=True),
        Column("first", mark("Registered first"), EarlierPartner.name, to="contact", key=EarlierPartner.id),
        Column("since", mark("Since"), Earlier.on, "date"),
        Column("second", mark("Registered later"), Partner.name, to="contact", key=Partner.id),
        Column("on", mark("Date"), DealRegistration.on, "date"),
        Column("amount", mark("Amount"), DealRegistration.amount, "money"),
    ),
    sort="on",
    empty=mark("No two partners want the same customer."),
    about=mark("Open a conflict to decide who gets the customer. Only management may do so."),
)

TEAM = Screen(
    id="team",
    title=mark("Team"),
    group="customers",
    module=CONTACTS,
    kind="member",
    source=select(Member.id),
    columns=(
        Column("name", mark("Name"), Member.name, searched=True),
        Column("role", mark("Role"), Member.role, "choice"),
        Column("level", mark("Level"), Member.level, "number"),
        Column("email", mark("E-mail"), Member.email, searched=True),
        Column("active", mark("Works here"), Member.active, "yes"),
    ),
    sort="name",
    create=("member.create",),
    empty=mark("Who works with customers stands here. Enter the first one."),
)

IMPORTS = Screen(
    id="contact-imports",
    title=mark("Imported files"),
    group="customers",
    module=CONTACTS,
    kind="contact_import",
    source=select(ContactImport.id),
    columns=(
        Column("name", mark("File"), ContactImport.name, searched=True),
        Column("on", mark("Date"), ContactImport.on, "date"),
        Column("made", mark("New"), ContactImport.made, "number"),
        Column("filled", mark("Filled in"), ContactImport.filled, "number"),
        Column("skipped", mark("Skipped"), ContactImport.skipped, "number"),
        Column("wrong", mark("Not usable"), ContactImport.wrong, "number"),
        Column("state", mark("Status"), ContactImport.state, "state"),
    ),
    sort="-on",
    empty=mark("Files that were sent stand here."),
    hidden=True,
)

LISTS = (CONTACT_LIST, ACTIVITY_LIST, PARTNER_LIST, REGISTRATIONS, CONFLICTS, TEAM, IMPORTS)


def activity_state(session: Session, activity: Activity) -> str:
    """Its state, or that it is overdue."""
    late = activity.state == "planned" and activity.due < clock.today(session)
    return "overdue" if late else activity.state


def about(kind: str) -> Lines:
    """The activities about a document, for its page: what is planned first, the overdue on top."""

    def mine(_: Session, document: Any) -> Query:
        rows = select(Activity.id).where(Activity.about_kind == kind, Activity.about == document.id)
        return rows.order_by(case((Activity.state == "planned", 0), else_=1), Activity.due)

    return Lines(mark("Activities"), mine, ACTIVITY_COLUMNS, kind="activity", after=True)
