"""What people type, as the integers of the tables: hours as minutes, per cent as ten-thousandths; rows by their id."""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.refusals import Refusal

Row = TypeVar("Row")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")
WHOLE = 10_000  # ten-thousandths in a whole


def row(session: Session, table: type[Row], id: int, field: str, *, lock: bool = False) -> Row:
    """The row that an input names. Raises NotFound with the field."""
    found = session.get(table, id, with_for_update=lock, populate_existing=lock)
    if found is None:
        raise NotFound("There is nothing with this number here. Choose from the list.", field=field)
    return found


def optional(session: Session, table: type[Any], id: int | None, field: str) -> int | None:
    """The id if there is such a row or none was given. Raises NotFound."""
    return None if id is None else row(session, table, id, field).id


def minutes(hours: Decimal) -> int:
    """Hours to the nearest minute."""
    return int((hours * 60).quantize(Decimal(1), ROUND_HALF_UP))


def hours(minutes: int) -> Decimal:
    """Minutes as hours with two decimals."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP)


def of_day(typed: str, field: str) -> int:
    """A time of day such as 08:30, in the digits of any language, as minutes after midnight. Raises Refusal."""
    found = _TIME.fullmatch(typed.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise Refusal("This is no time of day. Write it as 08:30.", field=field)
    return int(found[1]) * 60 + int(found[2])


def share(percent: Decimal, field: str) -> int:
    """Per cent in ten-thousandths. Raises Refusal when it is finer or below nought."""
    scaled = percent * 100
    if scaled != scaled.to_integral_value() or scaled < 0:
        raise Refusal("A share is nought per cent or more, with two decimals at most.", field=field)
    return int(scaled)


def amount(session: Session, entered: Decimal, field: str) -> int:
    """An amount of nought or more in the smallest unit of the company's currency. Raises Refusal."""
    if entered < 0:
        raise Refusal("An amount is nought or more here. Enter it without a minus.", field=field)
    return minor(entered, clock.trial(session).currency)


def in_order(first: datetime.date, last: datetime.date) -> None:
    """Raises Refusal when the last day is before the first."""
    if last < first:
        raise Refusal("The last day is before the first. Exchange them.", field="last")
