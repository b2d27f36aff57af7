"""Customers: contacts, activities, partners, and the day in the field."""

from __future__ import annotations

from sqlalchemy import and_

from advisor.errors import mark
from advisor.sandbox.crm.tables import Contact, Member
from web.sandbox import contacts_duplicates, contacts_field, contacts_import, contacts_work
from web.sandbox.contacts_documents import DOCUMENTS
from web.sandbox.contacts_forms import FORMS
from web.sandbox.contacts_lists import ACTIVITIES, CONTACTS, LISTS
from web.sandbox.declared import Area, Reference, Special

GROUP = "customers"

AREA = Area(
    screens=LISTS,
    documents=DOCUMENTS,
    forms=FORMS,
    specials=(
        Special("my-work", mark("My work"), GROUP, ACTIVITIES, "sandbox/contacts/work.html", contacts_work.build),
        Special(
            "field", mark("Day in the field"), GROUP, "crm-mobile", "sandbox/contacts/field.html", contacts_field.build
        ),
        Special(
            "duplicates",
            mark("Possible duplicates"),
            GROUP,
            CONTACTS,
            "sandbox/contacts/duplicates.html",
            contacts_duplicates.build,
        ),
        Special(
            "import-contacts",
            mark("Import contacts"),
            GROUP,
            CONTACTS,
            "sandbox/contacts/import.html",
            contacts_import.choose,
        ),
    ),
    references=(
        Reference("contact", "contact", Contact, lambda t: t.active),
        Reference("any_contact", "contact", Contact),
        Reference("organisation", "contact", Contact, lambda t: and_(t.active, t.kind == "organisation")),
        Reference("member", "member", Member),
        Reference("partner", "contact", Contact, lambda t: and_(t.active, t.partner)),
    ),
    choices={
        "call": mark("Call"),
        "mail": mark("E-mail"),
        "meeting": mark("Meeting"),
        "visit": mark("Visit"),
        "task": mark("Task"),
        "note": mark("Note"),
        "organisation": mark("Organisation"),
        "person": mark("Private person"),
        "given": mark("Wanted"),
        "refused": mark("Not wanted"),
        "lead": mark("Enquiry"),
        "partner": mark("Partner"),
        "sales": mark("Sales"),
        "marketing": mark("Marketing"),
        "manager": mark("Management"),
        "heard": mark("From them"),
        "said": mark("From us"),
        "deal": mark("Deal"),
        "ticket": mark("Ticket"),
        "phone": mark("Telephone"),
        "email": mark("E-mail"),
    },
    labels={
        "about": mark("What it is about"),
        "activity": mark("Activity"),
        "anyway": mark("Enter it anyway"),
        "consent": mark("Mailings"),
        "contact": mark("Contact"),
        "deal": mark("Deal"),
        "expected": mark("Expected"),
        "follow_up": mark("Follow-up"),
        "follow_up_due": mark("Follow-up due"),
        "follow_up_kind": mark("Kind of follow-up"),
        "industry": mark("Industry"),
        "lead": mark("Enquiry"),
        "lead_company": mark("Organisation of somebody new"),
        "lead_person": mark("Somebody new"),
        "lead_phone": mark("Telephone of somebody new"),
        "level": mark("Level"),
        "member": mark("Member of the team"),
        "note": mark("Note"),
        "organisation": mark("Organisation"),
        "outcome": mark("Outcome"),
        "owner": mark("In charge"),
        "partner": mark("Partner"),
        "role": mark("Role"),
        "stage": mark("Stage"),
        "subject": mark("Subject"),
    },
    events={
        "consent_given": mark("Mailings wanted"),
        "consent_refused": mark("Mailings not wanted"),
        "unsubscribe": mark("Unsubscribed"),
        "merge": mark("Merged"),
        "unmerge": mark("Merge taken back"),
        "distinct": mark("Said not to be the same"),
        "terms": mark("Commission set"),
        "served": mark("Given to a partner"),
        "released": mark("Released from the partner"),
        "activity.create": mark("Planned"),
        "activity.finish": mark("Done"),
        "activity.postpone": mark("Postponed"),
        "contact_import.take": mark("Taken in"),
        "contact_import.drop": mark("Thrown away"),
        "deal_registration.create": mark("Registered"),
        "deal_registration.contest": mark("Registered by another partner before"),
        "deal_registration.award": mark("Given to this partner"),
        "deal_registration.refuse": mark("Refused"),
    },
    kinds={
        "contact": mark("Contact"),
        "activity": mark("Activity"),
        "member": mark("Member of the team"),
        "partner": mark("Partner"),
        "contact_import": mark("Imported file"),
        "deal_registration": mark("Registered deal"),
    },
    states={
        "held": mark("Protected"),
        "conflict": mark("Conflict"),
        "refused": mark("Refused"),
        "expired": mark("Expired"),
        "contact_import.waiting": mark("To be looked at"),
        "contact_import.taken": mark("Taken in"),
        "contact_import.dropped": mark("Thrown away"),
    },
    transitions={
        "activity.finish": mark("Done"),
        "postpone": mark("Postpone"),
        "deal_registration.contest": mark("Registered by another partner before"),
        "deal_registration.award": mark("Give it to this partner"),
        "deal_registration.refuse": mark("Refuse"),
    },
)
