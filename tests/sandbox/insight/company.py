"""A company with three months behind it, made through the verbs, for reports and their pages."""

from __future__ import annotations

import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.insight.alerts import notice
from advisor.sandbox.ledger.accounts import chart
from tests.sandbox import buying, selling
from tests.sandbox.conftest import DAY
from tests.sandbox.insight.posting import id_of
from tests.sandbox.making import customer, do, product, supplier, units

D = datetime.date


def at(session: Session, day: D) -> None:
    """It is that day now."""
    trial(session).today = day
    session.flush()


def furnish(session: Session) -> None:
    """Two suppliers, three customers, three goods and a service; trade of three months; a budget; a sister."""
    at(session, D(2025, 12, 1))
    lines = [{"account": id_of(session, "bank"), "debit": units(50_000)},
             {"account": id_of(session, "opening"), "credit": units(50_000)}]  # fmt: skip
    do(session, "entry.opening", lines=lines)
    mill, depot = supplier(session, "mill", term="NET30", lead_days=5), supplier(session, "depot", term="NET0")
    bolt = product(session, "bolt", price=units(10), cost=units(6), tax="VAT", supplier=mill.id)
    frame = product(session, "frame", price=units(240), cost=units(150), tax="VAT", supplier=depot.id, lead_days=9)
    glass = product(session, "glass", price=units(80), cost=units(70), tax="VAT", places=2, unit="m²", supplier=mill.id)
    fitting = product(session, "fitting", kind="service", price=units(60), tax="VAT")
    acme = customer(session, "acme", term="NET30", credit_limit=units(50_000))
    city, shop = customer(session, "city", term="HALF"), customer(session, "shop", term="NET0")
    _months(session, (acme, city, shop), (bolt, frame, glass, fitting), (mill, depot))
    _plans(session)
    at(session, DAY)
    sister = session.scalars(select(Party).where(Party.sister_id.is_not(None))).one()
    selling.billed(session, sister, 1_200)
    selling.confirmed(session, acme, (frame, 40), (bolt, 10), wanted=D(2026, 3, 12))
    buying.ordered(session, depot, (glass, 12, 71), wanted=D(2026, 3, 5))
    notice(session)
    session.flush()


def _months(
    session: Session, buyers: tuple[Party, ...], goods: tuple[Product, ...], sellers: tuple[Party, ...]
) -> None:
    """In each month something is bought, sold, shipped, invoiced and mostly paid."""
    (acme, city, shop), (bolt, frame, glass, fitting), (mill, depot) = buyers, goods, sellers
    for number, first in enumerate((D(2025, 12, 1), D(2026, 1, 2), D(2026, 2, 2))):
        at(session, first)
        buying.whole(session, mill, (bolt, 400, 6), (glass, 50, 70 + number))
        buying.whole(session, depot, (frame, 20, 150))
        at(session, first + datetime.timedelta(days=9))
        for who, pairs in (
            (acme, [(frame, 8 + 2 * number), (bolt, 100)]),
            (city, [(glass, 20.5), (fitting, 12)]),
            (shop, [(bolt, 150)]),
        ):
            order = selling.confirmed(session, who, *pairs)
            selling.shipped(session, order)
            invoice = selling.posted(session, order)
            if who is not acme or number == 0:
                selling.paid(session, invoice)
        at(session, first + datetime.timedelta(days=20))
        for account, amount in (("wages", 2_400), ("6210", 900)):
            _spend(session, account, amount)


def _spend(session: Session, account: str, amount: int) -> None:
    by_code = {one.code: one.id for one in chart(session).by_id.values()}
    of = by_code[account] if account in by_code else id_of(session, account)
    lines = [{"account": of, "debit": units(amount)}, {"account": id_of(session, "bank"), "credit": units(amount)}]
    made = do(session, "entry.create", lines=lines, text="Paid")
    do(session, "entry.post", document=made.id)


def _plans(session: Session) -> None:
    for use, amount in (("wages", 24_000), ("revenue", 90_000), ("cost_of_sales", 55_000)):
        do(session, "budget.set", account=id_of(session, use), year=2026, amount=units(amount))
    do(session, "scenario.create", name="Bold", year=2026, base="budget", income=units(20), expenses=units(5))
    do(session, "company.create", code="north", name="North", share=80)
