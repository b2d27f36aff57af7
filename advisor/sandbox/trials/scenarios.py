"""Scenarios: short stories in data files that show a module at work, played in the company of an industry.

`scenarios/<id>.yaml` names the industry, the modules it needs, the pain it answers in the words of the modules, and its
steps (`script`).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from advisor.db import Database
from advisor.errors import AdvisorError, BadInput, NotFound
from advisor.sandbox.core import clock
from advisor.sandbox.founding import HOME
from advisor.sandbox.insight.compliance import findings
from advisor.sandbox.trials.industries import actors, industries, recipe, words
from advisor.sandbox.trials.script import Player
from advisor.sandbox.trials.store import Store

FOLDER = HOME / "scenarios"


class Scenario(BaseModel):
    """A story: the modules it needs, and the pain it answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    industry: str
    needs: tuple[str, ...]
    pain: str
    seed: int = 1
    steps: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Outcome:
    """How a scenario went: `failure` says why it did not, `findings` what the books hold that must not be."""

    scenario: str
    steps: int
    failure: str = ""
    findings: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.failure and not self.findings


@cache
def scenarios() -> dict[str, Scenario]:
    """All scenarios of the sandbox by id."""
    return {path.stem: load(path) for path in sorted(FOLDER.glob("*.yaml"))}


def load(path: Path) -> Scenario:
    """A scenario from a file of one's own. Raises BadInput with what is wrong in it."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Scenario.model_validate({"id": path.stem, **raw})
    except FileNotFoundError as error:
        raise NotFound(f"There is no scenario “{path.stem}”. `advisor sandbox list` shows all.") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise BadInput(f"{path.name}: {place} cannot be used: {first['msg'].lower()}.", field=place) from error
    except (yaml.YAMLError, UnicodeDecodeError, TypeError, OSError) as error:
        raise BadInput(f"{path.name} cannot be read as a scenario: it is no YAML mapping.") from error


def play(scenario: Scenario, store: Store, day: datetime.date, language: str = "en") -> Outcome:
    """Play a scenario in a fresh company of its industry, then look whether the books are whole."""
    if scenario.industry not in industries():
        raise BadInput(f"{scenario.id}: there is no industry “{scenario.industry}”.", field="industry")
    found = recipe(scenario.industry, language, day)
    store.make(f"scenario_{scenario.id.replace('-', '_')[:40]}", found.key, found.build)
    books = store.open(f"scenario_{scenario.id.replace('-', '_')[:40]}")
    return play_in(books, scenario, language)


def play_in(books: Database, scenario: Scenario, language: str) -> Outcome:
    """Play the steps in these books. The first one that goes otherwise than it says ends it, and nothing is kept."""
    try:
        with books.session() as session:
            player = Player(session, words(scenario.industry, language), clock.today(session), scenario.seed)
            player.actors = actors(scenario.industry, language)
            player.play(scenario.steps)
    except AdvisorError as error:
        return Outcome(scenario.id, len(scenario.steps), error.message)
    with books.session(write=False) as session:
        return Outcome(scenario.id, len(scenario.steps), findings=tuple(map(str, findings(session))))
