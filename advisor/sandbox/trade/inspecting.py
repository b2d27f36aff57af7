"""Inspections as trade sees them: the package that keeps them fills in two hooks; without it nothing waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from advisor.sandbox.core.actors import Actor

Ask = Callable[[Session, Actor, str, int, Sequence[int]], None]
Check = Callable[[Session, str, int], None]

ASK: list[Ask] = []
CHECK: list[Check] = []


def ask(session: Session, by: Actor, kind: str, document: int, products: Sequence[int]) -> None:
    """A document (shipment, receipt) was made: products of it (ids) that have to be inspected get an inspection.

    Call it when the document is made. Products that are not inspected, and those that have an inspection for this
    document already, are passed over; it costs no statement when none is to be inspected.
    """
    for hook in ASK:
        hook(session, by, kind, document, products)


def check(session: Session, kind: str, document: int) -> None:
    """Raises Refusal while an inspection of the document is pending or has failed."""
    for hook in CHECK:
        hook(session, kind, document)
