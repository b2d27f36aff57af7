"""Loading the content from its folders, with all its problems at once."""

from __future__ import annotations

import hashlib
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from advisor.errors import ContentBroken, Problem
from advisor.language import LANGUAGES, country_codes
from advisor.money import Rates
from advisor.questionnaire import check as check_questions
from advisor.questionnaire.load import load as load_questionnaire
from advisor.questionnaire.schema import Questionnaire
from advisor.recommendation.content import Content, Module, Source
from advisor.recommendation.texts import Texts, check
from advisor.recommendation.verdict import ANY
from advisor.recommendation.wanted import advising_keys, asking_keys
from advisor.rules.check import check_tables
from advisor.rules.load import load_tables, load_vocabulary
from advisor.scoring.load import load as load_scheme
from advisor.scoring.model import Scheme
from advisor.source import Document, read

SELECTION = "selection"


def load_content(questionnaires: Path, rules: Path) -> Content:
    """The bundle from its two folders; raises `ContentBroken` with all problems when there are any."""
    content, problems = check_content(questionnaires, rules)
    if problems or content is None:
        raise ContentBroken(tuple(problems))
    return content


def check_content(questionnaires: Path, rules: Path) -> tuple[Content | None, list[Problem]]:
    """The bundle and all its problems; None when a part is missing or unreadable."""
    vocabulary, problems = load_vocabulary(rules, country_codes())
    scheme, found = load_scheme(rules)
    problems += found
    rates, found = _rates(read(rules / "currencies.yaml"))
    problems += found
    catalogue, found = _mapping(rules / "catalogue.yaml", "modules")
    problems += found
    sources, found = _sources(rules)
    problems += found
    texts, docs, found = _texts(questionnaires / SELECTION, rules)
    problems += found
    if scheme is None or "en" not in texts:
        return None, problems
    bank, found = load_questionnaire(
        questionnaires / SELECTION / "flow.yaml", vocabulary, tuple(rates.per_euro), f"{SELECTION}/flow.yaml"
    )
    problems += found
    modules = {
        key: Module(key, m["system"], m["part_of"], tuple(m["needs"]), tuple(m["claims"]))
        for key, m in catalogue.items()
    }
    tables, found = load_tables(rules, vocabulary, _enums(modules, scheme, texts["en"]))
    problems += found
    problems += check_tables(tables, vocabulary, frozenset(sources), frozenset(texts["en"].advising["reasons"]))
    if bank is None:
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
        texts,
    )
    problems += check_questions.check(bank, vocabulary, frozenset(sources), f"{SELECTION}/flow.yaml")
    for asking, advising in docs:
        problems += check(asking, asking_keys(content)) + check(advising, advising_keys(content))
    return content, problems


def _enums(modules: dict[str, Module], scheme: Scheme, words: Texts) -> dict[str, tuple[str, ...]]:
    """Values of the output kinds that are declared outside the tables."""
    return {
        "module": tuple(modules),
        "risk": tuple(words.advising.get("risks", {})),
        "path": (ANY, *(p for p in scheme.paths if scheme.phases[p])),
        "deployment": (ANY, *scheme.deployments),
    }


def _mapping(path: Path, key: str) -> tuple[dict[str, Any], list[Problem]]:
    doc = read(path)
    if isinstance(doc.data, dict) and isinstance(doc.data.get(key), dict):
        return doc.data[key], list(doc.problems)
    missing = Problem(doc.name, 1, "missing-field", f"The file has no `{key}`.", f"Add `{key}:`.")
    return {}, [*doc.problems] or [missing]


def _rates(doc: Document) -> tuple[Rates, list[Problem]]:
    problems = list(doc.problems)
    raw = doc.data.get("per_euro", {}) if isinstance(doc.data, dict) else {}
    rates: dict[str, Decimal] = {}
    for currency, text in raw.items():
        try:
            rates[currency] = Decimal(text)
        except InvalidOperation:
            line = doc.line(("per_euro", currency))
            problems.append(Problem(doc.name, line, "wrong-value", f"“{text}” is not a rate.", "Write a number."))
    if not rates and not problems:
        problems.append(Problem(doc.name, 1, "missing-field", "There are no rates.", "Add `per_euro:`."))
    return Rates(rates), problems


def _sources(rules: Path) -> tuple[dict[str, Source], list[Problem]]:
    documents, problems = _mapping(rules / "sources.yaml", "documents")
    others, found = _mapping(rules / "sources.yaml", "others")
    claims, more = _mapping(rules / "claims.yaml", "claims")
    sources = {key: Source(key, "", s["title"], s["quality"], s["checked"], "", s["url"]) for key, s in others.items()}
    for key, claim in claims.items():
        document = documents.get(key.rpartition("-")[0])
        if document is None:
            fix = "Add the document to sources.yaml."
            more.append(Problem("claims.yaml", 1, "unknown-source", f"“{key}” belongs to no document.", fix))
            continue
        sources[key] = Source(
            key, claim["says"], document["title"], document["publisher"], document["date"], document["interest"], ""
        )
    return sources, [*problems, *(f for f in found if f not in problems), *more]


def _texts(asking: Path, advising: Path) -> tuple[dict[str, Texts], list[tuple[Document, Document]], list[Problem]]:
    """Words of every language that has a file beside the questionnaire and one beside the rules."""
    texts: dict[str, Texts] = {}
    docs: list[tuple[Document, Document]] = []
    problems: list[Problem] = []
    for language in LANGUAGES:
        name = f"text.{language}.yaml"
        if language != "en" and not ((asking / name).exists() or (advising / name).exists()):
            continue
        pair = read(asking / name, f"{SELECTION}/{name}"), read(advising / name)
        problems += [*pair[0].problems, *pair[1].problems]
        if all(isinstance(doc.data, dict) for doc in pair):
            texts[language] = Texts(language, pair[0].data, pair[1].data)
            docs.append(pair)
    return texts, docs, problems


def _version(bank: Questionnaire, questions: Path, rules: Path) -> str:
    """Date of the questionnaire and a digest of everything that can change a decision (words cannot)."""
    digest = hashlib.sha256()
    for folder in (questions, rules):
        for path in sorted(folder.glob("*.yaml")):
            if not path.name.startswith("text."):
                digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{bank.version}+{digest.hexdigest()[:12]}"
