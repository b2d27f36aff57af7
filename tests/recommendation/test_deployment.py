"""Each effect is what the lead over the runner-up loses when the factor is really taken away; places follow the law."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from advisor.questionnaire.answers import parse_all
from advisor.recommendation.content import Content
from advisor.recommendation.deployment import (
    LEAST,
    Factor,
    Factors,
    HostingChoice,
    Place,
    hosting_choice,
    load_factors,
    place_of,
    word_keys,
)
from advisor.recommendation.ranking import SEED, Case, compare
from advisor.recommendation.verdict import ANY, fired, judge_one
from advisor.rules.check import check_tables
from advisor.rules.compile import Table, compiled
from advisor.rules.load import load_tables
from advisor.rules.schema import Row
from advisor.scoring.matrix import matrix
from advisor.scoring.methods import contributions
from advisor.source import read
from tests.recommendation.samples import MAKER, ROOT, SELLER, SETTLED, Folders, random_answers, real, typed

Rows = dict[str, tuple[Row, ...]]
NEAR = 0.011  # two figures rounded to two digits


@cache
def factors() -> Factors:
    found, problems = load_factors(ROOT / "rules", real().tables, real().scheme)
    assert [str(problem) for problem in problems] == []
    return found


def rows_of(case: Case) -> Rows:
    roles = case.content.roles
    return fired((*roles.scores, *roles.shifts, *roles.exclusions), case.replayed.facts)


def decided(answers: dict[str, Any], content: Content | None = None) -> tuple[Case, HostingChoice]:
    case = compare(content or real(), answers, 64, SEED)
    return case, hosting_choice(factors(), case, rows_of(case))


@cache
def known(seed: int) -> tuple[Case, HostingChoice]:
    """A company that answered everything: one reading, so that figures are exact."""
    return decided(random_answers(seed, silence=0.0))


def places(case: Case) -> dict[str, int]:
    options = case.content.scheme.options
    return {o.deployment: i for i, o in enumerate(options) if o.path == options[case.advised].path}


def without(case: Case, factor: Factor) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Values of all options without the balance, in points of a hundred, with the factor taken out of the content."""
    content, tables = case.content, []
    for table in content.roles.scores:
        rows = tuple(row for row in table.rows if row.id not in factor.rows)
        same = len(rows) == len(table.rows)
        tables.append(table if same else compiled(replace(table.spec, rows=rows), content.vocabulary.facts))
    scheme = replace(
        content.scheme,
        criteria=tuple(replace(c, deployment={}) if c.id in factor.criteria else c for c in content.scheme.criteria),
    )
    scores = judge_one(replace(content.roles, scores=tuple(tables)), content.scheme, case.replayed.facts).scores
    parts = contributions(matrix(scheme, scores), case.verdict.weights, scheme.balance)
    return np.asarray(100 * parts[0, :, :-1].sum(axis=1))


@pytest.mark.parametrize("seed", range(24))
def test_an_effect_is_what_the_lead_loses_without_the_factor(seed: int) -> None:
    case, choice = known(seed)
    if choice.runner_up is None:
        assert all(points.effect == 0 for points in choice.factors)
        return
    before = without(case, Factor("nothing", (), (), ()))
    pair = places(case)[choice.chosen], places(case)[choice.runner_up]
    for factor, points in zip(factors(), choice.factors, strict=True):
        after = without(case, factor)
        lost = (before[pair[0]] - before[pair[1]]) - (after[pair[0]] - after[pair[1]])
        assert points.effect == pytest.approx(lost, abs=NEAR), factor.id
        assert set(points.rows) <= {row.id for rows in rows_of(case).values() for row in rows} & set(factor.rows)
        for deployment, place in places(case).items():
            assert points.points[deployment] == pytest.approx(before[place] - after[place], abs=NEAR)


def test_the_companies_cover_every_factor() -> None:
    """The proof above would be worth little if most factors were silent in it."""
    moved = {p.factor for seed in range(24) for p in known(seed)[1].factors if any(p.points.values())}
    assert moved >= {factor.id for factor in factors()} - {"sanctions", "compliance"}
    assert len({known(seed)[1].deciding for seed in range(60)}) >= 7


@pytest.mark.parametrize("seed", range(40))
def test_the_runner_up_is_the_best_of_the_others_that_are_left(seed: int) -> None:
    case, choice = decided(random_answers(seed))
    if choice.chosen == "none":
        assert case.content.scheme.options[case.advised].path == "not-yet"
        return
    left = {d: case.values[i] for d, i in places(case).items() if d != choice.chosen and not case.barred[i]}
    assert choice.runner_up == (max(left, key=lambda d: left[d]) if left else None)
    if choice.runner_up is not None:
        lead = 100 * (case.values[case.advised] - left[choice.runner_up])
        assert choice.lead == pytest.approx(lead, abs=NEAR)
        assert choice.lead >= 0
        effects = sum(points.effect for points in choice.factors)
        assert effects + choice.rest == pytest.approx(choice.lead, abs=0.1)


def within_bounds(case: Case) -> bool:
    """Whether the scores of all deployments stay apart from their bounds, with each factor and without it."""
    thens = {row.id: row.then for found in rows_of(case).values() for row in found if "path" not in row.then}
    for deployment in case.content.scheme.deployments:
        score = float(case.verdict.scores[deployment][0])
        moved = [sum(float(thens[r].get(deployment, 0)) for r in f.rows if r in thens) for f in factors()]
        if not all(0 < score - points < 100 for points in (0.0, *moved)):
            return False
    return True


def test_the_rest_is_where_deployments_start_and_the_balance() -> None:
    tried = 0
    for seed in range(200):
        case, choice = known(seed)
        if choice.runner_up is None or not within_bounds(case):
            continue  # at a bound the factors overlap, and the rest has to say so
        tried += 1
        scheme, pair = case.content.scheme, (case.advised, places(case)[choice.runner_up])
        (table,) = [t for t in case.content.roles.scores if choice.chosen in t.spec.outputs]
        start = table.spec.outputs[choice.chosen].base - table.spec.outputs[choice.runner_up].base
        host = next(i for i, c in enumerate(scheme.criteria) if c.kind == "host")
        balance = 100 * (case.parts[pair[0], -1] - case.parts[pair[1], -1])
        wanted = (1 - scheme.balance) * float(case.verdict.weights[0, host]) * start + float(balance)
        assert choice.rest == pytest.approx(wanted, abs=0.02)
    assert tried > 20


@pytest.mark.parametrize("seed", range(60))
def test_the_deciding_factor_narrows_the_lead_most(seed: int) -> None:
    _, choice = decided(random_answers(seed, silence=0.3))
    if choice.removed is not None or choice.chosen == "none":
        return
    largest = max(choice.factors, key=lambda points: points.effect)
    if choice.deciding is None:
        assert largest.effect < LEAST + NEAR
    else:
        (mine,) = [points for points in choice.factors if points.factor == choice.deciding]
        assert mine.effect == largest.effect >= LEAST - NEAR


def test_a_knock_out_decides_where_it_removed_what_would_have_been_first() -> None:
    seen = Counter[str]()
    for seed in range(260):
        case, choice = known(seed)
        if choice.chosen == "none":
            continue
        parts = contributions(case.matrix, case.verdict.weights, case.content.scheme.balance).sum(axis=2)[0]
        best = max(places(case), key=lambda d: parts[places(case)[d]])
        if choice.removed is None:
            assert best == choice.chosen
            continue
        seen[choice.removed] += 1
        assert case.barred[places(case)[choice.removed]]
        assert choice.removed == best or choice.runner_up is None
        assert choice.deciding is not None
        (mine,) = [factor for factor in factors() if factor.id == choice.deciding]
        hits = [row for table in case.content.roles.exclusions for row in rows_of(case)[table.id]]
        assert any(row.id in mine.rows and row.then["deployment"] == choice.removed for row in hits)
    assert seen.total() >= 3


def test_where_only_one_deployment_is_left_its_knock_outs_decided() -> None:
    """Without IT people, with machines that need an answer at once, only a hybrid can carry an ERP."""
    case, choice = decided(typed(MAKER | {"machine_link": "real_time", "it_staff": "0"}))
    assert case.barred[[i for d, i in places(case).items() if d != "hybrid"]].all()
    assert (choice.chosen, choice.runner_up, choice.lead) == ("hybrid", None, 0.0)
    assert choice.removed in {"saas", "on-premise"}
    assert choice.deciding == {"saas": "shop_floor", "on-premise": "it"}[str(choice.removed)]
    fired_rows = {row for points in choice.factors for row in points.rows}
    assert "exclude.no_it" in fired_rows
    assert len([row for row in fired_rows if row.startswith("exclude.machines")]) == 1  # that of the advised path


def test_two_companies_as_an_adviser_would_tell_them() -> None:
    small = decided(typed(SELLER))[1]
    assert (small.chosen, small.runner_up, small.deciding) == ("saas", "hybrid", "size")
    bound = decided(typed(MAKER | {"data_location": "own_premises", "it_staff": "30", "customisation": "5"}))[1]
    assert (bound.chosen, bound.deciding) == ("on-premise", "law")
    assert decided(typed(MAKER | {"connection": "frequent_outages"}))[1].deciding in {"connection", "shop_floor"}


def test_buying_nothing_leaves_nothing_to_decide() -> None:
    _, choice = decided(typed(SETTLED))
    nothing = {"runner_up": None, "lead": 0.0, "rest": 0.0, "deciding": None, "removed": None, "factors": ()}
    assert choice == HostingChoice.model_validate({"chosen": "none", **nothing})


def test_the_same_company_gets_the_same_choice_and_it_cannot_be_changed() -> None:
    one, two = (decided(random_answers(7))[1] for _ in range(2))
    assert one == two
    assert HostingChoice.model_validate_json(one.model_dump_json()) == one
    with pytest.raises(ValidationError):
        one.lead = 99.0  # type: ignore[misc]


def test_every_row_that_tells_deployments_apart_is_in_one_factor() -> None:
    content = real()
    named = Counter(row for factor in factors() for row in factor.rows)
    scored = {r.id for t in content.roles.scores if "saas" in t.spec.outputs for r in t.rows}
    knocked = {r.id for t in content.roles.exclusions for r in t.rows if r.then["deployment"] != ANY}
    assert set(named) == scored | knocked
    assert set(named.values()) == {1}
    assert {c for f in factors() for c in f.criteria} == {"affordability", "it", "speed"}
    assert all(set(factor.sources) <= set(content.sources) and factor.sources for factor in factors())


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("deployment.audited]", "deployment.audits]", "bad-value", "deployment.audits"),
        ("deployment.audited]", "deployment.audits]", "missing-field", "deployment.audited"),
        ("deployment.audited]", "deployment.audited, deployment.small]", "duplicate-row", "deployment.small"),
        ("deployment.audited]", "deployment.audited, deployment.audited]", "duplicate-row", "2 times"),
        ("criteria: [speed]", "criteria: [growth]", "bad-value", "growth"),
        ("criteria: [speed]", "criteria: [it]", "duplicate-row", "it"),
        ("exclude.no_it]", "deployment.unheard]", "missing-field", "exclude.no_it"),
        ("sources: [mft-51]", "source: [mft-51]", "unknown-field", "source"),
        ("sources: [mft-51]", "sources: mft-51", "bad-value", "sources"),
        ("sources: [mft-51]", "criteria: []", "missing-field", "sources"),
        ("since:", "from:", "missing-field", "since"),
    ],
)
def test_damaged_factors_are_named(folders: Folders, old: str, new: str, code: str, says: str) -> None:
    line = folders.edit("factors.yaml", old, new)
    _, problems = load_factors(folders.rules, real().tables, real().scheme)
    found = [p for p in problems if p.code == code and says in p.message]
    assert found, problems
    assert all(p.file == "factors.yaml" and p.fix for p in problems)
    assert code != "bad-value" or any(line - 3 <= p.line <= line for p in found)


@pytest.mark.parametrize(
    "damage", ["", "just words", "[a]", "factors: {}", "factors: [a]", "factors: {law: x}", "a: ["]
)
def test_factors_that_say_something_else(folders: Folders, damage: str) -> None:
    folders.file("factors.yaml").write_text(damage)
    found, problems = load_factors(folders.rules, real().tables, real().scheme)
    assert {p.file for p in problems} == {"factors.yaml"}
    assert len(found) <= 1
    folders.file("factors.yaml").unlink()
    assert "unreadable" in {p.code for p in load_factors(folders.rules, real().tables, real().scheme)[1]}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    folder = tmp_path_factory.mktemp("rules")
    text = (ROOT / "rules" / "place.yaml").read_text(encoding="utf-8")
    (folder / "place.yaml").write_text(re.sub("^# table:", "table:", text, flags=re.MULTILINE), encoding="utf-8")
    tables, problems = load_tables(folder, real().vocabulary, {})
    assert [str(problem) for problem in problems] == []
    return tables["place"]


def where(table: Table, **facts: Any) -> Place:
    full = real().vocabulary.complete(facts) | {k: v for k, v in facts.items() if k.startswith("chosen")}
    found = place_of([table], full)
    assert found is not None
    return found


def hosted(table: Table, deployment: str, **facts: Any) -> Place:
    return where(table, **{"chosen_path": "erp", "chosen_deployment": deployment, **facts})


def test_the_table_has_no_gap_no_dead_row_and_no_idle_input(table: Table) -> None:
    reasons = frozenset(row.reason for row in table.rows)
    assert [str(p) for p in check_tables({"place": table}, real().vocabulary, frozenset(real().sources), reasons)] == []


MEETS = {
    "saas": {"vendor_cloud", "local_cloud"},
    "hybrid": {"cloud_with_local_parts", "private_cloud"},
    "on-premise": {"own_servers", "private_cloud"},
    "none": {"none"},
}


VALUES: dict[str, tuple[Any, ...]] = {
    "data_location": (None, "anywhere", "country", "own_premises"),
    "country": (None, "RU", "DE", "US"),
    "it_staff": (None, 0.0, 12.0),
    "machine_link": (None, "none", "real_time"),
    "connection": (None, "reliable", "frequent_outages"),
    "customisation": (None, 5.0),
}
# Every combination of what matters most, unknown answers included.
SITUATIONS = [dict(zip(VALUES, combination, strict=True)) for combination in product(*VALUES.values())]


def test_a_place_always_fits_the_chosen_deployment(table: Table) -> None:
    met: dict[str, set[str]] = {deployment: set() for deployment in MEETS}
    for facts in SITUATIONS:
        for deployment in MEETS:
            path = "not-yet" if deployment == "none" else "both"
            met[deployment].add(hosted(table, deployment, chosen_path=path, **facts).place)
    assert met == MEETS


def test_law_comes_before_all_else(table: Table) -> None:
    for facts in SITUATIONS:
        cloud = hosted(table, "saas", **facts).place
        if facts["data_location"] == "country" or facts["country"] == "RU":
            assert cloud == "local_cloud"
        if facts["data_location"] == "anywhere" and facts["country"] in {"DE", "US", None}:
            assert cloud == "vendor_cloud"
    assert hosted(table, "saas", country="DE").row == "place.unsaid_cloud"
    assert hosted(table, "saas", country="IR", data_location="anywhere").place == "local_cloud"
    assert hosted(table, "saas", country="US").place == "vendor_cloud"


def test_control_without_a_team_means_a_private_cloud(table: Table) -> None:
    """Rules 5 and 6 of the order of decision: own servers need a team and capital."""
    for facts in SITUATIONS:
        if facts["machine_link"] == "real_time" or facts["connection"] == "frequent_outages":
            continue
        own = hosted(table, "on-premise", **facts)
        assert own.place == ("private_cloud" if facts["it_staff"] == 0.0 else "own_servers")
        if facts["data_location"] == "own_premises":
            shared = hosted(table, "hybrid", **facts).place
            assert shared == ("private_cloud" if facts["it_staff"] == 0.0 else "cloud_with_local_parts")
    assert hosted(table, "on-premise", it_staff=12.0, budget=8000.0).place == "private_cloud"


def test_machines_and_weak_lines_keep_a_part_near(table: Table) -> None:
    for facts in SITUATIONS:
        if facts["machine_link"] == "real_time":
            assert hosted(table, "hybrid", **facts).place == "cloud_with_local_parts"
            assert hosted(table, "on-premise", **facts).place == "own_servers"
        elif facts["connection"] == "frequent_outages" and facts["data_location"] != "own_premises":
            assert hosted(table, "hybrid", **facts).place == "cloud_with_local_parts"


def test_machines_do_not_decide_for_a_crm(table: Table) -> None:
    facts: dict[str, Any] = {"machine_link": "real_time", "it_staff": 0.0}
    assert hosted(table, "hybrid", chosen_path="crm", **facts).row == "place.without_team"
    assert hosted(table, "hybrid", chosen_path="phased-crm-first", **facts).row == "place.machines"
    assert place_of([], facts) is None


CASES = sorted((ROOT / "tests" / "cases").glob("*.yaml"))


def test_worked_cases_have_a_place_and_a_deciding_factor(table: Table) -> None:
    """Every company as an adviser knows it gets a place that fits its advice, and all places occur."""
    content, found, named = real(), Counter[str](), Counter[bool]()
    for path in CASES:
        answers = parse_all(content.questionnaire, read(path).data["answers"])
        case, choice = decided(answers)
        option = content.scheme.options[case.advised]
        facts = case.replayed.facts | {"chosen_path": option.path, "chosen_deployment": option.deployment}
        place = place_of([table], facts)
        assert place is not None
        assert place.place in MEETS[option.deployment], path.stem
        assert place.sources
        if option.path != "not-yet":
            named[choice.deciding is not None] += 1
        found[place.place] += 1
    assert set(found) == {
        "vendor_cloud",
        "local_cloud",
        "private_cloud",
        "cloud_with_local_parts",
        "own_servers",
        "none",
    }


def test_words_are_wanted_for_factors_and_places(table: Table) -> None:
    keys = list(word_keys(factors(), [table]))
    assert len(keys) == len(set(keys))
    assert {key[1] for key in keys if key[0] == "factors"} == {factor.id for factor in factors()}
    assert {key[1] for key in keys if key[0] == "places"} == set(table.spec.outputs["place"].values)
