"""Finance as a whole: every page is in the menu, and the furnished books are sound."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.sandbox.ledger.verify import verify
from tests.web.sandbox.furnishing import fill
from tests.web.sandbox.trying import Trier
from web.sandbox.screens_ledger import AREA


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, fill)


def test_the_menu_leads_to_every_page_of_finance(there: Trier) -> None:
    links = there.page("/").links
    for screen in AREA.screens:
        assert (f"{there.base}/l/{screen.id}" in links) is not screen.hidden
    for special in AREA.specials:
        assert f"{there.base}/p/{special.id}" in links


def test_the_books_of_these_tests_are_sound(there: Trier) -> None:
    with there.books.session(write=False) as session:
        assert verify(session) == []
