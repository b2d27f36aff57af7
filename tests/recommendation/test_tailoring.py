"""Voices and weights worked into the content, and what a tailoring must not be."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from advisor.questionnaire.answers import fact_value
from advisor.questionnaire.merging import Rule, Voice, merge
from advisor.questionnaire.schema import Answer
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.inquiry import agenda
from advisor.recommendation.doubt.what_if import SAMPLES as FEW
from advisor.recommendation.doubt.what_if import what_if, with_weights
from advisor.recommendation.model import Recommendation, canonical
from advisor.recommendation.ranking import SEED, compare
from advisor.recommendation.tailoring import (
    KEPT,
    MAX_REASON,
    ModuleChoice,
    OptionChoice,
    Tailoring,
    Unfit,
    checked,
    fitting,
    tailored,
    tailoring_of,
)
from advisor.scoring.weights import weights
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, random_answers, real, typed

some = settings(max_examples=15, deadline=None, derandomize=True)
GOAL = {"main_goal": (("revenue", 750), ("cost", 250))}


def even(content: Content, **shares: float) -> dict[str, float]:
    """A weight for every criterion: those given, and all others alike."""
    others = [c.id for c in content.scheme.criteria if c.id not in shares]
    rest = (1.0 - sum(shares.values())) / len(others)
    return {c.id: shares.get(c.id, rest) for c in content.scheme.criteria}


@st.composite
def own_weights(draw: st.DrawFn) -> dict[str, float]:
    names = [c.id for c in real().scheme.criteria]
    points = draw(st.lists(st.integers(1, 50), min_size=len(names), max_size=len(names)))
    return {name: point / sum(points) for name, point in zip(names, points, strict=True)}


@pytest.mark.parametrize("none", [None, Tailoring(), Tailoring(voices={"it": 2}, consensus=1.0)])
def test_nothing_to_work_in_is_the_same_content(content: Content, none: Tailoring | None) -> None:
    assert tailored(content, none) is content


@pytest.mark.parametrize("raw", [MAKER, SELLER, {}])
def test_an_empty_tailoring_gives_the_same_bytes(content: Content, raw: dict[str, Any]) -> None:
    plain = advise(content, typed(raw), SAMPLES)
    same = advise(content, typed(raw), SAMPLES, tailoring=Tailoring())
    assert canonical(same.plain()) == canonical(plain.plain())
    assert same.hash == plain.hash
    assert not {"tailoring", "left_out"} & plain.plain().keys()
    assert all("ruled" not in module for module in plain.plain()["modules"])


def test_a_spread_is_what_is_not_known(content: Content) -> None:
    it = tailored(content, Tailoring(spread=GOAL))
    question = it.questionnaire.by_id["main_goal"]
    assert (question.unknown, question.unknown_by) == (GOAL["main_goal"], None)
    others = [q for q in it.questionnaire.questions if q.id != "main_goal"]
    assert others == [q for q in content.questionnaire.questions if q.id != "main_goal"]
    assert (it.version, it.scheme, it.tables) == (content.version, content.scheme, content.tables)


def test_frequencies_by_size_give_way_to_what_was_said(content: Content) -> None:
    assert content.questionnaire.by_id["it_staff"].unknown_by
    it = tailored(content, Tailoring(spread={"it_staff": ((0.0, 500), (9.0, 500))}))
    assert it.questionnaire.by_id["it_staff"].may_be({"size_class": "large"}) == ((0.0, 500), (9.0, 500))


def test_what_all_say_of_a_member_is_known(content: Content) -> None:
    spread = {"manual_work": (("invoices", 100), ("payroll", 50))}
    answers = typed(MAKER) | {"manual_work": None}
    facts = compare(tailored(content, Tailoring(spread=spread)), answers, FEW, SEED).replayed.facts
    assert (facts["manual_work.invoices"], facts["manual_work.quotes"]) == (True, False)
    assert facts["manual_work.payroll"] is None
    assert compare(content, answers, FEW, SEED).replayed.facts["manual_work.invoices"] is None
    result = advise(content, answers, SAMPLES, tailoring=Tailoring(spread=spread))
    assert "manual_work" in {u.question for u in result.unknowns}
    assert (result.facts["manual_work.invoices"], result.facts["manual_work.quotes"]) == (True, False)


def outcomes(content: Content, answers: dict[str, Answer], tailoring: Tailoring | None) -> tuple[Any, ...]:
    case = compare(tailored(content, tailoring), answers, FEW, SEED)
    return case.values.tolist(), case.barred.tolist(), case.shares.tolist()


@pytest.mark.parametrize("key", ["main_goal", "stock_trouble", "budget", "it_staff", "manual_work", "project_work"])
def test_a_spread_of_one_value_is_that_answer(content: Content, key: str) -> None:
    """When all readings hold the same value, values of options are those of the answer."""
    answers = random_answers(4, silence=0.0)
    value = fact_value(answers[key], content.rates)
    spread = tuple((m, 100) for m in sorted(value)) if isinstance(value, frozenset) else ((value, 1),)
    case = compare(tailored(content, Tailoring(spread={key: spread})), answers | {key: None}, FEW, SEED)
    said = compare(content, answers, FEW, SEED)
    assert case.values == pytest.approx(said.values)
    assert case.advised == said.advised


@some
@given(st.integers(0, 60), st.integers(61, 120))
def test_values_lie_between_those_of_the_answers_that_differ(one: int, other: int) -> None:
    """With a single question open, the value of an option that nothing excludes is the mean over the answers."""
    content, answers = real(), random_answers(one, silence=0.0)
    twin = answers | {"stock_trouble": random_answers(other, silence=0.0)["stock_trouble"]}
    voices = [Voice("a", "it", 1.0, answers), Voice("b", "hr", 3.0, twin)]
    found = merge(content.questionnaire, content.rates, voices, Rule(by_owner=False))
    case = compare(tailored(content, tailoring_of(found)), found.answers, FEW, SEED)
    low, high = (compare(content, side, FEW, SEED).values for side in (answers, twin))
    assert np.all(case.values >= np.minimum(low, high) - 1e-9)
    assert np.all(case.values <= np.maximum(low, high) + 1e-9)
    assert case.values == pytest.approx(0.25 * low + 0.75 * high, abs=1e-9)


@some
@given(own_weights(), st.integers(0, 60))
def test_own_weights_are_those_that_what_if_puts_in(shares: dict[str, float], seed: int) -> None:
    content, answers = real(), random_answers(seed)
    mine = tailored(content, Tailoring(weights=shares))
    case = compare(mine, answers, FEW, SEED)
    all_but_one = dict(list(shares.items())[1:])  # what is left then falls to the first
    put_in = with_weights(compare(content, answers, FEW, SEED), all_but_one)
    assert case.verdict.weights == pytest.approx(np.broadcast_to(list(shares.values()), case.verdict.weights.shape))
    assert case.verdict.weights == pytest.approx(put_in.verdict.weights)
    assert case.values == pytest.approx(np.where(case.barred, 0.0, put_in.values), abs=1e-8)
    assert case.shares == pytest.approx(put_in.shares, abs=2 / FEW)


def test_no_table_shifts_own_weights(content: Content) -> None:
    shares = even(content, operations=0.5)
    mine = tailored(content, Tailoring(weights=shares))
    assert content.roles.shifts
    assert mine.roles.shifts == ()
    assert mine.tables.keys() == content.tables.keys() - {table.id for table in content.roles.shifts}
    assert (mine.roles.scores, mine.roles.modules) == (content.roles.scores, content.roles.modules)
    nothing = np.zeros((1, len(shares)))
    assert weights(mine.scheme, nothing)[0] == pytest.approx(list(shares.values()))
    result = advise(content, typed(MAKER), SAMPLES, tailoring=Tailoring(weights=shares))
    assert result.weights == pytest.approx(shares, abs=1e-4)
    assert not any(entry.table.startswith("weigh") for entry in result.trace)


@pytest.mark.parametrize("raw", [MAKER, SELLER])
def test_everything_that_takes_a_content_takes_a_tailored_one(content: Content, raw: dict[str, Any]) -> None:
    shares = even(content, customer=0.4)
    mine = tailored(content, Tailoring(weights=shares, spread=GOAL))
    answers = typed(raw) | {"main_goal": None}
    moved = what_if(mine, answers, {"main_goal": "cost"}, {"speed": 0.3})
    now = compare(mine, answers, FEW, SEED)
    assert moved.before.path == mine.scheme.options[now.advised].path
    assert agenda(mine, answers, "executive").wanted
    result = advise(content, answers, SAMPLES, tailoring=Tailoring(weights=shares, spread=GOAL))
    assert (result.path, result.content_version) == (moved.before.path, content.version)
    assert "main_goal" in {u.question for u in result.unknowns}


def test_the_same_tailoring_is_worked_in_once_and_not_kept_for_ever(content: Content) -> None:
    first = tailored(content, Tailoring(weights=even(content, speed=0.5)))
    assert tailored(content, Tailoring(weights=even(content, speed=0.5), voices={"it": 2})) is first
    copy = replace(content)
    old = [tailored(copy, Tailoring(weights=even(content, speed=0.3 + n / 100))) for n in range(KEPT)]
    gone = weakref.ref(old[0].scheme)
    del old
    for n in range(KEPT):
        tailored(copy, Tailoring(weights=even(content, speed=0.1 + n / 100)))
    gc.collect()
    assert gone() is None


def test_a_tailoring_says_what_it_rests_on(content: Content) -> None:
    voices = [Voice("a", "it", 1.0, typed(MAKER)), Voice("b", "it", 1.0, typed(MAKER | {"main_goal": "revenue"}))]
    found = merge(content.questionnaire, content.rates, voices)
    own = tailoring_of(found, weights=even(content), weights_reason="As agreed.")
    assert own.voices == {"it": 2}
    assert own.spread == found.spread == {"main_goal": (("revenue", 500), ("cost", 500))}
    assert own.consensus == pytest.approx(1 - 1 / len(MAKER), abs=1e-4)
    assert own.weights_reason == "As agreed."
    alone = merge(content.questionnaire, content.rates, voices[:1])
    assert tailoring_of(alone).empty
    assert tailoring_of().empty
    assert not own.empty
    assert tailoring_of(weights_reason="No weights, no reason.").empty


def test_a_tailoring_is_stored_and_read_again(content: Content) -> None:
    spread = {**GOAL, "it_staff": ((1.0, 1), (9.0, 2)), "project_work": ((True, 1), (False, 3))}
    own = Tailoring(
        spread=spread,
        weights=even(content),
        option=OptionChoice(path="crm", deployment="saas", reason="The board has decided."),
        modules={"crm-mobile": ModuleChoice(priority="later")},
        consensus=0.5,
        voices={"it": 1, "consultant": 1},
    )
    assert Tailoring.model_validate_json(own.model_dump_json()) == own
    result = advise(content, typed(SELLER), SAMPLES, tailoring=own)
    again = Recommendation.model_validate_json(canonical(result.plain()))
    assert again == result
    assert again.tailoring == own
    assert type(again.tailoring.spread["project_work"][0][0]) is bool
    assert canonical(again.plain()) == canonical(result.plain())


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"spread": {"nothing": (("a", 1),)}}, "nothing", "no question “nothing”"),
        ({"spread": {"main_goal": (("gold", 1),)}}, "main_goal", "is not possible"),
        ({"spread": {"main_goal": ()}}, "main_goal", "is not possible"),
        ({"spread": {"main_goal": (("cost", 0),)}}, "main_goal", "is not possible"),
        ({"spread": {"main_goal": ((True, 1),)}}, "main_goal", "is not possible"),
        ({"spread": {"main_goal": ((1.0, 1),)}}, "main_goal", "is not possible"),
        ({"spread": {"stock_trouble": ((6.0, 1),)}}, "stock_trouble", "is not possible"),
        ({"spread": {"stock_trouble": (("a", 1),)}}, "stock_trouble", "is not possible"),
        ({"spread": {"budget": ((-1.0, 1),)}}, "budget", "is not possible"),
        ({"spread": {"budget": ((float("inf"), 1),)}}, "budget", "is not possible"),
        ({"spread": {"employees": ((float("nan"), 1),)}}, "employees", "is not possible"),
        ({"spread": {"project_work": ((1.0, 1),)}}, "project_work", "is not possible"),
        ({"spread": {"channels": (("chat", 101),)}}, "channels", "is not possible"),
        ({"spread": {"channels": (("horn", 50),)}}, "channels", "is not possible"),
        ({"weights": {"customer": 1.0}}, "operations", "to every criterion"),
        ({"option": {"path": "crm", "deployment": "none"}}, "option", "no option “crm”"),
        ({"option": {"path": "moon", "deployment": "saas"}}, "option", "no option “moon/saas”"),
        ({"modules": {"crm-moon": {"priority": "must"}}}, "crm-moon", "no module “crm-moon”"),
    ],
)
def test_what_the_content_cannot_take_is_refused(
    content: Content, wrong: dict[str, Any], field: str, says: str
) -> None:
    own = Tailoring.model_validate(wrong)
    with pytest.raises(Unfit, match=says) as caught:
        checked(content, own)
    assert caught.value.field == field
    with pytest.raises(Unfit, match=says):
        advise(content, {}, SAMPLES, tailoring=own)
    checked(content, fitting(content, own))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"speed": 0.0}, "needs some weight"),
        ({"speed": -0.1}, "needs some weight"),
        ({"speed": float("nan")}, "needs some weight"),
        ({"speed": 1.5}, "more than all"),
        ({"speed": 0.9}, "add up to 1"),
        ({"luck": 0.1}, "no other"),
    ],
)
def test_weights_are_shares_of_one(content: Content, change: dict[str, float], says: str) -> None:
    with pytest.raises(Unfit, match=says):
        checked(content, Tailoring(weights=even(content) | change))


def test_a_reason_has_its_bounds() -> None:
    with pytest.raises(ValidationError):
        OptionChoice(path="crm", deployment="saas", reason="x" * (MAX_REASON + 1))
    with pytest.raises(ValidationError):
        ModuleChoice.model_validate({"priority": "soon"})


def test_of_other_content_what_still_fits_is_taken(content: Content) -> None:
    shares = even(content, speed=0.4)
    kept = fitting(content, Tailoring(weights=shares, spread=GOAL))
    assert kept == Tailoring(weights=shares, spread=GOAL)
    partly = fitting(content, Tailoring(spread={"main_goal": (("revenue", 3), ("gold", 1)), "gone": ((1.0, 1),)}))
    assert partly.spread == {"main_goal": (("revenue", 3),)}
    gone = Tailoring(
        option=OptionChoice(path="moon", deployment="saas"),
        modules={"crm-moon": ModuleChoice(priority="must"), "crm-mobile": ModuleChoice(priority="must")},
    )
    assert fitting(content, gone) == Tailoring(modules={"crm-mobile": ModuleChoice(priority="must")})
    stay = Tailoring(option=OptionChoice(path="not-yet", deployment="none", reason="No money."))
    assert fitting(content, stay) == checked(content, stay) == stay


def test_own_weights_make_room_for_a_new_criterion(content: Content) -> None:
    names = [c.id for c in content.scheme.criteria]
    stated = content.scheme.base_weights / content.scheme.base_weights.sum()
    old = {name: 0.1 * (2 if name == "customer" else 1) for name in names if name != "speed"} | {"gone": 0.1}
    found = fitting(content, Tailoring(weights=old)).weights
    assert list(found) == names
    assert sum(found.values()) == pytest.approx(1.0)
    assert found["speed"] == pytest.approx(stated[names.index("speed")])
    assert found["customer"] == pytest.approx(2 * found["operations"])
    assert fitting(content, Tailoring(weights={"gone": 1.0})).weights == {}
