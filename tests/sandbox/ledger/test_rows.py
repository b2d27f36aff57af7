"""An id that was entered is there, or it is told at its field."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.ledger.rows import account, centre


@pytest.mark.parametrize("look", [account, centre])
@pytest.mark.parametrize("number", [None, 1, 3])
def test_what_is_there_is_given_back(session: Session, look: Callable[..., int | None], number: int | None) -> None:
    assert look(session, number) == number


@pytest.mark.parametrize(("look", "field"), [(account, "account"), (centre, "cost_centre")])
def test_what_is_not_there_is_told(session: Session, look: Callable[..., int | None], field: str) -> None:
    with pytest.raises(NotFound) as told:
        look(session, 999)
    assert told.value.field == field
    with pytest.raises(NotFound) as told:
        look(session, 999, "lines")
    assert told.value.field == "lines"
