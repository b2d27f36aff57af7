"""One trial for the tests that only read."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.web.sandbox.clients import clients
from tests.web.sandbox.trying import Trier


@pytest.fixture
def trier(app: FastAPI) -> Trier:
    """A visitor of a trial with an empty company."""
    return Trier(app)


@pytest.fixture(scope="session")
def customers(app: FastAPI) -> Trier:
    """A trial with contacts, activities and partners that is only looked at."""
    return Trier(app, clients)
