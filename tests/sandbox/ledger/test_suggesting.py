"""Which open items settle an amount."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.ledger.open_items import open_items
from advisor.sandbox.ledger.suggesting import best, proposal
from tests.sandbox.ledger.booking import foreign, owed, paid, still_open
from tests.sandbox.making import BOOKKEEPER, customer, do


@pytest.mark.parametrize(
    ("amounts", "wanted", "chosen", "rest"),
    [
        ([10, -10], 0, [0, 1], 0),
        ([10, -5], 0, [0, 1], 5),
        ([10, -10, -5], 0, [0, 1], 0),
        ([10], 3, [0], 7),
        ([10, -10], -9, [1], -1),
    ],
)
def test_s45_the_best_reconciliation(amounts: list[int], wanted: int, chosen: list[int], rest: int) -> None:
    """Tryton, account/tests/test_module.py, test_find_best_reconciliation."""
    assert best(amounts, wanted) == (chosen, rest)


def test_of_equal_choices_the_earlier_items_win() -> None:
    assert best([60, 40, 100], 100) == ([0, 1], 0)
    assert best([100, 60, 40], 100) == ([0], 0)


def test_nothing_is_chosen_of_nothing() -> None:
    assert best([], 5) == ([], -5)


def test_many_items_take_no_long_search() -> None:
    amounts = [7919 * place * place % 100_003 + 1 for place in range(60)]
    chosen, rest = best(amounts, sum(amounts[:7]))
    assert (chosen, rest) == (list(range(7)), 0)


@given(st.lists(st.integers(-50, 50).filter(bool), min_size=1, max_size=8), st.integers(-60, 60))
def test_no_other_choice_is_nearer(amounts: list[int], wanted: int) -> None:
    chosen, rest = best(amounts, wanted)
    assert rest == sum(amounts[place] for place in chosen) - wanted
    every = (sum(some) for size in range(1, len(amounts) + 1) for some in itertools.combinations(amounts, size))
    assert abs(rest) == min(abs(total - wanted) for total in every)


def test_a_payment_finds_its_invoices(session: Session) -> None:
    acme = customer(session).id
    lines = [owed(session, amount, acme) for amount in (10000, 2500, 7500)]
    foreign(session, 5000, 10000, acme)
    items, rest = proposal(session, "receivable", acme, 17500)
    assert ([item.line.id for item in items], rest) == ([lines[0].id, lines[2].id], 0)


def test_what_settles_exactly_is_matched_by_itself(session: Session) -> None:
    acme, other = customer(session, "a").id, customer(session, "b").id
    mine = [owed(session, 100, acme), owed(session, 70, acme), paid(session, 70, acme)]
    yours = [owed(session, 30, other), owed(session, -30, other)]
    do(session, "match.automatic", BOOKKEEPER)
    assert still_open(session, *mine) == [100, 0, 0]
    assert still_open(session, *yours) == [0, 0]
    with pytest.raises(Refusal, match="Choose them by hand"):
        do(session, "match.automatic", BOOKKEEPER)
    assert len(open_items(session, "receivable")) == 1


def test_only_the_party_that_was_named(session: Session) -> None:
    acme, other = customer(session, "a").id, customer(session, "b").id
    for party in (acme, other):
        owed(session, 100, party), paid(session, 100, party)
    do(session, "match.automatic", BOOKKEEPER, party=acme)
    assert {item.line.party_id for item in open_items(session, "receivable")} == {other}
