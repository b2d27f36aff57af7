"""Companies for the tests: random but reproducible answers, a few chosen ones, and copies of the content to damage."""

from __future__ import annotations

import random
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from advisor.errors import Problem
from advisor.language import LANGUAGES
from advisor.questionnaire.answers import parse_all
from advisor.questionnaire.schema import Answer, Question
from advisor.recommendation.content import Content
from advisor.recommendation.load import check_content, load_content

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = 512

# A maker with stock kept in spreadsheets, a seller who loses enquiries, and a company whose systems both work.
MAKER: dict[str, Any] = {
    "employees": "120",
    "country": "DE",
    "industry": "manufacturing",
    "main_goal": "cost",
    "main_strain": "production_supply",
    "production": "discrete",
    "inventory": "large",
    "stock_trouble": "5",
    "process_complexity": "5",
    "dept_visibility": "5",
    "crm_state": "none",
    "erp_state": "none",
    "budget": "500000 EUR",
    "it_staff": "4",
    "change_readiness": "4",
}
SELLER: dict[str, Any] = {
    "employees": "12",
    "country": "UA",
    "industry": "professional_services",
    "main_goal": "revenue",
    "main_strain": "acquisition",
    "production": "none",
    "inventory": "none",
    "customer_data": "heads_notes",
    "lead_followup": "5",
    "sales_driven": "5",
    "process_complexity": "1",
    "channels": ["email", "ads"],
    "project_work": "no",
    "crm_state": "none",
    "erp_state": "accounting",
    "budget": {"amount": "20000", "currency": "EUR"},
    "it_staff": "unknown",
    "change_readiness": "4",
}
SETTLED: dict[str, Any] = {"employees": "60", "crm_state": "good", "erp_state": "good"}


@cache
def real() -> Content:
    """The content of the project, loaded once for a process."""
    return load_content(ROOT / "questionnaires", ROOT / "rules")


def typed(raw: dict[str, Any]) -> dict[str, Answer]:
    return parse_all(real().questionnaire, raw)


def random_answers(seed: int, silence: float = 0.2) -> dict[str, Answer]:
    """One company; each question is left out or answered with "don't know" with the chance `silence`. One of two has an
    answer to a question that is not asked."""
    dice, bank = random.Random(seed), real().questionnaire
    found = {q.id: _random_answer(q, dice) for q in bank.asked if dice.random() >= silence / 2}
    said = {key: "unknown" if dice.random() < silence / 2 else raw for key, raw in found.items()}
    rest = {q.id: _random_answer(q, dice) for q in bank.questions if not q.asked and dice.random() < 0.5}
    return typed(said | rest)


def _random_answer(question: Question, dice: random.Random) -> Any:
    if question.type == "choices":
        return dice.sample(question.choices, dice.randint(0, len(question.choices) // 2)) or ["none"]
    if question.type in ("choice", "country"):
        return dice.choice(question.choices)
    if question.type == "yesno":
        return dice.choice(["yes", "no"])
    if question.type == "money":
        return {"amount": dice.choice(["0", "2000", "40000", "900000"]), "currency": dice.choice(question.choices)}
    return str(dice.randint(question.low, min(question.high, question.low + 200)))


@dataclass(frozen=True)
class Folders:
    """Copies of the two content folders that a test may damage."""

    questionnaires: Path
    rules: Path

    @classmethod
    def copied(cls, to: Path, languages: Collection[str] = ("en",)) -> Folders:
        left = [f"text*.{language}.yaml" for language in LANGUAGES if language not in languages]
        for name in ("questionnaires", "rules"):
            shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns(*left))
        return cls(to / "questionnaires", to / "rules")

    def file(self, name: str) -> Path:
        """A file of the rules, or with `selection/` before its name one of the questionnaire."""
        return self.questionnaires / name if name.startswith("selection/") else self.rules / name

    def edit(self, name: str, old: str, new: str) -> int:
        """Replace the first `old` in a file and return the number of its line; fails when it is not there."""
        text = self.file(name).read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        self.file(name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return text.count("\n", 0, text.index(old)) + 1

    def append(self, name: str, text: str) -> None:
        file = self.file(name)
        file.write_text(file.read_text(encoding="utf-8").rstrip("\n") + "\n" + text, encoding="utf-8")

    def problems(self) -> list[Problem]:
        return check_content(self.questionnaires, self.rules)[1]

    def content(self) -> Content:
        return load_content(self.questionnaires, self.rules)


def strings(node: Any) -> Iterator[str]:
    """Every text in nested dataclasses, mappings and sequences."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from strings(value)
    elif hasattr(node, "__dataclass_fields__"):
        for name in node.__dataclass_fields__:
            yield from strings(getattr(node, name))
