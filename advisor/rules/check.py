"""What is wrong with decision tables that can be read: each check is a small function; all findings are returned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from advisor.errors import Problem
from advisor.facts import Vocabulary
from advisor.rules.boxes import Space, TooManyBoxes, box, common, decides, space, uncovered
from advisor.rules.compile import Table
from advisor.rules.decide import Decision, RuleConflict, decide
from advisor.rules.schema import SINGLE, Code, Example, Row

BUDGET = 50_000  # boxes that one sweep may visit: well under a second


@dataclass(frozen=True)
class Review:
    """One table under check, and what is known around it."""

    table: Table
    vocabulary: Vocabulary
    sources: frozenset[str]
    reasons: frozenset[str]
    budget: int

    @cached_property
    def space(self) -> Space:
        return space(self.table)

    @property
    def single(self) -> bool:
        return self.table.spec.hit in SINGLE

    def find(self, code: Code, line: int, message: str, fix: str) -> Problem:
        return Problem(self.table.spec.file, line, code, message, fix)

    def at(self, samples: Iterable[str]) -> str:
        """A point of the space in words."""
        pairs = zip(self.table.reads, samples, strict=True)
        return ", ".join(f"{fact} = {sample}" for fact, sample in pairs) or "any input"


def check_tables(
    tables: Mapping[str, Table],
    vocabulary: Vocabulary,
    known_sources: frozenset[str],
    known_reasons: frozenset[str],
    budget: int = BUDGET,
) -> list[Problem]:
    """All findings about the tables, sorted; `budget` bounds the steps of each exact sweep."""
    problems = []
    for table in tables.values():
        review = Review(table, vocabulary, known_sources, known_reasons, budget)
        for check in CHECKS:
            try:
                problems += list(check(review))
            except TooManyBoxes:
                message = f"Table {table.id} has too many cases to check its {check.__name__.strip('_')} exactly."
                problems.append(review.find("not-proven", table.spec.line, message, "Split the table."))
    return sorted(problems)


def _overlaps(review: Review) -> Iterator[Problem]:
    hit = review.table.spec.hit
    if hit not in {"U", "A"}:
        return
    rows = review.table.rows
    for first, second in combinations(range(len(rows)), 2):
        if hit == "A" and rows[first].then == rows[second].then:
            continue
        point = common(review.space, (first, second))
        if point is not None:
            message = f"The rows {rows[first].id} and {rows[second].id} both match at {review.at(point)}."
            code: Code = "overlap" if hit == "U" else "conflict"
            yield review.find(code, rows[second].line, message, "Narrow one of the rows, or change the hit policy.")


def _gaps(review: Review) -> Iterator[Problem]:
    if review.single and review.table.spec.default is None:
        point = uncovered(review.space, review.table.every, review.budget)
        if point is not None:
            message = f"No row of table {review.table.id} matches at {review.at(point)}."
            yield review.find("gap", review.table.spec.line, message, "Add a row or a `default:`.")


def _reachability(review: Review) -> Iterator[Problem]:
    for place, row in enumerate(review.table.rows):
        inside = box(review.space, place)
        if not all(inside):
            fact = next(fact for fact, part in zip(review.table.reads, inside, strict=True) if not part)
            message = f"The row {row.id} can never match: no value of “{fact}” fits its cell."
            yield review.find("unreachable", row.line, message, "Correct the cell or remove the row.")
        elif review.table.spec.hit in {"F", "P"} and uncovered(inside, (1 << place) - 1, review.budget) is None:
            message = f"The row {row.id} never decides: rows that come first cover all it matches."
            yield review.find("unreachable", row.line, message, "Move the row up, narrow the others, or remove it.")


def _inputs(review: Review) -> Iterator[Problem]:
    table = review.table
    outcomes = [row.then for row in table.rows] + [table.spec.default]
    for fact, line in table.spec.inputs.items():
        why = "no row reads it"
        if fact in table.reads:
            column = table.reads.index(fact)
            if len({segment.mask for segment in review.space[column]}) == 1:
                why = "its cells match every value"
            elif not review.single or decides(review.space, column, outcomes, review.budget):
                continue
            else:
                why = "without it the table answers the same"
        message = f"The input “{fact}” of table {table.id} never decides: {why}."
        yield review.find("idle-input", line, message, "Remove it from `inputs` and from the rows.")


def _double_counting(review: Review) -> Iterator[Problem]:
    if review.table.spec.hit != "C+":
        return
    seen: dict[tuple[object, ...], list[Row]] = {}
    for place, row in enumerate(review.table.rows):
        twins = seen.setdefault(box(review.space, place), [])
        for twin in twins:
            shared = [output for output in row.then if row.then[output] and twin.then.get(output)]
            if shared:
                message = f"The rows {twin.id} and {row.id} have the same conditions and both count for {shared[0]}."
                yield review.find("double-count", row.line, message, "Join the rows, or tell their conditions apart.")
        twins.append(row)


def _examples(review: Review) -> Iterator[Problem]:
    for example in review.table.spec.examples:
        facts = review.vocabulary.complete(example.given) | dict(example.given)
        try:
            decision = decide(review.table, facts)
            wrong = _difference(example, decision, ordered=review.table.spec.hit != "C")
        except RuleConflict as conflict:
            wrong = conflict.message
        if wrong:
            message = f"The example fails: {wrong}"
            yield review.find("failing-example", example.line, message, "Correct the rows or the example.")


def _difference(example: Example, decision: Decision, *, ordered: bool) -> str | None:
    """What the decision gives other than the example expects."""
    rows = sorted(row.id for row in decision.rows)
    if example.rows is not None and sorted(example.rows) != rows:
        return f"the deciding rows are {', '.join(rows) or 'none'}."
    if example.expect is None:
        return None
    if isinstance(example.expect, tuple):
        got = decision.result if isinstance(decision.result, tuple) else ()
        same = got == example.expect if ordered else sorted(got, key=repr) == sorted(example.expect, key=repr)
        return None if same else f"the table gives {list(got)}."
    result = decision.result if isinstance(decision.result, Mapping) else {}
    other = {output: result.get(output) for output, value in example.expect.items() if result.get(output) != value}
    return f"the table gives {', '.join(f'{k} = {v}' for k, v in other.items())}." if other else None


def _provenance(review: Review) -> Iterator[Problem]:
    for row in review.table.rows:
        if not row.sources:
            message = f"The row {row.id} names no source."
            yield review.find("missing-source", row.line, message, "Add `sources:` with at least one id.")
        for source in sorted(set(row.sources) - review.sources):
            message = f"The row {row.id} names the source “{source}”, which does not exist."
            yield review.find("unknown-source", row.line, message, "Use an id of claims.yaml or sources.yaml.")
        if row.reason not in review.reasons:
            message = f"There are no words for the reason “{row.reason}” of the row {row.id}."
            yield review.find("missing-reason", row.line, message, "Add the key under `reasons:` of the text file.")


def _stages(review: Review) -> Iterator[Problem]:
    spec = review.table.spec
    for fact, line in spec.inputs.items():
        if spec.stage == "before" and review.vocabulary.facts[fact].set_by == "choice":
            message = f"Table {spec.id} reads “{fact}” before the choice is made."
            yield review.find("choice-too-early", line, message, "Set `stage: after`, or remove the input.")


CHECKS = (_overlaps, _gaps, _reachability, _inputs, _double_counting, _examples, _provenance, _stages)
