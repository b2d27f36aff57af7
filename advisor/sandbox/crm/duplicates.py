"""Duplicates: contacts that seem to be the same, found when one is entered or imported.

E-mail, telephone, name and tax number are brought to one spelling each, kept as keys of the contact. The same e-mail or
tax number is nearly always the same contact; the same name or telephone may be a relative or a neighbour.
Somebody and the organisation they belong to are not: they often share a telephone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.states import FOLDER
from advisor.sandbox.crm.tables import Contact

KEYS = ("email_key", "tax_key", "phone_key", "name_key")  # the surest first
SURE = ("email_key", "tax_key")
SHORTEST_PHONE = 6  # digits; fewer are an extension
MOST_GROUPS = 60  # of one key, looked at for the list
MOST_MEMBERS = 1000
_SAME_LETTERS = str.maketrans({"ي": "ی", "ك": "ک", "\u200c": " ", "ʼ": "", "'": "", "’": "", ".": "", "`": ""})


@cache
def spellings() -> dict[str, Any]:
    """Legal forms and dialling codes."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / "crm" / "spellings.yaml").read_text(encoding="utf-8"))
    return found


def email_key(email: str) -> str:
    return email.strip().lower()


def tax_key(number: str) -> str:
    """Letters and digits only."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", number) if sign.isalnum()).upper()


def phone_key(phone: str, country: str = "") -> str:
    """All digits with the code of the country, where it is written or known; empty when it is too short."""
    text = unicodedata.normalize("NFKC", phone).replace("(0)", "").strip()
    digits = "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdecimal())
    rule = spellings()["dialling"].get(country, {})
    if len(digits) < SHORTEST_PHONE:
        return ""
    if text.startswith("+"):
        return digits
    if digits.startswith("00"):
        return digits[2:]
    trunk = str(rule.get("trunk", ""))
    return f"{rule['code']}{digits.removeprefix(trunk)}" if rule and digits.startswith(trunk) else digits


def name_key(name: str) -> str:
    """Words in the order of the alphabet, without case, accents, punctuation and legal form."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_SAME_LETTERS))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    for ending in spellings()["endings"]:
        bare = bare.removesuffix(ending) if bare != ending else bare
    words = re.findall(r"\w+", bare)
    kept = [word for word in words if word not in _legal_forms()] or words
    return " ".join(sorted(kept))[:200]


@cache
def _legal_forms() -> frozenset[str]:
    """Written as `name_key` writes words."""
    marks = (unicodedata.normalize("NFKD", str(word).casefold().translate(_SAME_LETTERS)) for word in _forms())
    return frozenset("".join(sign for sign in word if not unicodedata.combining(sign)) for word in marks)


def _forms() -> Iterable[str]:
    found: list[str] = spellings()["legal_forms"]
    return found


def set_keys(contact: Contact) -> None:
    """Bring the keys of a contact up to date. One that is out of use or was merged has none: it is found no more."""
    here = contact.active
    contact.email_key = email_key(contact.email) if here else ""
    contact.tax_key = tax_key(contact.tax_number) if here else ""
    contact.phone_key = phone_key(contact.phone, contact.country) if here else ""
    contact.name_key = name_key(contact.name) if here else ""


@dataclass(frozen=True)
class Alike:
    """A contact that shares `keys` with the one in question, the surest first."""

    contact: Contact
    keys: tuple[str, ...]


def alike(session: Session, asked: Contact, most: int = 10) -> list[Alike]:
    """Who shares a key with `asked`, which need not be kept yet; the surest first."""
    given = {name: getattr(asked, name) for name in KEYS if getattr(asked, name)}
    if not given:
        return []
    with session.no_autoflush:
        wanted = select(Contact).where(or_(*(getattr(Contact, name) == value for name, value in given.items())))
        rows = session.scalars(wanted.where(Contact.id != (asked.id or 0)).order_by(Contact.id).limit(100)).all()
    others = (row for row in rows if not belong(asked, row))
    found = [Alike(row, tuple(name for name in given if getattr(row, name) == given[name])) for row in others]
    return sorted(found, key=lambda one: KEYS.index(one.keys[0]))[:most]


def belong(one: Contact, other: Contact) -> bool:
    """Whether one of them is the organisation of the other."""
    return (one.organisation_id, other.organisation_id) != (None, None) and (
        one.organisation_id == other.id or other.organisation_id == one.id
    )


def sure(session: Session, asked: Contact) -> Contact | None:
    """The contact that has the same e-mail or tax number."""
    return next((one.contact for one in alike(session, asked) if one.keys[0] in SURE), None)


@dataclass(frozen=True)
class Group:
    """Contacts that share a key, the oldest first."""

    key: str
    value: str
    contacts: tuple[Contact, ...]


def groups(session: Session, keys: Sequence[str] = KEYS, most: int = MOST_GROUPS) -> list[Group]:
    """Contacts that share a key: at most `most` groups of each key. Who is in the group of a surer key already is not
    told again. Only the index of a key is read to find its groups."""
    found: list[Group] = []
    told: set[frozenset[int]] = set()
    for name in keys:
        key: Any = getattr(Contact, name)
        values = session.scalars(
            select(key).where(key != "").group_by(key).having(func.count() > 1).order_by(key).limit(most)
        ).all()
        rows: dict[str, list[Contact]] = {value: [] for value in values}
        for contact in session.scalars(select(Contact).where(key.in_(values)).order_by(Contact.id).limit(MOST_MEMBERS)):
            rows[getattr(contact, name)].append(contact)
        for value, members in rows.items():
            ids = frozenset(one.id for one in members)
            if len(ids) > 1 and not any(ids <= known for known in told):
                told.add(ids)
                found.append(Group(name, value, tuple(members)))
    return found
