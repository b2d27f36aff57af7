"""Contacts from a CSV file: columns are matched with fields, looked at first, then taken in."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import AdvisorError, BadInput, NotFound
from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import FOLDER
from advisor.sandbox.crm import contacts, duplicates
from advisor.sandbox.crm.contact_tables import ContactImport
from advisor.sandbox.crm.duplicates import email_key, tax_key
from advisor.sandbox.crm.tables import Contact

MOST_ROWS, MOST_COLUMNS, MOST_SIGNS = 1000, 40, 2000
OUT = "-"  # of a column that is left out
SEPARATORS = ",;\t|"
LENGTHS = {"name": 200, "email": 200, "phone": 40, "tax_number": 40, "address": 300, "city": 100, "country": 2,
           "industry": 80, "source": 40, "note": 2000, "code": 40, "organisation": 200}  # fmt: skip
Existing = Literal["skip", "fill"]


@cache
def known() -> dict[str, Any]:
    """The names of columns and the words of some cells."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / "crm" / "import_fields.yaml").read_text(encoding="utf-8"))
    return found


def fields() -> tuple[str, ...]:
    return tuple(known()["fields"])


def read(text: str) -> list[list[str]]:
    """The rows of a file, the first with the names of its columns; empty rows are left out. Raises BadInput."""
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        found = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        values = {"line": rows.line_num}
        raise BadInput("Line {line} is not CSV. Is a quotation mark missing?", field="file", values=values) from error
    return found


def create(session: Session, by: Actor, *, name: str, rows: list[list[str]]) -> ContactImport:
    """Keep the rows of a file (the first names the columns) until they are taken in. Columns are matched by name."""
    if len(rows) < 2:
        raise Refusal("The file holds no contact. Its first line names the columns.", field="file")
    if len(rows) - 1 > MOST_ROWS or len(rows[0]) > MOST_COLUMNS:
        raise Refusal(
            "The file has more than {rows} rows or {columns} columns. Divide it.",
            values={"rows": MOST_ROWS, "columns": MOST_COLUMNS},
            field="file",
        )
    made = ContactImport(name=name.strip()[:200], on=clock.today(session), rows=rows, columns=matched(rows[0]))
    session.add(made)
    session.flush()
    events.record(session, by, "contact_import", made.id, "create", {"name": made.name})
    return made


def matched(heads: list[str]) -> list[str]:
    """The field of each column by its name, each field once; OUT where none is known."""
    names = {word: field for field, words in known()["fields"].items() for word in words}
    found: list[str] = []
    for head in heads:
        field = names.get(_word(head), OUT)
        found.append(OUT if field in found else field)
    return found


def _word(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("'", "").replace("’", "").replace("ʼ", "")))


def match(session: Session, by: Actor, *, contact_import: int, columns: list[str]) -> ContactImport:
    """Say which field each column fills, in the order of the columns; OUT leaves one out."""
    found = _waiting(session, contact_import)
    if len(columns) != len(found.columns):
        raise BadInput("{field} cannot be used as it is. Correct it.", field="columns", values={"field": "columns"})
    wanted = [one for one in columns if one != OUT]
    if any(one not in fields() for one in wanted) or len(set(wanted)) < len(wanted):
        raise Refusal("Each field is filled by one column at most. Choose again.", field="columns")
    found.columns = columns
    return found


@dataclass(frozen=True)
class Row:
    """A row of the file: its line, what it says by field, what is to be done with it (make, fill, skip, wrong), the
    contact that is there already, and why it cannot be used."""

    line: int
    values: dict[str, str]
    action: str
    existing: Contact | None = None
    wrong: AdvisorError | None = None


def look(session: Session, found: ContactImport, existing: Existing = "skip") -> list[Row]:
    """What taking it in would do, row by row. Rows that name the same e-mail are one contact."""
    rows = [
        {field: cell for field, cell in zip(found.columns, row, strict=False) if field != OUT and cell}
        for row in found.rows[1:]
    ]
    here = _here(session, rows)
    seen: set[str] = set()
    made = []
    for line, values in enumerate(rows, start=2):
        wrong, keys = _wrong(values), _keys(values)
        old = next((here[key] for key in keys if key in here), None)
        action = "wrong" if wrong else existing if old or seen & set(keys) else "make"
        made.append(Row(line, values, action, old, wrong))
        if not wrong:
            seen |= set(keys)
    return made


def _keys(values: dict[str, str]) -> list[str]:
    """By which a contact is the same for sure."""
    found = (f"email {email_key(values.get('email', ''))}", f"tax {tax_key(values.get('tax_number', ''))}")
    codes = [f"code {values['code']}"] if values.get("code") else []
    return [one for one in (*found, *codes) if not one.endswith(" ")]


def _here(session: Session, rows: list[dict[str, str]]) -> dict[str, Contact]:
    """Contacts that are here already, by key."""
    emails = {email_key(row["email"]) for row in rows if row.get("email")}
    numbers = {tax_key(row["tax_number"]) for row in rows if row.get("tax_number")}
    codes = {row["code"] for row in rows if row.get("code")}
    found: dict[str, Contact] = {}
    for name, column, wanted in (
        ("email", Contact.email_key, emails),
        ("tax", Contact.tax_key, numbers),
        ("code", Contact.code, codes),
    ):
        for contact in session.scalars(select(Contact).where(column.in_(wanted)).order_by(Contact.id.desc())):
            found[f"{name} {getattr(contact, column.key)}"] = contact
    return found


def _wrong(values: dict[str, str]) -> AdvisorError | None:
    if not values.get("name"):
        return Refusal("A name is needed. Enter one.", field="name")
    if values.get("email") and not contacts.is_address(values["email"]):
        return Refusal("This is no e-mail address. Write it as name@company.example.", field="email")
    if values.get("country") and not _country(values["country"]):
        return Refusal("The country {country} is not known. Write its two letters.",
                       values={"country": values["country"][:40]}, field="country")  # fmt: skip
    long = next((name for name, most in LENGTHS.items() if name != "country" and len(values.get(name, "")) > most), "")
    return BadInput("Something entered is too long or too large to be kept. Shorten it.", field=long) if long else None


def _country(text: str) -> str:
    """Its two letters; empty when it is not known."""
    word = _word(text)
    if re.fullmatch(r"[a-z]{2}", word) and word != "uk":
        return word.upper()
    return next((code for code, words in known()["countries"].items() if word in words), "")


def take(
    session: Session,
    by: Actor,
    *,
    contact_import: int,
    existing: Existing = "skip",
    role: Literal["", "lead", "customer", "supplier", "partner"] = "",
) -> ContactImport:
    """Take in every row that can be used: new contacts are made (in a `role`, if one is given), those that are here
    are skipped or filled where they say nothing. What was sent is thrown away then."""
    found = _waiting(session, contact_import)
    if "name" not in found.columns:
        raise Refusal("Choose the column that holds the name.", field="columns")
    for row in look(session, found, existing):
        if row.wrong is not None:
            found.wrong += 1
            continue
        here = row.existing or _just_made(session, row) if row.action != "make" else None
        if here is not None:
            filled = existing == "fill" and _fill(session, by, here, row.values)
            found.filled += bool(filled)
            found.skipped += not filled
        else:
            _make(session, by, row.values, role)
            found.made += 1
    found.state, found.rows = "taken", []
    values = {"made": found.made, "filled": found.filled, "skipped": found.skipped}
    events.record(session, by, "contact_import", found.id, "take", values)
    return found


def _just_made(session: Session, row: Row) -> Contact | None:
    """The contact that an earlier row of the file made."""
    here = _here(session, [row.values])
    return next((here[key] for key in _keys(row.values) if key in here), None)


def _make(session: Session, by: Actor, values: dict[str, str], role: str) -> Contact:
    given: dict[str, Any] = {name: values.get(name, "") for name in LENGTHS if name not in ("organisation", "country")}
    person = _word(values.get("kind", "")) in known()["persons"] or bool(values.get("organisation"))
    given |= {"country": _country(values.get("country", "")), "kind": "person" if person else "organisation"}
    if role:
        given[role] = True
    if values.get("organisation"):
        given["organisation"] = _organisation(session, by, values["organisation"], role).id
    return contacts.create(session, by, **given, anyway=True)


def _organisation(session: Session, by: Actor, name: str, role: str) -> Contact:
    """The organisation of that name, made when there is none."""
    wanted = select(Contact).where(Contact.name_key == duplicates.name_key(name), Contact.kind == "organisation")
    here = session.scalars(wanted.order_by(Contact.id)).first()
    more: dict[str, Any] = {role: True} if role else {}
    return here or contacts.create(session, by, name=name, **more)


def _fill(session: Session, by: Actor, contact: Contact, values: dict[str, str]) -> bool:
    """Fill what the contact does not say; whether there was anything."""
    given: dict[str, Any] = {
        name: _country(value) if name == "country" else value
        for name, value in values.items()
        if name in LENGTHS and name not in ("organisation", "code") and not getattr(contact, name)
    }
    return bool(contacts.update(session, by, contact, given, anyway=True))


def drop(session: Session, by: Actor, *, contact_import: int) -> ContactImport:
    """Throw away what was sent."""
    found = _waiting(session, contact_import)
    found.state, found.rows = "dropped", []
    events.record(session, by, "contact_import", found.id, "drop")
    return found


def _waiting(session: Session, id: int) -> ContactImport:
    """Raises NotFound, or Refusal when it was taken in or thrown away."""
    found = session.get(ContactImport, id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such document here. It may have been removed by a reset.")
    if found.state != "waiting":
        raise Refusal("This file was taken in or thrown away already. Send it again if you need it.")
    return found


WHO = ("sales", "marketing", "service")
VERBS = (
    ("contact_import.create", create, "crm-contacts", WHO, "contact_import"),
    ("contact_import.match", match, "crm-contacts", WHO, "contact_import"),
    ("contact_import.take", take, "crm-contacts", WHO, "contact_import"),
    ("contact_import.drop", drop, "crm-contacts", WHO, "contact_import"),
)
