"""Every claim of the source documents supports something in the content, or is listed with the reason why not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from advisor.recommendation.content import Content
from advisor.source import read
from tests.recommendation.samples import Folders, real

ROOT = Path(__file__).resolve().parents[1]
CLAIMS = 310
# One reason may serve alike claims, but no reason may serve so many that nobody has read them.
MOST_ALIKE = 25
SHORTEST_REASON = 20


def entries(rules: Path, name: str) -> dict[str, Any]:
    """What stands under the one key of a file: `claims` of claims.yaml, `unused` of unused.yaml."""
    data = read(rules / f"{name}.yaml").data
    assert set(data) == {name}
    assert isinstance(data[name], dict)
    return dict(data[name])


def uses(content: Content) -> dict[str, set[str]]:
    """All sources by what names them."""
    figures = content.figures
    named_by = {
        "row": (row.sources for table in content.tables.values() for row in table.rows),
        "question": (question.claims for question in content.questionnaire.questions),
        "module": (module.claims for module in content.modules.values()),
        "criterion": (criterion.sources for criterion in content.scheme.criteria),
        "factor": (factor.sources for factor in figures.factors),
        "cost": (figure.sources for figure in figures.costs.figures.values()),
        "work": (part.sources for part in (*figures.plans.work.values(), *figures.plans.gates)),
        "product": (criterion.sources for criterion in figures.market.fit.criteria.values()),
    }
    return {kind: {source for sources in found for source in sources} for kind, found in named_by.items()}


def named(content: Content) -> set[str]:
    """All sources in use."""
    return set().union(*uses(content).values())


def faults(claims: set[str], used: set[str], unused: set[str]) -> dict[str, set[str]]:
    """What is wrong between the claims, those in use and those listed as unused; empty when all is well."""
    found = {"forgotten": claims - used - unused, "both": used & unused, "no claim": unused - claims}
    return {what: ids for what, ids in found.items() if ids}


@pytest.fixture(scope="module")
def claims() -> dict[str, Any]:
    return entries(ROOT / "rules", "claims")


@pytest.fixture(scope="module")
def unused() -> dict[str, Any]:
    return entries(ROOT / "rules", "unused")


def test_all_claims_are_there(claims: dict[str, Any]) -> None:
    assert len(claims) == CLAIMS
    assert claims.keys() <= real().sources.keys()


def test_every_claim_is_used_or_listed(claims: dict[str, Any], unused: dict[str, Any]) -> None:
    assert faults(set(claims), named(real()), set(unused)) == {}


def test_faults_are_found() -> None:
    assert faults({"a", "b", "c"}, {"a", "b", "outside"}, {"b", "d"}) == {
        "forgotten": {"c"},
        "both": {"b"},
        "no claim": {"d"},
    }


@pytest.mark.parametrize("kind", ["row", "question", "module", "cost", "product"])
def test_each_kind_of_use_counts(kind: str) -> None:
    """Some claim is named by this kind alone, so leaving the kind out would be noticed."""
    content = real()
    parts = uses(content)
    others = set().union(*(ids for other, ids in parts.items() if other != kind))
    assert parts[kind] - others
    assert named(content) == parts[kind] | others


def test_reasons_are_sentences(unused: dict[str, Any]) -> None:
    wrong = [
        claim
        for claim, reason in unused.items()
        if not isinstance(reason, str)
        or len(reason) < SHORTEST_REASON
        or not (reason[0].isupper() and reason.endswith("."))
        or "\n" in reason
    ]
    assert wrong == []


def test_reasons_are_not_copied(unused: dict[str, Any]) -> None:
    assert max(Counter(unused.values()).values()) <= MOST_ALIKE


def test_the_list_is_no_table_but_part_of_the_version(tmp_path: Path) -> None:
    folders = Folders.copied(tmp_path)
    folders.append("unused.yaml", "  # one more line\n")
    assert folders.problems() == []
    content = folders.content()
    assert all(table.spec.file != "unused.yaml" for table in content.tables.values())
    assert content.version != real().version
