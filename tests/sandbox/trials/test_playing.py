"""Every scenario goes as it says, its guided tour sees that, and the books are whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import BadInput
from advisor.sandbox.trials.playing import play
from advisor.sandbox.trials.scenarios import load, scenarios
from advisor.sandbox.trials.store import Store
from tests.sandbox.trials.days import DAY

OWN = "industry: plant\nneeds: []\npains: []\nsteps:\n"


@pytest.mark.parametrize("name", scenarios())
def test_it_goes_as_it_says(name: str, store_of_all: Store) -> None:
    outcome = play(scenarios()[name], store_of_all, DAY)
    assert (outcome.failure, outcome.findings) == ("", ())
    assert outcome.passed
    assert outcome.steps >= 3


def test_what_goes_otherwise_is_told(tmp_path: Path, store_of_all: Store) -> None:
    """A step that cannot be done, and one that nothing shows to be done."""
    path = tmp_path / "own.yaml"
    path.write_text(OWN + '  - {do: sale.create, with: {party: "@nobody", lines: []}}\n')
    outcome = play(load(path), store_of_all, DAY)
    assert "Step 1 (sale.create): it names something that is not there: 'nobody'" in outcome.failure
    assert not outcome.passed
    path.write_text(OWN + "  - {do: budget.set, key: late, since: 5, with: {}}\n")
    outcome = play(load(path), store_of_all, DAY)
    assert outcome.failure == "The guided tour does not see that the scene late was done."


def test_an_unknown_industry_is_told(tmp_path: Path, store_of_all: Store) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("industry: mining\nneeds: []\npains: []\nsteps: []\n")
    with pytest.raises(BadInput, match="no industry “mining”"):
        play(load(path), store_of_all, DAY)
