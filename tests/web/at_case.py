"""A case of the desk on which several people differ, and its pages as a member sees them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from advisor.workspace.access.tables import MemberRecord, OrganisationRecord
from tests.web.officework import Office
from tests.web.walking import DISTRIBUTOR
from web import desk
from web.desk import Work
from web.signed import Signed

# Two people of sales see another company than the consultant does; finance and management know more of some things.
SALES: dict[str, Any] = {"main_strain": "acquisition", "sales_driven": 5, "lead_followup": 1, "process_complexity": 2}
SALES_TOO: dict[str, Any] = {**SALES, "sales_driven": 4, "employees": 60}
FINANCE: dict[str, Any] = {
    "budget": {"amount": 20000, "currency": "EUR"},
    "employees": 48,
    "erp_state": "good",
    "process_complexity": 5,
    "missing_data": ["cash"],
}
MANAGEMENT: dict[str, Any] = {"change_readiness": 5, "employees": 52, "sales_driven": 2, "missing_data": ["margin"]}


def differing(office: Office) -> int:
    """A case of five voices without a result."""
    number = office.case(office.folder(), DISTRIBUTOR)
    for name, role, answers in (
        ("Olga", "sales", SALES),
        ("Piet", "sales", SALES_TOO),
        ("Finn", "finance", FINANCE),
        ("Mia", "management", MANAGEMENT),
    ):
        office.ask(number, answers, name, role)
    return number


@contextmanager
def worked(office: Office, number: int, language: str = "en", *, write: bool = False) -> Iterator[Work]:
    """The case open for the member of the office, as a route opens it."""
    with office.database.session(write=False) as session:
        member = session.scalars(select(MemberRecord).where(MemberRecord.id == office.member)).one()
        organisation = session.get_one(OrganisationRecord, office.organisation)
    signed = Signed(member, organisation, office.csrf, 1, language=language)
    with desk.opened(office.database, signed, number, write=write) as work:
        yield work
