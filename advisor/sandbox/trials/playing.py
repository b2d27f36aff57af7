"""Scenarios are played in a fresh company: every step as it says, every scene of the guided tour found to be done, and
the books whole afterwards."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import AdvisorError, BadInput
from advisor.sandbox.core import clock
from advisor.sandbox.founding import read
from advisor.sandbox.insight.compliance import findings
from advisor.sandbox.modules import of_shape
from advisor.sandbox.trials import tours
from advisor.sandbox.trials.industries import actors, industries, recipe, words
from advisor.sandbox.trials.scenarios import Scenario
from advisor.sandbox.trials.script import Player
from advisor.sandbox.trials.store import Store


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


def play(scenario: Scenario, store: Store, day: datetime.date, language: str = "en") -> Outcome:
    """Play a scenario in a fresh company of its industry, then look whether the books are whole."""
    if scenario.industry not in industries():
        raise BadInput(f"{scenario.id}: there is no industry “{scenario.industry}”.", field="industry")
    found = recipe(scenario.industry, language, day, of_shape(scenario.shape))
    name = f"scenario_{scenario.id.replace('-', '_')[:40]}"
    store.make(name, found.key, found.build)
    books = store.open(name)
    return play_in(books, scenario, language)


def play_in(books: Database, scenario: Scenario, language: str) -> Outcome:
    """Play the steps in these books. The first one that goes otherwise than it says ends it, and nothing is kept."""
    try:
        with books.session() as session:
            texts = words(scenario.industry, language) | read(f"scenarios/words/names.{language}.yaml")
            player = Player(session, texts, clock.today(session), scenario.seed)
            player.actors = actors(scenario.industry, language)
            player.shape, player.key = scenario.shape, scenario.id
            player.play(scenario.steps)
            unseen = _unseen(session, scenario)
    except AdvisorError as error:
        return Outcome(scenario.id, len(scenario.steps), error.message)
    with books.session(write=False) as session:
        return Outcome(scenario.id, len(scenario.steps), unseen, findings=tuple(map(str, findings(session))))


def _unseen(session: Session, scenario: Scenario) -> str:
    """The scene that the guided tour did not find done although its steps were; empty when there is none."""
    by_hand = [scene.key for scene in scenario.scenes if scene.by_hand]
    for one in tours.standing(session, scenario, 0, by_hand):
        if not one.done:
            return f"The guided tour does not see that the scene {one.scene.key} was done."
    return ""
