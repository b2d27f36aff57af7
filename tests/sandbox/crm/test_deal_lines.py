"""What lines of an offer come to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm.deal_lines import OfferedLine, copied, items, made
from advisor.sandbox.crm.pipeline_tables import QuoteLine
from advisor.sandbox.crm.tables import DealLine
from tests.sandbox.making import do
from tests.sandbox.pipeline import item


def test_net_is_quantity_times_price_less_discount(session: Session) -> None:
    hose = item(session, "Hose", 9.99, places=2)
    entered = [
        OfferedLine(item=hose.id, quantity=Decimal("2.5"), discount=Decimal("7.5"), text=" red "),
        OfferedLine(item=hose.id, quantity=Decimal(3), price=Decimal("0.005")),
    ]
    lines = made(session, DealLine, entered)
    assert [(one.quantity, one.price, one.discount, one.net) for one in lines] == [
        (250, 99_900, 750, 2_310),  # 24.975 less 7.5 per cent: 23.101875
        (300, 50, 0, 2),  # 0.015 is rounded up
    ]
    (same, _) = copied(QuoteLine, lines)
    assert (same.item_id, same.text, same.quantity, same.net) == (hose.id, "red", 250, 2_310)


@pytest.mark.parametrize("discount", ["-1", "100.01", "0.001"])
def test_discounts_that_cannot_be(session: Session, discount: str) -> None:
    line = OfferedLine(item=item(session).id, quantity=Decimal(1), discount=Decimal(discount))
    with pytest.raises(Refusal, match="between 0 and 100"):
        made(session, DealLine, [line])


def test_only_what_is_offered(session: Session) -> None:
    old = item(session)
    assert items(session, [old.id, old.id]) == {old.id: old}
    do(session, "item.change", item=old.id, active=False)
    with pytest.raises(NotFound, match="no such product"):
        items(session, [old.id])
