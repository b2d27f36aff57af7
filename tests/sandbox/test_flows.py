"""Whole flows on both databases, and how many statements they take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import event, select

from advisor.bench_flows import order_to_cash
from advisor.db import Database
from advisor.sandbox.trade.progress import invoice_state, sale_state
from tests.sandbox.flows import stocked
from tests.sandbox.making import units
from tests.sandbox.selling import balance, buyer, sound

MOST = 84  # statements from quotation to reconciled payment: eighty, and four messages to the customer side


@contextmanager
def counted(books: Database) -> Iterator[list[str]]:
    """The statements that are sent meanwhile; rows that SQLite gets one by one count once."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        short = " ".join(statement.split())[:120]
        if not short.startswith("BEGIN") and not (short.startswith("INSERT") and seen and seen[-1] == short):
            seen.append(short)

    event.listen(books.engine, "before_cursor_execute", note)
    yield seen
    event.remove(books.engine, "before_cursor_execute", note)


def told(statements: Sequence[str]) -> str:
    """What takes them: the statement without its columns, most frequent first."""
    kinds = [statement.split("(")[0][:60] if statement[0] == "I" else statement[:60] for statement in statements]
    return "\n".join(f"{kinds.count(kind):3} {kind}" for kind in sorted(set(kinds), key=lambda one: -kinds.count(one)))


def test_order_to_cash(books: Database) -> None:
    with books.session() as session:
        party = buyer(session, term="NET30").id
        products = stocked(session, a=4, b=5, c=6)
    lines = [(product, units(2)) for product in products.values()]
    order_to_cash(books, party, lines)  # the numbers and caches of a first time
    with counted(books) as statements:
        order_to_cash(books, party, lines)
    print(f"{books.engine.dialect.name}: {len(statements)} statements\n{told(statements)}")
    with books.session() as session:
        assert session.scalars(select(sale_state())).all() == ["closed", "closed"]
        assert session.scalars(select(invoice_state())).all() == ["paid", "paid"]
        assert (balance(session, "receivable"), balance(session, "bank")) == (0, 2 * 7200)
        assert (balance(session, "shipped"), balance(session, "cost_of_sales")) == (0, 2 * 3000)
        assert sound(session)
    assert len(statements) <= MOST
