"""Contacts: organisations and persons, what they are to us, and whether they want mail."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, numbers
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import duplicates, team
from advisor.sandbox.crm.tables import Contact

ROLES = ("lead", "customer", "supplier", "employee", "partner")
Kind = Literal["organisation", "person"]
Consent = Literal["", "given", "refused"]


def create(
    session: Session,
    by: Actor,
    *,
    name: str,
    kind: Kind = "organisation",
    code: str = "",
    organisation: int | None = None,
    lead: bool = False,
    customer: bool = False,
    supplier: bool = False,
    employee: bool = False,
    partner: bool = False,
    email: str = "",
    phone: str = "",
    tax_number: str = "",
    address: str = "",
    city: str = "",
    country: str = "",
    industry: str = "",
    source: str = "",
    owner: str = "",
    note: str = "",
    consent: Consent = "",
    anyway: bool = False,
) -> Contact:
    """A new contact; without a code it gets the next one. `organisation` is the one that a person belongs to.

    Raises Refusal for a code that is taken, and for somebody who is here already by e-mail or tax number, unless it
    is to be entered `anyway`.
    """
    made = Contact(
        code=_code(session, code.strip()), kind=kind, since=clock.today(session), lead=lead, customer=customer,
        supplier=supplier, employee=employee, partner=partner, country=country, consent=consent, active=True,
    )  # fmt: skip
    given = {
        "name": name, "organisation_id": _organisation(session, organisation), "email": email, "phone": phone,
        "tax_number": tax_number, "address": address, "city": city, "industry": industry, "source": source,
        "owner": team.owner(session, owner), "note": note,
    }  # fmt: skip
    for field, value in given.items():
        setattr(made, field, value.strip() if isinstance(value, str) else value)
    _check(session, made, anyway)
    session.add(made)
    session.flush()
    events.record(session, by, "contact", made.id, "create", contact=made.id)
    return made


def change(
    session: Session,
    by: Actor,
    *,
    contact: int,
    name: str | None = None,
    organisation: int | None = None,
    lead: bool | None = None,
    customer: bool | None = None,
    supplier: bool | None = None,
    employee: bool | None = None,
    partner: bool | None = None,
    email: str | None = None,
    phone: str | None = None,
    tax_number: str | None = None,
    address: str | None = None,
    city: str | None = None,
    country: str | None = None,
    industry: str | None = None,
    source: str | None = None,
    owner: str | None = None,
    note: str | None = None,
    active: bool | None = None,
    anyway: bool = False,
) -> Contact:
    """What is not given stays. Raises Refusal as `create` does, and for a contact that was merged into another."""
    found = get(session, contact, lock=True)
    given: dict[str, Any] = {
        "name": name, "organisation_id": _organisation(session, organisation), "lead": lead, "customer": customer,
        "supplier": supplier, "employee": employee, "partner": partner, "email": email, "phone": phone,
        "tax_number": tax_number, "address": address, "city": city, "country": country, "industry": industry,
        "source": source, "owner": None if owner is None else _left(session, found, owner),
        "note": note, "active": active,
    }  # fmt: skip
    update(session, by, found, given, anyway=anyway)
    return found


def _left(session: Session, contact: Contact, owner: str) -> str:
    """Somebody who left keeps what they own. Raises Refusal for a name that nobody has."""
    return owner if owner == contact.owner else team.owner(session, owner)


def update(session: Session, by: Actor, contact: Contact, given: dict[str, Any], *, anyway: bool = False) -> list[str]:
    """Set what is given and different; the history says which fields that were. Raises Refusal."""
    changed = []
    for name, value in given.items():
        kept = value.strip() if isinstance(value, str) else value
        if kept is not None and kept != getattr(contact, name):
            setattr(contact, name, kept)
            changed.append(name)
    if changed:
        _check(session, contact, anyway or not {"email", "tax_number", "active"} & set(changed))
        events.record(session, by, "contact", contact.id, "change", {"fields": changed}, contact=contact.id)
    return changed


def _check(session: Session, contact: Contact, anyway: bool) -> None:
    """Bring the keys up to date. Raises Refusal for what cannot be, and for a duplicate unless it is wanted."""
    if not contact.name:
        raise Refusal("A name is needed. Enter one.", field="name")
    if contact.email and not is_address(contact.email):
        raise Refusal("This is no e-mail address. Write it as name@company.example.", field="email")
    if contact.organisation_id is not None and contact.kind == "organisation":
        raise Refusal("Only a person belongs to an organisation. Leave the organisation out.", field="organisation")
    duplicates.set_keys(contact)
    other = None if anyway else duplicates.sure(session, contact)
    if other is not None:
        raise Refusal(
            "{name} ({code}) has the same e-mail or tax number. Open that contact, or enter this one anyway.",
            values={"name": other.name, "code": other.code, "contact": other.id},
            field="tax_number" if other.email_key != contact.email_key else "email",
        )


def is_address(email: str) -> bool:
    """Whether it looks like one address."""
    local, _, domain = email.rpartition("@")
    return bool(local and domain) and not any(sign.isspace() or sign in "<>,;" for sign in email)


def _code(session: Session, code: str) -> str:
    """The code if it is free, else the next free one. Drawing it makes others who enter a contact wait, so that two
    cannot enter the same one."""
    if code:
        if _taken(session, code):
            raise Refusal("The code {code} is taken. Choose another.", values={"code": code}, field="code")
        return code
    while True:
        drawn = f"C{numbers.draw(session, 'contact', clock.today(session)):04d}"
        if not _taken(session, drawn):
            return drawn


def _taken(session: Session, code: str) -> bool:
    return session.scalars(select(Contact.id).where(Contact.code == code)).first() is not None


def _organisation(session: Session, id: int | None) -> int | None:
    if id is None:
        return None
    found = get(session, id)
    if found.kind != "organisation":
        raise Refusal("A person belongs to an organisation. Choose one from the list.", field="organisation")
    return found.id


def get(session: Session, id: int, *, lock: bool = False) -> Contact:
    """The contact; of one that was merged, the one in which it lives on. Raises Refusal when there is none."""
    found = _row(session, id, lock)
    while found is not None and found.merged_into_id is not None:
        found = _row(session, found.merged_into_id, lock)
    if found is None:
        raise Refusal("There is no such contact. Choose one from the list.", field="contact")
    return found


def _row(session: Session, id: int, lock: bool) -> Contact | None:
    return session.get(Contact, id, with_for_update=True, populate_existing=True) if lock else session.get(Contact, id)


def with_merged(session: Session, id: int) -> list[int]:
    """The contact and all that were merged into it, one after the other."""
    found, new = [id], [id]
    while new:
        new = list(session.scalars(select(Contact.id).where(Contact.merged_into_id.in_(new))))
        found += new
    return found


def consent(session: Session, by: Actor, *, contact: int, consent: Literal["given", "refused"]) -> Contact:
    """They said whether they want mailings. Given anew it ends an earlier unsubscription."""
    found = get(session, contact, lock=True)
    found.consent = consent
    if consent == "given":
        found.unsubscribed = None
    events.record(session, by, "contact", found.id, f"consent_{consent}", contact=found.id)
    return found


def unsubscribe(session: Session, by: Actor, *, contact: int) -> Contact:
    """They want no more mailings. The first day counts."""
    found = get(session, contact, lock=True)
    if found.unsubscribed is None:
        found.unsubscribed = clock.today(session)
        events.record(session, by, "contact", found.id, "unsubscribe", contact=found.id)
    return found


def may_mail(contact: Contact) -> bool:
    """Whether mailings may go to a contact: it has an address, and neither refused nor unsubscribed."""
    return bool(contact.active and contact.email and contact.consent != "refused" and contact.unsubscribed is None)


def mailable() -> ColumnElement[bool]:
    """The same as `may_mail`, for a query over contacts."""
    return and_(Contact.active, Contact.email != "", Contact.consent != "refused", Contact.unsubscribed.is_(None))


WHO = ("sales", "marketing", "service", "accounting")
VERBS = (
    ("contact.create", create, "crm-contacts", WHO, "contact"),
    ("contact.change", change, "crm-contacts", WHO, "contact"),
    ("contact.consent", consent, "crm-contacts", WHO, "contact"),
    ("contact.unsubscribe", unsubscribe, "crm-contacts", WHO, "contact"),
)
