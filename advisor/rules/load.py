"""Reading the vocabulary and the decision tables; what is wrong with the files is returned, never raised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from advisor.cells import Cell, hint, parse, parse_value
from advisor.errors import Problem
from advisor.facts import Derive, Fact, Value, Vocabulary
from advisor.rules.compile import Table, compiled
from advisor.rules.reader import Reader
from advisor.rules.schema import LISTS, NUMBERS, Example, Hit, Output, Result, Row, Stage, TableSpec
from advisor.source import Path_, read

Enums = Mapping[str, tuple[str, ...]]

VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
ROW_ID = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)+")
FIELDS = ("table", "hit", "since", "inputs", "outputs", "rows")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def load_vocabulary(folder: Path, countries: tuple[str, ...]) -> tuple[Vocabulary, list[Problem]]:
    """The facts of `facts.yaml` with sets flattened; `countries` are the values of every country fact.

    A fact with problems is left out. A derived fact may read only facts above it, so that none reads itself.
    """
    reader = Reader(read(folder / "facts.yaml"))
    data = reader.mapping(reader.document.data, (), ("facts",))
    facts: dict[str, Fact] = {}
    sets: dict[str, tuple[str, ...]] = {}
    for name, entry in reader.mapping(data.get("facts"), ("facts",), (), None).items():
        fact = _fact(reader, name, entry, countries)
        if fact is None or not _derives(reader, fact, facts):
            continue
        if fact.kind == "set":
            sets[name] = fact.values
            members = (f"{name}.{member}" for member in fact.values)
            facts |= {id_: Fact(id=id_, kind="boolean", member_of=name, set_by=fact.set_by) for id_ in members}
        else:
            facts[name] = fact
    return Vocabulary(facts, sets), sorted(reader.problems)


def load_tables(folder: Path, vocabulary: Vocabulary, enums: Enums) -> tuple[dict[str, Table], list[Problem]]:
    """Every file of `folder` with a top-level `table`, by table id; a table with problems is left out.

    `enums` has the values of the output kinds that the catalogue gives, such as module or path.
    """
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    rows: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        document = read(path)
        if not isinstance(document.data, dict) or "table" not in document.data:
            problems += document.problems  # what cannot be read may have been a table
            continue
        reader = Reader(document)
        spec = _TableReader(reader, vocabulary, enums).table()
        if spec is not None and spec.id in tables:
            reader.find("duplicate-table", ("table",), f"The table “{spec.id}” exists twice.", "Give it its own id.")
        for row in spec.rows if spec else ():
            if row.id in rows:
                other = f"The row id “{row.id}” is also used in {rows[row.id]}."
                reader.problems.append(
                    Problem(document.name, row.line, "duplicate-row", other, "Choose an id that was never used.")
                )
            rows[row.id] = document.name
        problems += reader.problems
        if spec is not None and not reader.problems:
            tables[spec.id] = compiled(spec, vocabulary.facts)
    return tables, sorted(problems)


def _fact(reader: Reader, name: str, entry: Any, countries: tuple[str, ...]) -> Fact | None:
    """One entry of the vocabulary, or None when it has a problem."""
    at = ("facts", name)
    known = {"scale": {"min": "1", "max": "5"}, "country": {"values": countries}}
    given = reader.mapping(entry, at, ("kind",), None)
    before = len(reader.problems)
    try:
        fact = Fact.model_validate(given | known.get(str(given.get("kind")), {}) | {"id": name})
    except ValidationError as error:
        for detail in error.errors():
            message = f"The fact “{name}” is not valid: {detail['msg']}."
            reader.find("bad-fact", (*at, *detail["loc"]), message, "Follow the header of facts.yaml.")
        return None
    if fact.kind in {"enum", "set"} and (not fact.values or len(set(fact.values)) < len(fact.values)):
        reader.find("bad-fact", at, f"The fact “{name}” needs values, each once.", "List its values.")
    for value in fact.values:
        if value == "unknown" or not VALUE.fullmatch(value):
            message = f"“{value}” cannot be a value of “{name}”: cells and answers read it in another way."
            reader.find("reserved-word", (*at, "values"), message, "Choose a plain word; “unknown” means not answered.")
    if fact.min is not None and fact.max is not None and fact.min > fact.max:
        reader.find("bad-fact", at, f"The smallest value of “{name}” is above its largest.", "Swap min and max.")
    return fact if len(reader.problems) == before else None


def _derives(reader: Reader, fact: Fact, known: Mapping[str, Fact]) -> bool:
    """Whether the fact is not derived, or its derivation fits it and the facts above it."""
    how = fact.derive
    if how is None:
        return True
    at = ("facts", fact.id, "derive")
    missing = [source for source in dict.fromkeys(how.reads) if source not in known]
    for source in missing:
        message = f"“{fact.id}” is derived from “{source}”, which is not a fact above it{hint(source, known)}."
        reader.find("unknown-fact", at, message, "Name a fact that stands above.")
    wrong = None if missing else _misfit(fact, how, known)
    if wrong:
        reader.find("bad-fact", at, f"The derivation of “{fact.id}” does not fit: {wrong}.", "Correct the derivation.")
    return not missing and not wrong


def _misfit(fact: Fact, how: Derive, known: Mapping[str, Fact]) -> str | None:
    """What is wrong with a derivation, all of whose sources are known."""
    if [bool(form) for form in (how.bands, how.map, how.count, how.ratio)].count(True) != 1:
        return "it needs exactly one of bands, map, count and ratio"
    if not (fact.kind == "enum" if how.bands or how.map else fact.numeric):
        return "bands and map give an enum, count and ratio a number"
    sources = [known[source] for source in how.reads]
    if how.map:
        return _misfit_of_map(fact, how, sources[0])
    if not all(source.kind == "boolean" if how.count else source.numeric for source in sources):
        return "count reads booleans, bands and ratio read numbers"
    if how.bands and (len(how.at) != len(fact.values) - 1 or sorted(set(how.at)) != list(how.at)):
        return "bands need one rising bound fewer than there are values"
    return None


def _misfit_of_map(fact: Fact, how: Derive, source: Fact) -> str | None:
    named = [value for values in how.to.values() for value in values]
    if not set(fact.values).issuperset([*how.to, *([how.default] if how.default else [])]):
        return "it gives a value that the fact does not have"
    if not set(source.values).issuperset(named) or len(set(named)) < len(named):
        return f"it maps a value twice, or one that “{source.id}” does not have"
    return None if how.default or len(named) == len(source.values) else "some values have no image and no default"


class _TableReader:
    """Reads one table file against the vocabulary."""

    def __init__(self, reader: Reader, vocabulary: Vocabulary, enums: Enums) -> None:
        self.reader = reader
        self.vocabulary = vocabulary
        self.enums = enums
        data = reader.mapping(reader.document.data, (), FIELDS, ("stage", "default", "examples"))
        self.data: dict[str, Any] = data
        self.hit: Any = reader.choice(data.get("hit"), ("hit",), get_args(Hit), "unknown-hit")
        self.stage: Any = reader.choice(data.get("stage", "before"), ("stage",), get_args(Stage), "bad-value")
        self.since = self._date(data.get("since"), ("since",))
        self.inputs = self._inputs()
        self.outputs = self._outputs()

    def table(self) -> TableSpec | None:
        """The table, or None when problems were found."""
        reader, data = self.reader, self.data
        name = reader.text(data.get("table"), ("table",))
        default = self._result(data["default"], ("default",), whole=True) if "default" in data else None
        rows = [self._row(row, ("rows", i)) for i, row in enumerate(reader.items(data.get("rows"), ("rows",)))]
        listed = reader.items(data.get("examples", []), ("examples",))
        examples = [self._example(example, ("examples", i)) for i, example in enumerate(listed)]
        if reader.problems:
            return None
        return TableSpec(
            id=name,
            file=reader.document.name,
            line=reader.document.line(("table",)),
            hit=self.hit,
            stage=self.stage,
            inputs=self.inputs,
            outputs=self.outputs,
            default=default,
            rows=tuple(rows),
            examples=tuple(examples),
        )

    def _date(self, data: Any, at: Path_) -> str:
        return self.reader.text(data, at, DATE, "a date such as 2026-11-22")

    def _fact(self, fact: str, at: Path_) -> Fact | None:
        found = self.vocabulary.facts.get(fact)
        if found is None:
            near = hint(fact, self.vocabulary.facts)
            self.reader.find("unknown-fact", at, f"There is no fact “{fact}”{near}.", "Use a fact of facts.yaml.")
        return found

    def _inputs(self) -> dict[str, int]:
        found = {}
        for i, fact in enumerate(self.reader.words(self.data.get("inputs"), ("inputs",))):
            if fact and self._fact(fact, ("inputs", i)):
                found[fact] = self.reader.document.line(("inputs", i))
        return found

    def _outputs(self) -> dict[str, Output]:
        reader = self.reader
        outputs = reader.mapping(self.data.get("outputs"), ("outputs",), (), None)
        found = {}
        for name, data in outputs.items():
            at = ("outputs", name)
            kind = reader.mapping(data, at, ("kind",), None).get("kind")
            kind = reader.choice(kind, (*at, "kind"), ("score", "number", "enum", *self.enums), "bad-output")
            fields = {"score": ("kind", "base", "min", "max"), "enum": ("kind", "values")}.get(kind, ("kind",))
            reader.mapping(data, at, fields)
            found[name] = self._output(name, kind, data if isinstance(data, dict) else {}, at)
        return found

    def _output(self, name: str, kind: str, data: dict[str, Any], at: Path_) -> Output:
        reader, values = self.reader, self.enums.get(kind, ())
        if kind == "enum":
            values = reader.words(data.get("values", []), (*at, "values"))
        if (self.hit in NUMBERS and values) or (self.hit != "C+" and kind == "score"):
            fix = "A sum, smallest or largest needs numbers; scores belong to C+."
            reader.find(
                "bad-output", at, f"The output “{name}” of kind {kind} does not fit the policy {self.hit}.", fix
            )
        if kind != "score":
            return Output(name, values)
        base, low, high = (reader.number(data.get(key, "0"), (*at, key)) for key in ("base", "min", "max"))
        if not low <= base <= high:
            reader.find("bad-output", at, f"The base of “{name}” is outside of its bounds.", "Set min <= base <= max.")
        return Output(name, (), base, low, high)

    def _row(self, data: Any, at: Path_) -> Row:
        reader = self.reader
        row = reader.mapping(data, at, ("id", "then"), ("when", "sources", "since", "reason"))
        name = reader.text(row.get("id"), (*at, "id"), ROW_ID, "an id such as topic.what_it_says")
        return Row(
            id=name,
            line=reader.document.line((*at, "id")),
            when=self._when(row.get("when", {}), (*at, "when")),
            then=self._result(row.get("then"), (*at, "then"), whole=self.hit != "C+"),
            sources=reader.words(row.get("sources", []), (*at, "sources")),
            since=self._date(row["since"], (*at, "since")) if "since" in row else self.since,
            reason=reader.text(row.get("reason", name), (*at, "reason")) if name else "",
        )

    def _when(self, data: Any, at: Path_) -> dict[str, Cell]:
        """The cells of a row by fact, in the order of the inputs; `-` constrains nothing and is left out."""
        reader, found = self.reader, {}
        for name, text in reader.mapping(data, at, (), None).items():
            place = (*at, name)
            fact = self._fact(name, place)
            if fact is None:
                continue
            if name not in self.inputs:
                message = f"The row reads “{name}”, which is not among the inputs."
                reader.find("undeclared-input", place, message, "Add it to `inputs`.")
            if cell := reader.attempt("bad-cell", place, partial(parse, reader.text(text, place), fact), None):
                found[name] = cell
        return {name: found[name] for name in self.inputs if name in found and found[name].text.strip() != "-"}

    def _result(self, data: Any, at: Path_, *, whole: bool) -> dict[str, str | float]:
        """Values of the outputs: all of them when `whole`, else at least one."""
        reader, found = self.reader, dict[str, str | float]()
        given = reader.mapping(data, at, self.outputs if whole else (), None)
        for name, text in given.items():
            output = self.outputs.get(name)
            if output is None:
                reader.find("bad-output", (*at, name), f"The table has no output “{name}”.", "Name a declared output.")
            elif output.values:
                found[name] = reader.choice(text, (*at, name), output.values, "bad-output")
            else:
                found[name] = reader.number(text, (*at, name))
        if data is not None and not given:
            reader.find("missing-field", at, "No output is given.", "Give at least one output.")
        return {name: found[name] for name in self.outputs if name in found}

    def _example(self, data: Any, at: Path_) -> Example:
        reader = self.reader
        example = reader.mapping(data, at, ("given",), ("expect", "rows"))
        if "expect" not in example and "rows" not in example:
            reader.find("missing-field", at, "The example expects nothing.", "Add `expect:` or `rows:`.")
        expect: Result | tuple[Result, ...] | None = None
        if "expect" in example and self.hit in LISTS:
            listed = reader.items(example["expect"], (*at, "expect"))
            expect = tuple(self._result(one, (*at, "expect", i), whole=True) for i, one in enumerate(listed))
        elif "expect" in example:
            expect = self._result(example["expect"], (*at, "expect"), whole=False)
        rows = reader.words(example["rows"], (*at, "rows")) if "rows" in example else None
        return Example(reader.document.line(at), self._given(example.get("given", {}), (*at, "given")), expect, rows)

    def _given(self, data: Any, at: Path_) -> dict[str, Value]:
        reader, found = self.reader, dict[str, Value]()
        for name, text in reader.mapping(data, at, (), None).items():
            fact = self.vocabulary.facts.get(name)
            if fact is None:
                message = f"There is no fact “{name}”{hint(name, self.vocabulary.facts)}."
                reader.find("bad-example", (*at, name), message, "Use a fact of facts.yaml.")
                continue
            read_value = partial(parse_value, reader.text(text, (*at, name)), fact)
            found[name] = reader.attempt("bad-example", (*at, name), read_value, None)
        return found
