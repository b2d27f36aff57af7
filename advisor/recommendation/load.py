"""Loading the content from its folders, with all its problems at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from advisor.errors import ContentBroken, Problem
from advisor.language import country_codes
from advisor.money import Rates
from advisor.questionnaire import check as check_questions
from advisor.questionnaire.load import load as load_questionnaire
from advisor.questionnaire.schema import Questionnaire
from advisor.recommendation import texts as words
from advisor.recommendation.advise import SEVERITIES
from advisor.recommendation.content import Content, Module, Source
from advisor.recommendation.figures import load_figures
from advisor.recommendation.market.market import Known
from advisor.recommendation.modules import PRIORITIES
from advisor.recommendation.texts import Texts
from advisor.recommendation.translation import FILE as GLOSSARY
from advisor.recommendation.translation import check_translation, load_glossary
from advisor.recommendation.verdict import ANY, CAPACITY, NEEDS, PRESSURE
from advisor.recommendation.wanted import keys_of
from advisor.rules.check import check_tables
from advisor.rules.compile import Table
from advisor.rules.load import load_tables, load_vocabulary
from advisor.scoring.load import load as load_scheme
from advisor.scoring.model import Scheme
from advisor.source import Document, read

SELECTION = "selection"
DEMOS = "demos"  # the words of what a vendor is to show, by fact

# What a table that is no sum puts out: the output that names its role, and its other output with its allowed values.
_ROLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "path": ("deployment", ()),
    "module": ("priority", PRIORITIES),
    "risk": ("severity", SEVERITIES),
    "style": ("", ()),
    "question": ("", ()),
    "place": ("", ()),
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Module(_Strict):
    system: Literal["crm", "erp", "shared"]
    part_of: str
    needs: tuple[str, ...]
    claims: tuple[str, ...]


class _Document(_Strict):
    language: str


class _Other(_Strict):
    url: str
    quality: str
    checked: str


class _Claim(_Strict):
    kind: str
    section: str


Entry = TypeVar("Entry", bound=_Strict)


def load_content(questionnaires: Path, rules: Path) -> Content:
    """The bundle from its two folders; raises `ContentBroken` with all problems when there are any.

    Languages other than English are read, and can fail, when they are first asked for.
    """
    content, problems = _loaded(questionnaires, rules)
    if problems or content is None:
        raise ContentBroken(tuple(problems))
    return content


def check_content(questionnaires: Path, rules: Path) -> tuple[Content | None, list[Problem]]:
    """The bundle and all its problems, those of every language included; None when a part is missing or unreadable."""
    content, problems = _loaded(questionnaires, rules)
    if content is None:
        return None, problems
    glossary, found = load_glossary(questionnaires / GLOSSARY)
    problems += found
    english = words.documents(questionnaires / SELECTION, rules, "en")
    for language in content.texts:
        if language == "en":
            continue
        found_there = words.documents(questionnaires / SELECTION, rules, language)
        problems += words.problems(found_there, keys_of(content))
        for doc, original in zip(found_there, english, strict=True):
            problems += check_translation(doc, original, language, glossary)
    return content, problems


def _loaded(questionnaires: Path, rules: Path) -> tuple[Content | None, list[Problem]]:
    """The bundle and its problems, with the words in English only."""
    vocabulary, problems = load_vocabulary(rules, country_codes())
    scheme, found = load_scheme(rules)
    problems += found
    rates, found = _rates(read(rules / "currencies.yaml"))
    problems += found
    sources, found = _sources(rules)
    problems += found
    modules, found = _modules(rules, sources)
    problems += found
    docs = words.documents(questionnaires / SELECTION, rules, "en")
    english = words.texts_of(docs, "en")
    if scheme is None or english is None:
        return None, problems + words.problems(docs, None)
    problems += _unknown_sources(scheme, frozenset(sources))
    bank, found = load_questionnaire(
        questionnaires / SELECTION / "flow.yaml", vocabulary, tuple(rates.per_euro), f"{SELECTION}/flow.yaml"
    )
    problems += found
    tables, found = load_tables(rules, vocabulary, _enums(modules, scheme, english, bank))
    problems += found
    problems += check_tables(tables, vocabulary, frozenset(sources), frozenset(_names(english, "reasons")))
    tables, found = _fitting(tables, scheme)
    problems += found
    industries = vocabulary.facts["industry"].values if "industry" in vocabulary.facts else ()
    known = Known(frozenset(modules), frozenset(sources), frozenset(industries), rates)
    figures, found = load_figures(rules, tables, scheme, known)
    problems += found
    if bank is None or figures is None:
        return None, problems
    content = Content(
        _version(bank, questionnaires / SELECTION, rules),
        vocabulary,
        bank,
        tables,
        scheme,
        rates,
        modules,
        sources,
        figures,
        _names(english, DEMOS),
        words.Library(questionnaires / SELECTION, rules, english),
    )
    content.texts.wanted = keys_of(content)
    problems += _unread_demos(content, docs[1])
    problems += check_questions.check(bank, vocabulary, frozenset(sources), f"{SELECTION}/flow.yaml")
    return content, problems + words.problems(docs, keys_of(content))


def _unread_demos(content: Content, doc: Document) -> list[Problem]:
    """Demonstrations of what is no fact, so that no reason could ever ask for them."""
    known = content.vocabulary.facts.keys() | content.vocabulary.sets.keys()
    return [
        Problem(doc.name, doc.line((DEMOS, fact)), "unknown-fact", f"“{fact}” is no fact.", "Correct the name.")
        for fact in content.demos
        if fact not in known
    ]


def _unknown_sources(scheme: Scheme, sources: frozenset[str]) -> list[Problem]:
    """Criteria whose levels and weights name no known source."""
    return [
        Problem("criteria.yaml", 1, "unknown-source", f"“{c.id}” names the unknown source “{s}”.", "Correct it.")
        for c in scheme.criteria
        for s in c.sources or ("",)
        if s not in sources
    ]


def _enums(
    modules: dict[str, Module], scheme: Scheme, words: Texts, bank: Questionnaire | None
) -> dict[str, tuple[str, ...]]:
    """Values of the output kinds that are declared outside the tables."""
    return {
        "module": tuple(modules),
        "risk": _names(words, "risks"),
        "path": (ANY, *(p for p in scheme.paths if scheme.phases[p])),
        "deployment": (ANY, *scheme.deployments),
        "question": tuple(bank.by_id) if bank else (),
    }


def _names(words: Texts, key: str) -> tuple[str, ...]:
    found = words.advising.get(key)
    return tuple(found) if isinstance(found, dict) else ()


def _fitting(tables: dict[str, Table], scheme: Scheme) -> tuple[dict[str, Table], list[Problem]]:
    """Tables whose outputs the advice can use, and the problems of the others; each score has exactly one table."""
    problems: list[Problem] = []
    fitting: dict[str, Table] = {}
    made: set[str] = set()
    for table in tables.values():
        spec, before = table.spec, len(problems)
        wrong = _wrong_outputs(table, scheme)
        if spec.hit == "C+" and not table.id.startswith("weigh"):
            wrong += [f"the score “{name}” already has a table" for name in spec.outputs if name in made]
            made.update(spec.outputs)
        problems += [
            Problem(spec.file, spec.line, "bad-output", f"“{table.id}” cannot be used: {what}.", "Correct its outputs.")
            for what in wrong
        ]
        if len(problems) == before:
            fitting[table.id] = table
    read_by_criteria = (c.score for c in scheme.criteria if c.score)
    for score in dict.fromkeys((*NEEDS, *CAPACITY, *PRESSURE, *scheme.deployments, *read_by_criteria)):
        if score not in made:
            message = f"No table gives the score “{score}”."
            problems.append(Problem("criteria.yaml", 1, "missing-score", message, "Add a table with this output."))
    return fitting, problems


def _wrong_outputs(table: Table, scheme: Scheme) -> list[str]:
    outputs = table.spec.outputs
    if table.spec.hit == "C+":
        known = {c.id for c in scheme.criteria} if table.id.startswith("weigh") else set(outputs)
        return [f"“{name}” is not a criterion" for name in outputs if name not in known]
    role = next((name for name in _ROLES if name in outputs), None)
    if role is None:
        return [f"it gives none of {', '.join(_ROLES)}, and no sum"]
    partner, allowed = _ROLES[role]
    if partner and partner not in outputs:
        return [f"beside “{role}” it must give “{partner}”"]
    strange = sorted(set(outputs[partner].values) - set(allowed)) if allowed else []
    return [f"“{strange[0]}” is not one of {', '.join(allowed)}"] if strange else []


def _entries(path: Path, key: str, model: type[Entry]) -> tuple[dict[str, Entry], Document, list[Problem]]:
    """The entries under `key`, each read as `model`; those that are not so are left out and named."""
    doc = read(path)
    raw = doc.data.get(key) if isinstance(doc.data, dict) else None
    if not isinstance(raw, dict):
        missing = Problem(doc.name, 1, "missing-field", f"The file has no mapping `{key}`.", f"Add `{key}:`.")
        return {}, doc, list(doc.problems) or [missing]
    problems = list(doc.problems)
    found: dict[str, Entry] = {}
    for name, data in raw.items():
        try:
            found[name] = model.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, (name, *first["loc"])))
            message = f"`{where}`: {first['msg']}."
            problems.append(Problem(doc.name, doc.line((key, name)), "wrong-value", message, "Correct the entry."))
    return found, doc, problems


def _modules(rules: Path, sources: Iterable[str]) -> tuple[dict[str, Module], list[Problem]]:
    """The catalogue; what a module needs must be in it, and what it claims among the sources."""
    catalogue, doc, problems = _entries(rules / "catalogue.yaml", "modules", _Module)
    modules: dict[str, Module] = {}
    for key, m in catalogue.items():
        line = doc.line(("modules", key))
        for what, names, known in (("module", m.needs, catalogue), ("claim", m.claims, sources)):
            for name in names:
                if name not in known:
                    message = f"“{key}” names the {what} “{name}”, which does not exist."
                    problems.append(Problem(doc.name, line, f"unknown-{what}", message, "Correct the name."))
        modules[key] = Module(key, m.system, m.part_of, tuple(n for n in m.needs if n in catalogue), m.claims)
    return modules, problems


def _rates(doc: Document) -> tuple[Rates, list[Problem]]:
    problems = list(doc.problems)
    raw = doc.data.get("per_euro") if isinstance(doc.data, dict) else None
    rates: dict[str, Decimal] = {}
    for currency, text in raw.items() if isinstance(raw, dict) else ():
        try:
            rate = Decimal(text if isinstance(text, str) else "")
        except InvalidOperation:
            rate = Decimal(0)
        fits = rate.is_finite() and rate > 0
        rates[currency] = rate if fits else Decimal(1)  # the currency is known, so what is priced in it is no problem
        if not fits:
            line = doc.line(("per_euro", currency))
            message = f"“{text}” is not a rate."
            problems.append(Problem(doc.name, line, "wrong-value", message, "Write a number above 0."))
    if not rates and not problems:
        problems.append(Problem(doc.name, 1, "missing-field", "There are no rates.", "Add `per_euro:`."))
    return Rates(rates), problems


def _sources(rules: Path) -> tuple[dict[str, Source], list[Problem]]:
    documents, _, problems = _entries(rules / "sources.yaml", "documents", _Document)
    others, _, found = _entries(rules / "sources.yaml", "others", _Other)
    claims, doc, more = _entries(rules / "claims.yaml", "claims", _Claim)
    sources = {key: Source(key, url=s.url, quality=s.quality, checked=s.checked) for key, s in others.items()}
    for key in claims:
        name = key.rpartition("-")[0]
        if name not in documents:
            message = f"“{key}” belongs to no document."
            fix = "Add the document to sources.yaml."
            more.append(Problem(doc.name, doc.line(("claims", key)), "unknown-source", message, fix))
            continue
        sources[key] = Source(key, document=name, language=documents[name].language)
    return sources, [*problems, *(f for f in found if f not in problems), *more]


def _version(bank: Questionnaire, questions: Path, rules: Path) -> str:
    """Date of the questionnaire and a digest of everything that can change a decision (words cannot)."""
    digest = hashlib.sha256()
    for folder in (questions, rules):
        for path in sorted(folder.glob("*.yaml")):
            if path.is_file() and not path.name.startswith("text."):
                digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{bank.version}+{digest.hexdigest()[:12]}"
