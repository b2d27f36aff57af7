"""One trial with three months behind it, for all tests that only look at reports."""

from __future__ import annotations

from functools import cache

from fastapi import FastAPI

from tests.sandbox.insight.company import furnish
from tests.web.sandbox.trying import Trier


@cache
def company(app: FastAPI) -> Trier:
    """Made once for an application."""
    return Trier(app, furnish)


def persian(app: FastAPI) -> Trier:
    """The same trial, read in Persian."""
    found = company(app)
    visitor = Trier.__new__(Trier)
    visitor.app, visitor.secret, visitor.language, visitor.client = app, found.secret, "fa", found.client
    return visitor
