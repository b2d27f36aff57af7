"""Fields of forms follow from the inputs of verbs."""

from __future__ import annotations

import pytest

from advisor.sandbox.verbs import verbs
from web.sandbox import areas as _areas  # noqa: F401 - forms are declared
from web.sandbox import registry
from web.sandbox.declared import Asked, FormSpec
from web.sandbox.shapes import Shape, shapes


def shape(verb: str, name: str) -> Shape:
    return next(one for one in shapes(verb) if one.name == name)


@pytest.mark.parametrize(
    ("verb", "name", "widget"),
    [
        ("party.create", "name", "text"),
        ("party.create", "customer", "tick"),
        ("party.create", "credit_limit", "decimal"),
        ("party.create", "lead_days", "number"),
        ("party.create", "country", "country"),
        ("party.create", "currency", "currency"),
        ("party.create", "term", "code"),
        ("product.create", "kind", "select"),
        ("product.create", "supplier", "row"),
        ("entry.create", "lines", "lines"),
        ("entry.create", "on", "date"),
        ("entry.reverse", "document", "hidden"),
    ],
)
def test_a_widget_follows_from_the_type_and_the_name(verb: str, name: str, widget: str) -> None:
    assert shape(verb, name).widget == widget


def test_a_choice_has_its_words_and_its_first_value() -> None:
    valuation = shape("product.create", "valuation")
    assert valuation.choices == ("average", "fifo", "standard")
    assert valuation.default == "average"
    assert not valuation.required


def test_lines_have_fields_of_their_own() -> None:
    lines = shape("entry.create", "lines")
    assert lines.required
    widgets = {one.name: one.widget for one in lines.shapes}
    assert widgets["account"] == "row"
    assert widgets["debit"] == widgets["credit"] == "decimal"


def test_declared_fields_come_first_and_optional_ones_that_are_not_declared_are_folded() -> None:
    found = shapes("product.create")
    assert [one.name for one in found[:3]] == ["name", "kind", "group"]
    assert shape("product.create", "lot_rule").entry.more
    assert not shape("product.create", "price").entry.more


def test_every_input_of_every_verb_has_a_field() -> None:
    for name, verb in verbs().items():
        asked = {one.name for one in shapes(name)} | set(registry.form(name).hidden)
        assert asked == set(verb.inputs.model_fields), name


def test_what_is_declared_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = FormSpec("party.create", entries=(Asked("email", widget="long"),), hidden=("phone",))
    monkeypatch.setitem(registry.FORMS, "party.create", spec)
    shapes.cache_clear()
    try:
        assert shapes("party.create")[0].widget == "long"
        assert "phone" not in {one.name for one in shapes("party.create")}
        assert not shape("party.create", "name").entry.more, "what must be given is never folded"
    finally:
        shapes.cache_clear()


def test_an_unknown_verb_has_no_form() -> None:
    with pytest.raises(KeyError):
        shapes("party.destroy")
