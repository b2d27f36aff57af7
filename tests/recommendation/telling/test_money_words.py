"""The estimate in words: sums agree with the table, sentences with the numbers; nothing is said without an estimate."""

from __future__ import annotations

import pytest

from advisor.recommendation.advise import advise
from advisor.recommendation.model import Recommendation
from advisor.recommendation.money.estimate import Estimate
from advisor.recommendation.money.recosting import recosted
from advisor.recommendation.money.request import Overrides
from advisor.recommendation.telling.money_words import MoneyWords, money, word_keys
from tests.recommendation.advices import FEW, NAMES, advice, before, of_path
from tests.recommendation.samples import random_answers, real, strings

BOUGHT = [name for name in NAMES if name != "micro-no-need"]


def words(result: Recommendation) -> MoneyWords:
    found = money(real(), result, real().texts["en"])
    assert found is not None
    return found


def estimate(result: Recommendation) -> Estimate:
    found = result.budget.estimate
    assert found is not None
    return found


@pytest.mark.parametrize("name", NAMES)
def test_an_older_result_has_no_words_on_money(name: str) -> None:
    assert money(real(), before(advice(name)), real().texts["en"]) is None


@pytest.mark.parametrize("name", BOUGHT)
def test_lines_and_phases_add_up_to_the_total(name: str) -> None:
    found = words(advice(name))
    for part in ("low", "likely", "high"):
        total = getattr(found.total, part)
        assert sum(getattr(row.total, part) for row in found.rows) == total
        assert sum(getattr(phase.total, part) for phase in found.phases) == total
        assert sum(getattr(row.first_year, part) for row in found.rows) == getattr(found.first_year, part)
        paid = sum(getattr(row.first_year, part) for row in found.rows if not row.own)
        assert paid == getattr(found.paid_first_year, part)


@pytest.mark.parametrize("name", BOUGHT)
def test_the_headline_says_the_range_once(name: str) -> None:
    found = words(advice(name))
    assert found.total.text in found.headline
    assert found.total.likely_text in found.headline
    assert found.paid_first_year.text in found.first_year_line
    assert found.currency in found.unit
    assert found.total.text.count(found.currency) == 1


@pytest.mark.parametrize("name", BOUGHT)
def test_each_line_has_words_and_dated_sources(name: str) -> None:
    for row in words(advice(name)).rows:
        assert row.name != row.id
        assert row.about.endswith(".")
        assert row.sources
        assert 2005 <= int(row.as_of) <= 2030


@pytest.mark.parametrize("name", NAMES)
def test_the_stated_budget_is_said_or_its_absence(name: str) -> None:
    found, stated = words(advice(name)), estimate(advice(name)).stated
    assert found.stated == stated
    if stated is None:
        assert found.stated_line == real().texts["en"].say("money", "no_budget")
        assert found.stated_words == ""
    else:
        assert found.stated_words in found.stated_line


def test_whether_the_budget_covers_it_is_a_sentence() -> None:
    for name in BOUGHT:
        result = advice(name)
        assert words(result).fit == real().texts["en"].say("budget_fit", estimate(result).stated_covers)


def test_buying_nothing_costs_nothing_and_says_what_waiting_costs() -> None:
    result = of_path("not-yet")
    found = words(result)
    english = real().texts["en"]
    assert found.headline == english.say("money", "nothing")
    assert found.first_year_line == found.fit == ""
    assert found.rows == found.phases == ()
    assert found.plan is None
    assert found.notes == (english.say("plan_notes", "waiting"),)
    assert any(option.total.high for option in found.options), "what the other paths would cost is still shown"


@pytest.mark.parametrize("name", NAMES)
def test_one_option_is_advised_and_one_of_each_path_is_best(name: str) -> None:
    result = advice(name)
    found = words(result)
    assert [(o.path, o.deployment) for o in found.options if o.advised] == [(result.path, result.deployment)]
    best = [option for option in found.options if option.best]
    assert len({option.path for option in best}) == len(best) == len(real().scheme.paths)
    assert all(option.best for option in found.options if option.advised)
    ruled_out = {(o.path, o.deployment) for o in result.options if o.excluded_by}
    assert {(o.path, o.deployment) for o in found.options if o.ruled_out} == ruled_out


def test_the_best_of_a_path_is_not_ruled_out_while_another_is_left() -> None:
    for name in NAMES:
        options = words(advice(name)).options
        for option in options:
            if option.best and option.ruled_out:
                assert all(other.ruled_out for other in options if other.path == option.path)


def test_the_finding_names_the_advice_and_the_others() -> None:
    found = words(advice("distributor-many-warehouses"))
    assert found.total.likely_text in found.finding
    others = [o.total.likely for o in found.options if o.best and not o.advised and o.total.high]
    assert len(others) >= 2


def test_all_assumptions_have_names_and_values() -> None:
    found = words(advice("ukrainian-bakery"))
    assert [line.id for line in found.assumptions][-1] == "currency"
    assert len(found.assumptions) == 9
    assert all(line.name and line.help and line.value and not line.changed for line in found.assumptions)


def test_what_the_reader_changed_is_marked() -> None:
    changed = recosted(real(), advice("ukrainian-bakery"), Overrides(years=7, currency="USD"))
    assert changed is not None
    found = words(changed)
    assert {line.id for line in found.assumptions if line.changed} == {"years", "currency"}
    assert found.years == "7"
    assert found.currency == "USD"


def test_what_was_guessed_is_named_by_its_question() -> None:
    guessed = words(advice("all-unknown")).guessed
    english = real().texts["en"]
    assert english.ask("questions", "employees", "short") in guessed
    assert all(" " in name or name[0].isupper() for name in guessed)


def test_notes_follow_what_there_is() -> None:
    english = real().texts["en"]
    own_time, unstretched = (english.say("plan_notes", key) for key in ("own_time", "unstretched"))
    for name in BOUGHT:
        found = words(advice(name))
        assert (own_time in found.notes) is (found.stated is not None)
        assert found.plan is not None
        assert (unstretched in found.notes) is found.plan.stretched


def test_the_day_of_review_is_the_earlier_of_costs_and_plans() -> None:
    figures = real().figures
    found = words(advice("ukrainian-bakery"))
    assert found.review_by == min(figures.costs.review_by, figures.plans.review_by)


def test_no_placeholder_is_left() -> None:
    for name in NAMES:
        assert not [text for text in strings(words(advice(name))) if "{" in text or "}" in text]


def test_every_word_is_there() -> None:
    assert all(real().texts["en"].say(*key) for key in word_keys())


def test_a_path_that_is_gone_is_shown_by_its_id() -> None:
    result = advice("ukrainian-bakery")
    cost = estimate(result)
    line = cost.phases[0].lines[0].model_copy(update={"id": "carrier-pigeons", "sources": ("gone",)})
    phase = cost.phases[0].model_copy(update={"lines": (line, *cost.phases[0].lines[1:])})
    budget = result.budget.model_copy(update={"estimate": cost.model_copy(update={"phases": (phase,)})})
    found = words(result.model_copy(update={"budget": budget}))
    assert "carrier-pigeons" in [row.name for row in found.rows]


@pytest.mark.parametrize("seed", range(6))
def test_any_company_has_words(seed: int) -> None:
    result = advise(real(), random_answers(seed, silence=0.8 if seed % 2 else 0.2), FEW)
    found = words(result)
    assert not [text for text in strings(found) if "{" in text]
    for option in found.options:
        assert option.total.low <= option.total.likely <= option.total.high
        assert option.total.text.startswith(found.currency)
    assert (found.plan is None) is (not result.plan)
    for note in found.notes:
        assert note.endswith(".")


def test_a_budget_in_another_currency_is_said_with_three_digits() -> None:
    """A planning rate was applied, so further digits would be invented."""
    result = advice("ukrainian-bakery")
    changed = recosted(real(), result, Overrides(currency="USD"))
    assert changed is not None
    shown = words(changed).stated_words
    digits = [c for c in shown if c.isdigit()]
    assert shown.startswith("USD ")
    assert len("".join(digits).strip("0")) <= 3
    assert words(result).stated_words.startswith("UAH ")
