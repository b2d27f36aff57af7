"""Entries and what the books need are entered by forms; what is wrong is told at its field."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.web.sandbox.furnishing import fill, of_use
from tests.web.sandbox.trying import Trier


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, fill)


@pytest.fixture
def mine(app: FastAPI) -> Trier:
    """A furnished trial of one's own."""
    return Trier(app, fill)


def test_an_entry_is_entered_corrected_and_posted(mine: Trier) -> None:
    rent, bank = str(of_use(mine, "expense")), str(of_use(mine, "bank"))
    lines = {"lines.0.account": rent, "lines.0.debit": "12.50", "lines.1.account": bank, "lines.1.credit": "12"}
    sent = mine.do("entry.create", on="2026-03-02", text="Stamps", **lines)
    assert sent.status_code == 303
    place = sent.headers["location"].split("?")[0]
    number = place.rpartition("/")[2]
    draft = mine.client.get(place).text
    assert "Debit and credit differ" in draft
    assert 'value="12.5"' in draft  # the form to change it begins with what it is
    assert mine.do("entry.post", document=number).status_code == 409
    lines["lines.1.credit"] = "12.5"
    assert mine.do("entry.change", document=number, on="2026-03-02", text="Stamps", **lines).status_code == 303
    assert mine.do("entry.post", document=number).status_code == 303
    assert "GEN/2026-03/0002" in mine.client.get(place).text
    assert mine.do("entry.reverse", document=number, on="2026-03-02").status_code == 303
    assert "was reversed" in mine.client.get(place).text


def test_a_line_that_cannot_be_is_told_at_its_field(there: Trier) -> None:
    sent = there.do("entry.create", on="2026-03-02", text="Goods",
                    **{"lines.0.account": str(of_use(there, "stock")), "lines.0.debit": "5"})  # fmt: skip
    assert sent.status_code == 409
    assert "follows the moves of goods" in sent.text
    assert 'value="Goods"' in sent.text


@pytest.mark.parametrize(
    ("verb", "typed", "place", "shown"),
    [
        ("tax.create", {"code": "ECO", "name": "Eco tax", "percent": "5"}, "/l/taxes", "Eco tax"),
        ("rate.set", {"currency": "PLN", "rate": "4.25", "on": "2026-03-01"}, "/l/rates", "4.25"),
        ("cost_centre.create", {"code": "LAB", "name": "Laboratory"}, "/l/cost-centres", "Laboratory"),
        (
            "term.create",
            {"code": "Q", "name": "Quarter", "parts.0.kind": "share", "parts.0.percent": "25", "parts.1.kind": "rest",
             "parts.1.days": "60"},
            "/l/terms",
            "Quarter",
        ),
        ("account.create", {"code": "6250", "name": "Insurance", "kind": "expense", "parent": "6"}, "/l/accounts",
         "Insurance"),
        ("period.add_year", {"year": "2028"}, "/l/periods?sort=-first", "31 Dec 2028"),
    ],
)  # fmt: skip
def test_what_the_books_need_is_entered_by_forms(
    mine: Trier, verb: str, typed: dict[str, str], place: str, shown: str
) -> None:
    mine.page(f"/new/{verb}")
    sent = mine.do(verb, **typed)
    assert sent.status_code == 303, sent.text
    assert shown in mine.get(place).text


def test_opening_balances_are_entered(mine: Trier) -> None:
    typed = {"lines.0.account": str(of_use(mine, "cash")), "lines.0.debit": "75"}
    assert mine.do("entry.opening", on="2026-01-01", **typed).status_code == 303
    assert "75.00" in mine.get(f"/l/ledger?account={of_use(mine, 'opening')}").text
