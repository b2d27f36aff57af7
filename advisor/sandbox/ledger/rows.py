"""Accounts and cost centres by the ids that people enter."""

from __future__ import annotations

from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.ledger.accounts import chart
from advisor.sandbox.ledger.tables import CostCentre


def centre(session: Session, id: int | None, field: str = "cost_centre") -> int | None:
    """The id, if there is such a cost centre, or none. Raises NotFound."""
    if id is not None and session.get(CostCentre, id) is None:
        raise NotFound("There is no such cost centre here. Choose one from the list.", field=field)
    return id


def account(session: Session, id: int | None, field: str = "account") -> int | None:
    """The id, if there is such an account, or none. Raises NotFound."""
    if id is not None and id not in chart(session).by_id:
        raise NotFound("There is no such account here. Choose one from the list.", field=field)
    return id
