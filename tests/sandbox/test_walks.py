"""Random walks: whatever people do, in whatever order, the books are whole after each step.

A walk is one transaction that is rolled back at its end; what is refused is undone by a savepoint of its own, as a
request would undo it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import AdvisorError
from advisor.sandbox.core import clock
from advisor.sandbox.core.actors import ROLES, Actor
from advisor.sandbox.core.states import MODELS, machines
from advisor.sandbox.insight.compliance import findings
from advisor.sandbox.ledger.tables import Account
from advisor.sandbox.trade.tables import Invoice
from advisor.sandbox.verbs import run, verbs
from tests.sandbox.making import BOSS, customer, do, product, supplier, units
from tests.sandbox.sums import SUMS

GOODS = st.sampled_from(["bolt", "wire", "part", "frame"])
FEW = st.integers(1, 12)
CHOICES = st.sampled_from(range(60))
FAR = st.sampled_from(range(9))
SALE = (
    "sale.confirm", "shipment.reserve", "shipment.ship", "sale.invoice", "invoice.post", "payment.create",
    "payment.clear", "invoice.reverse",
)  # fmt: skip
PURCHASE = ("purchase.order", "receipt.receive", "purchase.bill", "bill.post", "payment.create", "payment.clear")
WORK = ("work_order.release", "work_order.start", "inspection.pass", "work_order.finish", "inspection.pass")
# Every document, those that move goods and money more often.
BUSY = ("sale", "shipment", "invoice", "payment", "purchase", "receipt", "bill", "work_order", "inspection")
KINDS = st.sampled_from([*BUSY, *BUSY, *(kind for kind in machines() if kind not in ("period", *BUSY))])
EXAMPLES, STEPS = 3, 30
# What the random walk does not press: it would end the story for everything else.
NEVER = {"period.lock", "employee.leave"}


def world(session: Session) -> dict[str, Any]:
    """Goods of each valuation, one that is made of others, people, places and money."""
    customer(session, "c1")
    customer(session, "c2", term="HALF")
    maker = supplier(session, "s1", term="NET30", lead_days=2)
    made = {
        "bolt": product(session, "bolt", price=units(3), cost=units(1), tax="VAT", supplier=maker.id),
        "wire": product(session, "wire", places=2, price=units("2.35"), cost=units("0.7"), valuation="fifo"),
        "part": product(session, "part", price=units(9), cost=units(4), valuation="standard", supplier=maker.id),
        "frame": product(session, "frame", price=units(50), cost=units(12), source="make", inspect=True),
    }
    centre = do(session, "work_centre.create", name="Bench", minutes=480, cost=units(30))
    parts = [{"product": made["bolt"].id, "quantity": 2}, {"product": made["wire"].id, "quantity": units("1.5")}]
    steps = [{"name": "Join", "centre": centre.id, "run": units(6)}]
    do(session, "bom.set", product=made["frame"].id, lines=parts, operations=steps)
    codes = {row[0]: row[1] for row in session.execute(select(Account.code, Account.id))}
    money = [{"account": codes["1000"], "debit": 5000}, {"account": codes["3000"], "credit": 5000}]
    do(session, "entry.opening", lines=money)
    do(session, "budget.set", account=codes["6210"], year=2026, amount=1200)
    place = (
        session.scalar(select(MODELS["location"].id).where(MODELS["location"].code == "WH"))
        if "location" in MODELS
        else 1
    )
    for code in ("bolt", "wire", "part"):
        do(session, "stock.opening", product=made[code].id, location=place, quantity=10, cost=units("1.37"))
    worker = do(session, "employee.create", name="Ann", wage=units("2345.67"), rate=units(20))
    do(session, "employee.hire", document=worker.id)
    others = {"supplier": maker.id, "worker": worker.id, "rent": codes["6210"], "bank": codes["1000"], "place": place}
    return {code: one.id for code, one in made.items()} | others


class Walk(RuleBasedStateMachine):
    """Makes documents and presses what the state machines offer, with whatever inputs have a default."""

    books: Database

    @initialize()
    def begin(self) -> None:
        self.session = Session(self.books.engine, expire_on_commit=False)
        if self.books.engine.dialect.name == "sqlite":
            self.session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        self.world = world(self.session)

    def teardown(self) -> None:
        if hasattr(self, "session"):
            try:
                assert [str(finding) for finding in findings(self.session)] == []
            finally:
                self.session.rollback()
                self.session.close()

    def attempt(self, verb: str, by: Actor = BOSS, **entered: Any) -> None:
        """Do it, or be refused with a sentence; anything else fails the test."""
        try:
            with self.session.begin_nested():
                run(self.session, verb, entered, by)
        except AdvisorError as refusal:
            assert refusal.message.endswith("."), refusal.message
            self.session.expire_all()
            self.session.info.clear()

    @rule(code=GOODS, quantity=FEW, who=st.sampled_from([1, 2]), far=FAR)
    def sell(self, code: str, quantity: int, who: int, far: int) -> None:
        """A sale that goes `far` steps of its way to the money."""
        self.attempt("sale.create", party=who, lines=[{"product": self.world[code], "quantity": quantity}])
        self.follow(SALE[:far])

    @rule(code=GOODS, quantity=FEW, price=st.decimals("0.01", "20", places=2), far=FAR)
    def buy(self, code: str, quantity: int, price: Decimal, far: int) -> None:
        lines = [{"product": self.world[code], "quantity": quantity, "price": price}]
        self.attempt("purchase.create", party=self.world["supplier"], lines=lines)
        self.follow(PURCHASE[:far])

    @rule(code=GOODS, quantity=FEW)
    def need(self, code: str, quantity: int) -> None:
        self.attempt("requisition.create", product=self.world[code], quantity=quantity)

    @rule(quantity=FEW, far=FAR)
    def make(self, quantity: int, far: int) -> None:
        self.attempt("work_order.create", product=self.world["frame"], quantity=quantity)
        self.follow(WORK[:far])

    def follow(self, way: Sequence[str]) -> None:
        """Steps of the newest documents, each by its first transition but where it is named."""
        for verb in way:
            if verb == "payment.create":
                self.attempt(verb, invoice=self.session.scalar(select(func.max(Invoice.id))))
                continue
            kind = verb.partition(".")[0]
            model = MODELS[kind]
            newest = select(func.max(model.id))
            document = self.session.scalar(newest.where(model.kind == kind) if hasattr(model, "kind") else newest)
            if document is not None:
                self.attempt(verb, document=document, **_asked(verb))

    @rule(code=GOODS, quantity=FEW)
    def scrap(self, code: str, quantity: int) -> None:
        goods = {"product": self.world[code], "location": self.world["place"], "quantity": quantity}
        self.attempt("stock.scrap", reason="broken", **goods)

    @rule(code=GOODS, quantity=FEW, back=st.booleans())
    def carry(self, code: str, quantity: int, back: bool) -> None:
        here, there = self.world["place"], self.world["place"] + 1
        source, target = (there, here) if back else (here, there)
        lines = [{"product": self.world[code], "quantity": quantity}]
        self.attempt("transfer.create", source=source, target=target, lines=lines)

    @rule(cents=st.integers(1, 90_000))
    def pay_rent(self, cents: int) -> None:
        amount = Decimal(cents) / 100
        lines = [{"account": self.world["rent"], "debit": amount}, {"account": self.world["bank"], "credit": amount}]
        self.attempt("entry.create", lines=lines)

    @rule(cents=st.integers(1, 90_000))
    def spend(self, cents: int) -> None:
        claim = {"employee": self.world["worker"], "account": self.world["rent"], "amount": Decimal(cents) / 100}
        self.attempt("expense.create", text="taxi", **claim)

    @rule()
    def pay_people(self) -> None:
        self.attempt("payroll.create", month=clock.today(self.session).replace(day=1))

    @rule(months=st.integers(1, 40), cost=st.integers(100, 9999))
    def invest(self, months: int, cost: int) -> None:
        self.attempt("asset.create", name="Saw", cost=cost, months=months)

    @rule(cents=st.integers(-300, 300), pick=CHOICES)
    def pay(self, cents: int, pick: int) -> None:
        """About what an invoice or a bill asks for, a little more or less."""
        posted = select(Invoice).where(Invoice.state == "posted", ~Invoice.credit).order_by(Invoice.id)
        found = self.session.scalars(posted).all()
        if found:
            one = found[pick % len(found)]
            self.attempt("payment.create", invoice=one.id, amount=Decimal(max(one.gross + cents, 1)) / 100)

    @rule(to=st.sampled_from(["day"] * 6 + ["week"] * 3 + ["month"]))
    def wait(self, to: str) -> None:
        self.attempt("clock.advance", to=to)

    @rule(kind=KINDS, pick=CHOICES, what=CHOICES, role=st.sampled_from(["manager", *ROLES]))
    def press(self, kind: str, pick: int, what: int, role: str) -> None:
        self.press_one(kind, pick, what, role)

    @rule(presses=st.lists(st.tuples(KINDS, CHOICES, CHOICES), min_size=2, max_size=8))
    def press_often(self, presses: list[tuple[str, int, int]]) -> None:
        for kind, pick, what in presses:
            self.press_one(kind, pick, what, "manager")

    @rule(kinds=st.lists(KINDS, min_size=4, max_size=12))
    def go_on(self, kinds: list[str]) -> None:
        """The newest document of each kind goes its way: the first thing that is offered."""
        for kind in kinds:
            self.press_one(kind, -1, 0, "manager")

    def press_one(self, kind: str, pick: int, what: int, role: str) -> None:
        """One of the transitions that one of the documents of a kind has, unless there are none."""
        steps = [step for step in machines()[kind].transitions if step.who and f"{kind}.{step.do}" not in NEVER]
        sources = {state for step in steps for state in step.source}
        model = MODELS[kind]
        wanted = select(model).where(model.state.in_(sources)).order_by(model.id)
        found = self.session.scalars(wanted.where(model.kind == kind) if hasattr(model, "kind") else wanted).all()
        if found:
            document = found[pick % len(found)]
            offered = [step.do for step in steps if document.state in step.source]
            verb = f"{kind}.{offered[what % len(offered)]}"
            self.attempt(verb, Actor("Robin", role), document=document.id, **_asked(verb))

    @invariant()
    def the_books_are_whole(self) -> None:
        if hasattr(self, "world"):
            for check in SUMS:
                check(self.session)


def _asked(verb: str) -> dict[str, Any]:
    """What a transition cannot do without."""
    values: dict[str, Any] = {"finding": "scratched", "quantity": 1, "value": 500}
    needed = [name for name, one in verbs()[verb].inputs.model_fields.items() if one.is_required()]
    return {name: values[name] for name in needed if name in values}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_whatever_people_do_the_books_are_whole(kind: str, request: pytest.FixtureRequest) -> None:
    books: Database = request.getfixturevalue("sqlite_books" if kind == "sqlite" else "postgres_books")
    walk = type("WalkThere", (Walk,), {"books": books})
    run_state_machine_as_test(
        walk,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
