"""Whatever is damaged in the list of products is named with file and line, all at once, and never a crash."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.errors import Problem
from advisor.money import Rates
from advisor.recommendation.market.catalogue import load_market
from advisor.recommendation.market.market import Market
from advisor.source import read
from tests.recommendation.market_samples import RULES, known, loaded, market, raw
from tests.recommendation.samples import ROOT, Folders

MARKET, FIT, CRM, ERP, BOTH = (
    *("products.yaml", "product_fit.yaml"),
    *(f"products_{system}.yaml" for system in ("crm", "erp", "both")),
)
FILES = (MARKET, FIT, CRM, ERP, BOTH)
# What is damaged: file, what stands there, what stands there then, the code, and a word of the message.
DAMAGES = [
    (CRM, "crm-omnichannel", "crm-telepathy", "unknown-module", "crm-telepathy"),
    (FIT, "basic_modules: [erp-master-data]", "basic_modules: [erp-magic]", "unknown-module", "erp-magic"),
    (CRM, "bases: [ua-ru-origin]", "bases: [moon-law]", "unknown-base", "moon-law"),
    (MARKET, "checks: [ua-1335-2025]", "checks: [moon-law]", "unknown-base", "moon-law"),
    (CRM, "home: {values: [RU]", "home: {values: [XX]", "unknown-country", "XX"),
    (CRM, "only: [IN]", "only: [India]", "unknown-country", "India"),
    (MARKET, "countries: [RU, BY]", "countries: [RU, Belarus]", "unknown-country", "Belarus"),
    (MARKET, "parts: [UA]", "parts: [UKR]", "unknown-country", "UKR"),
    (MARKET, "country: IR", "country: Iran", "unknown-country", "Iran"),
    (FIT, "uk: [UA]", "uk: [UKR]", "unknown-country", "UKR"),
    (FIT, "[US, CA]\n", "[US, CAN]\n", "unknown-country", "CAN"),
    (CRM, "industries: {values: [any]", "industries: {values: [piracy]", "unknown-industry", "piracy"),
    (CRM, "currency: INR", "currency: gold", "unknown-currency", "gold"),
    (CRM, "currency: INR, ", "", "unknown-currency", "“”"),
    (CRM, "named_in: [diasoft]", "named_in: [gossip]", "unknown-document", "gossip"),
    (CRM, "unchecked: [crm-workflow]", "unchecked: [erp-hr]", "unknown-value", "erp-hr"),
    (CRM, "checked: [en]", "checked: [uk]", "unknown-value", "uk"),
    (CRM, 'verified: "true", source: "diasoft", as_of: "2025-12-30"', 'verified: "true"', "missing-source", "size"),
    (CRM, 'verified: "true", source: "diasoft"', 'verified: "true", source: "hearsay"', "unknown-source", "hearsay"),
    (CRM, "https://helpdesk.bitrix24.com", "helpdesk.bitrix24.com", "unknown-source", "helpdesk"),
    (MARKET, 'sources: ["https://pipedrive.readme.io"]', "sources: []", "missing-source", "pipedrive-list"),
    (MARKET, '"https://pipedrive.readme.io"', '"a friend"', "unknown-source", "a friend"),
    (MARKET, ', source: "https://crm-ideal.com/Terms"', "", "missing-source", "leads.0"),
    (MARKET, "https://crm-ideal.com/Terms", "on the phone", "unknown-source", "on the phone"),
    (FIT, "sources: [mft-71]", "sources: [mft-9999]", "unknown-source", "mft-9999"),
    (FIT, "price_sources: [kl-tco, ", "price_sources: [guess, ", "unknown-source", "guess"),
    (FIT, 'best_of_each: {points: "10", sources: [mft-71]}', 'best_of_each: {points: "10", sources: []}',
     "missing-source", "best_of_each"),
    (FIT, 'points: "30"', 'points: "heavy"', "wrong-value", "must_modules"),
    (FIT, 'points: "30"', 'points: "nan"', "wrong-value", "must_modules"),
    (FIT, 'most: "6"', 'most: "a few"', "wrong-value", "most"),
    (FIT, "  size: {points", "  beauty: {points", "unknown-criterion", "beauty"),
    (FIT, '  size: {points: "12", sources: [mft-52]}\n', "", "missing-criterion", "size"),
    (FIT, 'saas: {saas: "1"}\n  hybrid', "hybrid", "missing-field", "saas"),
    (FIT, 'least_must: "0.2"\n', "", "missing-field", "least_must"),
    (FIT, 'least_must: "0.2"', 'sponsor: "a vendor"\nleast_must: "0.2"', "unknown-field", "sponsor"),
    (MARKET, 'since: "2026-11-22"', 'since: "last week"', "bad-date", "since"),
    (MARKET, 'review_by: "2027-02-22"', 'review_by: "2027-02"', "bad-date", "review_by"),
    (CRM, 'review_by: "2027-05-22"', 'review_by: "2027-02-30"', "bad-date", "review_by"),
    (FIT, 'review_by: "2027-11-22"\n', "", "missing-field", "review_by"),
    (CRM, 'as_of: "2026-08-13"', 'as_of: "August"', "bad-date", "as_of"),
    (MARKET, 'since: "2023-12-18"', 'since: "18.12.2023"', "bad-date", "eu-2023-2878"),
    (CRM, 'size: {min: "1", max: "1000"', 'size: {min: "1001", max: "1000"', "wrong-value", "above"),
    (CRM, "languages: {full: [en, ru]}", "languages: {full: [en, ru], none: [ru]}", "wrong-value", "two of"),
    (CRM, "hosting: {values: [saas", "hosting: {values: [moon", "wrong-value", "hosting"),
    (CRM, "system: crm", "system: cms", "wrong-value", "system"),
    (CRM, 'vendor: "Creatio", ', "", "missing-field", "vendor"),
    (CRM, 'vendor: "Creatio", ', 'vendor: "Creatio", stars: "5", ', "unknown-field", "stars"),
    (CRM, 'price: {basis: flat, verified: "false"}}', 'price: {basis: flat}}', "missing-field", "verified"),
    (MARKET, "system: erp, country: UA", "system: both, country: UA", "wrong-value", "leads"),
]  # fmt: skip


def problems(folders: Folders) -> list[Problem]:
    return load_market(folders.rules, known())[1]


def codes(folders: Folders) -> set[tuple[str, str]]:
    return {(problem.file, problem.code) for problem in problems(folders)}


def test_the_project_s_list_has_no_problems() -> None:
    found, wrong = load_market(RULES, known())
    assert wrong == []
    assert isinstance(found, Market)


@pytest.mark.parametrize(("name", "old", "new", "code", "says"), DAMAGES)
def test_a_damage_is_named_where_it_is(name: str, old: str, new: str, code: str, says: str, folders: Folders) -> None:
    line = folders.edit(name, old, new)
    found = [problem for problem in problems(folders) if problem.code == code]
    assert [problem.file for problem in found] == [name] * len(found)
    assert any(says in problem.message for problem in found)
    if not code.startswith("missing-"):  # what is gone is named where the entry begins that lacks it
        assert line in {problem.line for problem in found}
    assert all(problem.line <= line for problem in found)
    assert all(problem.message.endswith(".") and problem.fix.endswith(".") for problem in found)


def test_lines_are_those_of_the_damage(folders: Folders) -> None:
    base = folders.edit(CRM, "bases: [ua-ru-origin]", "bases: [moon-law]")
    module = folders.edit(ERP, "erp-mes", "erp-wishes")
    weight = folders.edit(FIT, 'points: "15"', 'points: "x"')
    lead = folders.edit(MARKET, 'name: "Payamgostar", system: crm, country: IR', 'name: "P", system: crm, country: XX')
    places = {(problem.file, problem.code, problem.line) for problem in problems(folders)}
    assert (FIT, "wrong-value", weight) in places
    folders.edit(FIT, 'points: "x"', 'points: "15"')
    places = {(problem.file, problem.code, problem.line) for problem in problems(folders)}
    assert places == {
        (CRM, "unknown-base", base),
        (ERP, "unknown-module", module),
        (MARKET, "unknown-country", lead),
    }


def test_every_kind_of_problem_is_damaged_once() -> None:
    code = (ROOT / "advisor" / "recommendation" / "market" / "catalogue.py").read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    named = {
        f"unknown-{call.args[2].value}"
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "names" and isinstance(call.args[2], ast.Constant)
    }
    written = set(re.findall(r"\"((?:unknown|missing|bad|wrong|duplicate)-\w+)\"", code))
    assert {"unknown-module", "unknown-base", "unknown-criterion", "unknown-currency"} <= named
    assert {"missing-source", "bad-date", "wrong-value"} <= written
    assert named | written == {code for _, _, _, code, _ in DAMAGES} | {"duplicate-product"}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "damage", ["", "just words", "[a, b]", "key: {x: [", "products: {a: b}\nbases: []\nleads: {}\n"]
)
def test_a_file_that_says_something_else(name: str, damage: str, folders: Folders) -> None:
    folders.file(name).write_text(damage, encoding="utf-8")
    found, wrong = load_market(folders.rules, known())
    assert found is None
    assert {problem.file for problem in wrong} == {name}
    assert len(set(wrong)) == len(wrong)


@pytest.mark.parametrize("name", [MARKET, FIT])
def test_a_file_that_is_missing(name: str, folders: Folders) -> None:
    folders.file(name).unlink()
    assert (name, "unreadable") in codes(folders)


def test_no_products_at_all(folders: Folders) -> None:
    for name in (CRM, ERP, BOTH):
        folders.file(name).unlink()
    found, wrong = load_market(folders.rules, known())
    assert found is None
    assert [problem.code for problem in wrong] == ["missing-field"]


def test_a_folder_in_place_of_a_file(folders: Folders) -> None:
    folders.file(CRM).unlink()
    folders.file(CRM).mkdir()
    assert (CRM, "unreadable") in codes(folders)


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    found, wrong = load_market(tmp_path / "none", known())
    assert found is None
    assert {MARKET, FIT} <= {problem.file for problem in wrong}


def test_entries_that_are_no_entries(folders: Folders) -> None:
    folders.edit(MARKET, "leads:\n", "leads:\n  - just a name\n  - [a, b]\n")
    folders.append(CRM, "  thing: just words\n  other: [a]\n")
    found = problems(folders)
    assert {(problem.file, problem.code) for problem in found} == {(MARKET, "wrong-value"), (CRM, "wrong-value")}
    assert len(found) == 4


def test_a_product_in_two_files(folders: Folders) -> None:
    text = folders.file(CRM).read_text(encoding="utf-8")
    head, _, entries = text.partition("products:\n")
    first = entries[: entries.index("\n  creatio:")]
    folders.file("products_more.yaml").write_text(f"{head}products:\n{first}\n", encoding="utf-8")
    (problem,) = problems(folders)
    assert (problem.file, problem.code) == ("products_more.yaml", "duplicate-product")
    assert "bitrix24" in problem.message


def test_a_product_twice_in_one_file(folders: Folders) -> None:
    folders.edit(CRM, "  creatio:\n", "  bitrix24:\n")
    assert (CRM, "duplicate-key") in codes(folders)


def test_a_further_file_is_read(folders: Folders) -> None:
    text = folders.file(CRM).read_text(encoding="utf-8")
    (folders.rules / "products_more.yaml").write_text(
        text[: text.index("\n  creatio:")].replace("  bitrix24:", "  newcomer:") + "\n", encoding="utf-8"
    )
    found = loaded(folders.rules)
    assert {p.id for p in found.products} - set(raw()) == {"newcomer"}


def test_all_problems_are_listed_at_once(folders: Folders) -> None:
    folders.edit(MARKET, "country: IR", "country: Iran")
    folders.edit(CRM, "crm-omnichannel", "crm-telepathy")
    folders.edit(CRM, 'vendor: "Creatio", ', "")
    folders.edit(ERP, "https://", "ftp://")
    folders.edit(FIT, "uk: [UA]", "uk: [UKR]")
    assert codes(folders) == {
        (MARKET, "unknown-country"), (CRM, "unknown-module"), (CRM, "missing-field"), (ERP, "unknown-source"),
        (FIT, "unknown-country"),
    }  # fmt: skip


def test_a_product_with_a_problem_does_not_hide_the_others(folders: Folders) -> None:
    folders.edit(CRM, 'vendor: "Creatio", ', "")
    found, _ = load_market(folders.rules, known())
    assert found is not None
    assert {p.id for p in found.products} == set(raw()) - {"creatio"}


def test_names_come_from_the_other_files() -> None:
    fewer = replace(
        known(),
        modules=frozenset(),
        sources=frozenset(),
        industries=(),
        rates=Rates({"EUR": known().rates.per_euro["EUR"]}),
    )
    wrong = load_market(RULES, fewer)[1]
    assert {"unknown-module", "unknown-source", "unknown-industry", "unknown-currency"} == {p.code for p in wrong}


def test_a_price_without_an_amount_needs_no_currency() -> None:
    asked = [p for p in market().products if p.price.lowest is None]
    assert asked
    assert {p.price.currency for p in asked} == {""}


def test_every_verified_field_has_a_source() -> None:
    for entry in raw().values():
        for name, field in entry.items():
            if isinstance(field, dict) and field.get("verified") == "true" and name != "restrictions":
                assert field["source"]


def test_the_files_name_who_pays() -> None:
    """Every document that speaks of products is tied to the vendor that publishes it, or to nobody."""
    publishers = read(RULES / MARKET).data["publishers"]
    documents = read(RULES / "sources.yaml").data["documents"]
    assert set(publishers) == set(documents)
    vendors = {product.vendor for product in market().products}
    assert {vendor for vendor in publishers.values() if vendor != "none"} < vendors
    said = read(RULES / "text.sources.en.yaml").data["documents"]
    sellers = {key for key, entry in said.items() if "CRM" in entry["interest"]}
    assert sellers == {key for key, vendor in publishers.items() if vendor != "none"}
