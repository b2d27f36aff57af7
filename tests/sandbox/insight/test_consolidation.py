"""The group: added up, what companies did with each other taken out, and what does not agree named."""

from __future__ import annotations

import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.tables import Company, Party
from advisor.sandbox.insight.consolidation import GOODWILL, Group, consolidate
from advisor.sandbox.ledger.posting import Item
from tests.sandbox import selling
from tests.sandbox.conftest import DAY
from tests.sandbox.insight.posting import book, id_of, pair
from tests.sandbox.insight.test_companies import sister
from tests.sandbox.making import do, units

D = datetime.date


def contact(session: Session, company: Company) -> int:
    return session.scalars(select(Party.id).where(Party.sister_id == company.id)).one()


def shown(session: Session, found: Group, use: str) -> tuple[tuple[int, ...], int, int]:
    """Amounts of the companies, what is taken out, and the group's of an account."""
    row = next(row for row in found.rows if row.key == id_of(session, use))
    return row.amounts, row.eliminated, row.group


def sold(session: Session, buyer: Company, here: int, there: int) -> None:
    """The own company sells for `here`; its sister booked it with `there`."""
    who = contact(session, buyer)
    book(session, DAY, Item("sister_receivable", here, party=who), Item("sister_revenue", -here, party=who))
    if there:
        book(session, DAY, Item("sister_cost", there, party=who), Item("sister_payable", -there, party=who),
             company=buyer.id)  # fmt: skip


def test_trade_between_sisters_is_taken_out(books: Database) -> None:
    with books.session() as session:
        north = sister(session)
        sold(session, north, 1_000, 1_000)
        pair(session, DAY, "bank", "revenue", 700)
        pair(session, DAY, "bank", "revenue", 1_500, company=north.id)
        found = consolidate(session, DAY)
        assert shown(session, found, "sister_receivable") == ((1_000, 0), -1_000, 0)
        assert shown(session, found, "sister_payable") == ((0, -1_000), 1_000, 0)
        assert shown(session, found, "sister_revenue") == ((-1_000, 0), 1_000, 0)
        assert shown(session, found, "sister_cost") == ((0, 1_000), -1_000, 0)
        assert shown(session, found, "bank") == ((700, 1_500), 0, 2_200)
        assert found.result == 2_200
        assert found.differences == ()


def test_a_difference_stays_in_and_is_named(books: Database) -> None:
    with books.session() as session:
        north = sister(session)
        sold(session, north, 1_000, 900)
        found = consolidate(session, DAY)
        assert shown(session, found, "sister_receivable") == ((1_000, 0), -900, 100)
        assert [(one.why, one.first.code, one.second and one.second.code, one.difference)
                for one in found.differences] == [
            ("balances", "main", "north", 100), ("trade", "main", "north", 100)
        ]  # fmt: skip


def test_what_only_one_side_knows(session: Session) -> None:
    north = sister(session)
    sold(session, north, 1_000, 0)
    found = consolidate(session, DAY)
    assert shown(session, found, "sister_receivable") == ((1_000, 0), 0, 1_000)
    assert [one.difference for one in found.differences] == [1_000, 1_000]


def test_purchases_from_a_sister_and_between_two_sisters(session: Session) -> None:
    north, south = sister(session), sister(session, "south")
    who, other = contact(session, north), contact(session, south)
    book(session, DAY, Item("sister_cost", 300, party=who), Item("sister_payable", -300, party=who))
    book(session, DAY, Item("sister_receivable", 300, party=who), Item("sister_revenue", -300, party=who),
         company=north.id)  # fmt: skip
    book(session, DAY, Item("sister_receivable", 50, party=other), Item("sister_revenue", -50, party=other),
         company=north.id)  # fmt: skip
    book(session, DAY, Item("sister_cost", 50, party=who), Item("sister_payable", -50, party=who), company=south.id)
    found = consolidate(session, DAY)
    pairs = {(one.why, one.first.code, one.second and one.second.code): one.amount for one in found.eliminations}
    assert pairs == {
        ("balances", "north", "main"): 300,
        ("balances", "north", "south"): 50,
        ("trade", "north", "main"): 300,
        ("trade", "north", "south"): 50,
    }
    assert found.differences == ()
    assert shown(session, found, "sister_payable")[2] == 0


def test_profit_that_still_lies_in_stock(session: Session) -> None:
    north = sister(session, share=80)
    pair(session, DAY, "bank", "revenue", 1_000, company=north.id)
    do(session, "company.adjust", company=north.id, unrealised=units(2))
    found = consolidate(session, DAY)
    assert shown(session, found, "stock") == ((0, 0), -200, -200)
    assert shown(session, found, "cost_of_sales") == ((0, 0), 200, 200)
    assert (found.result, found.others_result) == (800, 160)


def test_what_was_paid_for_a_company_against_its_capital(session: Session) -> None:
    north = sister(session, share=80)
    pair(session, D(2026, 1, 2), "bank", "opening", 1_000, company=north.id)
    pair(session, D(2026, 1, 2), "asset", "bank", 900)
    pair(session, DAY, "bank", "revenue", 500, company=north.id)
    do(session, "company.adjust", company=north.id, paid=units(9), account=id_of(session, "asset"))
    found = consolidate(session, DAY)
    assert shown(session, found, "asset") == ((900, 0), -900, 0)
    assert shown(session, found, "opening") == ((0, -1_000), 800, -200)
    assert next(row.group for row in found.rows if row.key == GOODWILL) == 100
    assert (found.others, found.others_result, found.result) == (300, 100, 500)


def test_the_group_always_balances(session: Session) -> None:
    north = sister(session, share=51)
    sold(session, north, 1_003, 999)
    pair(session, D(2025, 5, 5), "bank", "revenue", 77, company=north.id)
    pair(session, D(2025, 5, 5), "bank", "opening", 333, company=north.id)
    do(session, "company.adjust", company=north.id, paid=units("1.01"), account=id_of(session, "asset"),
       unrealised=units("0.07"))  # fmt: skip
    for day in (D(2025, 12, 31), DAY):
        found = consolidate(session, day)
        assert sum(row.group for row in found.rows) == 0
        assert all(sum(one.lines.values()) == 0 for one in found.eliminations)
        assert all(sum(row.amounts[i] for row in found.rows) == 0 for i in range(2))


def test_a_year_that_was_closed_is_shown_as_it_was(session: Session) -> None:
    pair(session, D(2025, 6, 1), "bank", "revenue", 500)
    open_year = consolidate(session, D(2025, 12, 31))
    book(session, D(2025, 12, 31), Item("revenue", 500), Item("profit", -500), journal="CLO")
    closed = consolidate(session, D(2025, 12, 31))
    assert open_year.result == closed.result == 500
    assert shown(session, consolidate(session, DAY), "profit") == ((-500,), 0, -500)


def test_one_company_alone_is_its_own_group(session: Session) -> None:
    pair(session, DAY, "bank", "revenue", 5)
    found = consolidate(session, DAY)
    assert (len(found.companies), found.eliminations, found.others, found.result) == (1, (), 0, 5)


def test_an_invoice_to_a_sister_disappears_from_the_group(books: Database) -> None:
    """By the verbs: what is invoiced, partly paid and taken back stays without a difference at every step."""
    with books.session() as session:
        north = sister(session)
        party = session.scalars(select(Party).where(Party.sister_id == north.id)).one()
        first, second = selling.billed(session, party, 100), selling.billed(session, party, 40)
        for step, taken in (
            (lambda: None, 14_000),
            (lambda: selling.paid(session, first, 30), 11_000),
            (lambda: do(session, "invoice.reverse", document=second.id), 7_000),
        ):
            step()
            found = consolidate(session, DAY)
            assert found.differences == ()
            assert sum(one.amount for one in found.eliminations if one.why == "balances") == taken
            assert (shown(session, found, "sister_receivable")[2], found.result) == (0, 0)


def test_goods_for_a_sister_cost_the_group_what_they_cost(session: Session) -> None:
    north = sister(session)
    party = session.scalars(select(Party).where(Party.sister_id == north.id)).one()
    bolt = selling.goods(session, "bolt", stock=10, cost=4)
    order = selling.confirmed(session, party, (bolt, 5))
    selling.shipped(session, order)
    selling.posted(session, order)
    found = consolidate(session, DAY)
    assert shown(session, found, "sister_revenue") == ((-5_000, 0), 5_000, 0)
    assert shown(session, found, "cost_of_sales")[2] == 2_000
    assert found.differences == ()


def test_who_owns_the_rest_bears_a_loss_too(session: Session) -> None:
    north = sister(session, share=60)
    pair(session, DAY, "wages", "bank", 1_000, company=north.id)
    found = consolidate(session, DAY)
    assert (found.others, found.others_result, found.result) == (-400, -400, -1_000)


def test_the_day_before_anything_happened(session: Session) -> None:
    north = sister(session)
    sold(session, north, 1_000, 1_000)
    assert consolidate(session, DAY - datetime.timedelta(days=1)).rows == ()


def test_capital_that_is_used_up_is_not_taken_out(session: Session) -> None:
    north = sister(session)
    pair(session, D(2026, 1, 2), "opening", "bank", 500, company=north.id)
    pair(session, D(2026, 1, 2), "asset", "bank", 900)
    do(session, "company.adjust", company=north.id, paid=units(9), account=id_of(session, "asset"))
    found = consolidate(session, DAY)
    assert next(row.group for row in found.rows if row.key == GOODWILL) == 900
    assert sum(row.group for row in found.rows) == 0
