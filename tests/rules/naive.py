"""The plain reading of decision tables: no index, no bits; and random tables to hold the engine against it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from hypothesis import strategies as st

from advisor.cells import parse
from advisor.facts import Fact, Value
from advisor.rules.compile import Table, compiled
from advisor.rules.schema import Hit, Output, Row, TableSpec

FACTS = {
    fact.id: fact
    for fact in (
        Fact(id="trade", kind="enum", values=("retail", "services", "production", "other")),
        Fact(id="country", kind="country", values=("DE", "NO", "US")),
        Fact(id="remote", kind="boolean"),
        Fact(id="pain", kind="scale", min=1, max=5),
        Fact(id="staff", kind="number", min=0, max=100),
        Fact(id="budget", kind="money", min=0, max=1000),
    )
}
STYLE = Output("style", ("suite", "api", "none"))
URGENCY = Output("urgency", ("high", "low"))
NEED = Output("need", (), 10.0, 0.0, 30.0)
SPEED = Output("speed")
OUTPUTS: dict[str, tuple[Output, ...]] = dict.fromkeys("UFAPCRO", (STYLE, URGENCY)) | {
    "C+": (NEED, SPEED),
    "C<": (NEED, SPEED),
    "C>": (NEED, SPEED),
    "C#": (SPEED,),
}
Test = Callable[[Value], bool]
Then = dict[str, str | float]
COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


class Contradiction(Exception):
    """Rows fired together that may not."""


@dataclass(frozen=True)
class Rule:
    """A row twice: as cell texts for the engine, as predicates for the plain reading."""

    texts: dict[str, str]
    tests: dict[str, Test]
    then: Then


def numbers(fact: Fact) -> st.SearchStrategy[float]:
    """Few enough values that bounds are hit; halves only where the fact is not a scale."""
    assert fact.min is not None
    low = int(fact.min)
    whole = st.integers(low, low + 4).map(float)
    return whole if fact.kind == "scale" else whole | st.sampled_from([low + 0.5, low + 2.25])


def shown(number: float) -> str:
    return f"{number:g}"


@st.composite
def terms(draw: st.DrawFn, fact: Fact) -> tuple[str, Test]:
    """One value, comparison or range as text and as predicate of a known value."""
    if fact.kind == "boolean":
        value = draw(st.booleans())
        return str(value).lower(), lambda v: v is value
    if not fact.numeric:
        word = draw(st.sampled_from(fact.values))
        return word, lambda v: v == word
    low, high = sorted(draw(st.tuples(numbers(fact), numbers(fact))))
    kind = draw(st.sampled_from(["value", "compare", "range"]))
    if kind == "value" or (kind == "range" and low == high):
        return shown(low), lambda v: v == low
    if kind == "compare":
        sign = draw(st.sampled_from(list(COMPARE)))
        return f"{sign} {shown(low)}", lambda v: COMPARE[sign](cast(float, v), low)
    left, right = draw(st.sampled_from("[(")), draw(st.sampled_from("])"))
    above, below = COMPARE[">=" if left == "[" else ">"], COMPARE["<=" if right == "]" else "<"]
    return f"{left}{shown(low)}..{shown(high)}{right}", lambda v: above(v, low) and below(v, high)


@st.composite
def cells(draw: st.DrawFn, fact: Fact) -> tuple[str, Test]:
    """A whole cell as text and as predicate of any value."""
    found = draw(st.lists(terms(fact), min_size=1, max_size=3))
    texts = ", ".join(text for text, _ in found)
    form = draw(st.sampled_from(["list", "not", "with unknown", "not or unknown", "unknown"]))

    def hit(value: Value) -> bool:
        return any(test(value) for _, test in found)

    if form == "not":
        return f"not({texts})", lambda v: v is not None and not hit(v)
    if form == "with unknown":
        return f"unknown, {texts}", lambda v: v is None or hit(v)
    if form == "not or unknown":
        return f"unknown, not({texts})", lambda v: v is None or not hit(v)
    if form == "unknown":
        return "unknown", lambda v: v is None
    return texts, lambda v: v is not None and hit(v)


def values(fact: Fact) -> st.SearchStrategy[Value]:
    known: st.SearchStrategy[Any] = (
        numbers(fact) if fact.numeric else st.booleans() if fact.kind == "boolean" else st.sampled_from(fact.values)
    )
    return st.none() | known


def effects(output: Output) -> st.SearchStrategy[Any]:
    return st.sampled_from(output.values) if output.values else st.sampled_from([-7.5, -1.0, 0.0, 0.1, 2.25, 12.0])


def thens(hit: str) -> st.SearchStrategy[Then]:
    return st.fixed_dictionaries({output.id: effects(output) for output in OUTPUTS[hit]})


@st.composite
def rules(draw: st.DrawFn, hit: str) -> Rule:
    read = draw(st.lists(st.sampled_from(list(FACTS)), unique=True, max_size=3))
    drawn = {fact: draw(cells(FACTS[fact])) for fact in read}
    then = draw(thens(hit))
    if hit == "C+" and draw(st.booleans()):
        then.pop("speed")
    return Rule({f: text for f, (text, _) in drawn.items()}, {f: test for f, (_, test) in drawn.items()}, then)


@st.composite
def tables(draw: st.DrawFn, hit: str) -> tuple[Table, list[Rule], Then | None]:
    """A compiled table, its rules in order, and its default."""
    found = draw(st.lists(rules(hit), min_size=1, max_size=6)) * draw(st.sampled_from([1, 1, 1, 23]))
    default = draw(st.none() | thens(hit))
    return built(hit, found, default), found, default


def built(hit: str, found: list[Rule], default: Then | None = None) -> Table:
    rows = tuple(
        Row(f"r.r{i}", i, {f: parse(rule.texts[f], FACTS[f]) for f in FACTS if f in rule.texts}, rule.then, (), "", "")
        for i, rule in enumerate(found)
    )
    outputs = {output.id: output for output in OUTPUTS[hit]}
    inputs = dict.fromkeys(FACTS, 1)
    spec = TableSpec("t", "t.yaml", 1, cast(Hit, hit), "before", inputs, outputs, default, rows, ())
    return compiled(spec, FACTS)


cases = st.lists(st.fixed_dictionaries({fact.id: values(fact) for fact in FACTS.values()}), min_size=1, max_size=8)


def answer(hit: str, found: list[Rule], default: Then | None, facts: dict[str, Value]) -> Any:
    """What the table must say, by the words of the standard; raises Contradiction."""
    outputs = OUTPUTS[hit]
    fired = [rule.then for rule in found if all(test(facts[fact]) for fact, test in rule.tests.items())]
    if hit in ("C", "R", "O") and fired:
        return tuple(_by_priority(fired, outputs) if hit == "O" else fired)
    if not fired and default is not None:
        return (default,) if hit in ("C", "R", "O") else default
    if hit == "C#":
        return {"speed": float(len(fired))}
    if hit == "C+":
        return {output.id: _sum(output, fired) for output in outputs}
    if not fired:
        return None
    if hit in {"C<", "C>"}:
        pick = min if hit == "C<" else max
        return {output.id: pick(then[output.id] for then in fired) for output in outputs}
    if (hit == "U" and len(fired) > 1) or (hit == "A" and any(then != fired[0] for then in fired)):
        raise Contradiction
    return _by_priority(fired, outputs)[0] if hit == "P" else fired[0]


def _by_priority(fired: list[Then], outputs: tuple[Output, ...]) -> list[Then]:
    return sorted(fired, key=lambda then: [output.values.index(str(then[output.id])) for output in outputs])


def _sum(output: Output, fired: list[Then]) -> float:
    total = Fraction(str(output.base)) + sum(Fraction(str(then.get(output.id, 0.0))) for then in fired)
    if output.min is not None and output.max is not None:
        total = min(max(total, Fraction(output.min)), Fraction(output.max))
    return float(total)
