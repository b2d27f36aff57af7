"""The three-way match as it is shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from tests.sandbox.buying import arrived, billed, bolt, drafted, ordered, posted, smith
from tests.sandbox.making import BOSS, do, product
from tests.web.sandbox.trying import Trier
from web.sandbox.buying_match import MatchTable, billing_match, match_table
from web.sandbox.visit import Visit


@pytest.fixture
def session(trier: Trier) -> Iterator[Session]:
    with trier.books.session() as made:
        yield made


@pytest.fixture
def visit(session: Session) -> Visit:
    return Visit(session, "secret", "en")


def verdicts(table: MatchTable | None) -> list[tuple[str, str]]:
    assert table is not None
    return [(row.verdict.text, row.verdict.tone) for row in table.rows]


def test_a_draft_has_nothing_to_match(visit: Visit) -> None:
    order = drafted(visit.session, smith(visit.session), (bolt(visit.session), 1, 1))
    assert match_table(visit, order) is None


def test_from_awaited_to_matched(visit: Visit) -> None:
    session, goods = visit.session, bolt(visit.session)
    order = ordered(session, smith(session), (goods, 10, 4))
    seen = [verdicts(match_table(visit, order))]
    arrived(session, order, (goods, 6))
    seen.append(verdicts(match_table(visit, order)))
    bill = billed(session, order)
    seen.append(verdicts(match_table(visit, order)))
    posted(session, bill)
    arrived(session, order)
    second = billed(session, order)
    seen.append(verdicts(match_table(visit, order)))
    posted(session, second)
    seen.append(verdicts(match_table(visit, order)))
    assert seen == [
        [("10 still to come", "going")],
        [("6 to be billed", "warn")],
        [("4 still to come", "going")],
        [("Bill entered", "going")],
        [("Matches", "good")],
    ]


def test_billed_before_it_came(visit: Visit) -> None:
    session, goods = visit.session, bolt(visit.session)
    order = ordered(session, smith(session), (goods, 10, 4))
    bill = posted(session, billed(session, order, (goods, 10, 4)))
    do(session, "bill.release", BOSS, document=bill.id)
    table = match_table(visit, order)
    assert verdicts(table) == [("10 billed, not received", "bad")]
    assert table is not None
    assert (table.rest, table.rows[0].bars.received, table.rows[0].bars.billed) == ("", 0, 100)


def test_bars_and_prices(visit: Visit) -> None:
    session, goods, help_ = visit.session, bolt(visit.session), product(visit.session, "help", kind="service")
    order = ordered(session, smith(session), (goods, 40, "4.00"), (help_, 2, 50))
    arrived(session, order, (goods, 30))
    posted(session, billed(session, order, (goods, 10, "4.05")))
    table = match_table(visit, order)
    assert table is not None
    first, second = table.rows
    assert (first.bars.ordered, first.bars.received, first.bars.billed) == (100, 75, 25)
    assert (first.ordered, first.received, first.billed, first.price, first.paid) == ("40", "30", "10", "4.00", "4.05")
    assert (second.received, second.billed, second.paid, second.bars.received) == ("", "0", "", 0)
    assert table.rest == "EUR 80.00"


def test_on_the_page_of_a_bill_until_it_is_posted(visit: Visit) -> None:
    session, goods = visit.session, bolt(visit.session)
    order = ordered(session, smith(session), (goods, 10, 4))
    arrived(session, order)
    bill = billed(session, order)
    table = billing_match(visit, bill)
    assert table is not None
    assert table.rows[0].drafted == "10"
    posted(session, bill)
    assert billing_match(visit, bill) is None
    costs = do(session, "bill.create", party=order.party_id, lines=[{"text": "Rent", "price": 1}])
    assert billing_match(visit, costs) is None


def test_persian_numbers(session: Session) -> None:
    visit = Visit(session, "secret", "fa")
    order = ordered(session, smith(session), (bolt(session), 12, "4.50"))
    table = match_table(visit, order)
    assert table is not None
    assert (table.rows[0].ordered, table.rows[0].price) == ("۱۲", "۴٫۵۰")
