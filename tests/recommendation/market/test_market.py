"""The list of products reads as it is written, in types that refuse what makes no sense."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from advisor.language import LANGUAGES
from advisor.recommendation.market.market import (
    CRITERIA,
    FIELDS,
    About,
    Base,
    Day,
    Fit,
    Hint,
    Language,
    Listed,
    Open,
    Price,
    Product,
    Restricted,
    Size,
    Spoken,
)
from advisor.recommendation.market.matching import LEVELS
from advisor.source import read
from tests.recommendation.market_samples import RULES, market, product, raw
from tests.recommendation.samples import real

DAY, ABOUT = TypeAdapter(Day), TypeAdapter(About)
PUBLISHERS = {"diasoft", "luacrm", "zohocn"}


def fit(**changes: Any) -> Fit:
    return Fit.model_validate(read(RULES / "product_fit.yaml").data | changes)


def listed(**changes: Any) -> Listed:
    return Listed.model_validate(
        {"verified": "true", "source": "https://a.example", "values": ("x", "y"), "unchecked": ("y",)} | changes
    )


def test_a_day_is_whole() -> None:
    assert DAY.validate_python("2026-11-22") == datetime.date(2026, 11, 22)
    for wrong in ("2026-11", "2026", "20261122", "2026-13-01", "2026-02-30", "soon", "", None, 1, "2026-W47-7"):
        with pytest.raises(ValidationError) as caught:
            DAY.validate_python(wrong)
        assert caught.value.errors()[0]["type"] == "bad-date"


@pytest.mark.parametrize("text", ["2026-11-22", "2026-11", "2026", ""])
def test_a_date_of_a_source_may_lack_its_day(text: str) -> None:
    assert ABOUT.validate_python(text) == text


@pytest.mark.parametrize("text", ["26", "2026-13", "2026-02-30", "2026-1", "in 2026", "1767225600", "0000", "2026-00"])
def test_a_date_of_a_source_is_one(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ABOUT.validate_python(text)
    assert caught.value.errors()[0]["type"] == "bad-date"


def test_all_forty_products_are_there() -> None:
    assert len(market().products) == len(raw()) == 40
    assert {p.id for p in market().products} == set(raw())
    assert {p.system for p in market().products} == {"crm", "erp", "both"}


@pytest.mark.parametrize("key", ["crm", "erp", "both"])
def test_each_file_holds_the_products_of_its_kind(key: str) -> None:
    data = read(RULES / f"products_{key}.yaml").data
    assert {entry["system"] for entry in data["products"].values()} == {key}
    assert list(data["products"]) == sorted(data["products"])


def test_every_field_is_one_of_the_product() -> None:
    assert set(FIELDS) < set(Product.model_fields)
    assert set(FIELDS) | {"id", "name", "vendor", "system", "named_in"} == set(Product.model_fields)


def test_every_criterion_has_a_weight_and_a_level() -> None:
    assert tuple(market().fit.criteria) == CRITERIA == tuple(LEVELS)


def test_languages_are_those_of_the_project() -> None:
    assert set(get_args(Language)) == set(LANGUAGES)


def test_values_are_read_as_written() -> None:
    zoho = product("zoho-crm")
    assert (zoho.name, zoho.vendor, zoho.system) == ("Zoho CRM", "Zoho Corporation", "crm")
    assert zoho.price.lowest == Decimal(800)
    assert (zoho.price.currency, zoho.price.only, zoho.price.as_of) == ("INR", ("IN",), "2026-08-13")
    netsuite = product("oracle-netsuite")
    assert (netsuite.size.min, netsuite.size.max, netsuite.size.verified) == (50.0, 2000.0, True)
    assert netsuite.languages.none == ("uk", "fa")
    assert product("odoo").price.lowest == Decimal("8.95")
    assert product("sap-s4hana").size.max is None


def test_a_seller_s_own_article_verifies_nothing() -> None:
    own = {key: entry for key, entry in raw().items() if PUBLISHERS & set(entry.get("named_in", []))}
    assert {"digital-q-crm", "digital-q-erp", "lua-crm", "zoho-crm"} <= set(own)
    for key, entry in own.items():
        for name in FIELDS:
            said, read_as = entry[name], getattr(product(key), name)
            seller = {"Diasoft": "diasoft", "Luana CRM OÜ": "luacrm", "Zoho Corporation": "zohocn"}.get(entry["vendor"])
            if said.get("source") == seller and seller is not None:
                assert not read_as.verified, (key, name)
    assert raw()["digital-q-erp"]["modules"]["verified"] == "true"
    assert raw()["zoho-crm"]["modules"]["verified"] == "true"


def test_what_another_seller_s_article_says_stays_verified() -> None:
    """Zoho's article names Yonyou and Kingdee, which it does not sell."""
    assert raw()["kingdee"]["home"]["source"] == "zohocn"
    assert product("kingdee").home.verified
    assert product("yonyou").languages.checked == ("zh",)


def test_a_list_knows_what_is_proven() -> None:
    assert listed().all == {"x", "y"}
    assert listed().proven == {"x"}
    assert listed(verified="false").proven == frozenset()
    assert listed(unchecked=()).proven == {"x", "y"}


def test_languages_are_verified_once_one_was_looked_up() -> None:
    assert Spoken.model_validate({"full": ["en"], "checked": ["en"], "source": "https://a.example"}).verified
    assert not Spoken.model_validate({"full": ["en"]}).verified


@pytest.mark.parametrize(
    ("shape", "entry"),
    [
        (Size, {"verified": "true", "min": "many"}),
        (Size, {"verified": "true", "min": "-1"}),
        (Size, {"verified": "true", "max": "inf"}),
        (Size, {"verified": "true", "max": "nan"}),
        (Size, {"verified": "perhaps"}),
        (Size, {"min": "1"}),
        (Price, {"verified": "true", "basis": "barter"}),
        (Price, {"verified": "true", "basis": "per-user", "lowest": "cheap"}),
        (Price, {"verified": "true", "basis": "per-user", "lowest": "-5"}),
        (Price, {"verified": "true", "basis": "per-user", "lowest": "Infinity"}),
        (Price, {"verified": "true", "basis": "per-user", "as_of": "lately"}),
        (Open, {"verified": "true", "value": "half"}),
        (Spoken, {"full": ["de"]}),
        (Spoken, {"full": ["en"], "verified": "true"}),
        (Restricted, {"verified": "true"}),
        (Restricted, {"verified": "true", "bases": "all"}),
        (Listed, {"verified": "true"}),
        (Listed, {"verified": "true", "values": [], "colour": "red"}),
        (Base, {"id": "x", "countries": [], "bars": "often", "verified": "true"}),
        (Base, {"id": "x", "countries": [], "bars": "true"}),
        (Base, {"id": "x", "countries": [], "bars": "true", "verified": "true", "since": "20-01-01"}),
        (Hint, {"name": "", "system": "crm", "country": "IR", "verified": "false"}),
        (Hint, {"name": "X", "system": "both", "country": "IR", "verified": "false"}),
        (Hint, {"name": "X", "system": "crm", "country": "IR"}),
    ],
)
def test_what_makes_no_sense_is_refused(shape: Any, entry: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        shape.model_validate(entry)


@pytest.mark.parametrize(
    "changes",
    [
        {"not_verified": "1.5"},
        {"not_verified": "some"},
        {"most": "0"},
        {"least_fit": "101"},
        {"size_margin": "0.5"},
        {"size_margin_not_verified": "inf"},
        {"price_stretch": "0"},
        {"least_must": "-1"},
        {"licence_share": "2"},
        {"hosting": {"saas": {"saas": "2"}}},
        {"hosting": {"cellar": {"saas": "1"}}},
        {"hosting": {"saas": {"cellar": "1"}}},
        {"languages": {"de": ["DE"]}},
        {"criteria": {"size": {"points": "0", "sources": []}}},
        {"criteria": {"size": {"points": "much", "sources": []}}},
        {"criteria": {"size": {"points": "101", "sources": []}}},
        {"review_by": "2026"},
        {"sponsor": "a vendor"},
    ],
)
def test_the_way_of_matching_keeps_to_its_bounds(changes: dict[str, Any]) -> None:
    assert fit().most == market().fit.most
    with pytest.raises(ValidationError):
        fit(**changes)


def test_what_is_not_verified_counts_less_but_counts() -> None:
    assert 0 < market().fit.not_verified < 1
    assert market().fit.size_margin < market().fit.size_margin_not_verified


def test_weights_have_sources_that_exist() -> None:
    for name, weight in market().fit.criteria.items():
        assert set(weight.sources) <= set(real().sources), name
        assert weight.sources, name


def test_the_market_goes_out_of_date_with_its_first_file() -> None:
    files = [read(path).data for path in (*RULES.glob("products*.yaml"), RULES / "product_fit.yaml")]
    dates = {DAY.validate_python(data["review_by"]) for data in files}
    assert len(dates) > 1
    assert market().review_by == min(dates)
    assert market().since == min(DAY.validate_python(data["since"]) for data in files)
    assert market().since < market().review_by


def test_a_free_edition_is_not_the_lowest_price() -> None:
    """The lowest amount is one that is paid; a free licence is a basis of its own."""
    for one in market().products:
        assert one.price.lowest is None or one.price.lowest > 0, one.id
        assert one.price.basis != "free" or one.price.lowest is None, one.id


def test_every_point_of_law_is_named_by_a_product_or_a_lead() -> None:
    named = {base for one in market().products for base in one.restrictions.bases}
    assert named | {base for lead in market().leads for base in lead.checks} == set(market().bases)
