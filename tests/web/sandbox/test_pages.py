"""What pages show, as far as it follows from other parts of them."""

from __future__ import annotations

from web.sandbox.cells import Cell
from web.sandbox.pages import Choosable, Control, Form, Labelled, OpenPage


def control(widget: str = "text", error: str = "", rows: tuple[tuple[Control, ...], ...] = ()) -> Control:
    return Control("x", "x", "X", "", widget, error=error, rows=rows)


def form(*controls: Control, error: str = "") -> Form:
    return Form("sale.confirm", "/do", "Confirm", "", "Confirm", "k", controls, error)


def test_a_form_that_asks_nothing_is_a_button() -> None:
    assert form(control("hidden")).plain
    assert form().plain
    assert not form(control("hidden"), control()).plain


def test_a_form_that_asks_nothing_that_must_be_given_is_a_button_with_details() -> None:
    needed = Control("x", "x", "X", "", "text", required=True)
    assert form(control("hidden"), control()).quick
    assert not form(control(), needed).quick
    assert form(Control("document", "x", "", "", "hidden", required=True)).quick


def test_fields_that_stand_alone_are_not_folded() -> None:
    folded = Control("x", "x", "X", "", "text", more=True)
    assert not form(control("hidden"), folded).folds
    assert form(control(), folded).folds


def test_a_fault_anywhere_makes_a_form_faulty() -> None:
    assert not form(control()).faulty
    assert form(control(), error="No.").faulty
    assert form(control(error="No.")).faulty
    assert form(control("lines", rows=((control(), control(error="No.")),))).faulty
    assert not form(control("lines", rows=((control(),),))).faulty


def test_values_that_pages_are_made_of_are_equal_by_what_they_say() -> None:
    assert Cell("a") == Cell("a")
    assert Labelled("A", Cell("a")) != Labelled("A", Cell("b"))
    assert Choosable("1", "One") == Choosable("1", "One", False)


def test_a_page_names_its_template() -> None:
    assert OpenPage("en", ()).template == "sandbox/open.html"
