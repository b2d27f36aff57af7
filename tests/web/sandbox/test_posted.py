"""Forms as they were sent: what they mean, and which field an error belongs to."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from advisor.errors import BadInput
from advisor.sandbox.core.refusals import Refusal
from tests.sandbox.conftest import blank_file, session, sqlite_books
from tests.sandbox.making import customer, supplier
from web.sandbox import areas as _areas  # noqa: F401 - forms are declared
from web.sandbox import posted as module
from web.sandbox.posted import Posted, entered, located, read
from web.sandbox.shapes import shapes

__all__ = ["blank_file", "session", "sqlite_books"]

ENTRY = {
    "rows.lines": "3",
    "lines.0.account": "2",
    "lines.0.debit": "1,200",
    "lines.2.account": "3",
    "lines.2.credit": "1200.5",
    "on": "2026-03-02",
    "text": " Rent ",
}


def sent(verb: str, form: dict[str, str]) -> Posted:
    return read(verb, FormData(form))


def test_values_have_the_types_of_the_verb(session: Session) -> None:
    form = {
        "name": "Valve",
        "price": "12.5",
        "places": "2",
        "kind": "goods",
        "inspect": "1",
        "supplier": "",
        "lead_days": "3",
    }
    found = entered(session, sent("product.create", form), "en")
    assert found == {
        "name": "Valve", "price": Decimal("12.5"), "places": 2, "kind": "goods", "inspect": True, "lead_days": 3,
    }  # fmt: skip


def test_lines_that_need_not_be_given_are_left_out(session: Session) -> None:
    """An empty list would mean that nothing is wanted."""
    assert "lines" not in entered(session, sent("shipment.ship", {"document": "1", "rows.lines": "2"}), "en")
    assert entered(session, sent("entry.create", {"rows.lines": "2"}), "en")["lines"] == []


def test_a_text_that_is_cleared_replaces_what_was_there(session: Session) -> None:
    found = entered(session, sent("party.change", {"party": "1", "email": " ", "city": "Lviv"}), "en")
    assert (found["email"], found["city"], found["party"]) == ("", "Lviv", 1)
    assert "phone" not in found, "what the form does not have stays"
    assert "email" not in entered(session, sent("party.create", {"name": "A", "email": ""}), "en")


def test_signs_that_no_database_keeps_are_left_out(session: Session) -> None:
    assert entered(session, sent("party.create", {"name": "A\0b"}), "en")["name"] == "Ab"


def test_a_tick_that_is_not_set_is_a_no(session: Session) -> None:
    assert entered(session, sent("party.create", {"name": "A"}), "en")["customer"] is False


def test_lines_without_anything_typed_are_left_out(session: Session) -> None:
    found = entered(session, sent("entry.create", ENTRY), "en")
    assert [line["account"] for line in found["lines"]] == [2, 3]
    assert found["lines"][0]["debit"] == Decimal(1200)
    assert "credit" not in found["lines"][0]
    assert found["on"] == datetime.date(2026, 3, 2)
    assert found["text"] == "Rent"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lines.0.debit": "much"}, "lines.0.debit"),
        ({"on": "tomorrow"}, "on"),
        ({"lines.2.account": "1.5"}, "lines.2.account"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_field(session: Session, change: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        entered(session, sent("entry.create", ENTRY | change), "en")
    assert caught.value.field == field


def test_a_row_may_be_named_by_its_code(session: Session) -> None:
    supplier(session, "mill")
    form = {"name": "Valve", "supplier.code": "mill"}
    assert entered(session, sent("product.create", form), "en")["supplier"] == 1
    with pytest.raises(BadInput, match="Nothing has the code nobody") as caught:
        entered(session, sent("product.create", form | {"supplier.code": "nobody"}), "en")
    assert caught.value.field == "supplier"


def test_a_code_alone_makes_a_line(session: Session) -> None:
    customer(session, "acme")
    form = {"rows.lines": "2", "lines.1.account.code": "1000", "lines.1.debit": "5"}
    found = entered(session, sent("entry.create", form), "en")
    assert len(found["lines"]) == 1


@pytest.mark.parametrize(("rows", "count"), [("3", 3), ("", 0), ("x", 0), ("-1", 0), ("99999", 0), ("5000", 100)])
def test_the_number_of_lines_is_bounded(rows: str, count: int) -> None:
    assert sent("entry.create", {"rows.lines": rows}).rows == {"lines": count}


def test_another_line_is_wanted() -> None:
    found = sent("entry.create", {"rows.lines": "3", "more": "lines"})
    assert (found.more, found.rows) == ("lines", {"lines": 4})
    assert sent("entry.create", {"rows.lines": "100", "more": "lines"}).rows == {"lines": 100}


def test_what_is_sent_is_bounded() -> None:
    found = sent("party.create", {"name": "x" * 9000, "key": "k" * 500})
    assert len(found.typed["name"]) == module.MOST_SIGNS
    assert len(found.key) == module.KEY_SIGNS


def test_a_form_without_key_gets_one() -> None:
    first, second = sent("party.create", {}), sent("party.create", {})
    assert first.key
    assert first.key != second.key


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("lines.1.credit", "lines.2.credit"),
        ("lines.0.account", "lines.0.account"),
        ("lines.7.account", "lines.7.account"),
        ("on", "on"),
        ("lines", "lines"),
        ("elsewhere", ""),
        (None, ""),
        ("account", ""),
    ],
)
def test_where_an_error_belongs(field: str | None, place: str) -> None:
    """Whoever refuses counts lines without the empty ones."""
    assert located(sent("entry.create", ENTRY), Refusal("No.", field=field)) == place


def test_an_error_about_the_only_line_belongs_there() -> None:
    one = {"rows.lines": "3", "lines.1.account": "2", "lines.1.debit": "5"}
    assert located(sent("entry.create", one), Refusal("No.", field="account")) == "lines.1.account"


@pytest.mark.parametrize(
    ("verb", "form", "transition", "document"),
    [
        ("entry.post", {"document": "12"}, True, 12),
        ("entry.post", {"document": "x"}, True, 0),
        ("party.create", {"party": "3"}, False, 3),
        ("party.create", {}, False, 0),
    ],
)
def test_which_document_it_is_about(verb: str, form: dict[str, str], transition: bool, document: int) -> None:
    found = sent(verb, form)
    assert (found.transition, found.document) == (transition, document)


@pytest.mark.parametrize(("text", "value"), [("1, 2،3、4，5", [1, 2, 3, 4, 5]), ("", None), ("7", [7])])
def test_a_list_of_whole_numbers(session: Session, text: str, value: Any) -> None:
    shape = next(one for one in shapes("match.create") if one.name == "lines")
    assert module.value_of(shape, text, "fa", "lines") == value
