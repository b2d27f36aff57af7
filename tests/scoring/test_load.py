"""Options and criteria are read as written; damage is returned as problems with file and line, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import Problem
from advisor.scoring.load import load
from advisor.scoring.model import Scheme

OPTIONS = """\
paths:
  crm: {phases: [[crm]]}
  phased: {phases: [[crm], [erp]]}
  not-yet: {phases: []}
deployments: [saas, on-premise]
"""
CRITERIA = """\
since: "2026-11-22"
balance: "0.2"
spread: "0.3"
clear_from: "0.7"
criteria:
  - id: customer
    kind: cover
    score: customer
    weight: "20"
    waste: "0.5"
    path: {crm: "1", phased: "0.9", not-yet: "0"}
    sources: [src-1]
  - id: cost
    kind: bear
    score: budget
    weight: "10"
    path: {crm: "0.4", phased: "0.9", not-yet: "0"}
    deployment: {saas: "0", on-premise: "0.3"}
    sources: [src-1, src-2]
  - id: hosting
    kind: host
    weight: "5"
    sources: [src-2]
"""


def loaded(folder: Path, options: str = OPTIONS, criteria: str = CRITERIA) -> tuple[Scheme | None, list[Problem]]:
    (folder / "options.yaml").write_text(options, encoding="utf-8")
    (folder / "criteria.yaml").write_text(criteria, encoding="utf-8")
    return load(folder)


def test_a_sound_scheme(tmp_path: Path) -> None:
    scheme, problems = loaded(tmp_path)
    assert problems == []
    assert scheme is not None
    assert [o.id for o in scheme.options] == [
        "crm/saas",
        "crm/on-premise",
        "phased/saas",
        "phased/on-premise",
        "not-yet",
    ]
    assert (scheme.balance, scheme.spread, scheme.clear_from) == (0.2, 0.3, 0.7)
    assert scheme.phases["phased"] == (("crm",), ("erp",))
    customer, cost, hosting = scheme.criteria
    assert (customer.kind, customer.score, customer.weight, customer.waste) == ("cover", "customer", 20.0, 0.5)
    assert (cost.waste, cost.path["phased"], cost.deployment["on-premise"]) == (0.0, 0.9, 0.3)
    assert (hosting.kind, hosting.score, hosting.path) == ("host", "", {})
    assert cost.sources == ("src-1", "src-2")


# What is damaged in criteria.yaml, the code, the line and the words.
CRITERIA_DAMAGE = [
    ('balance: "0.2"', 'balance: "1.5"', "wrong-value", 2, "`balance`: Input should be less than or equal to 1."),
    ('balance: "0.2"', 'balance: "much"', "wrong-value", 2, "`balance`: Input should be a valid number"),
    ('spread: "0.3"', 'spread: "-0.1"', "wrong-value", 3, "`spread`: Input should be greater than or equal to 0."),
    ('spread: "0.3"', 'spread: "nan"', "wrong-value", 3, "`spread`"),
    ('clear_from: "0.7"', 'clear_from: "70"', "wrong-value", 4, "`clear_from`"),
    ('since: "2026-11-22"\n', "", "wrong-value", 1, "`since`: Field required."),
    ('clear_from: "0.7"', 'clear_from: "0.7"\nclear_to: "1"', "wrong-value", 5, "`clear_to`: Extra inputs"),
    ("kind: host", "kind: hosting", "wrong-value", 21, "`criteria.2.kind`: Input should be 'cover', 'bear' or 'host'."),
    ('weight: "20"', 'weight: "0"', "wrong-value", 9, "`criteria.0.weight`: Input should be greater than 0."),
    ('weight: "20"', 'weight: "inf"', "wrong-value", 9, "`criteria.0.weight`"),
    ('waste: "0.5"', 'waste: "2"', "wrong-value", 10, "`criteria.0.waste`"),
    ('    weight: "5"\n', "", "wrong-value", 20, "`criteria.2.weight`: Field required."),
    ("sources: [src-2]", "sources: src-2", "wrong-value", 23, "`criteria.2.sources`: Input should be a valid tuple."),
    ('path: {crm: "1", ', "path: {", "wrong-level", 11, "“customer” must give a level to every path."),
    ('path: {crm: "1"', 'path: {erp: "1", crm: "1"', "wrong-level", 11, "“customer” must give a level to every path."),
    ('path: {crm: "1"', 'path: {crm: "1.1"', "wrong-level", 11, "A level of “customer” is not between 0 and 1."),
    ('path: {crm: "1"', 'path: {crm: "nan"', "wrong-level", 11, "A level of “customer” is not between 0 and 1."),
    ('on-premise: "0.3"', 'on-premise: "-0.3"', "wrong-level", 17, "A level of “cost” is not between 0 and 1."),
    ('on-premise: "0.3"', 'cellar: "0.3"', "wrong-level", 18, "“cost” names the deployment “cellar”."),
    ("    score: budget\n", "", "wrong-level", 13, "“cost” of kind bear must name a score."),
    (
        "kind: host",
        "kind: host\n    score: hosting",
        "wrong-level",
        22,
        "“hosting” of kind host must not name a score.",
    ),
    ("id: cost", "id: cost\n    id: price", "duplicate-key", 14, "The key “id” is given twice."),
    ("criteria:\n", "criteria: [\n", "yaml", 6, "The file is not valid YAML"),
]


@pytest.mark.parametrize(("old", "new", "code", "line", "words"), CRITERIA_DAMAGE)
def test_damaged_criteria(old: str, new: str, code: str, line: int, words: str, tmp_path: Path) -> None:
    assert old in CRITERIA
    scheme, problems = loaded(tmp_path, criteria=CRITERIA.replace(old, new, 1))
    assert scheme is None
    assert [(p.file, p.code, p.line) for p in problems] == [("criteria.yaml", code, line)], [str(p) for p in problems]
    assert words in problems[0].message


OPTIONS_DAMAGE = [
    ("[[crm]]", "[crm]", "wrong-value", "`paths.crm.phases.0`: Input should be a valid tuple."),
    ("{phases: []}", "{phase: []}", "wrong-value", "`paths.not-yet.phases`: Field required."),
    ("deployments: [saas, on-premise]", "deployments: []", "wrong-value", "`deployments`"),
    ("deployments: [saas, on-premise]", "", "wrong-value", "`deployments`: Field required."),
    ("deployments: [saas, on-premise]", "deployments: saas", "wrong-value", "`deployments`: Input should be a valid"),
    ("  crm:", "  phased:", "duplicate-key", "“phased” is given twice"),
]


@pytest.mark.parametrize(("old", "new", "code", "words"), OPTIONS_DAMAGE)
def test_damaged_options(old: str, new: str, code: str, words: str, tmp_path: Path) -> None:
    assert old in OPTIONS
    scheme, problems = loaded(tmp_path, options=OPTIONS.replace(old, new, 1))
    assert scheme is None
    assert {p.file for p in problems} == {"options.yaml"}
    assert problems[0].code == code
    assert words in problems[0].message


def test_something_must_be_compared(tmp_path: Path) -> None:
    _, problems = loaded(
        tmp_path, "paths: {}\ndeployments: [saas]\n", CRITERIA.partition("criteria:")[0] + "criteria: []\n"
    )
    assert [(p.file, p.message.split(":")[0]) for p in problems] == [
        ("options.yaml", "`paths`"),
        ("criteria.yaml", "`criteria`"),
    ]


def test_all_problems_are_returned(tmp_path: Path) -> None:
    criteria = CRITERIA.replace('crm: "1"', 'crm: "9"').replace('"0.3"}', '"9"}').replace("saas:", "cloud:")
    scheme, problems = loaded(tmp_path, criteria=criteria)
    assert scheme is None
    assert [p.code for p in problems] == ["wrong-level"] * 3
    assert {p.line for p in problems} == {11, 17, 18}


def test_missing_files(tmp_path: Path) -> None:
    scheme, problems = load(tmp_path)
    assert scheme is None
    assert [(p.file, p.code) for p in problems] == [("options.yaml", "unreadable"), ("criteria.yaml", "unreadable")]


@pytest.mark.parametrize("text", ["", "- a\n", "text\n"])
def test_a_file_that_is_no_mapping(text: str, tmp_path: Path) -> None:
    scheme, problems = loaded(tmp_path, criteria=text)
    assert scheme is None
    assert [p.code for p in problems] == ["wrong-value"]


def test_the_real_scheme_has_sources_and_known_ids(real: Scheme) -> None:
    assert all(c.sources for c in real.criteria)
    assert len({c.id for c in real.criteria}) == len(real.criteria)
    assert {c.kind for c in real.criteria} == {"cover", "bear", "host"}
