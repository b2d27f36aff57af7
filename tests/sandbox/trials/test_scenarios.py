"""Scenarios name what there is, in every language, and cover every module; files of one's own are checked."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from advisor.data import folder
from advisor.errors import BadInput, NotFound
from advisor.language import LANGUAGES
from advisor.sandbox.core.actors import ROLES
from advisor.sandbox.founding import read
from advisor.sandbox.modules import SHAPES, module_ids, of_shape
from advisor.sandbox.trials.industries import industries
from advisor.sandbox.trials.scenarios import coverage, fitting, load, scenarios, told
from advisor.sandbox.verbs import verbs

WRONG = {
    "industry: plant\nneeds: []\npains: []\n": "steps cannot be used",
    "industry: plant\nneeds: []\npains: []\nsteps: []\ncolour: red\n": "colour cannot be used",
    "- just\n- a list\n": "no YAML mapping",
    "steps: [": "no YAML mapping",
}


def test_every_module_is_shown() -> None:
    assert [module for module, names in coverage().items() if not names] == []


@pytest.mark.parametrize("name", scenarios())
def test_it_names_what_there_is(name: str) -> None:
    scenario = scenarios()[name]
    flow = yaml.safe_load((folder("questionnaires") / "selection" / "flow.yaml").read_text(encoding="utf-8"))
    assert scenario.industry in industries()
    assert scenario.shape in SHAPES
    assert set(scenario.shown) <= set(scenario.needs) <= set(of_shape(scenario.shape))
    assert scenario.pains
    assert set(scenario.pains) <= {one["id"] for one in flow["questions"]}
    assert scenario.minutes is None or scenario.minutes.before > scenario.minutes.after >= 0
    assert "key" in scenario.steps[0]
    assert 2 <= len(scenario.scenes) <= 8
    for scene in scenario.scenes:
        assert scene.role in ROLES
        assert set(scene.verbs) <= set(verbs())
        assert bool(scene.look) != bool("do" in scene.steps[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_every_language(language: str) -> None:
    words, english = read(f"scenarios/words/{language}.yaml"), read("scenarios/words/en.yaml")
    assert sorted(words) == sorted(scenarios())
    for name, scenario in scenarios().items():
        telling = told(name, language)
        assert telling.title
        assert telling.about
        assert list(telling.scenes) == [scene.key for scene in scenario.scenes], name
        for key, said in telling.scenes.items():
            assert list(said) == list(english[name]["scenes"][key]), (name, key)
            assert all(said.values())


def test_tours_fit_the_modules_that_are_on() -> None:
    assert len(fitting(())) == len(scenarios())
    assert [one.id for one in fitting(())][:2] == ["sold-and-delivered", "order-to-cash"]
    assert [one.id for one in fitting(["erp-assets"])] == ["asset-life"]
    assert fitting(module_ids(), ["suppliers"])[0].pains.count("suppliers") == 1


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=["missing", "unknown", "list", "broken"])
def test_a_wrong_file_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text)
    with pytest.raises(BadInput, match=said):
        load(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load(tmp_path / "own.yaml")
