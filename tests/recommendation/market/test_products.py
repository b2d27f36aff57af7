"""Candidates: nobody gains a place by another's presence, only what was verified is a fact, law is shown as it is."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from advisor.recommendation.advise import advise
from advisor.recommendation.market.market import CRITERIA, FIELDS, Market, Product
from advisor.recommendation.market.matching import Wanted
from advisor.recommendation.market.products import GATES, NOTES, candidates, wanted_of, word_keys
from tests.recommendation.market_samples import (
    COMPANIES,
    CRM,
    ERP,
    changed,
    company,
    legal,
    maker,
    market,
    offer,
    order,
    product,
    ranked,
    raw,
    unlimited,
    with_products,
    without,
    worse,
)
from tests.recommendation.samples import MAKER, SELLER, random_answers, real, typed

ALL = unlimited()
SELLERS = {"diasoft": "Diasoft", "luacrm": "Luana CRM OÜ", "zohocn": "Zoho Corporation"}
ONE_AND_ALL = [(number, wanted) for number, wanted in enumerate(COMPANIES)]


# Nobody gains a place by another's presence.


@pytest.mark.parametrize(("number", "wanted"), ONE_AND_ALL)
def test_removing_a_product_moves_no_other(number: int, wanted: Wanted) -> None:
    before = ranked(ALL, wanted)
    for place in range(number % 10, len(ALL.products), 10):  # over all companies each product is removed three times
        gone = ALL.products[place]
        rest = with_products(*(p for p in ALL.products if p is not gone), of=ALL)
        assert ranked(rest, wanted) == without(before, gone.id)


@pytest.mark.parametrize(("number", "wanted"), ONE_AND_ALL)
def test_a_copy_under_another_id_moves_no_other(number: int, wanted: Wanted) -> None:
    before = candidates(ALL, wanted)
    twin_of = ALL.products[number]
    twin = twin_of.model_copy(update={"id": f"{twin_of.id}-twin", "name": "Twin"})
    after = candidates(with_products(twin, *ALL.products, of=ALL), wanted)
    assert without(order(after), twin.id) == order(before)
    for system, keys in order(after).items():
        if twin.id in keys:
            assert offer(after, twin.id, system).fit == offer(after, twin_of.id, system).fit


@pytest.mark.parametrize(("number", "wanted"), ONE_AND_ALL)
def test_a_name_and_the_order_of_the_list_are_worth_nothing(number: int, wanted: Wanted) -> None:
    renamed = tuple(
        p.model_copy(update={"name": f"{number} {p.name[::-1]}", "vendor": f"Vendor {place}"})
        for place, p in enumerate(reversed(ALL.products))
    )
    assert ranked(with_products(*renamed, of=ALL), wanted) == ranked(ALL, wanted)


@pytest.mark.parametrize("wanted", COMPANIES)
def test_being_named_in_a_document_is_worth_nothing(wanted: Wanted) -> None:
    unnamed = tuple(p.model_copy(update={"named_in": ()}) for p in market().products)
    everywhere = tuple(p.model_copy(update={"named_in": tuple(SELLERS)}) for p in market().products)
    for products in (unnamed, everywhere):
        assert candidates(with_products(*products), wanted) == candidates(market(), wanted)


@pytest.mark.parametrize("wanted", COMPANIES[:10])
def test_the_limit_only_cuts_the_end(wanted: Wanted) -> None:
    fit = market().fit.model_copy(update={"most": 99})
    found, whole = candidates(market(), wanted), candidates(Market(**{**vars(market()), "fit": fit}), wanted)
    for system in (CRM, ERP):
        assert order(found)[system] == order(whole)[system][: market().fit.most]
    assert found.further == len(whole.candidates) - len(found.candidates)


@pytest.mark.parametrize(("number", "wanted"), ONE_AND_ALL)
def test_a_product_that_is_nowhere_better_never_stands_above(number: int, wanted: Wanted) -> None:
    one = ALL.products[(number * 7) % len(ALL.products)]
    for place, bad in enumerate(worse(one)):
        # Its id comes first in the alphabet, so that the id cannot be what puts it below.
        weak = bad.model_copy(update={"id": "0", "system": one.system})
        if place == 10 and one.restrictions.bases:
            continue  # another point of law in place of the ones it has is not simply worse
        for keys in ranked(with_products(one, weak, of=ALL), wanted).values():
            same = Counter(keys) == Counter([one.id, "0"]) and equal(one, weak, wanted)
            assert keys in ([], [one.id, "0"], [one.id], ["0"]) or same, place


def equal(one: Product, weak: Product, wanted: Wanted) -> bool:
    """Whether the company does not notice the difference of two products: the same points on the same evidence."""
    found = candidates(with_products(one, weak, of=ALL), wanted)
    return any(len({c.matched for c in found.candidates if c.system == system}) == 1 for system in wanted.systems)


@pytest.mark.parametrize("wanted", COMPANIES)
def test_no_dominated_candidate_stands_above(wanted: Wanted) -> None:
    """Dominated: on every criterion no more points and no better evidence, and less on one."""
    found = candidates(ALL, wanted)
    for system in (CRM, ERP):
        rows = [c for c in found.candidates if c.system == system]
        scores = [{m.id: (m.points, m.verified and m.points > 0) for m in (*c.matched, *c.missed)} for c in rows]
        for above, high in enumerate(scores):
            for low in scores[above + 1 :]:
                assert high.keys() == low.keys()
                no_worse = all(low[k][0] >= high[k][0] and low[k][1] >= high[k][1] for k in high)
                assert not (no_worse and any(low[k][0] > high[k][0] + 0.01 for k in high))


# What is shown of a candidate.


@pytest.mark.parametrize("wanted", COMPANIES)
def test_the_fit_is_the_share_of_points(wanted: Wanted) -> None:
    for candidate in candidates(ALL, wanted).candidates:
        every = (*candidate.matched, *candidate.missed)
        assert {m.id for m in every} <= set(CRITERIA)
        assert all(m.of == market().fit.criteria[m.id].points for m in every)
        share = sum(m.points for m in candidate.matched) / sum(m.of for m in every)
        assert abs(candidate.fit - 100 * share) <= 0.6
        assert all(m.points > 0 for m in candidate.matched)
        assert all(m.points == 0 for m in candidate.missed)


@pytest.mark.parametrize("wanted", COMPANIES)
def test_candidates_stand_by_system_best_first(wanted: Wanted) -> None:
    found = candidates(market(), wanted)
    systems = [candidate.system for candidate in found.candidates]
    assert systems == sorted(systems, key=wanted.systems.index)
    for system in wanted.systems:
        rows = [c for c in found.candidates if c.system == system]
        assert len(rows) <= market().fit.most
        places = [(-c.fit, -sum(m.verified for m in c.matched)) for c in rows]
        assert places == sorted(places)
        assert all(c.fit >= market().fit.least_fit for c in rows)
        assert {c.phases for c in rows} <= {tuple(i for i, p in enumerate(wanted.phases, 1) if system in p)}
        assert {product(c.id).system for c in rows} <= {system, "both"}
        assert all(c.suite == (product(c.id).system == "both") for c in rows)


def test_the_same_points_stand_in_the_order_of_ids() -> None:
    twins = [product("espocrm").model_copy(update={"id": key}) for key in ("b", "c", "a")]
    assert ranked(with_products(*twins), maker())[CRM] == ["a", "b", "c"]


def test_more_evidence_wins_with_the_same_fit() -> None:
    one = product("espocrm")
    assert one.restrictions.verified is False
    wanted = maker(phases=((CRM,),), country=None)
    doubted = changed(one, "openness", verified=False).model_copy(update={"id": "a"})
    fit = market().fit.model_copy(update={"not_verified": 1.0})  # so that both earn the same
    of_two = Market(**{**vars(with_products(one, doubted)), "fit": fit})
    found = candidates(of_two, wanted)
    assert found.candidates[0].fit == found.candidates[1].fit
    assert [c.id for c in found.candidates] == ["espocrm", "a"]


@pytest.mark.parametrize("wanted", COMPANIES)
def test_only_what_was_verified_is_shown_as_a_fact(wanted: Wanted) -> None:
    for candidate in candidates(ALL, wanted).candidates:
        said = raw()[candidate.id]
        for fact in candidate.facts:
            field = said[fact.field]
            assert field.get("verified", "true") == "true"
            assert fact.source == field["source"]
            assert SELLERS.get(fact.source) != said["vendor"]
            assert fact.as_of == field.get("as_of", "2026-11-22")
            assert fact.values
            assert not set(fact.values) & set(field.get("unchecked", ()))
        price = candidate.price
        if price:
            assert said["price"]["verified"] == "true"
            assert price.lowest == said["price"].get("lowest", "0" if price.basis == "free" else "")
            assert wanted.country in said["price"].get("only", [wanted.country])
        shown = {fact.field for fact in candidate.facts} | ({"price"} if price else set())
        assert not shown & set(candidate.unverified)
        assert set(candidate.unverified) <= set(FIELDS)


def test_facts_of_one_product_as_a_reader_sees_them() -> None:
    netsuite = offer(candidates(ALL, maker()), "oracle-netsuite", ERP)
    facts = {fact.field: fact for fact in netsuite.facts}
    assert facts["size"].values == ("50", "2000")
    assert facts["hosting"].values == ("saas",)
    assert facts["languages"].values == ("en", "ru", "zh")
    assert facts["modules"].values == ("erp-finance", "erp-inventory"), "the planning of production was not read"
    assert facts["openness"].values == ("open-api",)
    assert facts["size"].as_of == "2026-03-07"
    assert netsuite.price is None
    assert netsuite.unverified == ("industries", "home", "price")


def test_languages_that_were_not_looked_up_are_no_facts() -> None:
    dolibarr = offer(candidates(ALL, maker(employees=20.0)), "dolibarr", ERP)
    languages = next(fact for fact in dolibarr.facts if fact.field == "languages")
    assert languages.values == ("en", "uk", "fa")
    assert product("dolibarr").languages.full == ("en", "ru", "uk", "zh", "fa")


def test_prices_are_dated_and_in_their_currency() -> None:
    found = candidates(ALL, maker())
    price = offer(found, "salesforce-sales-cloud").price
    assert price is not None
    assert (price.basis, price.lowest, price.currency, price.as_of) == ("per-user", "25", "USD", "2026-08-13")
    free = offer(found, "espocrm").price
    assert free is not None
    assert (free.basis, free.lowest) == ("free", "0")
    asked = offer(found, "creatio").price
    assert asked is not None
    assert (asked.basis, asked.lowest) == ("on-request", "")
    assert offer(found, "zoho-crm").price is None
    india = offer(candidates(ALL, maker(country="IN")), "zoho-crm").price
    assert india is not None
    assert (india.lowest, india.currency) == ("800", "INR")


# What is left out.


@pytest.mark.parametrize("wanted", COMPANIES)
def test_every_product_is_shown_counted_or_left_out(wanted: Wanted) -> None:
    found = candidates(market(), wanted)
    left_out = Counter(entry.system for entry in found.excluded)
    rows = Counter(p.system for p in market().products)
    places = sum(rows[system] + rows["both"] for system in wanted.systems)
    assert len(found.candidates) + found.further + left_out[CRM] + left_out[ERP] == places
    assert left_out["any"] == sum(rows[system] for system in (CRM, ERP) if system not in wanted.systems)
    for entry in found.excluded:
        assert entry.by in (*CRITERIA, *GATES)
        assert (entry.by == "system") == (entry.system == "any")
        assert bool(entry.bases) == (entry.by == "law")
    shown = {(c.system, c.id) for c in found.candidates}
    assert not shown & {(e.system, e.id) for e in found.excluded}


@pytest.mark.parametrize("wanted", COMPANIES)
def test_a_verified_reason_rests_on_a_verified_field(wanted: Wanted) -> None:
    fields = {"hosting": "hosting", "size": "size", "must_modules": "modules", "price": "price", "law": "restrictions"}
    for entry in candidates(market(), wanted).excluded:
        if entry.by in fields:
            assert getattr(product(entry.id), fields[entry.by]).verified == entry.verified, entry


def test_nothing_is_offered_to_those_who_should_wait() -> None:
    found = candidates(market(), maker(path="not-yet", phases=(), deployment="none"))
    assert (found.candidates, found.excluded, found.leads, found.bases, found.further) == ((), (), (), (), 0)
    assert found.as_of == market().since.isoformat()


def test_an_empty_list_gives_nothing() -> None:
    found = candidates(with_products(), maker())
    assert found.candidates == ()
    assert found.excluded == ()


# Points of law.


@pytest.mark.parametrize("country", ["RU", "UA", "IR", "CN", "BY", "DE"])
@pytest.mark.parametrize("deployment", ["saas", "on-premise"])
def test_points_of_law_are_shown_as_they_are(country: str, deployment: str) -> None:
    found = candidates(ALL, maker(country=country, deployment=deployment, employees=None))
    assert found.country_known
    for candidate in found.candidates:
        assert candidate.checks == legal(candidate.id, country, "all")
        assert legal(candidate.id, country, "bars") == ()
    by_law = {entry.id: entry.bases for entry in found.excluded if entry.by == "law"}
    expected = {key: legal(key, country, "bars") for key in raw() if legal(key, country, "bars")}
    assert by_law == expected


def test_whom_the_law_leaves_out() -> None:
    def gone(country: str) -> set[str]:
        return {e.id for e in candidates(market(), maker(country=country)).excluded if e.by == "law"}

    assert {"sap-s4hana", "odoo", "salesforce-sales-cloud", "lua-crm"} <= gone("RU")
    assert not {"1c-erp", "tryton", "erpnext", "espocrm"} & gone("RU")
    assert gone("UA") == {"1c-erp"}
    assert {"salesforce-sales-cloud", "pipedrive", "oracle-netsuite"} <= gone("IR")
    assert not {"odoo", "sap-business-one", "tryton"} & gone("IR")
    assert gone("CN") == gone("DE") == set()


def test_an_unverified_point_of_law_is_a_check() -> None:
    bitrix = offer(candidates(ALL, maker(country="UA")), "bitrix24")
    assert bitrix.checks == ("ua-ru-origin",)
    shown = {base.id: base for base in candidates(ALL, maker(country="UA")).bases}
    assert shown["ua-ru-origin"].verified is False
    assert {"us-embargo-general", "pipedrive-list"} <= set(shown), "parts of the country are concerned"


def test_without_a_country_every_point_of_law_may_matter() -> None:
    found = candidates(ALL, maker(country=None))
    assert not found.country_known
    assert not [entry for entry in found.excluded if entry.by == "law"]
    for candidate in found.candidates:
        assert candidate.checks == product(candidate.id).restrictions.bases
    assert found.leads == ()


@pytest.mark.parametrize("wanted", COMPANIES)
def test_every_point_of_law_that_is_named_has_its_sources(wanted: Wanted) -> None:
    found = candidates(market(), wanted)
    named = {b for c in found.candidates for b in c.checks} | {b for e in found.excluded for b in e.bases}
    named |= {b for lead in found.leads for b in lead.checks}
    assert {base.id for base in found.bases} == named
    assert all(base.sources for base in found.bases if base.verified)


# Names to look at.


def test_names_to_look_at_are_those_of_the_country_and_the_systems() -> None:
    iran = candidates(market(), maker(country="IR"))
    assert [lead.name for lead in iran.leads if lead.system == CRM] == ["CRM Ideal", "Didar", "Payamgostar", "Sarv CRM"]
    assert [lead.name for lead in iran.leads if lead.system == ERP] == ["Hamkaran System Rahkaran"]
    assert [lead.name for lead in iran.leads if lead.verified] == ["CRM Ideal"]
    assert all(bool(lead.source) == lead.verified for lead in iran.leads)
    ukraine = candidates(market(), maker(country="UA", phases=((ERP,),)))
    assert [(lead.name, lead.checks) for lead in ukraine.leads] == [
        ("BAS ERP", ("ua-1335-2025",)),
        ("IT-Enterprise", ()),
    ]
    assert candidates(market(), maker(country="DE")).leads == ()


# From the advice.


def given(answers: dict[str, Any]) -> tuple[Any, Wanted]:
    found = advise(real(), typed(answers), samples=64)
    return found, wanted_of(real(), found.path, found.deployment, found.modules, found.facts)


def test_what_a_company_wants_follows_from_the_advice() -> None:
    found, wanted = given(MAKER | {"users": "20", "vendor_preference": "one_vendor"})
    assert (wanted.path, wanted.deployment) == (found.path, found.deployment)
    assert wanted.phases == real().scheme.phases[found.path]
    assert (wanted.employees, wanted.country, wanted.industry) == (120.0, "DE", "manufacturing")
    assert wanted.vendor_preference == "one_vendor"
    assert wanted.budget_per_user == 25_000.0
    assert wanted.languages == ()
    for priority, modules in (("must", wanted.must), ("should", wanted.should)):
        every = {module for of_system in modules.values() for module in of_system}
        assert every == {m.id for m in found.modules if m.priority == priority and not m.in_place}
        assert all(real().modules[m].system == system for system, ids in modules.items() for m in ids)


def test_modules_in_place_are_not_wanted() -> None:
    found, wanted = given(SELLER)
    urgent = [m.model_copy(update={"priority": "must"}) for m in found.modules]
    there = {m.id for m in urgent if m.in_place}
    assert there
    asked = wanted_of(real(), found.path, found.deployment, urgent, found.facts).must
    assert {key for ids in asked.values() for key in ids} == {m.id for m in urgent} - there
    assert {c.system for c in candidates(market(), wanted).candidates} == {CRM}


@pytest.mark.parametrize("seed", range(12))
def test_any_company_gets_a_set(seed: int) -> None:
    found = advise(real(), random_answers(seed), samples=64)
    offered = candidates(market(), wanted_of(real(), found.path, found.deployment, found.modules, found.facts))
    systems = real().scheme.systems(found.path)
    assert {candidate.system for candidate in offered.candidates} <= systems
    assert bool(offered.excluded) == bool(systems)


def test_the_same_company_gets_the_same_set() -> None:
    for seed in range(5):
        assert candidates(market(), company(seed)) == candidates(market(), company(seed))


def test_words_are_wanted_for_all_that_a_set_can_name() -> None:
    keys = list(word_keys(market()))
    assert len(set(keys)) == len(keys)
    sections = {section: {key[1] for key in keys if key[0] == section} for section in {key[0] for key in keys}}
    assert sections["product_criteria"] == {*CRITERIA, *GATES}
    assert sections["product_fields"] == set(FIELDS)
    assert sections["product_notes"] == set(NOTES)
    assert sections["restrictions"] == set(market().bases)
    assert sections["product_regions"] == set(market().fit.regions)
    assert sections["openness"] == {"open-source", "open-api", "unknown"}
    named = {p.price.basis for p in market().products}
    assert named <= sections["price_bases"]
    assert {kind for p in market().products for kind in p.hosting.values} <= sections["hosting_kinds"]
