"""Statements: both sides are equal whatever was posted, and every figure is made of the accounts it names."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.insight import spans, statements, sums
from advisor.sandbox.insight.spans import Span
from advisor.sandbox.insight.statements import Column, Statement
from advisor.sandbox.ledger.posting import Item
from advisor.sandbox.ledger.tables import BudgetLine, Period
from tests.sandbox.insight.posting import DAY, book, id_of, invoice, pair, party

D = datetime.date
YEAR = Span(D(2026, 1, 1), D(2026, 12, 31))
USES = ("bank", "stock", "revenue", "cost_of_sales", "expense", "wages", "opening", "tax_sale", "disposal", "variance")


def amounts(statement: Statement) -> dict[str, tuple[int, ...]]:
    return {row.key: row.amounts for row in statement.rows}


def some_trade(session: Session) -> None:
    pair(session, D(2025, 12, 5), "bank", "opening", 10_000)
    pair(session, D(2026, 1, 5), "bank", "revenue", 9_000)
    pair(session, D(2026, 1, 5), "cost_of_sales", "bank", 4_000)
    pair(session, D(2026, 2, 5), "bank", "service_revenue", 1_000)
    pair(session, D(2026, 2, 7), "wages", "bank", 2_500)
    pair(session, D(2026, 2, 8), "lost", "bank", 100)


def test_profit_and_loss_by_month(books: Database) -> None:
    with books.session() as session:
        some_trade(session)
        january, february = spans.months(D(2026, 2, 1), 2)
        found = statements.profit_and_loss(session, [Column(january), Column(february), Column(YEAR)])
    assert amounts(found) == {
        "4000": (9_000, 0, 9_000),
        "4010": (0, 1_000, 1_000),
        "income": (9_000, 1_000, 10_000),
        "5000": (4_000, 0, 4_000),
        "5200": (0, 100, 100),
        "cost_of_sales": (4_000, 100, 4_100),
        "gross_profit": (5_000, 900, 5_900),
        "6000": (0, 2_500, 2_500),
        "expenses": (0, 2_500, 2_500),
        "result": (5_000, -1_600, 3_400),
    }


def test_every_figure_is_the_sum_of_the_lines_behind_it(session: Session) -> None:
    some_trade(session)
    found = statements.profit_and_loss(session, [Column(YEAR)])
    for row in found.rows:
        lines = sums.behind(session, row.accounts, YEAR)
        assert abs(sum(line.amount for line in lines)) == abs(row.amounts[0]), row.key
        assert lines


def test_a_balance_sheet_in_columns(books: Database) -> None:
    with books.session() as session:
        some_trade(session)
        buyer = party(session, "acme", customer=True)
        invoice(session, buyer, D(2026, 3, 1), D(2026, 3, 31), 700)
        found = statements.balance_sheet(session, [D(2025, 12, 31), DAY])
    assert amounts(found) == {
        "1000": (10_000, 13_400),
        "1100": (0, 700),
        "assets": (10_000, 14_100),
        "liabilities": (0, 0),
        "3000": (10_000, 10_000),
        "result": (0, 4_100),
        "equity": (10_000, 14_100),
        "liabilities_and_equity": (10_000, 14_100),
    }


def test_a_year_that_was_not_closed_stands_apart(session: Session) -> None:
    pair(session, D(2025, 6, 1), "bank", "revenue", 500)
    pair(session, D(2026, 2, 1), "bank", "revenue", 30)
    found = amounts(statements.balance_sheet(session, [D(2025, 12, 31), DAY]))
    assert found["result_before"] == (0, 500)
    assert found["result"] == (500, 30)


def test_a_closed_year_is_in_equity(session: Session) -> None:
    pair(session, D(2025, 6, 1), "bank", "revenue", 500)
    book(session, D(2025, 12, 31), Item("revenue", 500), Item("profit", -500), journal="CLO")
    found = amounts(statements.balance_sheet(session, [DAY]))
    assert (found["3100"], found["result"]) == ((500,), (0,))
    assert "result_before" not in found
    result = statements.profit_and_loss(session, [Column(Span(D(2025, 1, 1), D(2025, 12, 31)))])
    assert result.total("result").amounts == (500,)


def test_span_beside_the_ones_before_and_the_budget(session: Session) -> None:
    some_trade(session)
    february = spans.month(D(2026, 2, 1))
    period = session.scalars(select(Period).where(Period.first == february.first)).one()
    for use, amount in (("wages", 2_000), ("service_revenue", 1_500)):
        for version, times in (("budget", 1), ("bold", 2)):
            session.add(
                BudgetLine(account_id=id_of(session, use), period_id=period.id, amount=times * amount, version=version)
            )
    session.flush()
    found = statements.profit_and_loss(session, statements.comparison(session, february))
    assert found.total("income").amounts == (1_000, 9_000, 0, 1_500)
    assert found.total("expenses").amounts == (2_500, 0, 0, 2_000)
    assert found.total("result").amounts == (-1_600, 5_000, 0, -500)
    bold = statements.profit_and_loss(session, [Column(february, "budget", "bold")])
    assert bold.total("result").amounts == (-1_000,)


def test_a_month_under_way_is_held_against_its_part_of_the_budget(session: Session) -> None:
    period = session.scalars(select(Period).where(Period.first == D(2026, 3, 1))).one()
    session.add(BudgetLine(account_id=id_of(session, "wages"), period_id=period.id, amount=3_100))
    session.flush()
    wages = id_of(session, "wages")
    assert statements.budgeted(session, spans.month_to(DAY), "budget") == {wages: 200}
    assert statements.budgeted(session, Span(D(2026, 1, 15), D(2026, 3, 31)), "budget") == {wages: 3_100}
    assert statements.budgeted(session, Span(D(2026, 3, 30), D(2026, 4, 15)), "budget") == {wages: 200}
    assert statements.budgeted(session, Span(D(2026, 4, 1), D(2026, 3, 31)), "budget") == {}


def test_empty_books_have_statements_too(session: Session) -> None:
    assert statements.profit_and_loss(session, [Column(YEAR)]).total("result").amounts == (0,)
    assert statements.balance_sheet(session, [DAY]).total("assets").amounts == (0,)


@pytest.mark.parametrize("count", [1, 3])
def test_there_is_an_amount_for_each_column(session: Session, count: int) -> None:
    some_trade(session)
    found = statements.profit_and_loss(session, [Column(span) for span in spans.months(DAY, count)])
    assert {len(row.amounts) for row in found.rows} == {count}


ENTRIES = st.lists(
    st.tuples(st.dates(D(2025, 1, 1), D(2027, 12, 31)), st.sampled_from(USES), st.sampled_from(USES),
              st.integers(-10**9, 10**9)),
    max_size=12,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ENTRIES, st.dates(D(2025, 1, 1), D(2027, 12, 31)))
def test_assets_always_equal_liabilities_and_equity(
    session: Session, entries: list[tuple[D, str, str, int]], day: D
) -> None:
    with session.begin_nested() as kept:
        for on, debit, credit, amount in sorted(entries):
            if debit != credit and amount:
                pair(session, on, debit, credit, amount)
        found = statements.balance_sheet(session, [day, D(2027, 12, 31)])
        result = statements.profit_and_loss(session, [Column(Span(D(2025, 1, 1), day))]).total("result").amounts
        shown = amounts(found)
        assert found.total("assets").amounts == found.total("liabilities_and_equity").amounts
        assert result[0] == shown["result"][0] + shown.get("result_before", (0, 0))[0]
        kept.rollback()


def test_statements_of_a_company(company: Session) -> None:
    months = [Column(span) for span in spans.months(D(2026, 2, 1), 3)]
    found = statements.profit_and_loss(company, [*months, Column(Span(D(2025, 12, 1), D(2026, 2, 28)))])
    for row in found.rows:
        assert row.amounts[3] == sum(row.amounts[:3]), row.key
    sheet = statements.balance_sheet(company, [D(2025, 12, 31), D(2026, 1, 31), DAY])
    assert sheet.total("assets").amounts == sheet.total("liabilities_and_equity").amounts
