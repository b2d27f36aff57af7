"""A shop with a warehouse: orders in every state, deliveries late and on time, invoices paid, overdue and reversed."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from advisor.sandbox.trade.reminders import remind
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do, product, units
from tests.sandbox.selling import billed, buyer, confirmed, drafted, goods, paid, posted, shipments, shipped

DAYS = datetime.timedelta(days=1)


def furnish(session: Session) -> None:
    """Products 1 to 8, customers 1 to 5, orders SO-0001 to SO-0010."""
    kettle = goods(session, "kettle", price=units("49.9"), cost=units(21), tax="VAT", group="Kitchen", stock=40)
    pan = goods(session, "frying pan", price=units("34.5"), cost=units(14), tax="VAT", group="Kitchen", stock=25)
    knife = goods(session, "bread knife", price=units(19), cost=units(7), tax="VAT", group="Kitchen", stock=3)
    lamp = goods(session, "desk lamp", price=units(62), cost=units(30), tax="VAT", group="Light", stock=12, lead_days=9)
    cable = goods(
        session, "cable", price=units("1.8"), cost=units("0.6"), places=2, unit="metre", group="Light", stock=200
    )
    goods(session, "candle", price=units("4.2"), cost=units("1.1"), group="Light", stock=0)
    repair = product(session, "repair", kind="service", unit="hour", price=units(45), tax="VAT")
    product(session, "gift wrap", kind="service", price=units("2.5"), tax="VAT")
    north, hotel, cafe, school = (
        buyer(session, code, term=term, city=city)
        for code, term, city in (
            ("north trading", "NET30", "Lviv"),
            ("hotel astoria", "NET30", "Graz"),
            ("café central", "", "Wien"),
            ("school no. 4", "HALF", "Brno"),
        )
    )
    drafted(session, cafe, (pan, 4), (repair, 2))
    quoted = drafted(session, hotel, (lamp, 20), wanted=DAY + 5 * DAYS)
    do(session, "sale.quote", document=quoted.id)
    closed = confirmed(session, north, (kettle, 6), (cable, 12.5))
    shipped(session, closed, carrier="Post", tracking="RR 480 512 AT")
    paid(session, posted(session, closed))
    partly = confirmed(session, hotel, (kettle, 10), (pan, 6), reference="PO 7731")
    shipped(session, partly, 10, 2, carrier="Courier")
    posted(session, partly)
    waiting = confirmed(session, school, (lamp, 8), wanted=DAY + 2 * DAYS)
    do(session, "shipment.reserve", document=shipments(session, waiting)[0].id)
    confirmed(session, hotel, (lamp, 15), (knife, 5), wanted=DAY + 3 * DAYS)
    packed = confirmed(session, cafe, (knife, 2), (repair, 1))
    do(session, "shipment.reserve", document=shipments(session, packed)[0].id)
    do(session, "shipment.pack", document=shipments(session, packed)[0].id, carrier="Courier")
    back = confirmed(session, north, (pan, 5))
    left = shipped(session, back)
    posted(session, back)
    do(session, "shipment.return", document=left.id, lines=[{"line": left.lines[0].id, "quantity": units(2)}])
    billed(session, cafe, 120)
    do(session, "invoice.reverse", document=billed(session, school, 60).id)
    do(session, "payment.create", invoice=posted_later(session, school, repair.id), amount=units(30))
    trial(session).today = DAY + 4 * DAYS
    session.flush()
    remind(session)
    do(session, "shop.sell", lines=[{"product": kettle.id, "quantity": 1}], method="cash", given=units(100))
    do(session, "shop.sell", lines=[{"product": pan.id, "quantity": 2}], channel="web")


def posted_later(session: Session, party: object, service: int) -> int:
    """An invoice for some work, posted, of which half is due at once."""
    lines = [{"product": service, "quantity": units(3), "text": "Repair of the stage lights"}]
    draft = do(session, "invoice.create", party=getattr(party, "id"), lines=lines)  # noqa: B009
    do(session, "invoice.post", document=draft.id)
    found: int = draft.id
    return found
