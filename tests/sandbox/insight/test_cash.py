"""Cash ahead: every flow in its week, and the lowest point by its name."""

from __future__ import annotations

import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.clock import trial
from advisor.sandbox.insight import cash, spans
from advisor.sandbox.insight.cash import Flow, Scenario
from advisor.sandbox.ledger.posting import Item
from advisor.sandbox.people.tables import Employee, Payroll
from tests.sandbox import buying, selling
from tests.sandbox.insight.company import at
from tests.sandbox.insight.posting import DAY, book, invoice, pair, party
from tests.sandbox.insight.test_backlog import goods, order
from tests.sandbox.making import do, supplier, units

D = datetime.date
AHEAD = spans.weeks(DAY, 4)
FLOWS = st.lists(
    st.builds(
        Flow,
        st.dates(D(2026, 3, 2), D(2026, 4, 30)),
        st.integers(-1000, 1000),
        st.sampled_from(["receivable", "payable", "sale", "purchase"]),
    )
)


def test_books_of_an_ordinary_month(books: Database) -> None:
    with books.session() as session:
        pair(session, D(2026, 1, 1), "bank", "opening", 1_000)
        pair(session, D(2026, 1, 1), "cash", "opening", 50)
        acme, mill = party(session, "acme", customer=True), party(session, "mill", supplier=True)
        invoice(session, acme, D(2026, 1, 10), D(2026, 2, 10), 300, "INV-0001")  # overdue
        invoice(session, acme, D(2026, 2, 20), D(2026, 3, 22), 500, "INV-0002")
        invoice(session, mill, D(2026, 2, 20), D(2026, 3, 10), 1_600, "BILL-0001")
        bolt = goods(session)
        order(session, acme, [{"product_id": bolt.id, "quantity": 2, "price": 100}], number="SO-0001", term="HALF")
        found = cash.forecast(session, weeks=8)
    assert found.opening == 1_050
    assert [week.closing for week in found.weeks] == [1_350, -250, 350, 350, 350, 350, 450, 450]
    assert (found.lowest.span.first, found.lowest.closing) == (D(2026, 3, 9), -250)
    assert (found.lowest.inflow, found.lowest.outflow) == (0, -1_600)
    assert [flow.text for flow in found.weeks[2].flows] == ["SO-0001 Acme", "INV-0002 Acme"]


def test_customers_who_pay_later_and_fewer_sales(session: Session) -> None:
    acme = party(session, "acme", customer=True)
    invoice(session, acme, D(2026, 2, 20), D(2026, 3, 22), 500)
    order(session, acme, [{"product_id": goods(session).id, "quantity": 2, "price": 100}], term="NET0")
    plain = cash.forecast(session, weeks=6)
    worse = cash.forecast(session, Scenario(late=14, sales=-50), weeks=6)
    assert [week.closing for week in plain.weeks] == [0, 0, 700, 700, 700, 700]
    assert [week.closing for week in worse.weeks] == [0, 0, 0, 0, 600, 600]


def test_what_was_paid_ahead_is_taken_off_first(session: Session) -> None:
    acme = party(session, "acme", customer=True)
    invoice(session, acme, D(2026, 2, 20), D(2026, 3, 22), 500)
    order(session, acme, [{"product_id": goods(session).id, "quantity": 2, "price": 100}], term="NET0")
    book(session, DAY, Item("bank", 550), Item("receivable", -550, party=acme.id))
    found = cash.forecast(session, weeks=6)
    assert found.opening == 550
    assert [week.inflow for week in found.weeks] == [0, 0, 150, 0, 0, 0]  # of 200 and 500 less 550
    assert all(week.outflow == 0 for week in found.weeks)


@given(st.lists(st.tuples(st.integers(1, 3), st.builds(Flow, st.just(DAY), st.integers(1, 100), st.just("sale")))))
def test_paid_ahead_is_used_up_by_each_party(flows: list[tuple[int, Flow]]) -> None:
    rest = sum(flow.amount for flow in cash.set_off(flows, {1: 50, 2: 0}))
    due = {who: sum(flow.amount for party, flow in flows if party == who) for who in (1, 2, 3)}
    assert rest == max(0, due[1] - 50) + due[2] + due[3]


def test_wages_until_they_are_paid(session: Session) -> None:
    for number, (state, wage) in enumerate([("employed", 900), ("employed", 100), ("left", 5000)]):
        session.add(Employee(party_id=party(session, f"e{number}").id, state=state, wage=wage))
    session.flush()
    days = [(flow.on, flow.amount) for flow in cash.expected(session, DAY, D(2026, 5, 15))]
    assert days == [(D(2026, 3, 31), -1000), (D(2026, 4, 30), -1000)]
    session.add(Payroll(first=D(2026, 3, 1), last=D(2026, 3, 31), state="posted"))
    pair(session, DAY, "wages", "wages_payable", 700)
    days = [(flow.on, flow.amount) for flow in cash.expected(session, DAY, D(2026, 5, 15))]
    assert days == [(DAY, -700), (D(2026, 4, 30), -1000)]


def test_what_recurs_each_month(session: Session) -> None:
    trial(session).settings = {
        "recurring": [
            {"name": "Loan", "amount": "-12.50", "day": 31},
            {"name": "Grant", "amount": "5", "day": 2, "first": "2026-04-01", "last": "2026-04-30"},
        ]
    }
    found = cash.expected(session, DAY, D(2026, 5, 31))
    assert sorted((flow.on, flow.amount, flow.text) for flow in found) == [
        (D(2026, 3, 31), -1250, "Loan"),
        (D(2026, 4, 2), 500, "Grant"),
        (D(2026, 4, 30), -1250, "Loan"),
        (D(2026, 5, 31), -1250, "Loan"),
    ]


def test_the_first_of_equally_low_weeks_is_named() -> None:
    found = cash.laid_out(10, [Flow(D(2026, 3, 9), -5, "payable"), Flow(D(2026, 3, 23), 5, "sale")], AHEAD, Scenario())
    assert [week.closing for week in found.weeks] == [10, 5, 5, 10]
    assert found.lowest.span == AHEAD[1]


@given(FLOWS, st.integers(0, 5000))
def test_weeks_join_and_hold_every_flow_once(flows: list[Flow], opening: int) -> None:
    found = cash.laid_out(opening, flows, AHEAD, Scenario())
    within = [flow.amount for flow in flows if flow.on <= AHEAD[-1].last]
    assert found.weeks[-1].closing == opening + sum(within)
    assert sum(len(week.flows) for week in found.weeks) == len(within)
    assert all(week.opening == before.closing for before, week in pairwise(found.weeks))


@given(FLOWS, st.integers(0, 60), st.integers(-100, 100))
def test_a_scenario_changes_only_what_customers_do(flows: list[Flow], late: int, sales: int) -> None:
    for flow in flows:
        found = cash.supposed(flow, Scenario(late, sales))
        if flow.source in ("payable", "purchase"):
            assert found == flow
        assert found.on >= flow.on
        assert flow.source == "sale" or found.amount == flow.amount


def test_cash_of_a_company(company: Session) -> None:
    plain = cash.forecast(company)
    late = cash.forecast(company, Scenario(late=30))
    assert len(plain.weeks) == cash.WEEKS
    assert plain.opening == late.opening > 0
    assert {flow.source for week in plain.weeks for flow in week.flows} >= {"receivable", "payable", "sale", "purchase"}
    assert late.weeks[0].inflow < plain.weeks[0].inflow
    assert late.lowest.closing <= plain.lowest.closing


def test_from_order_to_cash_money_is_expected_once(books: Database) -> None:
    """By the verbs: ordered, shipped, invoiced, paid; the end of the forecast stays what it was."""
    with books.session() as session:
        bolt = selling.goods(session, "bolt", tax="VAT")
        order = selling.confirmed(session, selling.buyer(session, "acme", term="NET30"), (bolt, 5))
        ends, sources = [], []

        def look() -> None:
            found = cash.forecast(session)
            ends.append(found.weeks[-1].closing)
            sources.append({flow.source for week in found.weeks for flow in week.flows})

        look()
        selling.shipped(session, order)
        look()
        made = selling.posted(session, order)
        look()
        selling.paid(session, made, 20)
        look()
        selling.paid(session, made)
        look()
        assert ends == [6_000] * 5
        assert sources == [{"sale"}, {"sale"}, {"receivable"}, {"receivable"}, set()]


def test_from_request_to_payment_money_is_expected_once(session: Session) -> None:
    mill, bolt = supplier(session, "mill", term="NET30"), buying.bolt(session)
    order = buying.ordered(session, mill, (bolt, 10, 4))
    ends = [cash.forecast(session).weeks[-1].closing]
    buying.arrived(session, order, (bolt, 6))
    ends.append(cash.forecast(session).weeks[-1].closing)
    buying.posted(session, buying.billed(session, order))
    ends.append(cash.forecast(session).weeks[-1].closing)
    assert ends == [-4_000] * 3


def test_a_payment_in_advance_is_not_expected_again(session: Session) -> None:
    bolt = selling.goods(session, "bolt")
    order = selling.confirmed(session, selling.buyer(session, "acme", term="NET30"), (bolt, 5))
    draft = do(session, "payment.create", order=order.id, amount=units(20))
    do(session, "payment.clear", document=draft.id)
    found = cash.forecast(session)
    assert (found.opening, found.weeks[-1].closing) == (2_000, 5_000)


def test_wages_by_the_verbs_are_expected_once(session: Session) -> None:
    made = do(session, "employee.create", name="Kim", wage=units(2_000))
    do(session, "employee.hire", document=made.id, on=D(2026, 1, 1))
    ends = [cash.forecast(session, weeks=5).weeks[-1].closing]
    run = do(session, "payroll.create", month=D(2026, 3, 1))
    do(session, "payroll.approve", document=run.id)
    at(session, D(2026, 3, 31))
    do(session, "payroll.post", document=run.id)
    ends.append(cash.forecast(session, weeks=1).weeks[-1].closing)
    do(session, "payroll.pay", document=run.id)
    ends.append(cash.forecast(session, weeks=1).weeks[-1].closing)
    assert ends == [-200_000] * 3


def test_what_recurs_ends_with_its_last_day(session: Session) -> None:
    trial(session).settings = {"recurring": [{"name": "Lease", "amount": "-7", "day": 5, "last": "2026-04-30"}]}
    found = cash.forecast(session, weeks=13)
    assert [flow.on for week in found.weeks for flow in week.flows] == [D(2026, 3, 5), D(2026, 4, 5)]
