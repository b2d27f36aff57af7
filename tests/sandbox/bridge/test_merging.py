"""Contacts that are merged keep their customer of operations."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.bridge.tables import Link
from tests.sandbox.bridge.joint import carried, contact, parties
from tests.sandbox.making import do
from tests.sandbox.selling import billed


def links(session: Session) -> dict[int, int]:
    rows = session.execute(select(Link.crm_id, Link.erp_id).where(Link.kind == "contact"))
    return {row[0]: row[1] for row in rows}


def test_the_kept_one_takes_over_the_link_and_gives_it_back(session: Session) -> None:
    kept, other = contact(session, "Kept", customer=False, city="Graz"), contact(session, "Other")
    carried(session)
    [party] = parties(session)
    do(session, "contact.merge", keep=kept.id, other=other.id)
    assert links(session) == {kept.id: party.id}
    carried(session)
    assert (party.name, party.city) == ("Kept", "Graz")  # what is known of the kept one holds there too
    do(session, "contact.unmerge", contact=other.id)
    assert links(session) == {other.id: party.id}


def test_two_customers_of_operations_count_together(session: Session) -> None:
    kept, other = contact(session, "Kept"), contact(session, "Other")
    carried(session)
    for party, amount in zip(parties(session), (50, 20), strict=True):
        billed(session, party, amount)
    do(session, "contact.merge", keep=kept.id, other=other.id)
    carried(session)
    session.refresh(kept)
    assert (len(links(session)), kept.balance) == (2, 7_000)
