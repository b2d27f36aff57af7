"""The passport of a rule: all that is known about one row of a decision table, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import get_args

from advisor import language as wording
from advisor.cells import Cell, domain
from advisor.errors import NotFound
from advisor.facts import Fact, Value
from advisor.recommendation.content import Content
from advisor.recommendation.telling.spoken import answer_words
from advisor.recommendation.telling.words import Reference, cited
from advisor.recommendation.texts import Key, Texts
from advisor.rules.compile import Table
from advisor.rules.decide import decide
from advisor.rules.schema import Hit, Row

NEAREST = 3
# Where the words of an output's value stand, for outputs whose values have names.
_NAMES: dict[str, tuple[str, ...]] = {
    "module": ("modules", "name"),
    "risk": ("risks", "name"),
    "path": ("paths", "name"),
    "deployment": ("deployments", "name"),
    "style": ("styles", "name"),
    "priority": ("priorities",),
    "severity": ("severities",),
}
_CHOSEN = {"chosen_path": ("paths", "name"), "chosen_deployment": ("deployments", "name")}


@dataclass(frozen=True)
class Clause:
    """A condition or a given fact: `cell` as the table writes it, `name` and `words` as a reader would say it."""

    fact: str
    cell: str
    name: str
    words: str


@dataclass(frozen=True)
class Effect:
    """One thing that a row puts out: points (a number) or a value, and both in words."""

    output: str
    value: str | float
    name: str
    words: str


@dataclass(frozen=True)
class Proof:
    """An example of the table in which the row fires: its line in the file and the facts it gives."""

    line: int
    given: tuple[Clause, ...]


@dataclass(frozen=True)
class Passport:
    """One row: where it stands, when it fires, what it does and says, and what it rests on.

    `same_reason` are the other rows that say the same sentence; no condition at all means that the row always fires.
    """

    row: str
    table: str
    title: str
    file: str
    line: int
    hit: str
    policy: str
    conditions: tuple[Clause, ...]
    effects: tuple[Effect, ...]
    text: str
    sources: tuple[Reference, ...]
    since: str
    examples: tuple[Proof, ...]
    same_reason: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One row in the list of all rules; `sources` is their number."""

    row: str
    table: str
    since: str
    sources: int
    text: str


def passport(content: Content, row_id: str, language: str = "en") -> Passport:
    """What is known about a row; raises NotFound with the nearest ids when there is none of that id."""
    rows = {row.id: (table, row) for table in content.tables.values() for row in table.rows}
    if row_id not in rows:
        raise NotFound(f"There is no row “{row_id}”{_nearest(row_id, rows)}.", field="row")
    table, row = rows[row_id]
    spec, words = table.spec, _Words(content, content.texts[language])
    return Passport(
        row=row.id,
        table=table.id,
        title=words.texts.say("tables", table.id, "title"),
        file=spec.file,
        line=row.line,
        hit=spec.hit,
        policy=words.texts.say("hit_policies", spec.hit),
        conditions=tuple(words.condition(fact, cell) for fact, cell in row.when.items()),
        effects=tuple(words.effect(table, output, value) for output, value in row.then.items()),
        text=words.texts.say("reasons", row.reason),
        sources=cited(content, words.texts, row.sources),
        since=row.since,
        examples=tuple(_proofs(content, table, row, words)),
        same_reason=tuple(id_ for id_, (_, other) in rows.items() if other.reason == row.reason and id_ != row.id),
    )


def passports(content: Content, table_id: str, language: str = "en") -> tuple[Passport, ...]:
    """All rows of a table that exists, in its order."""
    return tuple(passport(content, row.id, language) for row in content.tables[table_id].rows)


def entries(content: Content, table_id: str | None = None, language: str = "en") -> tuple[Entry, ...]:
    """All rows, or those of one table; raises NotFound with the nearest ids when there is no such table."""
    tables = content.tables
    if table_id is not None and table_id not in tables:
        raise NotFound(f"There is no table “{table_id}”{_nearest(table_id, tables)}.", field="table")
    say = content.texts[language].say
    return tuple(
        Entry(row.id, table.id, row.since, len(row.sources), say("reasons", row.reason))
        for table in (tables.values() if table_id is None else (tables[table_id],))
        for row in table.rows
    )


def lines(found: Passport, texts: Texts) -> Iterator[str]:
    """A passport as plain text."""

    def say(key: str) -> str:
        return texts.say("passport", key)

    place = say("place").format(file=found.file, line=found.line)
    parts = {
        "table": f"{found.title} ({found.table}, {place})",
        "policy": f"{found.hit}. {found.policy}",
        "when": _joined(found.conditions) or say("always"),
        "then": "; ".join(f"{effect.name} {effect.words}" for effect in found.effects),
        "since": found.since,
    }
    yield from (found.row, found.text, "")
    yield from (f"{say(key)}: {text}" for key, text in parts.items())
    yield f"{say('sources')}:"
    yield from (f"  {source.id}: {_cited(source, texts)}" for source in found.sources)
    yield f"{say('fires')}:" if found.examples else say("silent")
    for example in found.examples:
        yield "  " + say("example").format(line=example.line, given=_joined(example.given) or say("nothing_known"))
    if found.same_reason:
        yield f"{say('same')}: {', '.join(found.same_reason)}"


def word_keys() -> Iterator[Key]:
    """The words that every language must have for a passport."""
    labels = ("table", "place", "policy", "when", "always", "then", "since", "sources", "fires", "silent", "example")
    yield from (("passport", label) for label in (*labels, "nothing_known", "same", "fired_in", "interest"))
    yield from (("hit_policies", hit) for hit in get_args(Hit))


class _Words:
    """Looks up words for facts and outputs in one language."""

    def __init__(self, content: Content, texts: Texts) -> None:
        self.content = content
        self.texts = texts
        self.questions = {question.fact: question for question in content.questionnaire.questions}

    def condition(self, fact: str, cell: Cell) -> Clause:
        return self.clause(self.content.vocabulary.facts[fact], cell.text, _matching(cell))

    def given(self, fact: str, value: Value) -> Clause:
        known = self.content.vocabulary.facts[fact]
        shown = f"{value:g}" if isinstance(value, float) else str(value).lower() if value is not None else "unknown"
        return self.clause(known, shown, () if value is not None and _measured(known) else (value,))

    def clause(self, fact: Fact, cell: str, values: Sequence[Value]) -> Clause:
        """`values` are those that the cell allows; none for a number, whose cell is shown with its unit."""
        if fact.member_of is not None:
            group, member = fact.member_of, fact.id.removeprefix(f"{fact.member_of}.")
            short, option = self.short(group), self.texts.ask("questions", self.questions[group].id, "options", member)
            if tuple(values) == (True,):
                return Clause(fact.id, cell, short, option)
            return Clause(fact.id, cell, f"{short}, {option}", cell)
        if values:
            return Clause(fact.id, cell, self.short(fact.id), "; ".join(self.value(fact, value) for value in values))
        unit = self.unit(fact)
        plain = cell.replace(">=", "≥").replace("<=", "≤")
        return Clause(fact.id, cell, self.short(fact.id), f"{plain} {unit}" if unit else plain)

    def short(self, fact: str) -> str:
        """The short name of a fact; its id when it has none, like the choice that is still to be made."""
        question = self.questions.get(fact)
        if question is not None:
            return self.texts.ask("questions", question.id, "short")
        try:
            return self.texts.ask("facts", fact, "short")
        except KeyError:
            return fact

    def unit(self, fact: Fact) -> str:
        question = self.questions.get(fact.id)
        if question is not None and question.type == "number":
            return self.texts.ask("questions", question.id, "unit")
        return fact.unit or ""

    def value(self, fact: Fact, value: Value) -> str:
        """One value of a fact that is not measured."""
        if value is None:
            return self.texts.ask("unknown", "label")
        if fact.id in self.questions:
            answer = int(value) if isinstance(value, float) else value
            return answer_words(self.texts, self.questions[fact.id], answer)
        if fact.id in _CHOSEN:
            return self.name(_CHOSEN[fact.id], str(value))
        return self.texts.ask("facts", fact.id, "options", str(value))

    def effect(self, table: Table, output: str, value: str | float) -> Effect:
        roles = self.content.roles
        if not isinstance(value, str):
            signed = wording.signed(value, self.texts.language)
            shifts = any(table is shift for shift in roles.shifts)
            return Effect(output, value, self.texts.say("criteria" if shifts else "scores", output, "name"), signed)
        if output == "question":
            return Effect(output, value, output, self.texts.ask("questions", value, "short"))
        place = _NAMES.get(output)
        return Effect(output, value, output, self.name(place, value) if place else value)

    def name(self, place: tuple[str, ...], value: str) -> str:
        """The name of a module, path and so on; `any` and `none` may have no name and stand for themselves."""
        key: Key = (place[0], value, *place[1:])
        try:
            return self.texts.say(*key)
        except KeyError:
            return value


def _proofs(content: Content, table: Table, row: Row, words: _Words) -> Iterator[Proof]:
    for example in table.spec.examples:
        facts = content.vocabulary.complete(example.given) | dict(example.given)
        if row in decide(table, facts).rows:
            yield Proof(example.line, tuple(words.given(fact, value) for fact, value in example.given.items()))


def _matching(cell: Cell) -> tuple[Value, ...]:
    """The values that a cell allows, unknown as None; nothing for a number, whose values cannot be listed."""
    if _measured(cell.fact):
        return ()
    steps: Iterable[Value] = domain(cell.fact)
    if cell.fact.kind == "scale":
        steps = [float(step) for step in range(int(cell.fact.min or 0), int(cell.fact.max or 0) + 1)]
    return (*(value for value in steps if cell.matches(value)), *((None,) if cell.unknown else ()))


def _measured(fact: Fact) -> bool:
    return fact.kind in {"number", "money"}


def _nearest(wanted: str, known: Mapping[str, object]) -> str:
    return f"; the nearest: {', '.join(get_close_matches(wanted, known, n=NEAREST, cutoff=0))}"


def _joined(clauses: tuple[Clause, ...]) -> str:
    return " · ".join(f"{clause.name}: {clause.words}" for clause in clauses)


def _cited(source: Reference, texts: Texts) -> str:
    said = f"{source.says} " if source.says else ""
    where = ", ".join(part for part in (source.title, source.publisher, source.date, source.url) if part)
    interest = texts.say("passport", "interest").format(interest=source.interest) if source.interest else ""
    return f"{said}{where}" + (f"; {interest}" if interest else "")
