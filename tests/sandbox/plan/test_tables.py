"""What the tables of planning refuse by themselves, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.store import Table
from advisor.sandbox.plan.tables import Bom, BomLine, MachineMessage, WorkCentre
from tests.sandbox.conftest import DAY
from tests.sandbox.making import product


def refused(session: Session, row: Table) -> bool:
    session.add(row)
    try:
        with session.begin_nested():
            session.flush()
    except DBAPIError:
        return True
    return False


def test_a_part_has_a_quantity_and_a_product_one_bill_of_materials(books: Database) -> None:
    with books.session() as session:
        made, part = product(session, "made"), product(session, "part")
        bom = Bom(product_id=made.id, quantity=1)
        session.add(bom)
        session.flush()
        bom_id, made_id, part_id = bom.id, made.id, part.id
    for row in (
        BomLine(bom_id=bom_id, product_id=part_id, quantity=0),
        BomLine(bom_id=bom_id, product_id=part_id + 99, quantity=1),
        Bom(product_id=made_id, quantity=2),
    ):
        with books.session() as session:
            assert refused(session, row)
            session.rollback()
    with books.session() as session:
        assert not refused(session, BomLine(bom_id=bom_id, product_id=part_id, quantity=1))


def test_a_message_of_a_machine_is_kept_once(books: Database) -> None:
    with books.session() as session:
        centre = WorkCentre(code="saw", name="Saw", minutes=480)
        session.add(centre)
        session.flush()
        session.add(MachineMessage(key="m-1", centre_id=centre.id, on=DAY))
        number = centre.id
    with books.session() as session:
        assert refused(session, MachineMessage(key="m-1", centre_id=number, on=DAY))
        session.rollback()


@pytest.mark.parametrize("column", ["release", "due", "ready", "run"])
def test_a_planned_order_has_all_its_days(column: str) -> None:
    assert not Table.metadata.tables["planned_order"].columns[f"{column}"].nullable
