"""Forms as they are shown: labels, choices, first values, and what is wrong with what was sent."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from advisor.errors import AdvisorError, BadInput
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.ledger.posting import Item, Posting, draft
from tests.sandbox.conftest import blank_file, session, sqlite_books
from tests.sandbox.making import customer, supplier
from tests.web.sandbox.trying import DAY
from web.sandbox import areas as _areas  # noqa: F401 - forms are declared
from web.sandbox import choosing, registry
from web.sandbox.asking import begun, form_of, written
from web.sandbox.declared import Asked, FormSpec
from web.sandbox.pages import Control, Form
from web.sandbox.posted import read
from web.sandbox.shapes import shapes
from web.sandbox.visit import Visit

__all__ = ["blank_file", "session", "sqlite_books"]


def visit(session: Session, language: str = "en", **query: str) -> Visit:
    return Visit(session, "s" * 32, language, query=query)


def control(form: Form, name: str) -> Control:
    return next(one for one in form.controls if one.name == name)


def refused(session: Session, verb: str, error: AdvisorError, **typed: str) -> Form:
    return form_of(visit(session), verb, None, (read(verb, FormData(typed)), error))


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Declares a form for one test."""

    def declare(spec: FormSpec) -> None:
        monkeypatch.setitem(registry.FORMS, spec.verb, spec)
        shapes.cache_clear()

    yield declare
    shapes.cache_clear()


def test_a_form_has_labels_first_values_and_choices(session: Session) -> None:
    supplier(session, "mill")
    form = form_of(visit(session), "product.create")
    assert form.title == "New product"
    assert form.action == f"/en/t/{'s' * 32}/do/product.create"
    assert control(form, "unit").value == "piece"
    assert control(form, "name").required
    kind = control(form, "kind")
    assert [(one.label, one.chosen) for one in kind.options] == [("Goods", True), ("Service", False)]
    assert [one.label for one in control(form, "supplier").options] == ["Mill"]
    assert not form.plain
    assert not form.faulty


def test_ids_are_unique_and_without_points(session: Session) -> None:
    form = form_of(visit(session), "entry.create")
    ids = [one.id for one in form.controls] + [c.id for one in form.controls for row in one.rows for c in row]
    assert len(set(ids)) == len(ids)
    assert not any("." in one for one in ids)


def test_lines_begin_with_empty_rows(session: Session, declared: Any) -> None:
    declared(FormSpec("entry.create", rows=3))
    lines = control(form_of(visit(session), "entry.create"), "lines")
    assert len(lines.rows) == 3
    assert "ccount" in lines.heads[0]
    assert lines.rows[1][0].name == "lines.1.account"


def test_the_address_fills_in_what_it_brings_along(session: Session) -> None:
    form = form_of(visit(session, name="Acme", done="party.create"), "party.create")
    assert control(form, "name").value == "Acme"


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        (None, "en", ""),
        (True, "en", "1"),
        (False, "en", ""),
        (Decimal("2.50"), "uk", "2,5"),
        (Decimal(0), "en", ""),
        (datetime.date(2026, 3, 2), "en", "2026-03-02"),
        (datetime.date(2026, 3, 2), "fa", "۱۴۰۴/۱۲/۱۱"),
        ([1, 2], "en", "1, 2"),
        (7, "en", "7"),
    ],
)
def test_values_as_one_would_type_them(value: Any, language: str, text: str) -> None:
    assert written(value, language) == text


def test_a_refusal_stands_at_its_field_and_nothing_is_lost(session: Session) -> None:
    error = Refusal("The code {code} is taken.", values={"code": "x"}, field="code")
    form = refused(session, "product.create", error, name="Valve", code="x")
    assert control(form, "code").error == "The code x is taken."
    assert not control(form, "code").more, "a field with an error is not folded"
    assert control(form, "name").value == "Valve"
    assert form.error == ""
    assert form.faulty


def test_an_error_of_no_field_stands_above_the_form(session: Session) -> None:
    form = refused(session, "entry.create", Refusal("Debit and credit differ."), text="x")
    assert form.error == "Debit and credit differ."
    assert form.faulty


def test_an_error_of_a_hidden_field_stands_above_the_form(session: Session) -> None:
    missing = BadInput("{field} is missing. Fill it in.", field="document", values={"field": "document"})
    assert "missing" in refused(session, "entry.change", missing).error


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{field} is missing. Fill it in.", "Debit is missing. Fill it in."),
        ("{field} cannot be used: it is no {kind}.", "Debit cannot be used as it is. Correct it."),
    ],
)
def test_inputs_are_called_by_their_labels(session: Session, declared: Any, template: str, said: str) -> None:
    declared(FormSpec("entry.create", entries=(Asked("lines", entries=(Asked("debit", title="Debit"),)),)))
    error = BadInput(template, field="lines.0.debit", values={"field": "lines.0.debit", "kind": "decimal_parsing"})
    form = refused(session, "entry.create", error, **{"rows.lines": "1", "lines.0.debit": "5"})
    assert control(form, "lines").rows[0][0].error == said


def test_a_transition_names_its_document(session: Session) -> None:
    entry = draft(session, Posting("GEN", DAY, [Item("bank", 5), Item("cash", -5)]))
    form = form_of(visit(session), "entry.post", entry, primary=True)
    assert form.plain
    assert form.primary
    assert (form.title, form.button) == ("Post", "Post")
    assert control(form, "document").value == str(entry.id)


def test_first_values_come_from_the_document(session: Session, declared: Any) -> None:
    declared(
        FormSpec(
            "entry.change",
            entries=(Asked("lines", entries=(Asked("account", widget="fixed"), Asked("debit"))),),
            start=lambda _, entry: {
                "text": f"again {entry.text}",
                "lines": [{"account": 2, "account__shown": "Bank", "debit": Decimal(5)}],
            },
        )
    )
    entry = draft(session, Posting("GEN", DAY, [Item("bank", 5), Item("cash", -5)], text="rent"))
    form = form_of(visit(session), "entry.change", entry)
    assert control(form, "text").value == "again rent"
    row = control(form, "lines").rows[0]
    assert (row[0].widget, row[0].value, row[0].options[0].label) == ("fixed", "2", "Bank")
    assert row[1].value == "5"
    assert len(control(form, "lines").rows) == 1


def test_the_document_that_a_form_is_about_stays_fixed(session: Session) -> None:
    made = customer(session, "acme")
    posted = begun(visit(session), FormSpec("party.create"), made)
    assert "party.shown" not in posted.typed, "it asks for no party"


def test_where_there_are_too_many_the_code_is_typed(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    for code in ("a", "b", "c"):
        supplier(session, code)
    monkeypatch.setattr(choosing, "MOST", 2)
    found = control(form_of(visit(session), "product.create"), "supplier")
    assert (found.widget, found.options) == ("coded", ())


def test_currencies_begin_with_that_of_the_company(session: Session) -> None:
    options = control(form_of(visit(session), "party.create"), "currency").options
    assert options[0].value == "EUR"
    assert len({one.value for one in options}) == len(options)


def test_a_field_of_a_line_has_a_name_that_says_its_line(session: Session, declared: Any) -> None:
    from web.render import to_html
    from web.sandbox.chrome import chrome
    from web.sandbox.pages import FormPage, Place

    declared(FormSpec("entry.create", entries=(Asked("lines", entries=(Asked("debit", title='So-called "debit"'),)),)))
    there = visit(session)
    html = to_html(FormPage("en", chrome(there), form_of(there, "entry.create"), Place("List", "/l")))
    assert ' aria-label="So-called &#34;debit&#34;, 2"' in html
