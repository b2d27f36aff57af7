"""Estimate and plan on assumptions of the reader: nothing changed gives what is stored; only money and time move."""

from __future__ import annotations

from decimal import Decimal

import pytest

from advisor.questionnaire.answers import parse_all
from advisor.recommendation.advise import advise
from advisor.recommendation.model import Recommendation
from advisor.recommendation.money.recosting import read_assumptions, recosted
from advisor.recommendation.money.request import Overrides
from advisor.recommendation.tailoring import OptionChoice, Tailoring
from tests.recommendation.advices import FEW, NAMES, advice, before, of_path, plain_answers
from tests.recommendation.samples import random_answers, real


def again(result: Recommendation, **changed: object) -> Recommendation:
    found = recosted(real(), result, Overrides(**changed))  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize("name", NAMES)
def test_without_changes_it_is_what_is_stored(name: str) -> None:
    assert again(advice(name)) == advice(name)


def test_only_budget_and_plan_move() -> None:
    result = advice("distributor-many-warehouses")
    changed = again(result, years=8, erp_users=400)
    moved = {field for field in type(result).model_fields if getattr(result, field) != getattr(changed, field)}
    assert moved == {"budget", "plan"}
    assert changed.budget.stated == result.budget.stated


def test_more_years_cost_more() -> None:
    totals = []
    for years in (1, 3, 5, 10):
        estimate = again(advice("ukrainian-bakery"), years=years).budget.estimate
        assert estimate is not None
        assert estimate.assumptions.years == years
        assert estimate.changed == ("years",)
        totals.append(estimate.total.likely)
    assert totals == sorted(totals)
    assert totals[0] < totals[-1]


def test_a_result_from_before_gets_an_estimate() -> None:
    result = advice("ukrainian-bakery")
    assert again(before(result)).budget == result.budget
    assert again(before(result)).plan == result.plan


def test_buying_nothing_can_be_worked_out_too() -> None:
    estimate = again(of_path("not-yet"), years=3).budget.estimate
    assert estimate is not None
    assert estimate.total.high == 0


def test_what_today_s_content_lacks_cannot_be_worked_out() -> None:
    result = advice("ukrainian-bakery")
    gone = result.roadmap[0].model_copy(update={"modules": ("crm-gone",)})
    assert recosted(real(), result.model_copy(update={"roadmap": (gone,)}), Overrides()) is None
    assert recosted(real(), result.model_copy(update={"path": "gone"}), Overrides()) is None


def test_answers_that_are_no_longer_taken_are_left_out() -> None:
    result = advice("ukrainian-bakery")
    answers = {**result.answers, "gone": "yes", "employees": "a few"}
    estimate = again(result.model_copy(update={"answers": answers})).budget.estimate
    assert estimate is not None
    assert "employees" in estimate.assumed


def test_all_that_is_wrong_is_said_at_once() -> None:
    raw = {"years": "7", "day_rate": "cheap", "price_rise": "51", "currency": "XXX", "interfaces": "2"}
    overrides, refused = read_assumptions(real(), raw)
    assert overrides == Overrides(years=7, interfaces=2)
    assert set(refused) == {"day_rate", "price_rise", "currency"}
    assert "50" in str(refused["price_rise"])
    assert "EUR" in str(refused["currency"])


def test_numbers_are_read_as_people_type_them() -> None:
    overrides, refused = read_assumptions(
        real(), {"crm_users": "1 200", "contingency": "12,5 %", "years": "۷", "erp_users": "", "currency": "usd"}
    )
    assert refused == {}
    assert overrides == Overrides(crm_users=1200, contingency=Decimal("12.50"), years=7, currency="USD")


@pytest.mark.parametrize("seed", range(6))
def test_any_company_can_be_worked_out_again(seed: int) -> None:
    """Also where most is unknown: nothing changed is what is stored, more price rise is never cheaper."""
    result = advise(real(), random_answers(seed, silence=0.8 if seed % 2 else 0.2), FEW)
    assert again(result) == result
    flat, steep = (again(result, price_rise=Decimal(rise)).budget.estimate for rise in ("0", "20"))
    assert flat is not None
    assert steep is not None
    assert flat.total.likely <= steep.total.likely
    assert flat.first_year == steep.first_year, "prices rise from the first anniversary on"


def test_a_longer_project_is_planned_with_more_work() -> None:
    """More interfaces ask for more own days, and the plan shows it."""
    few, many = (again(advice("distributor-many-warehouses"), interfaces=n) for n in (0, 40))
    days = [sum(q.days for phase in result.plan for q in phase.quarters) for result in (few, many)]
    assert days[0] < days[1]


def test_another_currency_changes_amounts_and_not_the_plan() -> None:
    result = advice("ukrainian-bakery")
    changed = again(result, currency="EUR")
    before_, after = result.budget.estimate, changed.budget.estimate
    assert before_ is not None
    assert after is not None
    rate = float(real().rates.per_euro[before_.assumptions.currency])
    assert after.total.likely * rate == pytest.approx(before_.total.likely, rel=0.1)
    assert [phase.start for phase in changed.plan] == [phase.start for phase in result.plan]
    assert after.stated is not None
    assert before_.stated is not None
    assert after.stated * rate == pytest.approx(before_.stated, rel=0.01)


def test_an_unknown_assumption_is_refused_by_its_name() -> None:
    overrides, refused = read_assumptions(real(), {"price": "3", "years": "2"})
    assert list(refused) == ["price"]
    assert refused["price"].field == "price"
    assert overrides == Overrides(years=2)


@pytest.mark.parametrize("name", NAMES)
def test_the_chosen_option_is_worked_out(name: str) -> None:
    """With the answers that stand behind a number of users that several people see differently."""
    own = Tailoring(
        option=OptionChoice(path="crm", deployment="hybrid", reason=""),
        spread={"users": ((10.0, 500), (90.0, 500))},
    )
    answers = parse_all(real().questionnaire, plain_answers(name)) | {"users": None}
    result = advise(real(), answers, FEW, tailoring=own)
    assert again(result) == result
    dearer = again(result, crm_users=400).budget.estimate
    assert result.budget.estimate is not None
    assert dearer is not None
    assert dearer.total.likely > result.budget.estimate.total.likely


def test_a_chosen_option_that_is_gone_cannot_be_worked_out() -> None:
    own = Tailoring(option=OptionChoice(path="moon", deployment="saas"))
    assert recosted(real(), advice("ukrainian-bakery").model_copy(update={"tailoring": own}), Overrides()) is None
