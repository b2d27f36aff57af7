"""What whole flows begin with."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from advisor.sandbox.stock.moves import locations
from tests.sandbox.making import do, product, units


def stocked(session: Session, **codes: float) -> Mapping[str, int]:
    """Products with a thousand in stock, by code: their ids. The numbers are their costs."""
    made = {}
    for code, cost in codes.items():
        one = product(session, code, price=units(10), cost=units(cost), tax="VAT")
        do(
            session,
            "stock.opening",
            product=one.id,
            location=locations(session)["WH"].id,
            quantity=units(1000),
            cost=units(cost),
        )
        made[code] = one.id
    return made
