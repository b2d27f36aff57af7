"""Checks that work everything out anew from the lines, and what they find wrong. Sound books have no findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Finding:
    """Something in the books that cannot be: an English `sentence` with places for `values`."""

    check: str
    sentence: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.check}: {self.sentence.format(**self.values)}"


@dataclass(frozen=True)
class Check:
    """`what` says in one English sentence what holds when `find` finds nothing."""

    name: str
    what: str
    find: Callable[[Session], Iterable[Finding]]


def found(session: Session, checks: Iterable[Check]) -> list[Finding]:
    """What all checks find."""
    return [finding for check in checks for finding in check.find(session)]
