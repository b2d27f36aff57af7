"""The worked cases together: enough of them, and every kind of company, region, path and hosting among them."""

from __future__ import annotations

from collections import Counter

import pytest

from advisor.questionnaire.answers import parse_all
from advisor.questionnaire.flow import replay
from tests.test_cases import CASES, SHORT, accepted, case, loaded

BANDS = ((1, 9), (10, 49), (50, 249), (250, 999), (1_000, 9_999), (10_000, 99_999))  # people
EURO = ("AT", "BE", "DE", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "NL", "PT", "SI", "SK")
CURRENCIES = dict.fromkeys(EURO, "EUR") | {
    "US": "USD", "GB": "GBP", "CH": "CHF", "PL": "PLN", "CZ": "CZK", "SE": "SEK", "UA": "UAH", "RU": "RUB", "KZ": "KZT",
    "TR": "TRY", "CN": "CNY", "IN": "INR", "AE": "AED", "IR": "IRR", "JP": "JPY", "BR": "BRL", "CA": "CAD",
    "AU": "AUD", "ZA": "ZAR",
}  # fmt: skip
FULL = [name for name in CASES if not name.endswith(SHORT)]


def told(question: str) -> dict[str, str]:
    """The answer of each full case to one question, where it is known."""
    answers = {name: case(name)["answers"].get(question, "unknown") for name in FULL}
    return {name: answer for name, answer in answers.items() if answer != "unknown"}


def of_one(expectation: str) -> Counter[str]:
    """How many cases accept nothing but one value."""
    found = [accepted(case(name)["expect"][expectation]) for name in FULL]
    return Counter(value for values in found if len(values) == 1 for value in values)


def left_open(name: str) -> int:
    """How many questions that apply are not answered, or with "I don't know"."""
    content = loaded()
    answers = parse_all(content.questionnaire, case(name)["answers"])
    applies = replay(content.questionnaire, content.vocabulary, content.rates, answers).applies
    return sum(answers.get(q.id) is None for q in applies)


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 84
    assert sum(name.endswith(SHORT) for name in CASES) >= 5


def test_no_two_cases_are_the_same() -> None:
    assert len({case(name)["title"] for name in CASES}) == len(CASES)
    assert len({str(sorted(case(name)["answers"].items())) for name in CASES}) == len(CASES)


@pytest.mark.parametrize(("low", "high"), BANDS)
def test_every_size_is_there(low: int, high: int) -> None:
    sizes = [int(people) for people in told("employees").values()]
    assert sum(low <= size <= high for size in sizes) >= 3


def test_smallest_and_largest_are_there() -> None:
    sizes = [int(people) for people in told("employees").values()]
    assert min(sizes) <= 3
    assert max(sizes) >= 50_000
    assert max(sizes) <= BANDS[-1][1]


def test_every_industry_is_there() -> None:
    industries = loaded().vocabulary.facts["industry"].values
    assert len(industries) >= 20
    assert set(industries) - set(told("industry").values()) == set()


def test_every_region_is_there() -> None:
    """A region is what decides on where data may be; each has at least four cases."""
    regime = loaded().vocabulary.facts["data_regime"]
    assert regime.derive is not None
    seen = Counter(regime.derive.lookup.get(country, regime.derive.default) for country in told("country").values())
    assert {region: seen[region] for region in regime.values if seen[region] < 4} == {}


def test_every_path_and_deployment_is_there() -> None:
    """By cases with a single right answer, not by lists of acceptable ones."""
    content = loaded()
    deployments = {option.deployment for option in content.scheme.options}
    assert {path for path in content.scheme.paths if of_one("path")[path] < 3} == set()
    assert {deployment for deployment in deployments if of_one("deployment")[deployment] < 3} == set()


def test_most_cases_have_a_single_right_path() -> None:
    assert of_one("path").total() >= 0.75 * len(FULL)


def test_some_cases_leave_much_open() -> None:
    open_questions = [left_open(name) for name in FULL]
    assert sum(count >= 12 for count in open_questions) >= 5
    assert sum("unknown" in case(name)["answers"].values() for name in FULL) >= 5


@pytest.mark.parametrize("name", [name for name in CASES if case(name)["answers"].get("country") in CURRENCIES])
def test_budget_is_in_the_money_of_the_country(name: str) -> None:
    answers = case(name)["answers"]
    assert answers["budget"].split()[-1] == CURRENCIES[answers["country"]]
