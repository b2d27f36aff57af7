"""Replaying an interview: from answers alone to what applies, what is open, and the facts.

Answers are the only state; going back, editing, sharing and resuming therefore cost nothing. An answer to a question
that no longer applies is kept but ignored; a question that is not asked applies when it has an answer. A question whose
condition cannot be told yet, because it reads an unknown fact, is not asked and leaves its own fact unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.cells import When
from advisor.facts import Value, Vocabulary, derive
from advisor.money import Rates
from advisor.questionnaire.answers import fact_value
from advisor.questionnaire.schema import Answer, Question, Questionnaire


@dataclass(frozen=True)
class Replay:
    """An interview replayed.

    `applies` are the questions whose condition holds, in order; `facts` the complete facts, derived ones included;
    `doubtful` the questions whose fact is unknown: said "I don't know", not answered, or not decidable yet.
    """

    applies: tuple[Question, ...]
    facts: dict[str, Value]
    doubtful: tuple[Question, ...]


def truth(when: When | None, facts: Mapping[str, Value]) -> bool | None:
    """Whether a condition holds; None when unknown facts leave it open (Kleene's three-valued logic)."""
    if when is None or when.holds(facts):
        return True
    for group in when.groups:
        failed = [fact for fact, cell in group if not cell.matches(facts.get(fact))]
        if all(facts.get(fact) is None for fact in failed):
            return None
    return False


def replay(questionnaire: Questionnaire, vocabulary: Vocabulary, rates: Rates, answers: Mapping[str, Answer]) -> Replay:
    """Walk the bank once, in order, with `answers`."""
    facts: dict[str, Value] = dict.fromkeys(vocabulary.facts)
    applies: list[Question] = []
    doubtful: list[Question] = []
    for question in questionnaire.questions:
        holds = truth(question.when, facts) if question.asked else answers.get(question.id) is not None
        if holds:
            applies.append(question)
        value: Any = question.otherwise if holds is False else None
        if holds and question.id in answers:
            value = fact_value(answers[question.id], rates)
        if value is None:
            doubtful.append(question)
            if holds:
                _set(vocabulary, facts, {f"{question.fact}.{member}": there for member, there in question.agreed})
        elif question.type == "choices":
            _set(vocabulary, facts, vocabulary.expand(question.fact, value))
        else:
            _set(vocabulary, facts, {question.fact: value})
    return Replay(tuple(applies), facts, tuple(doubtful))


def _set(vocabulary: Vocabulary, facts: dict[str, Value], changed: Mapping[str, Value]) -> None:
    """Set facts and every derived fact that follows."""
    facts.update(changed)
    following = {fact.id for source in changed for fact in vocabulary.dependants.get(source, ())}
    if following:
        for fact in vocabulary.derived:  # in the order in which derived facts build on each other
            if fact.id in following:
                facts[fact.id] = derive(fact, facts)


@dataclass(frozen=True)
class Progress:
    """Where an interview stands on its track. `pages` are the pages with something asked, in the order asked."""

    asked: tuple[Question, ...]
    open: tuple[Question, ...]
    pages: tuple[str, ...]

    @property
    def next_page(self) -> str | None:
        """The first page with an open question; None when everything is answered."""
        return self.open[0].page if self.open else None

    def on_page(self, page: str) -> tuple[Question, ...]:
        return tuple(q for q in self.asked if q.page == page)

    def neighbour(self, page: str, step: int) -> str | None:
        """The page `step` places after (or before) `page` in the order asked."""
        at = self.pages.index(page) + step
        return self.pages[at] if 0 <= at < len(self.pages) else None

    def before(self, shown: Collection[str]) -> Question | None:
        """The question asked before the first of `shown`, or, when none of them is asked any more, the last that was
        answered; None when there is none."""
        first = next((i for i, q in enumerate(self.asked) if q.id in shown), len(self.asked) - len(self.open))
        return self.asked[first - 1] if first else None

    def up_to(self, last: str) -> tuple[Question, ...]:
        """The questions asked together with `last`: those directly before it on the same page, and itself."""
        end = next((i for i, q in enumerate(self.asked) if q.id == last), None)
        if end is None:
            return ()
        start = end
        while start and self.asked[start - 1].page == self.asked[end].page:
            start -= 1
        return self.asked[start : end + 1]


def progress(replayed: Replay, answers: Mapping[str, Answer], wanted: Sequence[str] | None = None) -> Progress:
    """What is asked, what of it is open, and on which pages: the questions of `wanted` in that order, or all of them in
    the order of the bank."""
    applies = {q.id: q for q in replayed.applies if q.asked or q.id in answers}
    asked = tuple(applies[key] for key in (applies if wanted is None else wanted) if key in applies)
    still_open = tuple(q for q in asked if q.id not in answers)
    return Progress(asked, still_open, tuple(dict.fromkeys(q.page for q in asked)))
