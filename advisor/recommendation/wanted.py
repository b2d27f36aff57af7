"""Which words every language must have for a given content."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.questionnaire.schema import Question
from advisor.recommendation.content import Content
from advisor.recommendation.figures import word_keys as figure_keys
from advisor.recommendation.telling.doubting import word_keys as doubt_keys
from advisor.recommendation.telling.market_words import word_keys as market_keys
from advisor.recommendation.telling.money_words import word_keys as money_keys
from advisor.recommendation.telling.passport import word_keys as passport_keys
from advisor.recommendation.telling.plaintext import word_keys as plain_keys
from advisor.recommendation.texts import Key
from advisor.scoring.model import BALANCE

# The terms that the page of terms explains, in its order; most of them are concepts of the glossary.
TERMS = (
    *(
        "crm",
        "erp",
        "path",
        "deployment",
        "option",
        "saas",
        "hybrid",
        "own_servers",
        "private_cloud",
        "module",
        "phase",
    ),
    *("gate", "pilot", "data_migration", "suite", "best_of_breed", "lock_in", "rule", "decision_table", "knock_out"),
    *("score", "points", "criterion", "weight", "lead_margin", "reading", "robustness", "too_close", "flip"),
    *("case_against", "source"),
)


def keys_of(content: Content) -> tuple[frozenset[Key], ...]:
    """The words of the questions, of the rules and of the sources, in the order of their files."""
    return frozenset(asking_keys(content)), frozenset(advising_keys(content)), frozenset(citing_keys(content))


def asking_keys(content: Content) -> Iterator[Key]:
    """Words beside the questionnaire."""
    bank = content.questionnaire
    yield from (("title",), ("about",), ("unknown", "label"), ("unknown", "help"))
    yield from (("tracks", track, part) for track in bank.tracks for part in ("name", "about"))
    yield from (("pages", page, part) for page in bank.pages for part in ("title", "intro"))
    yield from (("roles", role) for role in dict.fromkeys(role for q in bank.questions for role in q.who))
    for question in bank.questions:
        yield from (("questions", question.id, *rest) for rest in _question(question))
    for fact in content.vocabulary.facts.values():
        if fact.derive is not None:
            yield ("facts", fact.id, "short")
            yield from (("facts", fact.id, "options", value) for value in fact.values)


def citing_keys(content: Content) -> Iterator[Key]:
    """Words of the sources."""
    sources = content.sources.values()
    documents = dict.fromkeys(source.document for source in sources if source.document)
    yield from (("claims", source.id) for source in sources if source.document)
    yield from (("documents", name, part) for name in documents for part in ("title", "publisher", "date", "interest"))
    yield from (("others", source.id) for source in sources if not source.document)
    yield from (("qualities", quality) for quality in dict.fromkeys(s.quality for s in sources if not s.document))


def _question(question: Question) -> Iterator[Key]:
    yield from ((part,) for part in ("short", "ask", "help", "why"))
    if question.type == "scale":
        yield from (("anchors", str(step)) for step in range(question.low, question.high + 1))
    elif question.type == "number":
        yield ("unit",)
    elif question.type == "yesno":
        yield from (("options", value) for value in ("true", "false"))
    elif question.type in ("choice", "choices"):
        yield from (("options", value) for value in question.choices)


def advising_keys(content: Content) -> Iterator[Key]:
    """Words beside the rules."""
    scheme, tables = content.scheme, content.tables.values()
    yield from (("reasons", row.reason) for table in tables for row in table.rows)
    yield from (("tables", table.id, part) for table in tables for part in ("title", "about"))
    scores = [output for table in content.roles.scores for output in table.spec.outputs]
    yield from (("scores", score, part) for score in scores for part in ("name", "low", "high"))
    criteria = (*(c.id for c in scheme.criteria), BALANCE)
    yield from (("criteria", criterion, part) for criterion in criteria for part in ("name", "about"))
    yield from (("paths", path, part) for path in scheme.paths for part in ("name", "verdict", "about", "first"))
    yield from (("deployments", d, part) for d in scheme.deployments for part in ("name", "phrase", "about"))
    yield from (("modules", module, part) for module in content.modules for part in ("name", "purpose"))
    yield from (("systems", system) for system in ("crm", "erp", "shared"))
    yield from (("priorities", value) for value in ("must", "should", "later"))
    yield from (("severities", value) for value in ("high", "medium", "low"))
    risks = {value for t in content.roles.risks for value in t.spec.outputs["risk"].values}
    yield from (("risks", risk, part) for risk in sorted(risks) for part in ("name", "what", "counter"))
    styles = {value for t in content.roles.styles for value in t.spec.outputs["style"].values}
    yield from (("styles", style, part) for style in sorted(styles) for part in ("name", "about"))
    gates = [path for path in scheme.paths if len(scheme.phases[path]) > 1]
    yield from (("gates", gate) for gate in ("general", *gates))
    yield ("not_assessed",)
    yield from figure_keys(content.figures, content.roles.places)
    yield from doubt_keys(scheme.paths, (one.file for one in content.figures.dated))
    yield from (*money_keys(), *market_keys(), *plain_keys(), *passport_keys())
    yield from (("demos", fact) for fact in content.demos)
    yield from (("terms", term, part) for term in TERMS for part in ("name", "about"))
