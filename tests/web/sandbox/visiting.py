"""A visit to a trial without a request, for tests of what pages are made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.web.sandbox.trying import Trier
from web.sandbox.visit import Visit


@contextmanager
def visit(trier: Trier, role: str = "manager", **query: str) -> Iterator[Visit]:
    with trier.books.session(write=False) as session:
        yield Visit(session, trier.secret, trier.language, role, query)
