"""Stock ahead: the first one who goes without is found, whatever the order of the list."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from advisor.sandbox.insight.projection import delayed_by, first_shortage, late
from advisor.sandbox.stock.levels import Flow
from tests.sandbox.insight.posting import DAY


def flow(quantity: int, days: int, document: int = 1) -> Flow:
    kind = "receipt" if quantity > 0 else "shipment"
    return Flow(1, 1, quantity, DAY + datetime.timedelta(days=days), kind, document, f"{kind}-{document}")


FLOWS = st.lists(st.builds(flow, st.integers(-20, 20).filter(bool), st.integers(-5, 20), st.integers(1, 9)))


def test_enough_is_there() -> None:
    assert first_shortage(5, [flow(-3, 1), flow(-2, 2)], DAY) is None
    assert first_shortage(0, [], DAY) is None


def test_the_first_who_goes_without() -> None:
    found = first_shortage(5, [flow(-9, 4, 3), flow(-3, 1, 1), flow(-4, 2, 2)], DAY)
    assert found is not None
    assert (found.flow.document, found.missing, found.on) == (2, 2, DAY + datetime.timedelta(days=2))


def test_what_comes_on_the_day_helps() -> None:
    assert first_shortage(0, [flow(-3, 2), flow(3, 2)], DAY) is None
    assert first_shortage(0, [flow(-3, 2), flow(3, 3)], DAY) is not None


def test_what_is_late_is_expected_today() -> None:
    assert first_shortage(0, [flow(3, -5), flow(-3, 0)], DAY) is None
    assert late([flow(3, -5), flow(-3, -4), flow(3, 0)], DAY) == [flow(3, -5)]


def test_a_late_receipt_that_matters() -> None:
    waited, other = flow(5, -2, 7), flow(1, 1, 8)
    flows = [waited, other, flow(-2, 3, 1), flow(-4, 5, 2)]
    found = delayed_by(2, flows, waited, DAY)
    assert found is not None
    assert (found.flow.document, found.missing) == (2, 3)
    assert delayed_by(2, flows, other, DAY) is None


def test_what_is_short_anyhow_is_not_blamed_on_the_receipt() -> None:
    waited = flow(5, -2)
    assert delayed_by(0, [waited, flow(-9, 3)], waited, DAY) is None


@given(st.integers(0, 50), FLOWS)
def test_a_shortage_is_real(on_hand: int, flows: list[Flow]) -> None:
    found = first_shortage(on_hand, flows, DAY)
    until = [one for one in flows if found is None or max(one.on, DAY) <= max(found.on, DAY)]
    going = sum(-one.quantity for one in flows if one.quantity < 0)
    if found is None:
        assert on_hand + sum(one.quantity for one in until) >= 0
    else:
        assert 0 < found.missing <= going
        assert found.flow in flows


@given(st.integers(0, 50), FLOWS)
def test_more_stock_never_makes_it_worse(on_hand: int, flows: list[Flow]) -> None:
    before, after = first_shortage(on_hand, flows, DAY), first_shortage(on_hand + 1, flows, DAY)
    assert after is None or (before is not None and after.on >= before.on)
