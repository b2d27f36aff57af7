"""The real content, and a small bank with a question of every type that stands among the damaged files."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from advisor.data import folder
from advisor.facts import Vocabulary
from advisor.money import Rates
from advisor.questionnaire.answers import parse_all
from advisor.questionnaire.flow import Replay, replay
from advisor.questionnaire.load import load
from advisor.questionnaire.schema import Answer, Questionnaire
from advisor.recommendation.content import Content
from advisor.recommendation.load import load_content
from advisor.rules.load import load_vocabulary

BROKEN = Path(__file__).resolve().parents[1] / "broken" / "questionnaire"


@dataclass(frozen=True)
class Bank:
    """A questionnaire with what replaying it takes."""

    questionnaire: Questionnaire
    vocabulary: Vocabulary
    rates: Rates

    def answers(self, **raw: Any) -> dict[str, Answer]:
        return parse_all(self.questionnaire, raw)

    def replay(self, **raw: Any) -> Replay:
        return replay(self.questionnaire, self.vocabulary, self.rates, self.answers(**raw))


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content(folder("questionnaires"), folder("rules"))


@pytest.fixture(scope="session")
def real(content: Content) -> Bank:
    return Bank(content.questionnaire, content.vocabulary, content.rates)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    rules = tmp_path_factory.mktemp("rules")
    (rules / "facts.yaml").write_bytes((BROKEN / "_facts.yaml").read_bytes())
    vocabulary, wrong = load_vocabulary(rules, ("DE", "NO", "UA"))
    questionnaire, problems = load(BROKEN / "_good.yaml", vocabulary, ("EUR", "UAH", "JPY"))
    assert questionnaire is not None, [str(p) for p in wrong + problems]
    return Bank(questionnaire, vocabulary, Rates({"EUR": Decimal(1), "UAH": Decimal(50), "JPY": Decimal(160)}))
