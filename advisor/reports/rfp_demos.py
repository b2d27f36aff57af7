"""What a vendor is to show: one script for each of the strongest reasons, with the buyer's own records.

A script follows from the result: the reason gives the fact that hurts, the fact gives the task, and the modules that
rules advise for the same fact give what is to be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.lines import Line, ModuleLine, Story
from advisor.recommendation.verdict import NEEDS
from advisor.rules.schema import Row

MOST = 6
MODULES = 3  # that one demonstration can show
PHASES = 2  # that are asked for now; what comes later is not bought yet
# The systems that answer a need; what has to be joined concerns both.
SIDES = {"customer": ("crm",), "operations": ("erp",), "integration": ("crm", "erp")}


@dataclass(frozen=True)
class Demo:
    """One script: the fact it is about, the reason in words, the task, and the modules it shows."""

    fact: str
    reason: str
    task: str
    modules: tuple[ModuleLine, ...]


def demos(content: Content, stored: Recommendation, story: Story) -> tuple[Demo, ...]:
    """The scripts of the strongest reasons, each fact once, the weightiest first."""
    rows = {row.id: row for table in content.tables.values() for row in table.rows}
    texts = content.texts[story.language]
    found: dict[str, Demo] = {}
    for line in _lines(stored, story):
        fact = next((fact for fact in _facts(rows.get(line.row)) if fact in content.demos), None)
        if fact is not None and fact not in found:
            found[fact] = Demo(fact, line.text, texts.say("demos", fact), _modules(rows, story, fact))
    return tuple(found.values())[:MOST]


def bought(story: Story) -> tuple[ModuleLine, ...]:
    """The modules that are asked for now."""
    return tuple(m for phase in story.phases if phase.number <= PHASES for m in phase.modules if m.priority != "later")


def _lines(stored: Recommendation, story: Story) -> Iterator[Line]:
    """Reasons of needs that the chosen systems answer, the strongest first."""
    systems = {system for phase in stored.roadmap for system in phase.systems}
    lines = [line for line in (*story.reasons, *story.against) if line.score in NEEDS]
    meant = [line for line in lines if systems & set(SIDES[line.score])]
    yield from sorted(meant, key=lambda line: -line.points)


def _facts(row: Row | None) -> Iterator[str]:
    """The facts that a row reads; of a member of a set first the member, then the set."""
    for fact in row.when if row else ():
        yield fact
        yield fact.partition(".")[0]


def _modules(rows: dict[str, Row], story: Story, fact: str) -> tuple[ModuleLine, ...]:
    """Modules asked for now that a rule advises because of the same fact."""
    read: dict[str, set[str]] = {module.id: set() for module in bought(story)}
    for row in rows.values():
        module = str(row.then.get("module", ""))
        if module in read:
            read[module] |= set(_facts(row))
    return tuple(module for module in bought(story) if fact in read[module.id])[:MODULES]
