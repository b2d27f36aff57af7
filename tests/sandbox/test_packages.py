"""The list of packages is whole, and what it lists can be used."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest
import yaml

import advisor.sandbox
from advisor.sandbox.core.actors import ROLES
from advisor.sandbox.core.states import EFFECTS, MODELS, machines
from advisor.sandbox.packages import PACKAGES
from advisor.sandbox.verbs import Change, Verb, verbs

HOME = Path(advisor.sandbox.__file__).parent
PARTS = ("core", "ledger", "stock", "trade", "plan", "people", "insight", "crm", "bridge")
ROWS = [row for package in PACKAGES for row in getattr(package, "VERBS", ())]


def modules(test: str) -> set[str]:
    """Modules whose text has a line that begins with `test`."""
    return {
        f"advisor.sandbox.{part}.{path.stem}"
        for part in PARTS
        for path in (HOME / part).glob("*.py")
        if any(line.startswith(test) for line in path.read_text(encoding="utf-8").splitlines())
    }


def test_every_module_with_verbs_is_listed_once() -> None:
    listed = [package.__name__ for package in PACKAGES]
    assert len(listed) == len(set(listed))
    assert modules("VERBS = ") <= set(listed)


def test_every_effect_is_registered_by_importing_the_list() -> None:
    found = set()
    for part in PARTS:
        for path in (HOME / part).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    for one in node.decorator_list:
                        if isinstance(one, ast.Call) and ast.unparse(one.func) in ("effect", "states.effect"):
                            found.add(ast.literal_eval(one.args[0]))
    assert found == {name for name in EFFECTS if not name.startswith("trip.")}


def test_names_of_verbs_are_used_once() -> None:
    names = [row[0] for row in ROWS]
    assert len(names) == len(set(names))
    transitions = {f"{kind}.{step.do}" for kind, one in machines().items() for step in one.transitions}
    assert not set(names) & transitions


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_a_verb_can_be_used(row: tuple[str, object, str, tuple[str, ...], str]) -> None:
    name, function, module, roles, kind = row
    assert set(roles) <= set(ROLES)
    assert roles, name
    assert kind == "" or kind in MODELS, name
    assert callable(function)
    first, second, *rest = inspect.signature(function).parameters.values()
    assert (first.name, second.name) == ("session", "by")
    assert all(one.kind is inspect.Parameter.KEYWORD_ONLY for one in rest), name
    assert module == "" or module in _module_ids(), f"{name}: {module} is no module of the catalogue"


def _module_ids() -> set[str]:
    text = (HOME / "modules.yaml").read_text(encoding="utf-8")
    return set(_keys(yaml.safe_load(text)))


def _keys(found: object) -> list[str]:
    """All strings in a YAML document, keys and values."""
    if isinstance(found, dict):
        return [text for key, value in found.items() for text in (str(key), *_keys(value))]
    if isinstance(found, list):
        return [text for value in found for text in _keys(value)]
    return [str(found)]


@pytest.mark.parametrize("kind", machines())
def test_a_machine_has_a_module_of_the_catalogue(kind: str) -> None:
    one = machines()[kind]
    assert {one.module, *(step.module for step in one.transitions if step.module)} <= _module_ids()


@pytest.mark.parametrize("name", sorted(verbs()))
def test_the_inputs_of_every_verb_can_be_described(name: str) -> None:
    verb: Verb = verbs()[name]
    schema = verb.inputs.model_json_schema()
    assert schema["additionalProperties"] is False
    if isinstance(verb, Change):
        assert "document" in schema["required"]
