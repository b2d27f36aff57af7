"""Random walks over both sides: whatever is down, comes twice or comes late, at the end both sides say the same."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import AdvisorError
from advisor.sandbox.bridge import delivery, joining, standing
from advisor.sandbox.bridge.tables import Link, Message, OutsideOrder, Received
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.crm.tables import Contact, Deal, Item
from advisor.sandbox.trade.tables import Invoice, Order, Payment, Shipment
from advisor.sandbox.verbs import run
from tests.sandbox.bridge.joint import carried
from tests.sandbox.making import BOSS, units
from tests.sandbox.selling import goods, sound

EMAILS = st.sampled_from(["", "", "a@x.example", "b@x.example", "c@x.example"])
PICK = st.integers(0, 40)
FEW = st.integers(1, 5)
FIELDS = st.sampled_from(["phone", "city", "tax_number", "name"])
MUST = {"party", "contact"}  # what may be unknown: which of several customers with the same e-mail is meant


class Walk(RuleBasedStateMachine):
    """One transaction that is rolled back at its end; what is refused is undone by a savepoint."""

    books: Database

    @initialize()
    def begin(self) -> None:
        self.session = Session(self.books.engine, expire_on_commit=False)
        if self.books.engine.dialect.name == "sqlite":
            self.session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        for code in ("bolt", "wire"):
            goods(self.session, code, stock=20)
        carried(self.session)

    def attempt(self, verb: str, **entered: Any) -> None:
        try:
            with self.session.begin_nested():
                run(self.session, verb, entered, BOSS)
        except AdvisorError:
            self.session.expire_all()
            self.session.info.clear()

    def one(self, model: type[Any], pick: int, *conditions: Any) -> Any:
        found = self.session.scalars(select(model).where(*conditions).order_by(model.id)).all()
        return found[pick % len(found)] if found else None

    @rule(email=EMAILS, customer=st.booleans())
    def meet(self, email: str, customer: bool) -> None:
        self.attempt("contact.create", name=f"Contact {email}", email=email, customer=customer)

    @rule(email=EMAILS)
    def enter(self, email: str) -> None:
        self.attempt("party.create", name=f"Party {email}", email=email, customer=True)

    @rule(pick=PICK, field=FIELDS, value=st.sampled_from(["1", "2", "3"]), ours=st.booleans())
    def correct(self, pick: int, field: str, value: str, ours: bool) -> None:
        row = self.one(Contact if ours else Party, pick)
        if row is not None:
            self.attempt("contact.change" if ours else "party.change",
                         **{"contact" if ours else "party": row.id, field: value})  # fmt: skip

    @rule(pick=PICK, which=PICK, quantity=FEW, discount=st.sampled_from(["0", "2.5", "33.33"]))
    def win(self, pick: int, which: int, quantity: int, discount: str) -> None:
        buyer, offered = self.one(Contact, pick), self.one(Item, which)
        if buyer is not None:
            line = {"item": offered.id, "quantity": quantity, "price": units("7.77"), "discount": units(discount)}
            self.attempt("deal.create", contact=buyer.id, lines=[line])
            self.attempt("deal.win", document=self.session.scalar(select(func.max(Deal.id))))

    @rule(pick=PICK)
    def reconsider(self, pick: int) -> None:
        deal = self.one(Deal, pick, Deal.state.in_(("won", "negotiation")))
        if deal is not None:
            self.attempt("deal.reopen" if deal.state == "won" else "deal.win", document=deal.id)

    @rule(pick=PICK, which=PICK, quantity=FEW)
    def sell(self, pick: int, which: int, quantity: int) -> None:
        """An order that came by telephone."""
        buyer, product = self.one(Party, pick, Party.customer), self.one(Product, which)
        if buyer is not None:
            self.attempt("sale.create", party=buyer.id, lines=[{"product": product.id, "quantity": quantity}])
            self.attempt("sale.confirm", document=self.session.scalar(select(func.max(Order.id))))

    @rule(pick=PICK, far=st.integers(0, 5))
    def go_on(self, pick: int, far: int) -> None:
        """Steps on the way of an order to its money; the last is that the money comes back."""
        order = self.one(Order, pick, Order.state == "confirmed")
        for step in range(far + 1 if order is not None else 0):
            if step in (0, 1):
                shipment = self.one(Shipment, -1, Shipment.order_id == order.id)
                self.attempt("shipment.reserve" if step == 0 else "shipment.ship", document=shipment.id)
            elif step == 2:
                self.attempt("sale.invoice", document=order.id)
            else:
                self.settle(order, step)

    def settle(self, order: Order, step: int) -> None:
        invoice = self.one(Invoice, -1, Invoice.order_id == order.id)
        if invoice is None:
            return
        if step == 3:
            self.attempt("invoice.post", document=invoice.id)
        elif step == 4:
            self.attempt("payment.create", invoice=invoice.id)
        payment = self.one(Payment, -1, Payment.invoice_id == invoice.id)
        if payment is not None:
            self.attempt("payment.clear" if step == 4 else "payment.fail", document=payment.id)

    @rule(pick=PICK)
    def call_off(self, pick: int) -> None:
        order = self.one(Order, pick, Order.state == "confirmed")
        if order is not None:
            self.attempt("sale.cancel", document=order.id)

    @rule(side=st.sampled_from(["", "", "crm", "erp"]))
    def fall(self, side: str) -> None:
        self.attempt("link.outage", side=side)

    @rule(most=st.integers(1, 9))
    def deliver(self, most: int) -> None:
        self.session.flush()
        delivery.deliver(self.session, limit=most)

    @rule(pick=PICK)
    def repeat(self, pick: int) -> None:
        """A message comes again."""
        message = self.one(Message, pick, Message.state == "delivered")
        if message is not None:
            delivery.receive(self.session, message)

    def teardown(self) -> None:
        if not hasattr(self, "session"):
            return
        try:
            self.attempt("link.outage", side="")
            carried(self.session)
            agree(self.session)
        finally:
            self.session.rollback()
            self.session.close()


def agree(session: Session) -> None:
    """Both sides say the same of everything that is not left to people."""
    parked = {one.subject: one for one in session.scalars(select(Message).where(Message.state == "parked"))}
    for subject, message in parked.items():
        assert message.values.get("unknown") in MUST or "is done already" in message.reason, (subject, message.reason)
    behind = session.scalars(select(Message.subject).where(Message.state == "waiting")).all()
    assert set(behind) <= parked.keys()
    delivered = session.scalars(select(Message.key).where(Message.state == "delivered")).all()
    assert sorted(delivered) == sorted(session.scalars(select(Received.key)))
    held = {subject for subject in parked if not subject.startswith("deal")}
    contacts = session.scalars(select(Contact).where(Contact.customer)).all()
    linked = Counter(session.scalars(select(Link.crm_id).where(Link.kind == "contact")))
    assert {one.id for one in contacts if f"contact:{one.id}" not in held} <= linked.keys()
    assert set(linked.values()) <= {1}
    for link in session.scalars(select(Link).where(Link.kind == "contact")):
        known, party = session.get_one(Contact, link.crm_id), session.get_one(Party, link.erp_id)
        if not {f"contact:{known.id}", f"party:{party.id}"} & parked.keys():
            for field in joining.MASTERS["contact"]:
                assert getattr(known, field) == getattr(party, field), field
    for deal in session.scalars(select(Deal)):
        if f"deal:{deal.id}" not in parked:
            ordered(session, deal)
    for outside in session.scalars(select(OutsideOrder)):
        if f"sale:{outside.sale_id}" not in parked:
            now = standing.of_order(session, outside.sale_id)
            assert (outside.state, outside.paid, outside.gross) == (now.state, now.paid, now.gross)
    assert sound(session)


def ordered(session: Session, deal: Deal) -> None:
    """A won deal has one order, over its amount, and knows how far it is; another deal has none."""
    link = session.scalars(select(Link).where(Link.kind == "deal", Link.crm_id == deal.id)).one_or_none()
    going = select(func.count()).where(Order.reference == deal.number, Order.state == "confirmed")
    if deal.state != "won":
        assert (link, session.scalar(going)) == (None, 0)
        return
    assert link is not None
    order, now = session.get_one(Order, link.erp_id), standing.of_order(session, link.erp_id)
    assert order.net == deal.amount
    assert session.scalar(going) == (order.state == "confirmed")
    if not session.scalars(
        select(Message.id).where(Message.subject == f"sale:{order.id}", Message.state != "delivered")
    ).all():
        assert (deal.order_number, deal.order_state, deal.paid, deal.delivered) == (
            now.number, now.state, now.paid, now.delivered,
        )  # fmt: skip


@pytest.mark.parametrize(("kind", "examples"), [("sqlite", 12), ("postgresql", 4)])
def test_both_sides_agree_in_the_end(kind: str, examples: int, request: pytest.FixtureRequest) -> None:
    books: Database = request.getfixturevalue("sqlite_books" if kind == "sqlite" else "postgres_books")
    walk = type("WalkThere", (Walk,), {"books": books})
    run_state_machine_as_test(
        walk,
        settings=settings(
            max_examples=examples,
            stateful_step_count=35,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
