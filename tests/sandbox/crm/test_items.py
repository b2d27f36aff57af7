"""What can be offered."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import events
from advisor.sandbox.core.refusals import Refusal
from tests.sandbox.making import do, units
from tests.sandbox.pipeline import item


def test_an_item_has_a_code_and_a_price(session: Session) -> None:
    first, own = item(session, " Pump ", 12.5, warranty=24), item(session, "Hose", code="H-1", unit="metre", places=2)
    assert (first.name, first.code, first.price, first.warranty) == ("Pump", "I0001", 125_000, 24)
    assert (own.code, own.unit, own.places, own.available) == ("H-1", "metre", 2, None)
    item(session, "Valve", code="I0002")
    assert item(session, "Seal").code == "I0003"
    with pytest.raises(Refusal, match="H-1 is taken"):
        item(session, "Other", code="H-1")
    with pytest.raises(Refusal, match="name is needed"):
        item(session, " ")


def test_what_is_not_given_stays(session: Session) -> None:
    made = item(session, group="Pumps")
    do(session, "item.change", item=made.id, price=units(90), active=False)
    assert (made.price, made.group, made.active, made.name) == (900_000, "Pumps", False, "Pump")
    do(session, "item.change", item=made.id, price=units(90))
    assert [one.values for one in events.history(session, "item", made.id)] == [{}, {"fields": ["price", "active"]}]
    with pytest.raises(Refusal, match="warranty"):
        do(session, "item.change", item=made.id, warranty=-1)
    with pytest.raises(NotFound):
        do(session, "item.change", item=99)
