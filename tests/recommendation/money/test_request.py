"""What is to be estimated: users, currency, phases and interfaces from answers; assumptions that a reader sets."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from advisor.errors import BadInput
from advisor.money import Money
from advisor.recommendation.model import Phase
from advisor.recommendation.modules import roadmap, shortlist
from advisor.recommendation.money.request import EURO, LEVELS, OutOfBounds, Overrides, Step, overrides_of, request_of
from tests.recommendation.estimates import PLAIN, advised, facts_of, prices, request
from tests.recommendation.samples import MAKER, SELLER, random_answers, real, typed

ALL = {"crm", "erp", "shared"}


def override(**raw: Any) -> Overrides:
    return overrides_of(prices(), real().rates.per_euro, raw)


def test_answers_become_plain_values() -> None:
    asked = request({**PLAIN, "employees": "120", "users": "40", "sellers": "7"}, "crm", "hybrid")
    assert (asked.path, asked.deployment) == ("crm", "hybrid")
    assert (asked.size, asked.employees, asked.users, asked.sellers) == ("medium", 120, 40, 7)
    assert asked.edges == (10, 50, 250)
    assert asked.other_systems == 2
    assert asked.levels["process_complexity"] == "3"
    assert asked.levels["customisation"] == "2"
    assert set(asked.levels) == set(LEVELS)


def test_options_are_all_sixteen_in_the_order_of_the_scheme() -> None:
    asked = request(PLAIN)
    assert asked.options == tuple((o.path, o.deployment) for o in real().scheme.options)
    assert len(asked.options) == 16


def test_what_is_unknown_is_the_mean_of_what_it_stands_for_and_is_said() -> None:
    asked = request({})
    assert asked.employees == 130  # 6, 25, 120 and 600 with weights 25, 35, 25 and 15
    assert asked.size == "medium"
    assert asked.other_systems == 3  # 0, 2 and 6 with weights 25, 45 and 30
    assert set(asked.assumed) == {"employees", "users", "other_systems", *LEVELS}
    assert asked.users is None
    assert asked.country is None
    assert request(PLAIN | {"employees": "5", "users": "3"}).assumed == (
        "process_maturity",
        "data_quality",
        "training_capacity",
    )


def test_said_unknown_is_as_not_answered() -> None:
    silent, said = request({}), request({"employees": "unknown", "budget": "unknown", "country": "unknown"})
    assert silent == said


def test_more_users_than_assumed_people_raise_the_people() -> None:
    assert request({"users": "5000"}).employees == 5000
    assert request({"users": "5000"}).size == "large"
    assert request({"users": "5"}).employees == 130
    assert request({"users": "50", "employees": "20"}).employees == 20


@pytest.mark.parametrize(
    ("raw", "currency"),
    [
        ({"budget": "50000 USD", "country": "DE"}, "USD"),
        ({"country": "UA"}, "UAH"),
        ({"country": "DE"}, "EUR"),
        ({"country": "IR"}, "IRR"),
        ({"country": "CN"}, "CNY"),
        ({"country": "CH"}, "CHF"),
        ({"country": "VN"}, EURO),  # no planning rate for the dong
        ({"budget": "unknown", "country": "PL"}, "PLN"),
        ({}, EURO),
    ],
)
def test_the_currency_is_that_of_the_budget_or_of_the_country(raw: dict[str, Any], currency: str) -> None:
    assert request(raw).currency == currency


def test_a_currency_that_is_set_comes_first() -> None:
    asked = request({"budget": "50000 USD"}, overrides=Overrides(currency="CNY"))
    assert asked.currency == "CNY"
    assert asked.stated == Money(5_000_000, "USD")


def test_every_country_has_a_currency_with_a_rate() -> None:
    content = real()
    countries = content.questionnaire.by_id["country"].choices
    assert {request({"country": country}).currency for country in countries[::7]} <= set(content.rates.per_euro)


def test_phases_of_paths_that_are_not_advised_are_those_of_the_scheme() -> None:
    steps = request(PLAIN, "crm").steps
    assert steps["not-yet"] == ()
    assert steps["both"] == (Step(1, dict.fromkeys(("crm", "erp", "shared"), Decimal(1)), ("crm", "erp")),)
    first, second = steps["phased-erp-first"]
    assert (first.shares, first.starts) == ({"erp": 1}, ("erp",))
    assert (second.shares, second.starts) == ({"crm": 1, "shared": 1}, ("crm",))


def test_the_advised_path_has_the_phases_of_its_roadmap() -> None:
    found, asked, _, _ = advised(typed(MAKER))
    steps = asked.steps[found.path]
    assert [s.number for s in steps] == [p.phase for p in found.roadmap]
    for step, phase in zip(steps, found.roadmap, strict=True):
        assert set(phase.systems) <= set(step.shares)


@pytest.mark.parametrize("seed", range(40))
def test_work_is_divided_completely_and_each_system_begins_once(seed: int) -> None:
    content, answers = real(), random_answers(seed)
    for path in content.scheme.paths:
        facts = facts_of(answers, path, "saas" if content.scheme.phases[path] else "none")
        phases = roadmap(content, path, shortlist(content, path, facts))
        raw = dict(PLAIN)
        steps = request(raw, path, roadmap=phases).steps[path]
        systems = content.scheme.systems(path)
        starts = [s for step in steps for s in step.starts]
        assert sorted(starts) == sorted(systems)
        for system in (*systems, "shared") if systems else ():
            total = sum(step.shares.get(system, Decimal(0)) for step in steps)
            assert abs(total - 1) < Decimal("1e-20"), (path, system)
        assert all(0 < share <= 1 for step in steps for share in step.shares.values())


def test_a_system_without_modules_begins_where_the_scheme_has_it() -> None:
    phases = (
        Phase(phase=1, systems=("crm",), modules=("crm-contacts",), gate="general"),
        Phase(phase=2, systems=("crm",), modules=("crm-pipeline",), gate=""),
    )
    steps = request(PLAIN, "phased-crm-first", roadmap=phases).steps["phased-crm-first"]
    assert [step.starts for step in steps] == [("crm",), ("erp",)]
    assert steps[0].shares == {"crm": Decimal("0.5")}
    assert set(steps[1].shares) == ALL


def test_interfaces_are_joined_with_the_last_system_unless_the_roadmap_says_when() -> None:
    phases = (
        Phase(phase=1, systems=("erp", "shared"), modules=("erp-finance", "int-api"), gate="general"),
        Phase(phase=2, systems=("crm",), modules=("crm-contacts",), gate=""),
    )
    first, second = request(PLAIN, "phased-erp-first", roadmap=phases).steps["phased-erp-first"]
    assert first.shares["shared"] == 1
    assert "shared" not in second.shares


@pytest.mark.parametrize(
    ("raw", "path", "linked"),
    [
        ({}, "both", True),
        ({"erp_state": "weak"}, "crm", True),
        ({"erp_state": "none"}, "crm", False),
        ({"crm_state": "good"}, "erp", True),
        ({"crm_state": "none", "erp_state": "accounting"}, "erp", False),
        ({}, "erp", False),
        ({}, "not-yet", False),
    ],
)
def test_crm_and_erp_are_linked_when_both_will_be_there(raw: dict[str, Any], path: str, linked: bool) -> None:
    assert request(raw).links[path] is linked


def test_styles_follow_the_table_of_each_path() -> None:
    asked = request({**SELLER, "vendor_preference": "one_vendor", "other_systems": "0", "erp_state": "none"})
    assert asked.styles["not-yet"] == "none"
    assert asked.styles["both"] == "suite"
    assert asked.styles["crm"] == "none"


def test_assumptions_are_read_as_people_type_them() -> None:
    found = override(years="7", crm_users="1 200", price_rise="7,5 %", contingency="0", currency="uah", erp_users="")
    expected = Overrides(
        years=7, crm_users=1200, price_rise=Decimal("7.50"), contingency=Decimal("0.00"), currency="UAH"
    )
    assert found == expected
    assert found.given == ("years", "crm_users", "price_rise", "contingency", "currency")
    assert override(years=3, price_rise=2.5) == Overrides(years=3, price_rise=Decimal("2.50"))


def test_nothing_set_is_nothing_given() -> None:
    assert override() == Overrides()
    assert override(years=None, currency="") == Overrides()
    assert Overrides().given == ()
    assert replace(Overrides(), interfaces=0).given == ("interfaces",)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"years": "0"}, "Give a whole number from 1 to 10."),
        ({"years": "eleven"}, "Give a whole number from 1 to 10."),
        ({"years": True}, "Give a whole number from 1 to 10."),
        ({"years": ["5"]}, "Give a whole number from 1 to 10."),
        ({"crm_users": "-3"}, "Give a whole number from 1 to 1000000."),
        ({"price_rise": "51"}, "Give a percentage from 0 to 50."),
        ({"price_rise": "nan"}, "Give a percentage from 0 to 50."),
        ({"price_rise": "1e999"}, "Give a percentage from 0 to 50."),
        ({"contingency": "lots"}, "Give a percentage from 0 to 100."),
        ({"customisation": "6"}, "Give a whole number from 1 to 5."),
        ({"interfaces": "101"}, "Give a whole number from 0 to 100."),
    ],
)
def test_assumptions_out_of_bounds_are_refused_in_a_sentence(raw: dict[str, Any], message: str) -> None:
    with pytest.raises(OutOfBounds) as caught:
        override(**raw)
    assert isinstance(caught.value, BadInput)
    assert caught.value.message == message
    assert caught.value.field == next(iter(raw))
    assert caught.value.template.format(**caught.value.values) == message


def test_an_unknown_assumption_or_currency_is_refused() -> None:
    with pytest.raises(OutOfBounds) as caught:
        override(mood="good")
    assert caught.value.field == "mood"
    assert "price_rise" in caught.value.message
    with pytest.raises(OutOfBounds) as caught:
        override(currency="DEM")
    assert caught.value.field == "currency"
    assert "UAH" in caught.value.message


def test_the_same_answers_make_the_same_request() -> None:
    for seed in range(10):
        answers = random_answers(seed)
        assert advised(answers)[1] == advised(answers)[1]


@pytest.mark.parametrize("seed", range(20))
def test_any_answers_make_a_request_for_every_option(seed: int) -> None:
    content, answers = real(), random_answers(seed, silence=1.0 if seed == 0 else 0.5)
    for option in content.scheme.options:
        asked = request_of(content, facts_of(answers, option.path, option.deployment), answers)
        assert (asked.path, asked.deployment) == (option.path, option.deployment)
        assert asked.employees >= 1
        assert asked.size in ("micro", "small", "medium", "large")
        assert asked.currency in content.rates.per_euro
        assert set(asked.levels.values()) <= {"1", "2", "3", "4", "5"}
        assert set(asked.assumed) <= set(content.questionnaire.by_id)
        assert len(asked.assumed) == len(set(asked.assumed))


def test_a_budget_of_nothing_is_a_budget() -> None:
    assert request({"budget": "0 EUR"}).stated == Money(0, "EUR")
    assert request({"budget": "unknown"}).stated is None
    assert request({}).stated is None


def test_sizes_change_at_their_edges() -> None:
    sizes = {n: request({"employees": str(n)}).size for n in (1, 9, 10, 49, 50, 249, 250, 9999)}
    assert list(sizes.values()) == ["micro", "micro", "small", "small", "medium", "medium", "large", "large"]
