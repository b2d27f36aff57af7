"""The passport of a rule: found or refused, in words, with its sources, its examples and its namesakes."""

from __future__ import annotations

import dataclasses
import json
from typing import get_args

import pytest

from advisor.errors import NotFound
from advisor.recommendation.content import Content
from advisor.recommendation.telling.passport import Clause, Passport, entries, lines, passport
from advisor.rules.decide import decide
from advisor.rules.schema import Hit
from tests.recommendation.samples import Folders, real, strings


def when(found: Passport) -> dict[str, tuple[str, str]]:
    return {clause.fact: (clause.name, clause.words) for clause in found.conditions}


def test_where_the_row_stands(content: Content) -> None:
    found = passport(content, "customer.data_in_heads")
    spec = content.tables["needs-customer"].spec
    assert (found.table, found.file, found.hit) == (spec.id, spec.file, "C+")
    assert found.title == content.texts["en"].say("tables", "needs-customer", "title")
    assert found.text == content.texts["en"].say("reasons", "customer.data_in_heads")
    assert (found.since, found.line) == next((r.since, r.line) for r in spec.rows if r.id == found.row)


def test_sources_are_those_of_the_row_in_order(content: Content) -> None:
    found = passport(content, "customer.data_in_heads")
    assert [source.id for source in found.sources] == ["ukblog-18", "ukblog-19"]
    assert found.sources[0].says == content.texts["en"].cite("claims", "ukblog-18")


@pytest.mark.parametrize(
    ("row", "fact", "name", "words"),
    [
        ("customer.data_in_heads", "customer_data", "Customer data", "In people's heads and on paper notes"),
        ("customer.loyalty", "customer_programmes.loyalty", "Customer programmes", "A loyalty or bonus programme"),
        ("customer.followup_often_lost", "lead_followup", "Lost enquiries", "5 – Often, and nobody knows how many"),
        ("customer.sellers_many", "sellers", "Sales people", "≥ 12 people"),
        ("weigh.micro", "size_class", "Size class", "fewer than 10 people"),
        ("weigh.micro_money", "budget", "First-year budget", "< 10000 EUR"),
        ("deployment.russia", "data_regime", "Data rules", "Russia"),
        ("deployment.thin_budget", "budget_per_user", "Budget per user", "< 1000 EUR"),
        ("erp.projects", "project_work", "Project work", "Yes, projects are part of the business"),
        ("style.nothing_chosen", "chosen_path", "chosen_path", "Not yet"),
        ("risk.outage_own", "chosen_deployment", "chosen_deployment", "Own premises"),
    ],
)
def test_conditions_in_words(content: Content, row: str, fact: str, name: str, words: str) -> None:
    assert when(passport(content, row))[fact] == (name, words)


def test_a_negated_cell_is_said_by_what_it_allows(content: Content) -> None:
    (clause,) = passport(content, "integration.customer_islands").conditions
    options = content.texts["en"].asking["questions"]["customer_data"]["options"]
    assert clause.cell == "not(one_system)"
    assert clause.words == "; ".join(options[value] for value in ("heads_notes", "mail_sheets", "several_tools"))


def test_a_comparison_on_a_scale_lists_its_steps(content: Content) -> None:
    clause = when(passport(content, "customer.followup_lost"))["lead_followup"]
    anchors = content.texts["en"].asking["questions"]["lead_followup"]["anchors"]
    assert clause[1] == f"4 – {anchors['4']}; 5 – {anchors['5']}"


def test_unknown_and_no_are_said(folders: Folders) -> None:
    old, new = 'channels.branches: "true"', 'channels.branches: "false", main_goal: "unknown, cost"'
    folders.edit("needs_customer.yaml", old, new)
    found = when(passport(folders.content(), "customer.branches"))
    assert found["main_goal"][1] == "Lower cost and less manual work; I don't know"
    short, words = found["channels.branches"]
    assert words == "false"
    assert ", " in short


@pytest.mark.parametrize(
    ("row", "effects"),
    [
        ("customer.data_in_heads", [("customer", "Customer side", "+14")]),
        ("weigh.micro", [("affordability", "Affordable", "+4"), ("integration", "Common data", "−4")]),
        ("exclude.own_premises", [("path", "path", "any"), ("deployment", "deployment", "Cloud service (SaaS)")]),
        ("crm.contacts", [("module", "module", "Customer database"), ("priority", "priority", "Must have")]),
        ("risk.outage_own", [("risk", "risk", "Standing still"), ("severity", "severity", "High")]),
        ("style.nothing_chosen", [("style", "style", "Nothing to join")]),
        ("contradiction.stock_without_warehouse", [("question", "question", "Warehouses")]),
    ],
)
def test_effects_in_words(content: Content, row: str, effects: list[tuple[str, str, str]]) -> None:
    found = passport(content, row).effects
    assert sorted((e.output, e.name, e.words) for e in found) == sorted(effects)


def test_a_weight_and_a_score_of_one_id_have_different_names(content: Content) -> None:
    (weight,) = passport(content, "weigh.goal_customer").effects
    (score,) = passport(content, "customer.goal_revenue").effects
    assert weight.output == score.output
    assert weight.name != score.name


def test_examples_are_those_in_which_the_row_decides(content: Content) -> None:
    for table in content.tables.values():
        fires: dict[str, list[int]] = {row.id: [] for row in table.rows}
        for example in table.spec.examples:
            for row in decide(table, content.vocabulary.complete(example.given) | dict(example.given)).rows:
                fires[row.id].append(example.line)
        assert {row: [e.line for e in passport(content, row).examples] for row in fires} == fires


def test_a_row_that_another_overrules_does_not_fire(content: Content) -> None:
    """In a table of the policy F the last row holds always, and decides only where no other does."""
    table = content.tables["integration-style"]
    found = passport(content, "style.otherwise")
    assert found.conditions == ()
    assert len(found.examples) < len(table.spec.examples)


def test_given_facts_are_in_words(content: Content) -> None:
    first = passport(content, "weigh.micro").examples[0].given
    assert Clause("employees", "6", "Employees", "6 people") in first
    style = passport(content, "style.few_it").examples[0].given
    assert Clause("chosen_path", "phased-erp-first", "chosen_path", "ERP first, then CRM") in style


def test_derived_facts_count_in_examples(content: Content) -> None:
    """The examples of the table give the head-count; the row reads the size class."""
    found = passport(content, "weigh.micro")
    assert set(when(found)) == {"size_class"}
    assert "size_class" not in {clause.fact for clause in found.examples[0].given}


def test_rows_with_the_same_reason(content: Content) -> None:
    found = passport(content, "exclude.machines_erp").same_reason
    assert found == ("exclude.machines_both", "exclude.machines_crm_first", "exclude.machines_erp_first")
    assert passport(content, "customer.data_in_heads").same_reason == ()


@pytest.mark.parametrize("wanted", ["customer.loyalti", "loyalty", "", "zzz", "customer.loyalty "])
def test_an_unknown_row_is_refused_with_the_nearest(content: Content, wanted: str) -> None:
    with pytest.raises(NotFound) as caught:
        passport(content, wanted)
    ids = {row.id for table in content.tables.values() for row in table.rows}
    nearest = caught.value.message.rstrip(".").partition("the nearest: ")[2].split(", ")
    assert len(nearest) == 3
    assert set(nearest) <= ids
    assert f"“{wanted}”" in caught.value.message
    if wanted.startswith("customer"):
        assert nearest[0] == "customer.loyalty"


def test_an_unknown_table_is_refused_with_the_nearest(content: Content) -> None:
    with pytest.raises(NotFound, match="the nearest: risks"):
        entries(content, "risk")


def test_entries_are_all_rows_in_order(content: Content) -> None:
    found = entries(content)
    assert [(e.table, e.row) for e in found] == [(t.id, r.id) for t in content.tables.values() for r in t.rows]
    one = next(e for e in found if e.row == "customer.data_in_heads")
    assert (one.since, one.sources) == ("2026-11-22", 2)
    assert one.text == content.texts["en"].say("reasons", "customer.data_in_heads")
    assert entries(content, "risks") == tuple(e for e in found if e.table == "risks")


def test_every_row_has_a_passport_that_can_be_printed_and_stored(content: Content) -> None:
    for entry in entries(content):
        found = passport(content, entry.row)
        text = "\n".join(lines(found, content.texts["en"]))
        assert all(source.id in text for source in found.sources)
        assert all(words for words in strings((found.conditions, found.effects, found.text)))
        assert json.loads(json.dumps(dataclasses.asdict(found)))["row"] == entry.row


TWIN = "exclude.machines_erp"


def test_lines_say_what_is_not_there(content: Content) -> None:
    always = "\n".join(lines(passport(content, "crm.contacts"), content.texts["en"]))
    assert "When: always" in always
    assert "nothing is known" in always
    assert "Same sentence" not in always
    silent, twin = (list(lines(passport(content, row), content.texts["en"])) for row in ("risk.outage_own", TWIN))
    assert "Fires in no example of its table" in silent
    assert any(line.startswith("Same sentence: exclude.machines_both") for line in twin)


def test_every_hit_policy_has_words() -> None:
    for texts in real().texts.values():
        assert all(texts.say("hit_policies", hit) for hit in get_args(Hit))


def test_a_passport_does_not_change(content: Content) -> None:
    found = passport(content, "customer.data_in_heads")
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.since = "2000-01-01"  # type: ignore[misc]
