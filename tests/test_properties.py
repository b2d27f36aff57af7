"""What must hold for every company, shown on random answers.

Nothing crashes, worse never counts as better, what was not asked does not matter, and the arithmetic adds up.

Random answers are partial, contradictory and full of "I don't know", more so than those of any real company. The search
is the same in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from advisor.data import folder
from advisor.money import Money
from advisor.questionnaire.flow import replay
from advisor.questionnaire.schema import Answer, Question
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.load import load_content
from advisor.recommendation.model import Flip, Recommendation, canonical
from advisor.recommendation.money.estimate import PlannedPhase
from advisor.recommendation.ranking import SEED, Case, compare
from advisor.recommendation.telling.story import tell
from advisor.scoring.matrix import matrix
from advisor.scoring.methods import contributions, evenness, total
from advisor.scoring.model import NOT_YET, Floats, Scheme
from advisor.scoring.weights import weights

DRAWS = 64  # draws of weights for each piece of advice; the properties hold for any number
LARGEST = {"employees": 3000, "budget": 5_000_000}  # far beyond every limit in the rules; other numbers go to 400
CLOSE = 1e-9

# Trouble of each side: questions whose later answers are worse.
SCALE = (1, 2, 3, 4, 5)
OPERATIONS_TROUBLE: dict[str, tuple[Answer, ...]] = {
    "stock_trouble": SCALE,
    "planning_trouble": SCALE,
    "billing_trouble": SCALE,
    "process_complexity": SCALE,
    "dept_visibility": SCALE,
    "spreadsheets": SCALE,
    "cost_visibility": ("detailed", "overall", "missing"),
}
CUSTOMER_TROUBLE: dict[str, tuple[Answer, ...]] = {
    "lead_followup": SCALE,
    "staff_turnover": SCALE,
    "sales_driven": SCALE,
    "service_volume": (0, 5, 10, 20, 50, 100),
}
NAMED_TROUBLE = ("missing_data", "manual_work", "finance_needs", "customer_programmes")
# Strengths of the company and the means each adds to.
STRENGTHS = {
    "change_readiness": "change",
    "process_maturity": "change",
    "training_capacity": "change",
    "data_quality": "change",
    "it_staff": "it",
}

Answers = dict[str, Answer]
some = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),  # shrinking 55 answers takes minutes; add Phase.shrink to study a failure
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@cache
def content() -> Content:
    return load_content(folder("questionnaires"), folder("rules"))


@cache
def again() -> Content:
    """The same content, loaded a second time."""
    return load_content(folder("questionnaires"), folder("rules"))


def money(question: Question) -> st.SearchStrategy[Answer]:
    return st.builds(
        lambda amount, currency: Money.of(Decimal(amount), currency),
        st.integers(question.low, LARGEST["budget"]),
        st.sampled_from(question.choices),
    )


def answer(question: Question) -> st.SearchStrategy[Answer]:
    """Any answer to `question`, "I don't know" included."""
    largest = min(question.high, LARGEST.get(question.id, 400))
    by_type: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
        "choice": lambda: st.sampled_from(question.choices),
        "country": lambda: st.sampled_from(question.choices),
        "choices": lambda: st.frozensets(st.sampled_from(question.choices)),
        "scale": lambda: st.integers(question.low, question.high),
        "number": lambda: st.integers(question.low, largest),
        "money": lambda: money(question),
        "yesno": st.booleans,
    }
    return st.none() | by_type[question.type]()


def companies() -> st.SearchStrategy[Answers]:
    """Answers to any of the questions."""
    return st.fixed_dictionaries({}, optional={q.id: answer(q) for q in content().questionnaire.questions})


def known(name: str) -> st.SearchStrategy[Answer]:
    """Any definite answer to the question `name`."""
    return answer(content().questionnaire.by_id[name]).filter(lambda given: given is not None)


def rising(values: tuple[Answer, ...]) -> st.SearchStrategy[tuple[Answer, Answer]]:
    """Two different values in their order."""
    places = st.tuples(st.integers(0, len(values) - 1), st.integers(0, len(values) - 1)).filter(lambda p: p[0] < p[1])
    return places.map(lambda p: (values[p[0]], values[p[1]]))


def advised(answers: Mapping[str, Answer], from_content: Content | None = None) -> Recommendation:
    return advise(from_content or content(), answers, DRAWS)


def compared(answers: Mapping[str, Answer]) -> Case:
    return compare(content(), answers, 1, SEED)


def applying(answers: Mapping[str, Answer]) -> set[str]:
    bank = content()
    return {q.id for q in replay(bank.questionnaire, bank.vocabulary, bank.rates, answers).applies}


# Every company gets advice.


@some
@given(companies())
def test_advice_is_an_option_that_is_not_excluded(answers: Answers) -> None:
    it = advised(answers)
    chosen = [o for o in it.options if (o.path, o.deployment) == (it.path, it.deployment)]
    assert [o.excluded_by for o in chosen] == [None]
    assert chosen[0].value == max(o.value for o in it.options if o.excluded_by is None)
    assert next(o for o in it.options if o.path == NOT_YET).excluded_by is None
    assert all(0 <= score <= 100 for score in (*it.needs.values(), *it.capacity.values()))
    assert tell(content(), it).verdict


@some
@given(companies())
def test_shares_and_contributions_add_up(answers: Answers) -> None:
    it = advised(answers)
    assert sum(it.robustness.path.values()) == pytest.approx(1, abs=1e-3)
    assert sum(it.robustness.deployment.values()) == pytest.approx(1, abs=1e-3)
    assert sum(it.weights.values()) == pytest.approx(1, abs=1e-3)
    for option in it.options:
        assert 0 <= option.value <= 1
        assert sum(option.contributions.values()) == pytest.approx(option.value, abs=1e-5)  # parts are rounded


# What is not asked, and how it is written down, does not matter.


@some
@given(companies())
def test_same_answers_give_same_bytes(answers: Answers) -> None:
    first, second = advised(answers), advised(dict(reversed(answers.items())), again())
    assert canonical(first.plain()) == canonical(second.plain())


@some
@given(companies(), st.data())
def test_answers_that_do_not_apply_change_nothing(answers: Answers, data: st.DataObject) -> None:
    """But for what follows if other answers change: these can bring a kept answer back to life."""
    applies = applying(answers)
    hidden = [q for q in content().questionnaire.asked if q.id not in applies]
    bare = {key: value for key, value in answers.items() if key in applies}
    filled = bare | data.draw(st.fixed_dictionaries({q.id: answer(q) for q in hidden}))
    own = {"answers", "hash", "flips", "flips_searched", "unknowns", "stop_certificate"}
    assert advised(bare).model_dump(exclude=own) == advised(filled).model_dump(exclude=own)


@some
@given(companies(), st.integers(0, 20_000_000), st.sampled_from(sorted(content().rates.per_euro)))
def test_budget_counts_the_same_in_every_currency(answers: Answers, euros: int, currency: str) -> None:
    amount = Money.of(Decimal(euros) * content().rates.per_euro[currency], currency)
    in_euros = advised(answers | {"budget": Money.of(Decimal(euros), "EUR")})
    own = {"answers", "hash", "budget", "flips", "plan"}  # hold amounts in the currency of the answer
    there = advised(answers | {"budget": amount})
    assert there.model_dump(exclude=own) == in_euros.model_dump(exclude=own)
    assert [without_money(phase) for phase in there.plan] == [without_money(phase) for phase in in_euros.plan]
    assert [without_budget(flip) for flip in there.flips] == [without_budget(flip) for flip in in_euros.flips]


def without_money(phase: PlannedPhase) -> dict[str, Any]:
    """A planned phase without what it costs."""
    return phase.model_dump(exclude={"quarters": {"__all__": {"once", "running", "paid"}}})


def without_budget(flip: Flip) -> dict[str, Any]:
    """A flip without the amount that it names."""
    return flip.model_dump() | {"changes": {q: "" if q == "budget" else to for q, to in flip.changes.items()}}


@pytest.mark.parametrize("currency", sorted(content().rates.per_euro))
def test_a_large_budget_can_be_stated_in_every_currency(currency: str) -> None:
    """Five million euros are a usual budget of a large company."""
    question = content().questionnaire.by_id["budget"]
    assert 5_000_000 * content().rates.per_euro[currency] <= question.high


# Worse never counts as better, and the two sides are two axes.


@pytest.mark.parametrize("trouble", OPERATIONS_TROUBLE)
@some
@given(companies(), st.data())
def test_more_operations_trouble_never_lowers_the_operations_side(
    trouble: str, answers: Answers, data: st.DataObject
) -> None:
    better, worse = data.draw(rising(OPERATIONS_TROUBLE[trouble]))
    before, after = compared(answers | {trouble: better}), compared(answers | {trouble: worse})
    for need in ("operations", "customer"):
        assert (after.verdict.scores[need] >= before.verdict.scores[need]).all()
    assert (lead_over_crm(after, before) >= lead_over_crm(before, after) - CLOSE).all()


def lead_over_crm(case: Case, other: Case) -> Floats:
    """Lead of each path with an ERP over CRM alone in the same deployment, readings x options; 0 where either case
    excludes one of the two."""
    scheme = case.content.scheme
    place = {(o.path, o.deployment): i for i, o in enumerate(scheme.options)}
    erp = [i for i, o in enumerate(scheme.options) if "erp" in scheme.systems(o.path)]
    crm = [place["crm", scheme.options[i].deployment] for i in erp]
    barred = case.verdict.excluded | other.verdict.excluded
    lead = case.by_reading[:, erp] - case.by_reading[:, crm]
    return np.where(barred[:, erp] | barred[:, crm], 0.0, lead)


@some
@given(companies(), st.sampled_from(sorted(CUSTOMER_TROUBLE)), st.data())
def test_more_customer_trouble_never_lowers_a_need(answers: Answers, trouble: str, data: st.DataObject) -> None:
    better, worse = data.draw(rising(CUSTOMER_TROUBLE[trouble]))
    before, after = compared(answers | {trouble: better}), compared(answers | {trouble: worse})
    for need in ("customer", "operations"):
        assert (after.verdict.scores[need] >= before.verdict.scores[need]).all()


@some
@given(companies(), st.sampled_from(NAMED_TROUBLE), st.data())
def test_naming_one_more_trouble_never_lowers_a_need(answers: Answers, question: str, data: st.DataObject) -> None:
    members = content().questionnaire.by_id[question].choices
    more = data.draw(st.frozensets(st.sampled_from(members), min_size=1))
    fewer = data.draw(st.frozensets(st.sampled_from(sorted(more))))
    before, after = compared(answers | {question: fewer}), compared(answers | {question: more})
    for need in ("customer", "operations", "integration"):
        assert (after.verdict.scores[need] >= before.verdict.scores[need]).all()


@some
@given(companies(), st.integers(0, 5_000_000), st.integers(0, 5_000_000))
def test_more_money_never_lowers_the_means_nor_excludes(answers: Answers, one: int, other: int) -> None:
    less, more = (compared(answers | {"budget": Money.of(Decimal(amount), "EUR")}) for amount in sorted((one, other)))
    assert (more.verdict.scores["budget"] >= less.verdict.scores["budget"]).all()
    assert not (more.verdict.excluded & ~less.verdict.excluded).any()


@some
@given(companies(), st.sampled_from(sorted(STRENGTHS)), st.data())
def test_more_strength_never_lowers_the_means_nor_excludes(
    answers: Answers, question: str, data: st.DataObject
) -> None:
    low, high = sorted((data.draw(known(question)), data.draw(known(question))), key=lambda value: int(str(value)))
    weak, strong = compared(answers | {question: low}), compared(answers | {question: high})
    means = STRENGTHS[question]
    assert (strong.verdict.scores[means] >= weak.verdict.scores[means]).all()
    assert not (strong.verdict.excluded & ~weak.verdict.excluded).any()


# The method.


def matrices() -> st.SearchStrategy[Floats]:
    """Values of one to six options under one to five criteria."""
    shapes = st.tuples(st.integers(1, 6), st.integers(1, 5))
    return shapes.flatmap(lambda shape: arrays(np.float64, shape, elements=st.floats(0, 1)))


def priorities(criteria: int) -> st.SearchStrategy[Floats]:
    """Weights that add up to one."""
    points = arrays(np.float64, criteria, elements=st.floats(0.01, 100))
    return points.map(lambda p: p / p.sum())


def assert_dominated_is_below(values: Floats, values_in_all: Floats) -> None:
    """`values` of options x criteria: an option nowhere worse than another has no lower value in all."""
    nowhere_worse = (values[:, np.newaxis, :] >= values[np.newaxis, :, :]).all(axis=2)
    below = values_in_all[:, np.newaxis] < values_in_all[np.newaxis, :] - CLOSE
    assert not (nowhere_worse & below).any()


@given(matrices(), st.floats(0, 1), st.data())
@settings(some, max_examples=100)
def test_no_dominated_option_ranks_above_its_dominator(values: Floats, balance: float, data: st.DataObject) -> None:
    parts = contributions(values, data.draw(priorities(values.shape[1])), balance)
    in_all = parts.sum(axis=1)
    assert_dominated_is_below(values, in_all)
    assert ((in_all >= -CLOSE) & (in_all <= 1 + CLOSE)).all()


@given(st.data())
@settings(some, max_examples=100)
def test_no_dominated_option_ranks_above_for_any_company(data: st.DataObject) -> None:
    scheme = content().scheme
    names = {c.score for c in scheme.criteria if c.score} | set(scheme.deployments)
    scores = {name: np.array([data.draw(st.floats(0, 100))]) for name in sorted(names)}
    values = matrix(scheme, scores)[0]
    assert ((values >= -CLOSE) & (values <= 1 + CLOSE)).all()
    assert_dominated_is_below(values, total(values, data.draw(priorities(len(scheme.criteria))), scheme.balance))


@given(st.floats(1, 1000))
@some
def test_only_the_proportions_of_weights_matter(factor: float) -> None:
    scheme = content().scheme
    scaled = replace(scheme, criteria=tuple(replace(c, weight=c.weight * factor) for c in scheme.criteria))
    assert unshifted(scaled) == pytest.approx(unshifted(scheme))
    values = np.linspace(0, 1, scheme.base_weights.size)[np.newaxis, :]
    assert evenness(values, scheme.base_weights * factor) == pytest.approx(evenness(values, scheme.base_weights))


def unshifted(scheme: Scheme) -> Floats:
    return weights(scheme, np.zeros(len(scheme.criteria)))


def test_of_two_options_with_the_same_mean_the_even_one_wins() -> None:
    """The example of TEC for its balanced average: priorities 50, 25, 25; the option that fails where it counts most
    must not win by two criteria that count less."""
    uneven, even = np.array([[0.5, 1.0, 1.0], [1.0, 0.5, 0.5]])
    priority = np.array([0.5, 0.25, 0.25])
    values = np.stack([uneven, even])
    means = total(values, priority, balance=0.0)
    assert means[0] == means[1] == 0.75
    balanced = total(values, priority, balance=content().scheme.balance)
    assert balanced[1] > balanced[0]
