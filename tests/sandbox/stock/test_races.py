"""Several people at once: real connections in threads on PostgreSQL, real processes on SQLite."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.refusals import Short
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock import moves
from advisor.sandbox.stock.moves import Cause, Goods
from advisor.sandbox.stock.reserving import Want, reserve
from advisor.sandbox.stock.tables import Balance, Move, Reservation
from tests.sandbox.conftest import DAY
from tests.sandbox.making import product
from tests.sandbox.stock.stocking import balance, held, place, put_in, sound

TRIES = 12
Act = Callable[[Session, int], None]


def at_once(books: Database, people: int, act: Act) -> list[str]:
    """What became of `act(session, number)` of several people who do it at the same moment."""
    together = Barrier(people)

    def one(number: int) -> str:
        try:
            with books.session() as session:
                session.scalars(select(Product)).all()  # the connection is open and the transaction has begun
                together.wait(20)
                act(session, number)
        except Short:
            return "short"
        return "done"

    with ThreadPoolExecutor(people) as pool:
        return sorted(pool.map(one, range(people)))


def sell(session: Session, good: Product, document: int) -> None:
    goods = [Goods(good, 1, place(session), place(session, "CUS"))]
    moves.move(session, goods, Cause("shipment", document, f"SH-{document}", DAY))


def test_the_last_one_is_sold_once(postgres_books: Database) -> None:
    """12 of 12 tries have one winner (the peer's own race test is one try of two)."""
    with postgres_books.session() as session:
        goods = [product(session, f"a{n}") for n in range(TRIES)]
        for good in goods:
            put_in(session, good, 1, 10)
    for good in goods:
        found = at_once(postgres_books, 3, lambda session, n, good=good: sell(session, good, n))  # type: ignore[misc]
        assert found == ["done", "short", "short"]
    with postgres_books.session(write=False) as session:
        assert session.scalar(select(func.sum(Balance.quantity))) == 0
        sound(session)


def test_the_last_one_is_reserved_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        goods = [product(session, f"a{n}") for n in range(TRIES)]
        for good in goods:
            put_in(session, good, 2, 10)
    for good in goods:

        def hold(session: Session, number: int, good: Product = good) -> None:
            reserve(session, [Want(good, 2, place(session))], "shipment", number, f"SO-{number}")

        assert at_once(postgres_books, 2, hold) == ["done", "short"]
    with postgres_books.session(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Reservation)) == TRIES
        sound(session)


def test_one_who_reserves_and_one_who_takes(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        good = product(session, "a")
        put_in(session, good, 1, 10)

    def act(session: Session, number: int) -> None:
        if number:
            reserve(session, [Want(good, 1, place(session))], "shipment", 9, "SO-0009")
        else:
            sell(session, good, 1)

    assert at_once(postgres_books, 2, act) == ["done", "short"]
    with postgres_books.session(write=False) as session:
        there = balance(session, good)
        assert (there.quantity, there.reserved) in ((0, 0), (1, 1))
        sound(session)


def test_opposite_orders_do_not_block_each_other(postgres_books: Database) -> None:
    """Each takes the same ten products, half of them in one order, half in the other; nobody ends in a deadlock."""
    with postgres_books.session() as session:
        goods = [product(session, f"a{n}") for n in range(10)]
        for good in goods:
            put_in(session, good, 40, 10)

    def act(session: Session, number: int) -> None:
        ordered = goods if number % 2 else goods[::-1]
        here, there = place(session), place(session, "CUS" if number < 4 else "WH2")
        wanted = [Goods(good, 1, here, there) for good in ordered]
        moves.move(session, wanted, Cause("shipment", number, f"SH-{number}", DAY))

    for _ in range(3):
        assert at_once(postgres_books, 6, act) == ["done"] * 6
    with postgres_books.session(write=False) as session:
        assert [held(session, good) for good in goods] == [(22, 220_00)] * 10
        assert [held(session, good, "WH2") for good in goods] == [(6, 60_00)] * 10
        sound(session)


def test_the_first_of_a_product_arrives_twice_at_once(postgres_books: Database) -> None:
    """Nobody has made the balance yet; both receipts count."""
    with postgres_books.session() as session:
        goods = [product(session, f"a{n}") for n in range(4)]

    def act(session: Session, number: int) -> None:
        wanted = [Goods(good, 1, place(session, "SUP"), place(session), 1000) for good in goods]
        moves.move(session, wanted, Cause("receipt", number, f"RC-{number}", DAY))

    assert at_once(postgres_books, 4, act) == ["done"] * 4
    with postgres_books.session(write=False) as session:
        assert [held(session, good) for good in goods] == [(4, 40_00)] * 4
        sound(session)


SELLER = """
import sys
from advisor.sandbox import packages
from advisor.sandbox.core.refusals import Short
from advisor.sandbox.core.store import open_books
from advisor.sandbox.core.tables import Product
from tests.sandbox.stock.test_races import sell

assert packages.PACKAGES
books = open_books("sqlite:///" + sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
sold = 0
for number in range(20):
    try:
        with books.session() as session:
            sell(session, session.get_one(Product, 1), int(sys.argv[2]) * 100 + number)
        sold += 1
    except Short:
        pass
print(sold)
"""


def test_two_processes_sell_from_one_file(sqlite_books: Database) -> None:
    """20 are there, each of two processes tries to sell 20: together they sell 20."""
    path = Path(str(sqlite_books.engine.url.database))
    with sqlite_books.session() as session:
        put_in(session, product(session, "a"), 20, "0.37")
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", SELLER, str(path), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
        )
        for number in (1, 2)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    sold = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert sum(sold) == 20
    with sqlite_books.session(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Move)) == 21
        assert held(session, session.get_one(Product, 1)) == (0, 0)
        sound(session)
