"""Fields that both sides hold: who changed them, and who wins when both did."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.bridge import joining
from advisor.sandbox.bridge.tables import Conflict, Link
from advisor.sandbox.core.refusals import Refusal
from tests.sandbox.bridge.joint import carried, contact, item, parties
from tests.sandbox.making import do, units
from tests.sandbox.selling import goods


def conflicts(session: Session) -> list[tuple[str, str, str, str, str]]:
    rows = session.scalars(select(Conflict).order_by(Conflict.id))
    return [(row.field, row.crm_value, row.erp_value, row.kept, row.state) for row in rows]


def test_changes_of_one_side_are_taken_over_by_the_other(session: Session) -> None:
    acme = contact(session, phone="+43 1", city="Graz")
    carried(session)
    [party] = parties(session)
    do(session, "contact.change", contact=acme.id, phone="+43 2")
    do(session, "party.change", party=party.id, city="Wien")
    carried(session)
    assert (party.phone, acme.city, conflicts(session)) == ("+43 2", "Wien", [])


def test_when_both_changed_a_field_its_master_wins_and_it_can_be_turned_round(session: Session) -> None:
    acme = contact(session, phone="1", tax_number="A")
    carried(session)
    [party] = parties(session)
    do(session, "party.change", party=party.id, phone="2", tax_number="B")
    do(session, "contact.change", contact=acme.id, phone="3", tax_number="C")
    carried(session)
    assert [(one.phone, one.tax_number) for one in (acme, party)] == [("3", "B")] * 2
    assert conflicts(session) == [("phone", "3", "2", "crm", "open"), ("tax_number", "C", "B", "erp", "open")]
    first, second = session.scalars(select(Conflict.id).order_by(Conflict.id))
    do(session, "conflict.turn", document=first)
    do(session, "conflict.close", document=second)
    carried(session)
    assert [(one.phone, one.tax_number) for one in (acme, party)] == [("2", "B")] * 2
    assert [row[3:] for row in conflicts(session)] == [("erp", "closed"), ("erp", "closed")]
    with pytest.raises(Refusal, match="decided about this conflict"):
        do(session, "conflict.turn", document=first)


def test_prices_belong_to_operations(session: Session) -> None:
    """What only sellers changed stays with them, until operations change it too."""
    valve = goods(session, "valve")
    carried(session)
    offered = item(session, "valve")
    do(session, "item.change", item=offered.id, price=units(11))
    do(session, "product.change", product=valve.id, group="Valves")
    carried(session)
    assert (offered.price, offered.group, valve.price, conflicts(session)) == (110_000, "Valves", 100_000, [])
    do(session, "product.change", product=valve.id, price=units(12))
    carried(session)
    assert offered.price == 120_000
    assert conflicts(session) == [("price", "110000", "120000", "erp", "open")]
    do(session, "conflict.turn", document=session.scalars(select(Conflict.id)).one())
    assert (offered.price, valve.price) == (110_000, 110_000)


def test_a_row_is_linked_once(session: Session) -> None:
    acme = contact(session)
    carried(session)
    found = session.scalars(select(Link)).one()
    assert (found.kind, found.crm_id, found.erp_kind) == ("contact", acme.id, "party")
    with pytest.raises(Refusal, match="linked already"):
        joining.join(session, "contact", acme.id, 99)
