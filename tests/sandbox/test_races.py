"""People who act at the same moment, over connections and processes of their own; and a process that dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import AdvisorError
from advisor.sandbox.core.tables import Event, Sequence
from advisor.sandbox.insight.compliance import findings
from advisor.sandbox.ledger.tables import Entry, Period
from advisor.sandbox.stock.moves import locations
from advisor.sandbox.stock.tables import Balance, Move
from advisor.sandbox.trade.tables import Invoice, Shipment
from advisor.sandbox.verbs import run
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOSS, customer, do, product, units
from tests.sandbox.sums import SUMS

ROOT = Path(__file__).parents[2]
TRIES = 12


def whole(books: Database) -> None:
    with books.session(write=False) as session:
        assert [str(finding) for finding in findings(session)] == []
        for check in SUMS:
            check(session)


def stocked(session: Session, pieces: int) -> int:
    made = product(session, "bolt", price=units(10), tax="VAT")
    do(session, "stock.opening", product=made.id, location=locations(session)["WH"].id, quantity=pieces, cost=units(4))
    return made.id


def waiting(session: Session, product_id: int) -> int:
    """A shipment of one piece that waits to be reserved."""
    sale = do(session, "sale.create", party=1, lines=[{"product": product_id, "quantity": 1}])
    do(session, "sale.confirm", document=sale.id)
    found = session.scalar(select(Shipment.id).where(Shipment.order_id == sale.id))
    assert found is not None
    return found


def together(*acts: Callable[[], str]) -> list[str]:
    """What acts that begin at the same moment come to."""
    gate = threading.Barrier(len(acts))

    def begin(act: Callable[[], str]) -> str:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(begin, acts))


def acting(books: Database, verb: str, **entered: object) -> Callable[[], str]:
    """A person who does one thing in a transaction of his own: "done", or the code of the refusal."""

    def act() -> str:
        try:
            with books.session() as session:
                run(session, verb, entered, BOSS)
        except AdvisorError as refusal:
            return refusal.code
        return "done"

    return act


def test_the_last_piece_is_reserved_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        customer(session)
        bolt = stocked(session, TRIES)
        pairs = [(waiting(session, bolt), waiting(session, bolt)) for _ in range(TRIES)]
        do(session, "stock.scrap", product=bolt, location=1, quantity=TRIES - 1, reason="gone")
    for one, other in pairs:
        acts = [acting(postgres_books, "shipment.reserve", document=number) for number in (one, other)]
        assert together(*acts) == ["done", "short"]
        with postgres_books.session() as session:
            held = [number for number in (one, other) if session.get_one(Shipment, number).state == "reserved"]
            do(session, "shipment.release", document=held[0])
    whole(postgres_books)


def test_the_same_shipment_leaves_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        customer(session)
        bolt = stocked(session, 5)
        number = waiting(session, bolt)
        do(session, "shipment.reserve", document=number)
    act = acting(postgres_books, "shipment.ship", document=number)
    assert together(act, act, act) == ["done", "refused", "refused"]
    with postgres_books.session(write=False) as session:
        assert session.scalar(select(Balance.quantity)) == 4
    whole(postgres_books)


def test_invoices_posted_at_once_are_numbered_without_gaps(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        customer(session)
        lines = [{"text": "Advice", "price": units(100)}]
        drafts = [do(session, "invoice.create", party=1, lines=lines).id for _ in range(6)]
    twice = [acting(postgres_books, "invoice.post", document=number) for number in (*drafts, drafts[0])]
    assert together(*twice) == ["done"] * 6 + ["refused"]
    with postgres_books.session(write=False) as session:
        numbers = sorted(session.scalars(select(Invoice.number)))
        assert numbers == [f"INV-{n:04d}" for n in range(1, 7)]
    whole(postgres_books)


@pytest.mark.parametrize("attempt", range(4))
def test_a_month_is_closed_while_somebody_posts(postgres_books: Database, attempt: int) -> None:
    """Either the entry is in the closed month, or it was refused; never is anything booked after closing."""
    with postgres_books.session() as session:
        month = session.scalar(select(Period.id).where(Period.first <= DAY, Period.last >= DAY))
    lines = [{"account": 2, "debit": 5}, {"account": 3, "credit": 5}]
    drafts = []
    with postgres_books.session() as session:
        drafts = [do(session, "entry.create", lines=lines).id for _ in range(1)]
        do(session, "clock.advance", to="month")
        do(session, "clock.advance", to="day")
    close = acting(postgres_books, "period.close", document=month)
    post = acting(postgres_books, "entry.post", document=drafts[0])
    outcome = together(close, post)
    with postgres_books.session(write=False) as session:
        state = session.get_one(Period, month).state
        posted = session.get_one(Entry, drafts[0]).state
    assert (state, posted) in {("closed", "posted"), ("open", "posted"), ("open", "draft")}
    assert outcome.count("done") == (state == "closed") + (posted == "posted")
    whole(postgres_books)


DIE = """
import os, signal, sys
from advisor.sandbox.core.store import open_books
from advisor.sandbox.verbs import run
from tests.sandbox.making import BOSS
books = open_books(sys.argv[1], sys.argv[2] or None)
with books.session() as session:
    run(session, "shipment.ship", {"document": int(sys.argv[3])}, BOSS)
    session.flush()
    print("moved", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_process_that_is_killed_leaves_nothing_half_done(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    books: Database = request.getfixturevalue("sqlite_books" if kind == "sqlite" else "postgres_books")
    with books.session() as session:
        customer(session)
        bolt = stocked(session, 3)
        number = waiting(session, bolt)
        do(session, "shipment.reserve", document=number)
    before = shown(books)
    url = books.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", DIE, url, "" if kind == "sqlite" else "trial", str(number)]
    died = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert (died.returncode, died.stdout) == (-signal.SIGKILL, "moved\n"), died.stderr
    assert shown(books) == before
    with books.session() as session:
        do(session, "shipment.ship", document=number)
    whole(books)


def shown(books: Database) -> list[int | str | None]:
    """What a half-done shipment would have changed."""
    with books.session(write=False) as session:
        return [
            *(session.scalar(select(func.count()).select_from(table)) for table in (Move, Entry, Event)),
            *session.scalars(select(Shipment.state)),
            *session.scalars(select(Balance.reserved)),
            *session.scalars(select(Sequence.last).order_by(Sequence.name)),
        ]


RESERVE = """
import sys
from advisor.errors import AdvisorError
from advisor.sandbox.core.store import open_books
from advisor.sandbox.verbs import run
from tests.sandbox.making import BOSS
books = open_books(sys.argv[1])
print("ready", flush=True)
for number in sys.stdin.readline().split():
    try:
        with books.session() as session:
            run(session, "shipment.reserve", {"document": int(number)}, BOSS)
        print("done", flush=True)
    except AdvisorError as refusal:
        print(refusal.code, flush=True)
"""


def test_two_processes_share_a_file(sqlite_books: Database) -> None:
    """Six pieces, twelve shipments, two processes: six are reserved, and the books are whole."""
    with sqlite_books.session() as session:
        customer(session)
        bolt = stocked(session, 12)
        numbers = [waiting(session, bolt) for _ in range(12)]
        do(session, "stock.scrap", product=bolt, location=1, quantity=6, reason="gone")
    url = sqlite_books.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", RESERVE, url]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    people = [subprocess.Popen(command, cwd=ROOT, env=env, **pipes) for _ in range(2)]  # type: ignore[call-overload]
    for one in people:
        assert one.stdout.readline() == "ready\n"
    for place, one in enumerate(people):
        one.stdin.write(" ".join(map(str, numbers[place::2])) + "\n")
        one.stdin.flush()
    said = sorted(line for one in people for line in one.communicate()[0].split())
    assert said == ["done"] * 6 + ["short"] * 6
    whole(sqlite_books)
