"""What an author edited between two contents, and the changed content with single edits taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from advisor.questionnaire.schema import Answer
from advisor.recommendation.content import Content
from advisor.recommendation.drift import Moved, moved, rows_of
from advisor.recommendation.ranking import Case, compare
from advisor.recommendation.tailoring import Tailoring, fitting, tailored
from advisor.rules.compile import Table, compiled
from advisor.rules.schema import Row
from advisor.scoring.model import Scheme

PAIRED = 5  # rows that are taken back in pairs


@dataclass(frozen=True)
class Edits:
    """What differs between two contents: rows, figures of the criteria, and the names of other parts."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    criteria: tuple[Moved, ...]
    parts: tuple[str, ...]

    @property
    def rows(self) -> tuple[str, ...]:
        return (*self.added, *self.removed, *self.changed)


def edits(before: Content, after: Content) -> Edits:
    """What differs between two contents in anything that can change a decision."""
    was, now = rows_of(before), rows_of(after)
    parts = {
        "questions": _questions(before) != _questions(after),
        "facts": before.vocabulary.facts != after.vocabulary.facts,
        "exchange rates": before.rates != after.rates,
        "modules": before.modules != after.modules,
        "policies of tables": _policies(before) != _policies(after),
    }
    figures = _figures(before.scheme), _figures(after.scheme)
    found = Edits(
        added=tuple(row for row in now if row not in was),
        removed=tuple(row for row in was if row not in now),
        changed=tuple(row for row in now if row in was and _meaning(was[row]) != _meaning(now[row])),
        criteria=tuple(moved("criteria", *figures)),
        parts=tuple(name for name, differs in parts.items() if differs),
    )
    nothing = not (found.rows or found.criteria or found.parts)
    return replace(found, parts=("other values",)) if nothing and before.version != after.version else found


def _meaning(row: Row) -> tuple[Any, ...]:
    """What a row decides, without its line, date and sources."""
    return {fact: (cell.spans, cell.unknown) for fact, cell in row.when.items()}, dict(row.then)


def _questions(content: Content) -> list[Any]:
    return [replace(question, line=0, claims=()) for question in content.questionnaire.questions]


def _policies(content: Content) -> dict[str, tuple[Any, ...]]:
    specs = (table.spec for table in content.tables.values())
    return {s.id: (s.hit, s.stage, s.outputs, s.default) for s in specs}


def _figures(scheme: Scheme) -> dict[str, float]:
    """Every figure that options are compared by."""
    found = {"balance": scheme.balance, "spread": scheme.spread, "clear_from": scheme.clear_from}
    for c in scheme.criteria:
        found |= {f"{c.id}.weight": c.weight, f"{c.id}.waste": c.waste}
        found |= {f"{c.id}.{key}": level for key, level in {**c.path, **c.deployment}.items()}
    return found


class Undo:
    """Takes edits of rows back: the changed content with some rows as they were.

    `homes` has the table of every row that has a say before an option is chosen."""

    def __init__(self, before: Content, after: Content) -> None:
        self.before, self.after = before, after
        self.homes = {
            row.id: table.id
            for content in (after, before)
            for table in content.tables.values()
            if table.spec.stage == "before"
            for row in table.rows
        }
        self.made: dict[tuple[str, ...], Content | None] = {}

    def deciding(
        self,
        rows: tuple[str, ...],
        answers: Mapping[str, Answer],
        seed: int,
        advised: tuple[str, str],
        tailoring: Tailoring | None = None,
    ) -> tuple[str, ...]:
        """The first one or two of `rows` without whose edit the changed content, too, would give the path and
        deployment `advised`, under the voices and weights of the case's `tailoring`; nothing when no two suffice."""
        for taken in (*((row,) for row in rows), *combinations(rows[:PAIRED], 2)):
            content = self.without(taken)
            if content is None:
                continue
            if advised_by(compare(fitted(content, tailoring), answers, 1, seed)) == advised:
                return taken
        return ()

    def without(self, rows: tuple[str, ...]) -> Content | None:
        """The changed content with `rows` as they were; None where an old row does not fit the changed content."""
        if rows not in self.made:
            tables = dict(self.after.tables)
            fits = all(self._restore(tables, row) for row in rows)
            self.made[rows] = replace(self.after, tables=tables) if fits else None
        return self.made[rows]

    def _restore(self, tables: dict[str, Table], row: str) -> bool:
        """Put the row of the former content in the place of the present one; whether that could be done."""
        now, was = tables.get(self.homes[row]), self.before.tables.get(self.homes[row])
        if now is None:
            return False
        spec, facts = now.spec, self.after.vocabulary.facts
        rows, inputs = [r for r in spec.rows if r.id != row], dict(spec.inputs)
        old = next((r for r in was.spec.rows if r.id == row), None) if was else None
        if old is not None and was is not None:
            if set(old.when) - facts.keys() or was.spec.outputs.keys() != spec.outputs.keys():
                return False
            rows.insert(was.spec.rows.index(old), old)
            inputs |= dict.fromkeys(old.when, old.line)
        tables[spec.id] = compiled(replace(spec, rows=tuple(rows), inputs=inputs), facts)
        return True


def fitted(content: Content, tailoring: Tailoring | None) -> Content:
    """The content with as much of the voices and weights of a tailoring as it takes; itself for a case without."""
    return content if tailoring is None else tailored(content, fitting(content, tailoring))


def advised_by(it: Case) -> tuple[str, str]:
    """The path and deployment of the option that comes first."""
    option = it.content.scheme.options[it.advised]
    return option.path, option.deployment
