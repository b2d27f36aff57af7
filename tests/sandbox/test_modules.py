"""A module brings with it what it cannot work without."""

from __future__ import annotations

from advisor.sandbox.core.states import machines
from advisor.sandbox.founding import read
from advisor.sandbox.modules import SHAPES, module_ids, of_shape, shape_of, with_needs
from advisor.sandbox.verbs import verbs


def test_what_is_needed_comes_along() -> None:
    assert with_needs(["erp-ar-ap"]) == ("erp-master-data", "erp-finance", "erp-gl", "erp-ar-ap")


def test_nothing_wanted_is_everything() -> None:
    assert with_needs([]) == ()


def test_what_is_no_module_is_left_out() -> None:
    assert with_needs(["crm-magic", "int-api"]) == ("int-api",)


def test_modules_have_a_shape() -> None:
    assert [shape_of(of_shape(shape)) for shape in SHAPES] == list(SHAPES)
    assert shape_of(()) == "both"
    assert set(of_shape("both")) - set(of_shape("apart")) == {"int-crm-erp"}
    assert not set(of_shape("erp")) & set(of_shape("crm"))


def test_needs_are_modules_themselves() -> None:
    needs: dict[str, list[str]] = read("modules.yaml")
    assert {need for each in needs.values() for need in each} <= set(needs)
    assert len(needs) == 62


def test_every_verb_belongs_to_a_module() -> None:
    named = {verb.module for verb in verbs().values()} - {""}
    named |= {machine.module for machine in machines().values()}
    assert named <= set(module_ids())
