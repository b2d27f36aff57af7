"""Reading `flow.yaml` into a `Questionnaire`; everything wrong with it is returned as problems, all at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from advisor.cells import CellError, When, parse_value, parse_when
from advisor.errors import Problem
from advisor.facts import Fact, Value, Vocabulary
from advisor.questionnaire.schema import EXECUTIVE, FULL, Chances, Question, Questionnaire, Track, Type
from advisor.source import Document, read

_FACT_KINDS = {
    "choice": "enum",
    "choices": "set",
    "scale": "scale",
    "number": "number",
    "money": "money",
    "country": "country",
    "yesno": "boolean",
}
_KEYS = frozenset(
    {"id", "page", "type", "who", "nature", "when", "otherwise", "unknown", "unknown_by", "claims", "fact", "required"}
    | {"ordered", "asked"}
)
# Keys that take one of a few words; the first is the default.
_WORDS = {
    "nature": ("fact", "actionable"),
    "required": ("false", "true"),
    "ordered": ("false", "true"),
    "asked": ("true", "false"),
}
_SCALE = (1, 5)


@dataclass
class _Reader:
    """Collects problems while one file is read; `at` is the path of the question being read."""

    doc: Document
    vocabulary: Vocabulary
    currencies: tuple[str, ...]
    problems: list[Problem] = field(default_factory=list)
    at: tuple[str | int, ...] = ()

    def problem(self, code: str, message: str, fix: str, *path: str | int) -> None:
        self.problems.append(Problem(self.doc.name, self.doc.line((*self.at, *path)), code, message, fix))

    def text(self, data: Any, key: str, default: str = "") -> str:
        value = data.get(key, default)
        if isinstance(value, str):
            return value
        self.problem("wrong-type", f"`{key}` must be a single text.", "Write one value.", key)
        return default

    def texts(self, data: Any, key: str) -> tuple[str, ...]:
        value = data.get(key, [])
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        self.problem("wrong-type", f"`{key}` must be a list of texts.", "Write it as [a, b].", key)
        return ()

    def integer(self, data: Any, key: str, *path: str | int) -> int:
        value = data.get(key, "")
        if isinstance(value, str) and value.isdecimal() and len(value) < 10:
            return int(value)
        self.problem("wrong-type", f"`{key}` must be a whole number.", "Write digits, nine at most.", *path, key)
        return 0


def load(
    path: Path, vocabulary: Vocabulary, currencies: tuple[str, ...], shown: str | None = None
) -> tuple[Questionnaire | None, list[Problem]]:
    """The questionnaire of `path`, or None with the problems that prevent it.

    `currencies` are the codes a money answer may use; `shown` is the file name in problems.
    """
    doc = read(path, shown)
    if doc.problems:
        return None, list(doc.problems)
    reader = _Reader(doc, vocabulary, currencies)
    data = doc.data
    if not isinstance(data, dict) or not isinstance(data.get("questions"), list):
        reader.problem("missing-field", "The file has no list of `questions`.", "Add `questions:` with a list.")
        return None, reader.problems
    for key in ("questionnaire", "version"):
        if not data.get(key):
            reader.problem("missing-field", f"The file has no `{key}`.", f"Add `{key}:`.")
    tracks = _tracks(reader, data)
    pages = reader.texts(data, "pages")
    questions = _questions(reader, data["questions"], pages)
    bank = Questionnaire(
        reader.text(data, "questionnaire"), reader.text(data, "version"), tracks, pages, tuple(questions)
    )
    return (None if reader.problems else bank), reader.problems


def _tracks(reader: _Reader, data: Any) -> dict[str, Track]:
    raw = data.get("tracks")
    if not isinstance(raw, dict) or not {EXECUTIVE, FULL} <= set(raw):
        reader.problem("missing-field", "`tracks` must name executive and full.", "Add both tracks.", "tracks")
        return {}
    tracks = {}
    for name, value in raw.items():
        if not isinstance(value, dict):
            reader.problem("wrong-type", f"The track “{name}” must give most and minutes.", "Add both.", "tracks", name)
            continue
        most, minutes = (reader.integer(value, key, "tracks", name) for key in ("most", "minutes"))
        tracks[name] = Track(name, most, minutes, _enough(reader, value, name))
    return tracks


def _enough(reader: _Reader, track: Any, name: str) -> float:
    text = track.get("enough", "0")
    if isinstance(text, str) and re.fullmatch(r"0(\.\d{1,3})?|1", text):
        return float(text)
    reader.problem("wrong-value", "`enough` must be a share.", "Write it from 0 to 1, such as 0.97.", "tracks", name)
    return 0.0


def _questions(reader: _Reader, raw: list[Any], pages: tuple[str, ...]) -> list[Question]:
    questions: list[Question] = []
    order = {fact: i for i, item in enumerate(raw) if isinstance(item, dict) for fact in _sets(reader, item)}
    seen: set[str] = set()
    for i, item in enumerate(raw):
        reader.at = ("questions", i)
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            reader.problem("missing-field", "A question has no id.", "Give it an `id`.")
            continue
        if item["id"] in seen:
            reader.problem("duplicate-id", f"The question id “{item['id']}” is used twice.", "Rename one.", "id")
        seen.add(item["id"])
        question = _question(reader, item, pages)
        if question is not None:
            _check_order(reader, question, i, order)
            questions.append(question)
    reader.at = ()
    return questions


def _sets(reader: _Reader, item: Any) -> tuple[str, ...]:
    """Facts that change with this question: its own, or the members of its set, and all derived from them."""
    fact = item.get("fact", item.get("id"))
    if not isinstance(fact, str):
        return ()
    members = reader.vocabulary.sets.get(fact)
    own = tuple(f"{fact}.{m}" for m in members) if members else (fact,)
    return own + tuple(f.id for o in own for f in reader.vocabulary.dependants.get(o, ()))


def _question(reader: _Reader, item: Any, pages: tuple[str, ...]) -> Question | None:
    for key in sorted(set(item) - _KEYS):
        reader.problem("unknown-key", f"A question has no `{key}`.", f"Use one of {', '.join(sorted(_KEYS))}.", key)
    kind = reader.text(item, "type")
    fact_id = reader.text(item, "fact", item["id"])
    fact = _fact(reader, fact_id)
    if kind not in get_args(Type) or fact is None or fact.kind != _FACT_KINDS.get(kind):
        what = f"no fact “{fact_id}”" if fact is None else f"fact “{fact_id}” is of kind {fact.kind}"
        reader.problem(
            "unknown-fact" if fact is None else "wrong-type",
            f"Question “{item['id']}” of type “{kind}” cannot set its fact: {what}.",
            "Declare the fact in facts.yaml with a fitting kind.",
            "type",
        )
        return None
    if item.get("page") not in pages:
        reader.problem("unknown-page", f"The page “{item.get('page')}” is not declared.", "Add it to `pages`.", "page")
    for key, words in _WORDS.items():
        if (word := reader.text(item, key, words[0])) not in words:
            reader.problem("wrong-value", f"`{key}` cannot be “{word}”.", f"Write {' or '.join(words)}.", key)
    if "ordered" in item and kind != "choice":
        fix = "Leave it out: other answers have an order by themselves, or none."
        reader.problem("wrong-value", f"`ordered` is for questions of type choice, not {kind}.", fix, "ordered")
    low, high = _SCALE if kind == "scale" else (int(fact.min or 0), int(fact.max or 0))
    if kind in ("number", "money") and fact.max is None:
        reader.problem("missing-field", f"Fact “{fact_id}” has no upper bound.", "Add `max` in facts.yaml.")
    return Question(
        id=item["id"],
        page=reader.text(item, "page"),
        type=kind,  # type: ignore[arg-type]
        fact=fact_id,
        who=reader.texts(item, "who"),
        nature=item.get("nature", "fact"),
        choices=reader.currencies if kind == "money" else fact.values,
        low=low,
        high=high,
        when=_when(reader, item),
        otherwise=_otherwise(reader, item, fact),
        unknown=_unknown(reader, item, fact),
        unknown_by=_unknown_by(reader, item, fact),
        claims=reader.texts(item, "claims"),
        required=item.get("required") == "true",
        ordered=item.get("ordered") == "true",
        asked=item.get("asked") != "false",
        line=reader.doc.line(reader.at),
    )


def _fact(reader: _Reader, fact_id: str) -> Fact | None:
    members = reader.vocabulary.sets.get(fact_id)
    if members is not None:
        return Fact(id=fact_id, kind="set", values=members)
    fact = reader.vocabulary.facts.get(fact_id)
    return None if fact is None or fact.derive is not None or fact.set_by == "choice" else fact


def _when(reader: _Reader, item: Any) -> When | None:
    if "when" not in item:
        return None
    try:
        return parse_when(item["when"], reader.vocabulary)
    except CellError as error:
        reader.problem(
            "bad-condition", f"The condition of “{item['id']}” is wrong: {error.message}", "Correct it.", "when"
        )
        return None


def _otherwise(reader: _Reader, item: Any, fact: Fact) -> Value | frozenset[str]:
    if item.get("asked") == "false":
        _check_unasked(reader, item, fact)
    elif "when" not in item:
        return None
    if fact.kind == "set":
        return frozenset(_member(reader, fact, member, "otherwise") for member in reader.texts(item, "otherwise"))
    if "otherwise" not in item:
        why = "has a condition but" if "when" in item else "is not asked and has"
        reader.problem(
            "missing-field",
            f"“{item['id']}” {why} no `otherwise`.",
            "Say what the fact is when the question does not apply.",
            "when" if "when" in item else "asked",
        )
        return None
    return _value(reader, fact, reader.text(item, "otherwise"), "otherwise")


def _check_unasked(reader: _Reader, item: Any, fact: Fact) -> None:
    """Whether a question that is not asked applies depends on its own answer alone, which is one value."""
    if fact.kind == "set" or "when" in item or item.get("required") == "true":
        message = f"“{item['id']}” is not asked, so it can be neither required nor conditional, nor set several facts."
        reader.problem("wrong-value", message, "Leave `when` and `required` out, or ask it.", "asked")


def _value(reader: _Reader, fact: Fact, text: str, *path: str | int) -> Value:
    """A value of `fact` written in the file; a problem and None when it is not one, as `unknown` is not."""
    try:
        value = parse_value(text, fact)
    except CellError as error:
        reader.problem("wrong-value", error.message, "Use a declared value.", *path)
        return None
    if value is None:
        reader.problem("wrong-value", f"“{text}” is not a value of “{fact.id}”.", "Use a declared value.", *path)
    return value


def _unknown(reader: _Reader, item: Any, fact: Fact) -> Chances:
    raw = item.get("unknown")
    if not isinstance(raw, dict) or not raw:
        reader.problem(
            "missing-field",
            f"“{item['id']}” does not say what “don't know” stands for.",
            "Add `unknown` with the relative frequency of each value.",
        )
        return ()
    pairs = _chances(reader, raw, fact, "unknown")
    if fact.kind == "set" and any(weight > 100 for _, weight in pairs):
        reader.problem("wrong-value", "A chance is more than 100 percent.", "Write 0 to 100.", "unknown")
    elif sum(weight for _, weight in pairs) <= 0:
        reader.problem("wrong-value", "All frequencies are zero.", "Give at least one a weight.", "unknown")
    return pairs


def _chances(reader: _Reader, raw: dict[str, Any], fact: Fact, *path: str) -> Chances:
    read_value = _member if fact.kind == "set" else _value
    return tuple((read_value(reader, fact, key, *path, key), reader.integer(raw, key, *path)) for key in raw)


def _unknown_by(reader: _Reader, item: Any, fact: Fact) -> tuple[str, dict[str, Chances]] | None:
    """What "don't know" stands for by the value of an earlier fact with words: every value has its own frequencies."""
    raw = item.get("unknown_by")
    if raw is None:
        return None
    by = reader.vocabulary.facts.get(str(raw.get("fact", ""))) if isinstance(raw, dict) else None
    if by is None or not by.values or fact.kind == "set":
        message = f"`unknown_by` of “{item['id']}” must name a fact with words, and its own fact may be no set."
        reader.problem("wrong-value", message, "Name a fact such as size_class.", "unknown_by")
        return None
    given = {value: chances for value, chances in raw.items() if value != "fact"}
    if set(given) != set(by.values) or not all(isinstance(c, dict) for c in given.values()):
        message = f"`unknown_by` of “{item['id']}” must give frequencies for each value of “{by.id}”."
        reader.problem("missing-field", message, f"Name {', '.join(by.values)}.", "unknown_by")
        return None
    found = {value: _chances(reader, given[value], fact, "unknown_by", value) for value in by.values}
    for value, pairs in found.items():
        if sum(weight for _, weight in pairs) <= 0:
            message = f"All frequencies of “{item['id']}” for “{value}” are zero."
            reader.problem("wrong-value", message, "Give at least one a weight.", "unknown_by", value)
    return by.id, found


def _member(reader: _Reader, fact: Fact, key: str, *path: str | int) -> str:
    if key not in fact.values:
        reader.problem("wrong-value", f"“{key}” is not a member of “{fact.id}”.", "Use one.", *path)
    return key


def _check_order(reader: _Reader, question: Question, place: int, order: dict[str, int]) -> None:
    """Conditions and frequencies may only depend on facts that earlier questions set: this also rules out cycles."""
    reads = [(fact, "when") for fact in (question.when.reads if question.when else ())]
    if question.unknown_by is not None:
        reads.append((question.unknown_by[0], "unknown_by"))
    for fact, key in reads:
        setter = order.get(fact)
        if setter is None:
            message = f"“{question.id}” depends on “{fact}”, which no question sets."
            reader.problem("unset-fact", message, "Remove it.", key)
        elif setter >= place:
            message = f"“{question.id}” depends on “{fact}”, which is set only by it or after it."
            reader.problem("cycle", message, "Ask the other question first.", key)
