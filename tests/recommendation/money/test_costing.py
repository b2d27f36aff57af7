"""Planning figures applied to one company: users, interfaces, own days and the parts of an option."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from advisor.recommendation.money.costing import Company, company_of, joining_of, system_of
from advisor.recommendation.money.costs import COUNTED, DEPLOYMENTS, SAAS, SYSTEMS, WORK
from advisor.recommendation.money.request import Overrides
from tests.recommendation.estimates import PLAIN, prices, request

BESIDE = {"crm_state": "none", "erp_state": "weak"}


def made(raw: dict[str, Any], path: str = "erp", **changed: Any) -> Company:
    return company_of(prices(), request(raw, path, overrides=Overrides(**changed)))


def users(**raw: str) -> tuple[int, int]:
    found = made({**PLAIN, **raw}).assumptions
    return found.crm_users, found.erp_users


def test_typical_users_follow_the_shares_of_the_size_classes() -> None:
    assert users(employees="9") == (6, 7)  # 0.7 and 0.8 of the first nine
    assert users(employees="10") == (7, 8)  # and 0.4 and 0.5 of the next
    assert users(employees="150") == (45, 63)


def test_more_people_never_have_fewer_users() -> None:
    found = [users(employees=str(n)) for n in (1, 2, 9, 10, 11, 49, 50, 51, 249, 250, 251, 1000, 100000)]
    assert [crm for crm, _ in found] == sorted(crm for crm, _ in found)
    assert [erp for _, erp in found] == sorted(erp for _, erp in found)
    assert all(crm >= 1 and erp >= 1 for crm, erp in found)


def test_stated_users_work_in_the_system_that_more_people_use() -> None:
    crm, erp = users(employees="150", users="100")
    assert erp == 100
    assert 60 < crm < 80
    assert users(employees="150", users="1") == (1, 1)


def test_who_sells_is_a_user_of_the_crm_as_far_as_there_are_users() -> None:
    assert users(employees="150", users="100", sellers="90") == (90, 100)
    assert users(employees="150", users="20", sellers="90") == (20, 20)
    assert users(employees="150", sellers="120")[0] == 120
    assert users(employees="150", sellers="900")[0] == 150


def test_a_reader_s_assumptions_come_first() -> None:
    found = made({**PLAIN, "employees": "150"}, crm_users=3, erp_users=9, years=2, day_rate=111, interfaces=7)
    assumed = found.assumptions
    assert (assumed.crm_users, assumed.erp_users, assumed.years) == (3, 9, 2)
    assert (assumed.day_rate, assumed.interfaces) == (111, 7)
    assert found.users("crm") == 3
    assert found.users("erp") == 9


def test_what_is_not_set_comes_from_the_figures() -> None:
    assumed = made({**PLAIN, "employees": "150"}).assumptions
    assert (assumed.years, assumed.price_rise, assumed.contingency, assumed.customisation) == (5, 7.0, 14.0, 2)
    assert assumed.day_rate == 380  # 350 EUR of 2024, raised by two years and rounded
    assert assumed.currency == "EUR"


def test_the_day_rate_is_that_of_the_country_in_its_currency() -> None:
    ukraine = made({**PLAIN, "country": "UA", "employees": "50"}).assumptions
    assert (ukraine.currency, ukraine.day_rate) == ("UAH", 2400)  # 50 EUR at 48
    given = made({**PLAIN, "country": "UA", "employees": "50"}, day_rate=4800)
    assert given.day_rate == 100


@pytest.mark.parametrize(
    ("raw", "path", "count"),
    [
        ({"other_systems": "4", **BESIDE}, "crm", 3),
        ({"other_systems": "4", **BESIDE}, "both", 3),
        ({"other_systems": "4", **BESIDE}, "erp", 2),
        ({"other_systems": "4", **BESIDE}, "not-yet", 0),
        ({"other_systems": "1000", **BESIDE}, "crm", 30),
        ({"other_systems": "0", "crm_state": "none", "erp_state": "none"}, "crm", 0),
    ],
)
def test_interfaces_are_half_of_the_other_systems_and_the_link(raw: dict[str, Any], path: str, count: int) -> None:
    assert made(raw, path).assumptions.interfaces == count


def test_nothing_is_joined_where_there_is_nothing_to_join() -> None:
    alone = {"other_systems": "0", "crm_state": "none", "erp_state": "none"}
    part = joining_of(made(alone, "crm"), "crm")
    assert not any(amount.values[2] for amount in part.lines.values())
    assert not part.months.values[2]
    set_by_reader = joining_of(made(alone, "crm", interfaces=2), "crm")
    assert set_by_reader.lines["integration"].likely > 0


def test_two_systems_of_one_suite_are_joined_for_less() -> None:
    suite = made({**PLAIN, "vendor_preference": "one_vendor", "employees": "100"}, "both")
    several = made({**PLAIN, "vendor_preference": "best_of_each", "it_staff": "3", "employees": "100"}, "both")
    assert suite.request.styles["both"] == "suite"
    assert several.request.styles["both"] == "api"
    cheap, dear = joining_of(suite, "both"), joining_of(several, "both")
    assert cheap.lines["integration"].likely < dear.lines["integration"].likely
    assert cheap.work["integration"].likely == dear.work["integration"].likely


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_what_is_paid_depends_on_where_it_runs(system: str, deployment: str) -> None:
    part = system_of(made({**PLAIN, "employees": "80"}), system, deployment)
    always = {"implementation", "customisation", "training", "operation", "own_time", "contingency"}
    rented, own = {"subscription"}, {"licence", "maintenance", "hardware"}
    hosted = set() if deployment == SAAS else {"hosting"}
    assert set(part.lines) == always | hosted | (own if deployment == "on-premise" else rented)
    assert all(low <= likely <= high for low, likely, high in (a.values for a in part.lines.values()))


@pytest.mark.parametrize("system", SYSTEMS)
def test_own_days_are_there_for_every_package_but_joining(system: str) -> None:
    part = system_of(made({**PLAIN, "employees": "80"}), system, SAAS)
    assert set(part.work) == set(WORK) - {"integration"}
    counted = [part.work[w].likely for w in part.work if w not in (*COUNTED, "migration")]
    effort = prices().figure("effort", system=system, size="medium").likely
    share = 1 - prices().figure("work", work="migration").likely
    assert sum(counted) == effort * share  # at middle answers all factors are one


@pytest.mark.parametrize(
    ("fact", "package"),
    [("data_quality", "migration"), ("process_maturity", "processes"), ("training_capacity", "training")],
)
def test_answers_change_the_work_they_are_about(fact: str, package: str) -> None:
    days = [system_of(made({**PLAIN, fact: str(n)}), "erp", SAAS).work[package].likely for n in (1, 2, 3, 4, 5)]
    assert days == sorted(days, reverse=True)
    assert days[0] > days[2]
    others = [system_of(made({**PLAIN, fact: str(n)}), "erp", SAAS).work["lead"].likely for n in (1, 5)]
    assert others[0] == others[1]


def test_more_source_systems_mean_more_to_move() -> None:
    few, many = (system_of(made({**PLAIN, "other_systems": n}), "erp", SAAS) for n in ("0", "5"))
    assert many.work["migration"].likely - few.work["migration"].likely == 15  # three days each


def test_complexity_makes_it_longer_and_dearer() -> None:
    simple, hard = (system_of(made({**PLAIN, "process_complexity": n}), "erp", SAAS) for n in ("1", "5"))
    for name in ("implementation", "own_time"):
        assert simple.lines[name].likely < hard.lines[name].likely
    assert simple.months.likely < hard.months.likely
    assert simple.lines["subscription"] == hard.lines["subscription"]


def test_the_reserve_is_on_what_comes_from_outside() -> None:
    part = system_of(made({**PLAIN, "employees": "80"}), "erp", SAAS)
    outside = sum(part.lines[name].likely for name in ("implementation", "customisation", "training"))
    assert part.lines["contingency"].likely == outside * Decimal("0.14")
    set_by_reader = system_of(made({**PLAIN, "employees": "80"}, contingency=Decimal(30)), "erp", SAAS)
    assert set(set_by_reader.lines["contingency"].values) == {outside * Decimal("0.3")}


def test_services_cost_what_the_country_pays() -> None:
    dear, cheap = (system_of(made({**PLAIN, "country": c, "employees": "80"}), "erp", SAAS) for c in ("DE", "UA"))
    assert cheap.lines["implementation"].likely == dear.lines["implementation"].likely * Decimal("0.4")
    assert cheap.lines["subscription"].likely == dear.lines["subscription"].likely
    assert cheap.work == dear.work


def test_own_time_names_the_statistics_of_wages_unless_the_rate_was_set() -> None:
    cited = {s for f in system_of(made(PLAIN), "erp", SAAS).lines["own_time"].figures for s in f.sources}
    assert "es-labour24" in cited
    own = system_of(made(PLAIN, day_rate=200), "erp", SAAS).lines["own_time"]
    assert "es-labour24" not in {s for f in own.figures for s in f.sources}


def test_a_range_comes_from_one_figure() -> None:
    """Two wide factors multiplied would say nothing, so the base of a ratio stands at its likely value."""
    part = system_of(made({**PLAIN, "employees": "80"}), "erp", SAAS)
    low, likely, high = part.lines["implementation"].values
    ratio = prices().figure("implementation", system="erp", size="medium", deployment=SAAS)
    assert (low / likely, high / likely) == (ratio.low / ratio.likely, ratio.high / ratio.likely)
    months = part.months.values
    duration = prices().figure("duration", system="erp", size="medium")
    assert months[2] / months[0] == duration.high / duration.low
