"""Every scenario goes as it says and leaves whole books; files of one's own are checked before they are played."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import BadInput, NotFound
from advisor.sandbox.modules import module_ids
from advisor.sandbox.trials.industries import industries
from advisor.sandbox.trials.scenarios import load, play, scenarios
from advisor.sandbox.trials.store import Store
from tests.sandbox.trials.days import DAY

WRONG = {
    "industry: plant\nneeds: []\npain: none\n": "steps cannot be used",
    "industry: plant\nneeds: []\npain: none\nsteps: []\ncolour: red\n": "colour cannot be used",
    "- just\n- a list\n": "no YAML mapping",
    "steps: [": "no YAML mapping",
}


@pytest.mark.parametrize("name", scenarios())
def test_it_goes_as_it_says(name: str, store_of_all: Store) -> None:
    outcome = play(scenarios()[name], store_of_all, DAY)
    assert (outcome.failure, outcome.findings) == ("", ())
    assert outcome.passed
    assert outcome.steps >= 3


@pytest.mark.parametrize("name", scenarios())
def test_it_names_what_there_is(name: str) -> None:
    scenario = scenarios()[name]
    assert scenario.industry in industries()
    assert set(scenario.needs) <= set(module_ids())
    assert scenario.pain


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=["missing", "unknown", "list", "broken"])
def test_a_wrong_file_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text)
    with pytest.raises(BadInput, match=said):
        load(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load(tmp_path / "own.yaml")


def test_what_goes_otherwise_is_told(tmp_path: Path, store_of_all: Store) -> None:
    path = tmp_path / "own.yaml"
    step = '{do: sale.create, with: {party: "@nobody", lines: []}}'
    path.write_text(f"industry: plant\nneeds: []\npain: none\nsteps:\n  - {step}\n")
    outcome = play(load(path), store_of_all, DAY)
    assert "Step 1 (sale.create): it names something that is not there: 'nobody'" in outcome.failure
    assert not outcome.passed


def test_an_unknown_industry_is_told(tmp_path: Path, store_of_all: Store) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("industry: mining\nneeds: []\npain: none\nsteps: []\n")
    with pytest.raises(BadInput, match="no industry “mining”"):
        play(load(path), store_of_all, DAY)
