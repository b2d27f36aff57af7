"""The benchmark of the sandbox: flows a second on each database with one and two processes, material requirements of
many items, and the trial balance of many lines."""

from __future__ import annotations

import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import event, insert, make_url, select, text, update
from sqlalchemy.orm import Session

from advisor.bench_flows import BOSS, Lines, order_to_cash, procure_to_pay
from advisor.db import Database
from advisor.sandbox.core.store import create, open_books
from advisor.sandbox.founding import Founding, found
from advisor.sandbox.insight.compliance import findings
from advisor.sandbox.ledger.balances import trial_balance
from advisor.sandbox.ledger.tables import Entry, Line, Period
from advisor.sandbox.plan import mrp
from advisor.sandbox.stock.moves import locations
from advisor.sandbox.verbs import run

Figures = dict[str, Any]
DAY = date(2026, 3, 2)
FLOWS = 100
LINES = 1_000_000
ITEMS, LEVELS = 10_000, 5
Flow = Callable[[Database, int, Lines], object]
NAMED: dict[str, Flow] = {"order_to_cash": order_to_cash, "procure_to_pay": procure_to_pay}
SCHEMA = "bench_sandbox"
APPROVALS = {"requisition": [["manager", "500"]], "purchase": [["manager", "50000"]]}


def sandbox(database_url: str) -> Figures:
    """All figures; those of PostgreSQL only when `database_url` names one (in a schema that is dropped again)."""
    figures: Figures = {"mrp": _requirements()}
    for name, url in _kinds(database_url).items():
        with _books(url) as where:
            figures[name] = {flow: _flow(flow, *where) for flow in NAMED}
            figures[name]["sound"] = _sound(*where)
        with _books(url) as where:
            figures[name]["trial_balance"] = _balance(*where)
    return figures


def _kinds(database_url: str) -> dict[str, str]:
    kinds = {"sqlite": ""}
    if make_url(database_url).get_backend_name() == "postgresql":
        kinds["postgresql"] = database_url
    return kinds


Where = tuple[str, str | None]


@contextmanager
def _books(url: str) -> Iterator[Where]:
    """Where the books of an empty company are; gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        where = (url, SCHEMA) if url else (f"sqlite:///{folder}/bench.db", None)
        books = open_books(*where)
        if not url:
            with books.engine.connect() as connection:
                connection.execute(text("PRAGMA journal_mode=WAL"))
        else:
            _drop(books)
        create(books)
        with books.session() as session:
            found(session, Founding("Bench", DAY, settings={"approvals": APPROVALS}))
            _furnish(session)
        books.close()
        yield where
        if url:
            books = open_books(*where)
            _drop(books)
            books.close()


def _drop(books: Database) -> None:
    with books.engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))


def _furnish(session: Session) -> None:
    """A customer (1), a supplier (2) and three products with plenty in stock."""
    run(session, "party.create", {"name": "Customer", "customer": True, "term": "NET30"}, BOSS)
    run(session, "party.create", {"name": "Supplier", "supplier": True, "term": "NET30"}, BOSS)
    for number in range(3):
        goods = {"name": f"Goods {number}", "price": 10, "cost": 3 + number, "supplier": 2, "tax": "VAT"}
        product = run(session, "product.create", goods, BOSS)["id"]
        opening = {"product": product, "quantity": 10_000_000, "cost": 3 + number}
        run(session, "stock.opening", opening | {"location": locations(session)["WH"].id}, BOSS)


def _flow(name: str, url: str, schema: str | None) -> Figures:
    figures: Figures = {"statements": _statements(name, url, schema)}
    for processes in (1, 2):
        context = multiprocessing.get_context("spawn")
        start = time.perf_counter()
        with context.Pool(processes) as pool:
            each = pool.starmap(_several, [(name, url, schema, FLOWS // processes)] * processes)
        times = [seconds for one in each for seconds in one[0]]
        span = max(one[2] for one in each) - min(one[1] for one in each)
        figures[f"processes_{processes}"] = {
            "flows_per_second": len(times) / span,
            "median_seconds": statistics.median(times),
            "p95_seconds": sorted(times)[int(len(times) * 0.95)],
            "with_start_seconds": time.perf_counter() - start,
        }
    return figures


def _several(name: str, url: str, schema: str | None, count: int) -> tuple[list[float], float, float]:
    """Seconds of each flow, and when the first began and the last ended."""
    books = open_books(url, schema)
    event.listen(books.engine, "connect", _patient)
    _one(name, books)  # warm
    times, begin = [], time.time()
    for _ in range(count):
        start = time.perf_counter()
        _one(name, books)
        times.append(time.perf_counter() - start)
    books.close()
    return times, begin, time.time()


def _patient(connection: Any, _record: Any) -> None:
    """A process of SQLite that asks in vain waits in growing steps; two that never rest can keep one waiting long."""
    if not hasattr(connection, "adapters"):
        connection.execute("PRAGMA busy_timeout=60000")


def _one(name: str, books: Database) -> None:
    """Three lines; those to be bought are dear enough to need an approval."""
    sale = name == "order_to_cash"
    NAMED[name](books, 1 if sale else 2, [(n, Decimal(2 + n) if sale else Decimal(300)) for n in (1, 2, 3)])


def _statements(name: str, url: str, schema: str | None) -> int:
    """SQL statements of one flow in a warm process."""
    books, count = open_books(url, schema), [0]

    def counted(*_: Any) -> None:
        count[0] += 1

    _one(name, books)
    event.listen(books.engine, "before_cursor_execute", counted)
    _one(name, books)
    books.close()
    return count[0]


def _sound(url: str, schema: str | None) -> bool:
    """Whether the books are whole after all that."""
    books = open_books(url, schema)
    with books.session(write=False) as session:
        sound = not findings(session)
    books.close()
    return sound


def _requirements() -> Figures:
    """A plan of many items in several levels, each made of three of the level below, with demand at the top."""
    width = ITEMS // LEVELS
    items = {n: mrp.Item(on_hand=n % 7, lead=1 + n % 3, rule="multiple", lot=5) for n in range(ITEMS)}
    parts = {
        n: [mrp.Part((n // width + 1) * width + (n * k + k) % width, 1 + k) for k in (1, 2, 3)]
        for n in range(width * (LEVELS - 1))
    }
    demands = [mrp.Demand(n, 10 + n % 20, 3 + n % 5, ("sale", n)) for n in range(width)]
    times = []
    for _ in range(5):
        start = time.perf_counter()
        orders = len(mrp.plan(items, parts, demands).orders)
        times.append(time.perf_counter() - start)
    return {"items": ITEMS, "levels": LEVELS, "orders": orders, "best_seconds": min(times)}


def _balance(url: str, schema: str | None) -> Figures:
    """The trial balance of a year over a million posted lines."""
    books = open_books(url, schema)
    with books.session() as session:
        start = time.perf_counter()
        _fill(session)
        filled = time.perf_counter() - start
    times = []
    for last in (date(2026, 12, 31), date(2026, 11, 17)):
        with books.session(write=False) as session:
            start = time.perf_counter()
            lines = trial_balance(session, date(2026, 1, 1), last)
            times.append(time.perf_counter() - start)
            assert lines.balanced
    books.close()
    return {"lines": LINES, "fill_seconds": filled, "whole_months_seconds": times[0], "part_of_month_seconds": times[1]}


def _fill(session: Session) -> None:
    """Entries of a hundred lines each over a year, posted as the program posts them."""
    first = date(2026, 1, 1)
    periods = {one.first.month: one.id for one in session.scalars(select(Period).where(Period.year == 2026))}
    base = 10_000_000
    entries = [(base + n, first + timedelta(days=n * 365 // (LINES // 100))) for n in range(LINES // 100)]
    for start in range(0, len(entries), 500):
        some = entries[start : start + 500]
        columns = {"company_id": 1, "journal": "GEN", "state": "draft", "text": "", "source_kind": ""}
        session.execute(
            insert(Entry), [{"id": key, "on": on, "period_id": periods[on.month], **columns} for key, on in some]
        )
        session.execute(
            insert(Line),
            [
                {"entry_id": key, "account_id": 2 + n % 30, "amount": (n + 1) * (1 if n < 50 else -1)}
                | ({"amount": (n - 49) * -1} if n >= 50 else {})
                for key, _ in some
                for n in range(100)
            ],
        )
        session.execute(update(Entry).where(Entry.id.between(some[0][0], some[-1][0])).values(
            state="posted", number=text("'GEN/' || CAST(id AS VARCHAR)")))  # fmt: skip
