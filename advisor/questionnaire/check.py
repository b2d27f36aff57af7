"""Checks of a whole question bank that no single question shows; each returns its problems."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.cells import Cell, domain
from advisor.errors import Problem
from advisor.facts import Vocabulary
from advisor.questionnaire.schema import Question, Questionnaire


def check(bank: Questionnaire, vocabulary: Vocabulary, sources: frozenset[str], file: str) -> list[Problem]:
    """All problems of the bank; `sources` are the known claim ids, `file` the name shown."""
    found = [*_too_many(bank), *_unreachable(bank)]
    found += [*_sources(bank, sources), *_unset_facts(bank, vocabulary), *_required(bank)]
    return [Problem(file, line, code, message, fix) for line, code, message, fix in found]


Finding = tuple[int, str, str, str]


def _too_many(bank: Questionnaire) -> Iterator[Finding]:
    for track in bank.tracks.values():
        does, asked = ("begins with", bank.start) if track.enough else ("can ask", bank.asked)
        if len(asked) > track.most:
            message = f"The track “{track.id}” {does} {len(asked)} questions, but promises at most {track.most}."
            yield 1, "too-many", message, "Raise `most`, or require fewer." if track.enough else "Raise `most`."


def _required(bank: Questionnaire) -> Iterator[Finding]:
    """A question with which every track begins may not have a condition."""
    for question in bank.start:
        if question.when is not None:
            message = f"“{question.id}” is required but is not always asked."
            yield question.line, "required-hidden", message, "Drop its condition, or do not require it."


def _unreachable(bank: Questionnaire) -> Iterator[Finding]:
    """A question is unreachable when every group of its condition has a cell that nothing its fact can be matches,
    given that facts of unreachable questions only take their `otherwise`."""
    fixed: dict[str, object] = {}
    for question in bank.questions:
        if question.when is None:
            continue
        if not any(all(_possible(cell, fact, fixed) for fact, cell in group) for group in question.when.groups):
            fixed[question.fact] = question.otherwise
            message = f"The condition of “{question.id}” can never hold, so it is never asked."
            yield question.line, "unreachable-question", message, "Correct the condition or remove the question."


def _possible(cell: Cell, fact: str, fixed: dict[str, object]) -> bool:
    if fact in fixed:
        value = fixed[fact]
        return cell.matches(value) if isinstance(value, str | bool | float) else True
    if cell.unknown:
        return True
    if cell.fact.numeric:
        low = float("-inf") if cell.fact.min is None else cell.fact.min
        high = float("inf") if cell.fact.max is None else cell.fact.max
        return any(start <= high and end > low for start, end in cell.spans)
    return any(cell.matches(value) for value in domain(cell.fact))


def _facts_of(question: Question, vocabulary: Vocabulary) -> set[str]:
    members = vocabulary.sets.get(question.fact)
    own = {f"{question.fact}.{m}" for m in members} if members else {question.fact}
    return own | {f.id for o in own for f in vocabulary.dependants.get(o, ())}


def _sources(bank: Questionnaire, sources: frozenset[str]) -> Iterator[Finding]:
    for question in bank.questions:
        if not question.claims:
            yield question.line, "missing-source", f"“{question.id}” names no claim.", "Add `claims`."
        for claim in question.claims:
            if claim not in sources:
                yield (
                    question.line,
                    "unknown-source",
                    f"“{question.id}” names the unknown claim “{claim}”.",
                    "Correct it.",
                )


def _unset_facts(bank: Questionnaire, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every fact that is neither derived nor set by the choice of an option needs its question."""
    set_facts = {fact for q in bank.questions for fact in _facts_of(q, vocabulary)}
    for fact in vocabulary.facts.values():
        if fact.derive is None and fact.set_by == "question" and fact.id not in set_facts:
            yield 1, "unset-fact", f"No question sets the fact “{fact.id}”.", "Add a question or remove the fact."
