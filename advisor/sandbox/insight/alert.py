"""An alert: something that will go wrong, whom it concerns, where to look, and what to do."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Alert:
    """`kind` names its sentence; `values` fill it: strings, whole numbers, days as ISO 8601, amounts in the smallest
    unit of the company's currency. `role` has to act; `kind_of` and `document` lead to the document, `party` to whom it
    concerns. `on` is the day on which it bites. `weight`: 3 stops something promised, 2 costs money, 1 is to be known.
    `next` is the verb or page that helps; `about` tells apart alerts of one document."""

    kind: str
    role: str
    weight: int
    kind_of: str = ""
    document: int | None = None
    party: int | None = None
    on: datetime.date | None = None
    values: Mapping[str, str | int] = field(default_factory=dict)
    next: str = ""
    about: int = 0

    @property
    def key(self) -> tuple[str, str, int | None, int | None, int]:
        """The same for the same alert on another day."""
        return self.kind, self.kind_of, self.document, self.party, self.about


@dataclass(frozen=True)
class Rule:
    """Finds alerts on a day; asked only when all of `modules` are on."""

    kind: str
    modules: tuple[str, ...]
    find: Callable[[Session, datetime.date], Iterable[Alert]]
