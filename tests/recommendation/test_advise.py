"""The whole result: complete, consistent in itself, and the same bytes for the same arguments."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.questionnaire.answers import parse_all, plain
from advisor.recommendation.advise import ALTERNATIVE_FROM, SEVERITIES, advise, contradictions
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation, canonical
from advisor.recommendation.tailoring import ModuleChoice, OptionChoice, Tailoring, Unfit
from advisor.scoring.model import NO_DEPLOYMENT, NOT_YET
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, SETTLED, random_answers, typed

SEEDS = range(10)


def made(content: Content, seed: int) -> Recommendation:
    return advise(content, random_answers(seed), SAMPLES)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_advised_option_is_the_best_that_is_not_excluded(content: Content, seed: int) -> None:
    it = made(content, seed)
    free = [o for o in it.options if o.excluded_by is None]
    best = max(free, key=lambda o: o.value)
    advised = next(o for o in it.options if (o.path, o.deployment) == (it.path, it.deployment))
    assert advised.excluded_by is None
    assert advised.value == best.value
    assert all(o.value == 0.0 for o in it.options if o.excluded_by)
    assert len(it.options) == len(content.scheme.options)


@pytest.mark.parametrize("seed", SEEDS)
def test_contributions_add_up(content: Content, seed: int) -> None:
    for option in made(content, seed).options:
        assert sum(option.contributions.values()) == pytest.approx(option.value, abs=1e-3)
        assert list(option.contributions) == [*(c.id for c in content.scheme.criteria), "balance"]


@pytest.mark.parametrize("seed", SEEDS)
def test_doubt_is_said(content: Content, seed: int) -> None:
    it = made(content, seed)
    shares = it.robustness.path
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-3)
    assert sum(it.robustness.deployment.values()) == pytest.approx(1.0, abs=1e-3)
    assert (it.verdict_status == "clear") == (shares[it.path] >= content.scheme.clear_from)
    assert set(it.alternatives) == {p for p, share in shares.items() if share >= ALTERNATIVE_FROM} - {it.path}
    assert [shares[p] for p in it.alternatives] == sorted((shares[p] for p in it.alternatives), reverse=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_row_that_is_named_exists_and_is_in_the_trace(content: Content, seed: int) -> None:
    it = made(content, seed)
    traced = {row for entry in it.trace for row in entry.rows}
    assert traced <= {row.id for table in content.tables.values() for row in table.rows}
    named = {r.row for r in (*it.reasons, *it.against, *it.deployment_reasons)} | {e.row for e in it.exclusions}
    named |= {row for module in it.modules for row in module.reasons}
    named |= {row for risk in it.risks for row in risk.reasons} | set(it.integration.reasons)
    assert named <= traced
    assert all(entry.rows for entry in it.trace)


@pytest.mark.parametrize("seed", SEEDS)
def test_risks_are_named_once_gravest_first(content: Content, seed: int) -> None:
    it = made(content, seed)
    assert len({risk.id for risk in it.risks}) == len(it.risks)
    order = [SEVERITIES.index(risk.severity) for risk in it.risks]
    assert order == sorted(order)
    rows = {row.id: row for table in content.roles.risks for row in table.rows}
    for risk in it.risks:
        grave = min(SEVERITIES.index(str(rows[r].then["severity"])) for r in risk.reasons)
        assert SEVERITIES[grave] == risk.severity


@pytest.mark.parametrize("seed", SEEDS)
def test_scores_are_percentages_and_weights_one_whole(content: Content, seed: int) -> None:
    it = made(content, seed)
    for scores in (it.needs, it.capacity, it.pressure, it.hosting):
        assert all(0 <= value <= 100 for value in scores.values())
    assert sum(it.weights.values()) == pytest.approx(1.0, abs=1e-3)


def test_the_same_arguments_give_the_same_bytes(content: Content) -> None:
    answers = random_answers(4)
    one = advise(content, answers, SAMPLES, 11)
    two = advise(content, dict(reversed(answers.items())), SAMPLES, 11)
    assert canonical(one.plain()) == canonical(two.plain())
    assert advise(content, answers, SAMPLES, 12).hash != one.hash


@pytest.mark.parametrize("raw", [MAKER, SELLER, SETTLED, {}])
def test_answers_are_kept_as_they_can_be_given_again(content: Content, raw: dict[str, Any]) -> None:
    it = advise(content, typed(raw), SAMPLES)
    assert it.answers == {key: plain(answer) for key, answer in typed(raw).items()}
    assert advise(content, parse_all(content.questionnaire, it.answers), SAMPLES) == it


def test_only_known_facts_are_kept(content: Content) -> None:
    it = advise(content, typed(SELLER), SAMPLES)
    assert None not in it.facts.values()
    assert it.facts["employees"] == 12.0
    assert "it_staff" not in it.facts
    assert it.budget.stated == {"amount": 20000, "currency": "EUR"}
    assert it.budget.assessed


def test_a_budget_that_is_not_known_is_not_stated(content: Content) -> None:
    assert advise(content, typed({"budget": "unknown"}), SAMPLES).budget.stated is None


def test_answers_to_questions_that_do_not_apply_are_kept_and_not_counted(content: Content) -> None:
    without = advise(content, typed(SELLER), SAMPLES)
    hidden = advise(content, typed(SELLER | {"warehouses": "9", "stock_trouble": "5"}), SAMPLES)
    assert hidden.asked == without.asked == len(SELLER)
    assert hidden.answers["warehouses"] == 9
    assert (hidden.options, hidden.reasons, hidden.unknowns) == (without.options, without.reasons, without.unknowns)


def test_when_both_systems_work_the_advice_is_to_wait(content: Content) -> None:
    it = advise(content, typed(SETTLED), SAMPLES)
    assert (it.path, it.deployment) == (NOT_YET, NO_DEPLOYMENT)
    assert (it.modules, it.roadmap) == ((), ())
    assert it.integration.style == "none"
    excluded = {o.path: o.excluded_by for o in it.options}
    assert excluded.pop(NOT_YET) is None
    assert all(row and row.startswith("exclude.") for row in excluded.values())
    assert {e.row for e in it.exclusions} >= set(excluded.values())


def test_nothing_answered_is_a_question_and_no_crash(content: Content) -> None:
    it = advise(content, {}, SAMPLES)
    assert it.asked == 0
    assert it.exclusions == ()
    assert len(it.unknowns) > 20
    assert it.reasons == it.against == ()


def test_unknown_answers_weigh_like_missing_ones_and_are_told_apart(content: Content) -> None:
    silent = advise(content, {}, SAMPLES)
    said = advise(content, dict.fromkeys(q.id for q in content.questionnaire.questions), SAMPLES)
    assert said.options == silent.options
    assert all(u.said for u in said.unknowns)
    assert not any(u.said for u in silent.unknowns)


def test_every_contradiction_is_found_and_asks_about_an_answer_it_reads(content: Content) -> None:
    """For each row: values that its own cells allow make it fire, and the question it asks sets a fact it reads."""
    (table,) = content.roles.contradictions
    assert len(table.rows) >= 15
    for row in table.rows:
        facts: dict[str, Any] = {}
        for fact, cell in row.when.items():
            low = cell.spans[0][0]
            values = cell.fact.values or (False, True)
            facts[fact] = max(low, 0.0) if cell.fact.numeric else values[int(low)]
        assert row.id in {found.row for found in contradictions(content, facts)}
        question = content.questionnaire.by_id[str(row.then["question"])]
        own = {question.fact, *(f"{question.fact}.{m}" for m in content.vocabulary.sets.get(question.fact, ()))}
        reads = {*row.when, *(s for f in row.when if (d := content.vocabulary.facts[f].derive) for s in d.reads)}
        assert own & reads, row.id


def test_answers_that_fit_raise_no_contradiction(content: Content) -> None:
    assert contradictions(content, {"crm_state": "good", "customer_data": "one_system", "lead_followup": 1.0}) == ()
    assert contradictions(content, {}) == ()


def test_a_contradiction_is_part_of_the_result_and_is_no_reason(content: Content) -> None:
    answers = typed({"employees": 10, "users": 40})
    it = advise(content, answers, SAMPLES)
    assert [(c.row, c.question) for c in it.contradictions] == [("contradiction.users_over_staff", "users")]
    assert all(
        row.id not in {r.row for r in (*it.reasons, *it.against)} for row in content.tables["contradictions"].rows
    )


# What is for the option that is decided on; all else is what the rules say.
FOLLOWS = {"modules", "roadmap", "integration", "budget", "plan", "risks", "products", "market", "place", "trace"}
RECORD = {"tailoring", "hash"}


def overridden(content: Content, answers: dict[str, Any], path: str, deployment: str, **own: Any) -> Recommendation:
    option = OptionChoice(path=path, deployment=deployment, reason="Decided by the board.")
    return advise(content, answers, SAMPLES, tailoring=Tailoring(option=option, **own))


def differing(one: Recommendation, other: Recommendation) -> set[str]:
    return {name for name in Recommendation.model_fields if getattr(one, name) != getattr(other, name)}


@pytest.mark.parametrize("seed", SEEDS)
def test_choosing_what_is_advised_changes_nothing_but_the_record(content: Content, seed: int) -> None:
    it = made(content, seed)
    same = overridden(content, random_answers(seed), it.path, it.deployment)
    assert differing(it, same) == RECORD
    assert same.decided == same.advised == it.advised == it.decided


@pytest.mark.parametrize("seed", SEEDS)
def test_an_override_never_touches_what_the_rules_say(content: Content, seed: int) -> None:
    it, answers = made(content, seed), random_answers(seed)
    option = next(o for o in reversed(content.scheme.options) if o.path not in (it.path, NOT_YET))
    other = overridden(content, answers, option.path, option.deployment)
    assert differing(it, other) <= FOLLOWS | RECORD | {"contradictions"}
    assert (other.advised, other.decided) == (it.advised, option)
    assert {m.system for m in other.modules if not m.in_place} >= content.scheme.systems(option.path)
    assert other.budget.estimate is not None
    assert {s for phase in other.budget.estimate.phases for s in phase.systems} >= content.scheme.systems(option.path)
    assert {s for phase in other.roadmap for s in phase.systems} >= content.scheme.systems(option.path)
    assert other.hash != it.hash


def test_what_follows_is_what_the_rules_give_where_they_advise_it(content: Content) -> None:
    """A CRM for a company that is advised one, and the same by override under weights that advise something else."""
    answers = typed(SELLER)
    it = advise(content, answers, SAMPLES)
    shares = {c.id: 0.92 if c.id == "operations" else 0.01 for c in content.scheme.criteria}
    turned = advise(content, answers, SAMPLES, tailoring=Tailoring(weights=shares))
    assert turned.path != it.path
    back = overridden(content, answers, it.path, it.deployment, weights=shares)
    assert back.path == turned.path
    for part in ("modules", "roadmap", "integration", "budget", "risks", "products", "market", "place"):
        assert getattr(back, part) == getattr(it, part), part


def test_an_option_that_is_ruled_out_can_be_chosen_and_says_by_what(content: Content) -> None:
    it = overridden(content, typed(SETTLED), "both", "on-premise")
    (row,) = (o.excluded_by for o in it.options if (o.path, o.deployment) == ("both", "on-premise"))
    assert row is not None
    assert row in {e.row for e in it.exclusions}
    assert it.path == NOT_YET
    assert it.roadmap
    assert it.plan


def test_waiting_can_be_chosen(content: Content) -> None:
    it = overridden(content, typed(MAKER), NOT_YET, NO_DEPLOYMENT)
    assert it.path != NOT_YET
    assert (it.modules, it.roadmap, it.plan, it.products, it.left_out) == ((), (), (), (), ())
    assert it.integration.style == "none"


def test_changed_modules_are_in_the_roadmap_and_the_record(content: Content) -> None:
    plain = advise(content, typed(MAKER), SAMPLES)
    out = next(m for m in reversed(plain.modules) if not m.needed_by and not m.in_place)
    own = Tailoring(modules={out.id: ModuleChoice(priority="left-out", reason="Bought already.")})
    it = advise(content, typed(MAKER), SAMPLES, tailoring=own)
    assert it.left_out[0] == out
    assert out.id not in {m for phase in it.roadmap for m in phase.modules}
    assert differing(plain, it) <= {*FOLLOWS, *RECORD, "left_out"}
    assert it.tailoring == own
    assert {"tailoring", "left_out"} <= it.plain().keys()


def test_modules_that_do_not_fit_are_refused(content: Content) -> None:
    own = Tailoring(modules={"erp-master-data": ModuleChoice(priority="left-out")})
    with pytest.raises(Unfit, match="“erp-master-data” cannot be left out"):
        advise(content, typed(MAKER), SAMPLES, tailoring=own)


def test_a_tailored_result_is_the_same_bytes_again(content: Content) -> None:
    shares = {c.id: 1 / len(content.scheme.criteria) for c in content.scheme.criteria}
    own = Tailoring(weights=shares, spread={"main_goal": (("cost", 1), ("revenue", 2))}, voices={"it": 2})
    answers = typed(MAKER) | {"main_goal": None}
    one, two = (advise(content, answers, SAMPLES, tailoring=own) for _ in range(2))
    assert canonical(one.plain()) == canonical(two.plain())
    assert one.hash != advise(content, answers, SAMPLES).hash
