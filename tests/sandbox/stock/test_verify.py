"""Every sum that must hold is broken once by raw commands, and found."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.findings import Finding
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.stock.reserving import Want, reserve
from advisor.sandbox.stock.verify import CHECKS, check_stock
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do, product
from tests.sandbox.stock.stocking import place, put_in


def stocked(session: Session) -> None:
    """A FIFO product with 5 in stock worth 50.00: 2 reserved, 3 on a shelf."""
    good = product(session, "bolt", valuation="fifo")
    put_in(session, good, 5, 10)
    reserve(session, [Want(good, 2, place(session))], "shipment", 1, "SO-0001")
    shelf = do(session, "location.create", code="A1", name="A1", warehouse=place(session).id)
    do(session, "shelf.put", product=good.id, shelf=shelf.id, quantity=3)


def test_sound_stock_has_no_findings(books: Database) -> None:
    with books.session() as session:
        assert check_stock(session) == []
        stocked(session)
        assert check_stock(session) == []


@pytest.mark.parametrize(
    ("command", "checks"),
    [
        ("UPDATE stock_balance SET quantity = 6", {"stock-quantities", "stock-everywhere", "stock-layers"}),
        ("UPDATE stock_balance SET value = 5001", {"stock-values", "stock-ledger", "stock-layers"}),
        ("UPDATE stock_balance SET reserved = 3", {"stock-reserved"}),
        ("DELETE FROM reservation", {"stock-reserved"}),
        ("UPDATE stock_layer SET quantity = 4", {"stock-layers"}),
        ("UPDATE stock_layer SET value = 4999", {"stock-layers"}),
        ("UPDATE stock_shelved SET quantity = 6", {"stock-shelves"}),
        (
            "INSERT INTO stock_move (on_day, product_id, source_id, target_id, quantity, value, rounding, cause_kind, "
            "cause) VALUES ('2026-03-02', 1, 6, 1, 1, 0, 0, 'x', 1)",
            {"stock-quantities", "stock-everywhere"},
        ),
        (
            "INSERT INTO stock_move (on_day, product_id, source_id, target_id, quantity, value, rounding, cause_kind, "
            "cause) VALUES ('2026-03-02', 1, 6, 1, 0, 7, 0, 'x', 1)",
            {"stock-values"},
        ),
    ],
)
def test_what_is_broken_is_found(session: Session, command: str, checks: set[str]) -> None:
    stocked(session)
    session.execute(text(command))
    found = check_stock(session)
    assert {one.check for one in found} == checks
    assert all(one.values["product"] == "bolt" for one in found)


def test_a_manual_entry_on_stock_is_found(session: Session) -> None:
    stocked(session)
    post(session, Posting("GEN", DAY, [Item("stock", 100, product=1), Item("lost", -100)]))
    (found,) = check_stock(session)
    assert str(found) == "stock-ledger: bolt : 5000 instead of 5100, in the smallest units."


def test_an_entry_without_a_product_is_found_too(session: Session) -> None:
    post(session, Posting("GEN", DAY, [Item("stock", 100), Item("lost", -100)]))
    (found,) = check_stock(session)
    assert (found.check, found.values["product"], found.values["expected"]) == ("stock-ledger", "", 100)


def test_a_value_of_nothing_is_found(sqlite_books: Database) -> None:
    """The database refuses it, so the check is asked with the constraint away."""
    with sqlite_books.session() as session:
        product(session, "bolt")
        session.execute(text("PRAGMA ignore_check_constraints = ON"))
        session.execute(
            text(
                "INSERT INTO stock_balance (product_id, location_id, quantity, reserved, value) VALUES (1, 1, 0, 0, 5)"
            )
        )
        found = [one.check for one in check_stock(session)]
        session.execute(text("PRAGMA ignore_check_constraints = OFF"))
    assert set(found) == {"stock-nothing", "stock-values", "stock-ledger"}


def test_every_check_says_what_holds() -> None:
    assert len({one.name for one in CHECKS}) == len(CHECKS)
    assert all(one.what.endswith(".") and one.name.startswith("stock-") for one in CHECKS)
    assert isinstance(Finding("a", "b"), Finding)
