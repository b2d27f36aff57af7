"""Numbers without gaps, in the order of their dates, drawn in the transaction that uses them.

The row of the sequence stays locked until that transaction ends, so a transaction that is rolled back gives its number
back and no other can have been given in between.
"""

from __future__ import annotations

import datetime

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.store import Table, add_missing
from advisor.sandbox.core.tables import Sequence

# Made once, because it is asked for whatever has a number.
_DRAW = (
    update(Table.metadata.tables["sequence"])
    .where(Sequence.name == bindparam("of"), Sequence.last_date.is_(None) | (Sequence.last_date <= bindparam("on")))
    .values(last=Sequence.last + 1, last_date=bindparam("on"))
    .returning(Sequence.last)
)


def draw(session: Session, name: str, on: datetime.date) -> int:
    """The next number of the sequence. Raises Refusal when a later day has a number already."""
    found: int | None = session.connection().execute(_DRAW, {"of": name, "on": on}).scalar_one_or_none()
    if found is not None:
        return found
    known = session.get(Sequence, name, populate_existing=True)
    if known is not None and known.last_date is not None and known.last_date > on:
        raise Refusal(
            "The last number of {name} was given on {day}; numbers follow the order of days. Choose that day or a "
            "later one.",
            values={"name": name, "day": known.last_date.isoformat()},
            field="on",
        )
    if known is None and add_missing(session, Sequence, [{"name": name, "last": 1, "last_date": on}]):
        return 1
    return draw(session, name, on)  # somebody else drew the first one meanwhile


def text(prefix: str, number: int) -> str:
    """A number as it is written on a document, such as SO-0012."""
    return f"{prefix}-{number:04d}"
