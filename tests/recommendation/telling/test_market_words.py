"""Products in words: nobody pays, what is verified is cited and dated, and what is left out is said with its reason."""

from __future__ import annotations

import re
from datetime import date

import pytest

from advisor.recommendation.market.offers import ListPrice, ProductFact
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.market_words import MarketWords, ProductWords, market, word_keys
from tests.recommendation.advices import NAMES, advice, before, of_path
from tests.recommendation.samples import real, strings

BOUGHT = [name for name in NAMES if name != "micro-no-need"]


def words(result: Recommendation) -> MarketWords:
    found = market(real(), result, real().texts["en"])
    assert found is not None
    return found


def products(result: Recommendation) -> ProductWords:
    found = words(result).products
    assert found is not None
    return found


def with_fact(fact: ProductFact) -> str:
    """How a fact of the first candidate is shown."""
    result = advice("ukrainian-bakery")
    first = result.products[0].model_copy(update={"facts": (fact,)})
    changed = result.model_copy(update={"products": (first, *result.products[1:])})
    return products(changed).systems[0].products[0].facts[0].text


def fact(field: str, *values: str) -> ProductFact:
    return ProductFact(field=field, values=values, source="https://www.example.org/a", as_of="2026-05")


def with_price(basis: str, lowest: str, source: str = "https://example.org") -> tuple[str, str]:
    result = advice("ukrainian-bakery")
    price = ListPrice(basis=basis, lowest=lowest, currency="USD", source=source, as_of="2026")
    first = result.products[0].model_copy(update={"price": price})
    changed = result.model_copy(update={"products": (first, *result.products[1:])})
    shown = products(changed).systems[0].products[0].price
    assert shown is not None
    return shown.amount, shown.source.label


def test_an_older_result_has_no_market() -> None:
    assert market(real(), before(advice("ukrainian-bakery")), real().texts["en"]) is None


@pytest.mark.parametrize("name", BOUGHT)
def test_it_begins_with_who_pays_and_how_the_order_is_made(name: str) -> None:
    found = products(advice(name))
    assert found.payment.startswith("Nobody pays")
    assert found.order == real().texts["en"].say("product_notes", "order")


@pytest.mark.parametrize("name", BOUGHT)
def test_every_candidate_is_there_in_its_order(name: str) -> None:
    result = advice(name)
    shown = [(group.system, row.id, row.fit) for group in products(result).systems for row in group.products]
    assert shown == [(product.system, product.id, product.fit) for product in result.products]
    for group in products(result).systems:
        fits = [row.fit for row in group.products]
        assert fits == sorted(fits, reverse=True)


@pytest.mark.parametrize("name", BOUGHT)
def test_every_fact_is_cited_and_dated(name: str) -> None:
    rows = [row for group in products(advice(name)).systems for row in group.products]
    for row in rows:
        for one in (*row.facts, *([row.price] if row.price else [])):
            assert one.source.label
            assert re.fullmatch(r"\d{4}(-\d\d){0,2}", one.source.as_of)
        assert row.facts or row.unverified
        assert not {fact.name for fact in row.facts} & set(row.unverified)


def test_values_are_said_in_words() -> None:
    assert with_fact(fact("size", "10", "200")) == "10–200"
    assert with_fact(fact("size", "10", "")) == "10 or more"
    assert with_fact(fact("size", "", "1500")) == "up to 1,500"
    assert with_fact(fact("home", "DE", "XX")) == "Germany, XX"
    assert with_fact(fact("languages", "en", "fa")) == "English, Persian"
    assert with_fact(fact("hosting", "saas")) == "Cloud service (SaaS)"
    assert with_fact(fact("openness", "open-source")) == "Open source"
    assert with_fact(fact("modules", "crm-contacts", "crm-gone")).endswith(", crm-gone")
    assert with_fact(fact("industries", "retail", "gone")).endswith(", gone")


def test_prices_carry_their_currency_and_only_when_there_is_an_amount() -> None:
    assert with_price("per-user", "25")[0] == "USD 25"
    assert with_price("per-user", "8.80")[0] == "USD 8.80"
    assert with_price("free", "0")[0] == ""
    assert with_price("on-request", "")[0] == ""


def test_a_source_is_its_host_or_its_document() -> None:
    assert with_price("flat", "1", "https://www.example.org/pricing?x=1")[1] == "example.org"
    assert "Diasoft (Russia)" in with_price("flat", "1", "diasoft")[1]
    assert with_price("flat", "1", "gone")[1] == "gone"


@pytest.mark.parametrize("name", BOUGHT)
def test_all_that_was_left_out_is_said_with_its_reason(name: str) -> None:
    result = advice(name)
    assert result.market is not None
    found = products(result)
    assert found.left_out_count == len(result.market.excluded)
    assert sum(len(group.products) for group in found.left_out) == found.left_out_count
    labels = [(group.system, group.reason, group.checks) for group in found.left_out]
    assert len(labels) == len(set(labels))
    assert all(reason for _, reason, _ in labels)


def test_points_of_law_stand_with_what_they_put_out() -> None:
    found = products(advice("russian-car-dealers"))
    checks = [check for group in found.left_out for check in group.checks]
    assert checks
    assert all(check.startswith("Point to check with counsel") for check in checks)
    listed = {point.text for point in found.law}
    assert set(checks) <= listed
    assert all(point.sources for point in found.law if point.verified)


def test_without_a_country_that_is_said_beside_the_law() -> None:
    english = real().texts["en"]
    note = english.say("product_notes", "country")
    assert note in products(advice("all-unknown")).law_notes
    assert note not in products(advice("russian-car-dealers")).law_notes


def test_leads_are_marked_as_not_verified_unless_they_are() -> None:
    result = advice("russian-car-dealers")
    assert result.market is not None
    found = products(result)
    assert [lead.name for lead in found.leads] == [lead.name for lead in result.market.leads]
    assert [lead.verified for lead in found.leads] == [lead.verified for lead in result.market.leads]
    assert found.leads, "there are names to look at in Russia"


def test_dates_of_the_list_are_said() -> None:
    found = products(advice("ukrainian-bakery"))
    assert found.review_by == real().figures.market.review_by
    assert date.fromisoformat(found.as_of) <= found.review_by


def test_when_nothing_fits_that_is_said() -> None:
    result = advice("ukrainian-bakery").model_copy(update={"products": ()})
    assert products(result).none == real().texts["en"].say("product_notes", "none")
    assert products(advice("ukrainian-bakery")).none == ""


def test_buying_nothing_needs_no_products() -> None:
    found = words(of_path("not-yet"))
    assert found.products is None
    assert found.place is not None
    assert found.peers is not None


def test_no_placeholder_is_left() -> None:
    for name in NAMES:
        assert not [text for text in strings(words(advice(name))) if "{" in text]


def test_every_word_is_there() -> None:
    assert all(real().texts["en"].say(*key) for key in word_keys())
