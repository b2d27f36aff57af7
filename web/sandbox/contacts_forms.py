"""Forms of customers: what they ask for, in which order, and what they begin with."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.crm.contact_tables import PartnerTerms
from advisor.sandbox.crm.tables import Activity, Contact, Member
from advisor.sandbox.verbs import verbs
from web.sandbox.declared import Asked, FormSpec

ROLES = (Asked("customer"), Asked("lead"), Asked("supplier"), Asked("partner"))
REACHED = (Asked("email"), Asked("phone"), Asked("address"), Asked("city"), Asked("country"))
ANYWAY = Asked("anyway", help=mark("When somebody is here with the same e-mail or tax number."))
ABOUT = ("about_kind", "about")


def _as_it_is(verb: str) -> Any:
    """First values of a form that changes a row: those that it has."""

    def start(_: Session, row: Any) -> Mapping[str, Any]:
        if not isinstance(row, Contact | Member | Activity):
            return {}
        names = verbs()[verb].inputs.model_fields
        found = {name: getattr(row, name) for name in names if hasattr(row, name)}
        return found | ({"organisation": row.organisation_id} if isinstance(row, Contact) else {})

    return start


def _commission(session: Session, partner: Any) -> Mapping[str, Any]:
    if not isinstance(partner, Contact):
        return {}
    found = session.scalar(select(PartnerTerms.commission).where(PartnerTerms.partner_id == partner.id)) or 0
    return {"partner": partner.id, "commission": Decimal(found) / 100}


FORMS = (
    FormSpec(
        "contact.create",
        title=mark("New contact"),
        entries=(Asked("name"), Asked("kind"), *ROLES, Asked("organisation"), *REACHED, Asked("owner"), ANYWAY),
    ),
    FormSpec(
        "contact.change",
        title=mark("Change the contact"),
        entries=(
            Asked("contact"), Asked("name"), *ROLES, Asked("organisation"), *REACHED, Asked("tax_number"),
            Asked("industry"), Asked("owner"), Asked("note", widget="long"), Asked("active"), ANYWAY,
        ),
        start=_as_it_is("contact.change"),
        clears=True,
    ),
    FormSpec("contact.consent", title=mark("Enter what they say to mailings")),
    FormSpec("contact.unsubscribe", title=mark("Unsubscribe"), about=mark("They get no mailings from now on.")),
    FormSpec(
        "contact.merge",
        title=mark("Merge with another contact"),
        about=mark("The contact that is kept takes over everything of the other. It can be taken back."),
        button=mark("Merge"),
        entries=(
            Asked("keep", title=mark("Contact that is kept"), reference="contact"),
            Asked("other", title=mark("Contact that goes"), reference="contact"),
        ),
    ),
    FormSpec(
        "contact.unmerge",
        title=mark("Take the merge back"),
        about=mark("What came from this contact returns to it; what was added since stays."),
        button=mark("Take it back"),
        entries=(Asked("contact", reference="any_contact"),),
    ),
    FormSpec(
        "contact.distinct",
        title=mark("Not the same"),
        entries=(Asked("contact"), Asked("other", title=mark("The other contact"), reference="contact")),
    ),
    FormSpec(
        "activity.create",
        title=mark("Plan an activity"),
        entries=(
            Asked("kind"), Asked("subject"), Asked("contact"), Asked("due"), Asked("owner"),
            Asked("note", widget="long", more=True), Asked("about_kind", widget="hidden"),
            Asked("about", widget="hidden"),
        ),
    ),
    FormSpec(
        "activity.log",
        title=mark("Enter what was done"),
        entries=(
            Asked("kind"), Asked("subject"), Asked("contact"), Asked("outcome"),
            Asked("note", widget="long", more=True), Asked("owner", more=True),
            Asked("about_kind", widget="hidden"), Asked("about", widget="hidden"),
        ),
    ),
    FormSpec(
        "activity.change",
        title=mark("Change the activity"),
        entries=(Asked("activity"), Asked("subject"), Asked("owner"), Asked("note", widget="long")),
        start=_as_it_is("activity.change"),
        clears=True,
    ),
    FormSpec("activity.finish", primary=True, entries=(Asked("outcome"),)),
    FormSpec("activity.postpone", primary=False, entries=(Asked("due", help=mark("Left empty, it is a day later.")),)),
    FormSpec("activity.reopen", entries=(Asked("due", help=mark("Left empty, it is today.")),)),
    FormSpec("member.create", title=mark("New member of the team")),
    FormSpec("member.change", title=mark("Change the member"), start=_as_it_is("member.change"), clears=True),
    FormSpec(
        "partner.register_deal",
        title=mark("Register a deal of a partner"),
        about=mark("The customer is theirs for 90 days. Another partner with the same customer is a conflict."),
        entries=(
            Asked("partner"), Asked("contact", title=mark("Customer")), Asked("name", title=mark("What it is about")),
            Asked("amount"), Asked("expected"), Asked("deal", title=mark("A deal that is known"), more=True),
        ),
    ),
    FormSpec(
        "partner.serve",
        title=mark("Give a customer to a partner"),
        entries=(Asked("partner"), Asked("customer", reference="contact")),
    ),
    FormSpec(
        "partner.release",
        title=mark("Release from the partner"),
        entries=(Asked("customer", reference="contact"),),
    ),
    FormSpec(
        "partner.terms",
        title=mark("Set the commission"),
        entries=(Asked("partner"), Asked("commission", title=mark("Commission, per cent"))),
        start=_commission,
    ),
    FormSpec("deal_registration.award", primary=True, entries=(Asked("reason"),)),
    FormSpec("deal_registration.refuse", primary=False, entries=(Asked("reason"),)),
    FormSpec(
        "visit.log",
        title=mark("Enter a visit"),
        entries=(
            Asked("contact"), Asked("activity", widget="hidden"), Asked("outcome", widget="long"),
            Asked("follow_up"), Asked("follow_up_kind"),
            Asked("follow_up_due", help=mark("Left empty, it is a week from now.")),
            Asked("note", widget="long", more=True), Asked("deal", more=True), Asked("stage", more=True),
            Asked("lead_person", more=True), Asked("lead_company", more=True), Asked("lead_phone", more=True),
        ),
    ),
)  # fmt: skip
