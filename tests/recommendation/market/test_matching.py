"""Each criterion, worked out by hand on real products and on products changed in one field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from advisor.recommendation.market.market import CRITERIA, Product
from advisor.recommendation.market.matching import (
    KNOCK_OUTS,
    LEVELS,
    NOT_VERIFIED,
    VERIFIED,
    Asked,
    Level,
    Wanted,
    barring,
    price_verified,
)
from tests.recommendation.market_samples import (
    COMPANIES,
    CRM,
    ERP,
    altered,
    changed,
    maker,
    market,
    product,
    with_products,
)

HALF = market().fit.not_verified
SOURCE = {"verified": True, "source": "https://a.example"}


def asked(system: str = ERP, **changes: Any) -> Asked:
    return Asked.of(market(), maker(**changes), system)


def level(name: str, one: Product, system: str = ERP, **changes: Any) -> Level:
    given = asked(system, **changes)
    assert LEVELS[name].counts(given), f"{name} does not count"
    return LEVELS[name].level(given, one)


def out(name: str, one: Product, system: str = ERP, **changes: Any) -> str | None:
    return KNOCK_OUTS[name](asked(system, **changes), one)


def test_systems_come_in_the_order_of_the_path() -> None:
    assert maker().systems == (ERP, CRM)
    assert maker(phases=((CRM, ERP),)).systems == (CRM, ERP)
    assert maker(phases=()).systems == ()


def test_each_system_knows_its_phases_and_modules() -> None:
    first, second = asked(ERP), asked(CRM)
    assert (first.phases, second.phases) == ((1,), (2,))
    assert first.must == {"erp-finance", "erp-inventory", "erp-production-planning"}, "master data is in every ERP"
    assert first.should == {"erp-gl", "erp-warehouse"}
    assert second.must == {"crm-contacts", "crm-activities"}
    assert asked(CRM, phases=((CRM, ERP),)).phases == (1,)


def test_languages_are_those_given_or_usual_in_the_country() -> None:
    assert asked(country="UA").languages == ("uk",)
    assert asked(country="UA", languages=("en", "ru")).languages == ("en", "ru")
    assert asked(country="DE").languages == ()
    assert asked(country=None).languages == ()


def test_modules_count_alike_and_half_when_not_verified() -> None:
    tryton = product("tryton")  # finance, stock and production are named by its source, the ledger is not
    assert level("must_modules", tryton) == Level(1.0, True)
    assert level("should_modules", tryton) == Level(HALF / 2, False)
    assert level("must_modules", changed(tryton, "modules", verified=False)) == Level(HALF, False)
    one = changed(tryton, "modules", values=("erp-finance",), unchecked=())
    assert level("must_modules", one) == Level(1 / 3, True)
    none = changed(tryton, "modules", values=(), unchecked=())
    assert level("must_modules", none) == Level(0.0, True)


def test_modules_count_only_when_some_are_wanted() -> None:
    assert not LEVELS["must_modules"].counts(asked(must={ERP: frozenset({"erp-master-data"})}))
    assert not LEVELS["should_modules"].counts(asked(CRM))
    assert not LEVELS["should_modules"].counts(asked(should={}))


@pytest.mark.parametrize(
    ("deployment", "kinds", "expected"),
    [
        ("saas", ("saas", "on-premise"), 1.0),
        ("saas", ("on-premise", "private-cloud"), 0.0),
        ("hybrid", ("saas",), 0.5),
        ("hybrid", ("on-premise",), 0.75),
        ("hybrid", ("saas", "private-cloud"), 1.0),
        ("on-premise", ("private-cloud",), 0.5),
        ("on-premise", ("saas",), 0.0),
        ("on-premise", (), 0.0),
    ],
)
def test_hosting_takes_the_best_kind_on_offer(deployment: str, kinds: tuple[str, ...], expected: float) -> None:
    read_at_source = changed(product("odoo"), "hosting", values=kinds)
    guessed = changed(read_at_source, "hosting", verified=False)
    assert level("hosting", read_at_source, deployment=deployment) == Level(expected, True)
    assert level("hosting", guessed, deployment=deployment) == Level(expected * HALF, False)
    assert out("hosting", read_at_source, deployment=deployment) == (None if expected else VERIFIED)
    assert out("hosting", guessed, deployment=deployment) is None


@pytest.mark.parametrize(
    ("employees", "expected", "left_out"),
    [
        (50.0, 1.0, None),
        (2000.0, 1.0, None),
        (49.0, 0.5, None),
        (25.0, 0.5, None),
        (24.0, 0.0, VERIFIED),
        (4000.0, 0.5, None),
        (4001.0, 0.0, VERIFIED),
    ],
)
def test_size_has_a_margin(employees: float, expected: float, left_out: str | None) -> None:
    netsuite = product("oracle-netsuite")  # 50 to 2,000 employees
    assert level("size", netsuite, employees=employees) == Level(expected, True)
    assert out("size", netsuite, employees=employees) == left_out


@pytest.mark.parametrize(("employees", "left_out"), [(24.0, None), (12.5, None), (12.0, NOT_VERIFIED), (8000.0, None)])
def test_a_size_that_is_not_verified_has_a_wider_margin(employees: float, left_out: str | None) -> None:
    guessed = changed(product("oracle-netsuite"), "size", verified=False)
    assert out("size", guessed, employees=employees) == left_out


def test_a_size_that_is_open_or_unknown() -> None:
    large = product("sap-s4hana")
    assert level("size", large, employees=1_000_000.0) == Level(1.0, True)
    unknown = changed(large, "size", min=None, max=None)
    assert level("size", unknown) == Level(0.0, False)
    assert out("size", unknown) is None
    assert out("size", large, employees=None) is None
    assert not LEVELS["size"].counts(asked(employees=None))


def test_languages_are_shared_out() -> None:
    erpnext = product("erpnext")  # en, ru, zh, fa in full, uk in part, all looked up
    assert level("language", erpnext, country="IR") == Level(1.0, True)
    assert level("language", erpnext, country="UA") == Level(0.5, True)
    assert level("language", erpnext, languages=("en", "uk")) == Level(0.75, True)
    bitrix = product("bitrix24")  # en and ru, not looked up
    assert level("language", bitrix, country="RU") == Level(HALF, False)
    assert level("language", bitrix, country="IR") == Level(0.0, False)
    netsuite = product("oracle-netsuite")  # fa looked up and not there
    assert level("language", netsuite, country="IR") == Level(0.0, True)
    assert not LEVELS["language"].counts(asked(country="DE"))


def test_an_industry_is_named_or_none_is_claimed() -> None:
    dolibarr = product("dolibarr")
    assert level("industry", dolibarr, industry="retail") == Level(1.0, True)
    assert level("industry", dolibarr, industry="manufacturing") == Level(0.0, True)
    assert level("industry", product("zoho-crm"), CRM, industry="health") == Level(0.5 * HALF, False)
    epicor = product("epicor-kinetic")  # manufacturing is verified, distribution is not
    assert level("industry", epicor, industry="manufacturing") == Level(1.0, True)
    assert level("industry", epicor, industry="distribution") == Level(HALF, False)
    assert not LEVELS["industry"].counts(asked(industry=None))


def test_law_earns_all_where_nothing_is_known() -> None:
    odoo = product("odoo")
    assert level("law", odoo, country="DE") == Level(1.0, True)
    assert level("law", odoo, country="RU") == Level(0.0, True)
    assert level("law", product("erpnext"), country="RU") == Level(HALF, False)
    assert not LEVELS["law"].counts(asked(country=None))


def test_a_point_of_law_for_a_part_of_the_country_costs_nothing() -> None:
    salesforce = product("salesforce-sales-cloud")
    assert level("law", salesforce, CRM, country="UA") == Level(1.0, True)
    assert out("law", salesforce, CRM, country="UA") is None


@pytest.mark.parametrize(
    ("key", "country", "bases"),
    [
        ("sap-s4hana", "RU", ("eu-2023-2878",)),
        ("sap-s4hana", "BY", ()),
        ("dynamics-365-sales", "BY", ("us-bis-2024-09-16",)),
        ("salesforce-sales-cloud", "IR", ("us-itsr-iran",)),
        ("salesforce-sales-cloud", "CU", ()),
        ("pipedrive", "VE", ("pipedrive-list",)),
        ("1c-erp", "UA", ("ua-601-2024",)),
        ("bitrix24", "UA", ()),
        ("tryton", "RU", ()),
    ],
)
def test_only_verified_points_of_law_leave_out(key: str, country: str, bases: tuple[str, ...]) -> None:
    one = product(key)
    system = CRM if one.system == CRM else ERP
    assert barring(asked(system, country=country), one) == bases
    assert out("law", one, system, country=country) == (VERIFIED if bases else None)


def test_a_maker_that_was_not_looked_at_is_not_left_out() -> None:
    doubted = changed(product("sap-s4hana"), "restrictions", verified=False)
    assert out("law", doubted, country="RU") is None
    assert level("law", doubted, country="RU") == Level(0.0, False)


def test_region_is_the_country_or_its_neighbours() -> None:
    sap = changed(product("sap-s4hana"), "home", **SOURCE)
    assert level("region", sap, country="DE") == Level(1.0, True)
    assert level("region", sap, country="FR") == Level(0.5, True)
    assert level("region", sap, country="CN") == Level(0.0, True)
    assert level("region", product("sap-s4hana"), country="DE") == Level(HALF, False)
    assert not LEVELS["region"].counts(asked(country=None))


def test_the_budget_is_shared_by_the_systems_of_the_path() -> None:
    assert asked(budget_per_user=1000.0).share_of_budget == 500.0
    assert asked(budget_per_user=1000.0, phases=((ERP,),)).share_of_budget == 1000.0
    assert asked().share_of_budget is None
    assert not LEVELS["price"].counts(asked())


def test_price_against_what_licences_may_cost() -> None:
    twenty = product("twenty")  # USD 9 a month, USD 108 or EUR 98 a year
    share = market().fit.licence_share
    enough, stretch, whole = (round(98 / part, 2) for part in (share, share * 2, 1))
    one_system: dict[str, Any] = {"phases": ((CRM,),)}
    assert level("price", twenty, CRM, budget_per_user=enough + 1, **one_system) == Level(1.0, True)
    assert level("price", twenty, CRM, budget_per_user=enough - 1, **one_system) == Level(0.5, True)
    assert level("price", twenty, CRM, budget_per_user=stretch - 1, **one_system) == Level(0.0, True)
    assert out("price", twenty, CRM, budget_per_user=whole, **one_system) is None
    assert out("price", twenty, CRM, budget_per_user=whole - 1, **one_system) == VERIFIED


def test_a_free_licence_fits_any_budget() -> None:
    assert level("price", product("tryton"), budget_per_user=0.0) == Level(1.0, True)
    assert level("price", product("frappe-crm"), CRM, budget_per_user=0.0) == Level(HALF, False)


def test_a_price_on_request_earns_nothing_and_leaves_nothing_out() -> None:
    creatio = product("creatio")
    assert level("price", creatio, CRM, budget_per_user=10.0) == Level(0.0, False)
    assert out("price", creatio, CRM, budget_per_user=0.0) is None


def test_a_price_that_is_not_by_user_leaves_nothing_out() -> None:
    dearer = changed(product("erpnext"), "price", lowest="5000")
    assert level("price", dearer, budget_per_user=10.0) == Level(0.0, True)
    assert out("price", dearer, budget_per_user=10.0) is None
    assert out("price", changed(dearer, "price", basis="per-user"), budget_per_user=10.0) == VERIFIED


def test_a_price_of_another_country_is_not_verified() -> None:
    zoho = product("zoho-crm")
    assert price_verified(asked(CRM, country="IN"), zoho)
    assert not price_verified(asked(CRM, country="DE"), zoho)
    assert not price_verified(asked(CRM, country=None), zoho)
    assert level("price", zoho, CRM, country="IN", budget_per_user=9000.0) == Level(1.0, True)
    assert level("price", zoho, CRM, country="DE", budget_per_user=9000.0) == Level(HALF, False)
    assert out("price", zoho, CRM, country="DE", budget_per_user=1.0) is None
    assert out("price", zoho, CRM, country="IN", budget_per_user=1.0) == VERIFIED


def test_open_source_counts_for_those_who_want_it() -> None:
    wish = {"vendor_preference": "open_source"}
    assert level("open_source", product("odoo"), **wish) == Level(1.0, True)
    assert level("open_source", product("sap-s4hana"), **wish) == Level(0.0, True)
    assert level("open_source", product("onebox"), **wish) == Level(0.0, False)
    assert not LEVELS["open_source"].counts(asked(vendor_preference="one_vendor"))
    assert not LEVELS["open_source"].counts(asked())


def test_interfaces_count_when_systems_are_joined() -> None:
    assert level("open_api", product("odoo")) == Level(1.0, True)
    assert level("open_api", product("yonyou")) == Level(HALF, False)
    assert level("open_api", product("onebox")) == Level(0.0, False)
    assert not LEVELS["open_api"].counts(asked(must={}))


@pytest.mark.parametrize(("wish", "suite"), [("one_vendor", 1.0), ("best_of_each", 0.0)])
def test_one_product_or_two(wish: str, suite: float) -> None:
    assert level(wish, product("odoo"), vendor_preference=wish) == Level(suite, True)
    assert level(wish, product("plex"), vendor_preference=wish) == Level(1.0 - suite, True)
    assert not LEVELS[wish].counts(asked(vendor_preference=wish, phases=((ERP,),)))
    assert not LEVELS[wish].counts(asked(vendor_preference="no_preference"))


def test_modules_leave_out_what_serves_another_purpose() -> None:
    listening = product("semanticforce")  # watches social media; this much is verified
    assert out("must_modules", listening, CRM) == VERIFIED
    assert out("must_modules", changed(listening, "modules", verified=False), CRM) == NOT_VERIFIED
    assert out("must_modules", listening, CRM, must={CRM: frozenset()}) is None
    assert out("must_modules", product("twenty"), CRM) is None


def test_few_modules_leave_out_only_when_verified() -> None:
    must = {ERP: frozenset({"erp-finance", "erp-hr", "erp-payroll", "erp-mes", "erp-pos", "erp-maintenance"})}
    one = changed(product("tryton"), "modules", values=("erp-finance",), unchecked=())
    assert out("must_modules", one, must=must) == VERIFIED
    assert out("must_modules", changed(one, "modules", verified=False), must=must) is None


@pytest.mark.parametrize("wanted", COMPANIES)
def test_levels_keep_to_their_bounds_and_say_when_they_rest_on_guesses(wanted: Wanted) -> None:
    for system in wanted.systems:
        given = Asked.of(market(), wanted, system)
        for one in market().products:
            for name in CRITERIA:
                if LEVELS[name].counts(given):
                    found = LEVELS[name].level(given, one)
                    assert 0.0 <= found.earned <= 1.0, (one.id, name)


@pytest.mark.parametrize("wanted", COMPANIES[:10])
def test_levels_know_nothing_of_other_products(wanted: Wanted) -> None:
    one = product("odoo")
    for system in wanted.systems:
        among, alone = (Asked.of(of, wanted, system) for of in (market(), with_products(one)))
        for criterion in LEVELS.values():
            assert criterion.counts(among) == criterion.counts(alone)
            if criterion.counts(among):
                assert criterion.level(among, one) == criterion.level(alone, one)
        for gate in KNOCK_OUTS.values():
            assert gate(among, one) == gate(alone, one)


def test_what_is_not_verified_never_earns_more() -> None:
    doubts = {"hosting": {"verified": False}, "size": {"verified": False}, "openness": {"verified": False}}
    for one in market().products:
        doubted = one
        for field, change in doubts.items():
            doubted = doubted.model_copy(update={field: altered(getattr(doubted, field), **change)})
        given = Asked.of(market(), replace(maker(), vendor_preference="open_source"), CRM)
        for name in ("hosting", "size", "open_source", "open_api"):
            assert LEVELS[name].level(given, doubted).earned <= LEVELS[name].level(given, one).earned
