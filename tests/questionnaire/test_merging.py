"""Several voices, one set of answers: who decides, what stays open, and how far they agree."""

from __future__ import annotations

from collections.abc import Iterable
from math import log2
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.money import Money
from advisor.questionnaire.flow import replay
from advisor.questionnaire.merging import (
    CONSULTANT,
    ROLES,
    SHARES,
    WEIGHTED,
    Dispute,
    Merged,
    Rule,
    Said,
    Voice,
    consensus,
    merge,
    questions_for,
    spoken,
)
from advisor.questionnaire.schema import Answer
from tests.questionnaire.conftest import Bank
from tests.recommendation.samples import random_answers
from tests.recommendation.samples import real as content

some = settings(max_examples=40, deadline=None, derandomize=True)
NOBODY = Rule(by_owner=False)


def voice(bank: Bank, name: str, role: str = "sales", weight: float = 1.0, **raw: Any) -> Voice:
    return Voice(name, role, weight, bank.answers(**raw))


def merged(bank: Bank, *voices: Voice, rule: Rule | None = None) -> Merged:
    return merge(bank.questionnaire, bank.rates, voices, rule)


def shown(found: Merged) -> tuple[Any, ...]:
    """All of it in a form that can be compared whatever the order of equal weights."""
    return found.answers, found.spread, found.disputed, found.consensus, found.voices, found.index


@st.composite
def people(draw: st.DrawFn, least: int = 1) -> list[Voice]:
    count = draw(st.integers(least, 4))
    seeds = draw(st.lists(st.integers(0, 40), min_size=count, max_size=count))
    roles = draw(st.lists(st.sampled_from(ROLES), min_size=count, max_size=count))
    weights = draw(st.lists(st.sampled_from([0.5, 1.0, 2.0, 3.0]), min_size=count, max_size=count))
    both = zip(seeds, roles, weights, strict=True)
    return [Voice(f"v{i}", role, weight, random_answers(seed, 0.3)) for i, (seed, role, weight) in enumerate(both)]


rules = st.sampled_from([Rule(), NOBODY, Rule({"budget": "it", "sellers": WEIGHTED})])


def over(voices: Iterable[Voice], rule: Rule | None = None) -> Merged:
    return merge(content().questionnaire, content().rates, voices, rule)


@some
@given(st.integers(0, 200), st.sampled_from(ROLES), rules)
def test_one_voice_alone_says_it_all(seed: int, role: str, rule: Rule) -> None:
    answers = random_answers(seed, 0.3)
    found = over([Voice("a", role, 2.5, answers)], rule)
    assert found.answers == answers
    assert (found.spread, found.disputed, found.consensus, found.index) == ({}, (), {}, None)
    assert found.voices == {role: 1}


@some
@given(people(), rules)
def test_the_same_voices_again_change_no_answer(voices: list[Voice], rule: Rule) -> None:
    again = [Voice(f"{v.id}-twin", v.role, v.weight, v.answers) for v in voices]
    one, two = over(voices, rule), over(voices + again, rule)
    assert two.answers == one.answers
    assert two.spread == one.spread
    assert [d.question for d in two.disputed] == [d.question for d in one.disputed]


@some
@given(people(2), rules, st.randoms(use_true_random=False))
def test_the_order_of_voices_never_matters(voices: list[Voice], rule: Rule, dice: Any) -> None:
    mixed = list(voices)
    dice.shuffle(mixed)
    assert shown(over(mixed, rule)) == shown(over(voices, rule))


@some
@given(people(2), rules)
def test_who_is_of_weight_zero_is_not_there(voices: list[Voice], rule: Rule) -> None:
    silent = Voice("silent", "management", 0.0, random_answers(77))
    assert shown(over([*voices, silent], rule)) == shown(over(voices, rule))


@some
@given(people(2), rules)
def test_weights_count_by_their_ratio(voices: list[Voice], rule: Rule) -> None:
    double = [Voice(v.id, v.role, 2 * v.weight, v.answers) for v in voices]
    one, two = over(voices, rule), over(double, rule)
    assert (two.answers, two.spread) == (one.answers, one.spread)
    assert two.consensus == pytest.approx(one.consensus)


@some
@given(people(2), rules)
def test_consensus_is_whole_only_where_all_say_the_same(voices: list[Voice], rule: Rule) -> None:
    found = over(voices, rule)
    disputed = {d.question for d in found.disputed}
    for key, share in found.consensus.items():
        assert 0.0 <= share <= 1.0
        assert (share == 1.0) == (key not in disputed)
    assert disputed <= found.consensus.keys()
    if found.consensus:
        assert found.index == pytest.approx(sum(found.consensus.values()) / len(found.consensus))


@some
@given(people(2), rules)
def test_no_answer_is_made_up(voices: list[Voice], rule: Rule) -> None:
    """What counts was said by somebody; what stands behind an open answer too."""
    found = over(voices, rule)
    for key, answer in found.answers.items():
        said = [v.answers[key] for v in voices if key in v.answers]
        assert answer in said or (answer is None and key in found.spread)
    for key, spread in found.spread.items():
        assert found.answers[key] is None
        question = content().questionnaire.by_id[key]
        there = [v.answers[key] for v in voices if v.answers.get(key) is not None]
        if question.type == "choices":
            named = {member for one in there if isinstance(one, frozenset) for member in one}
            assert {member for member, _ in spread} <= named
            assert all(1 <= chance <= 100 for _, chance in spread)
        else:
            assert len({value for value, _ in spread}) == len(spread) > 1
            assert sum(often for _, often in spread) == pytest.approx(SHARES, abs=len(spread))


def test_who_does_not_know_does_not_count(small: Bank) -> None:
    knows = voice(small, "a", trade="retail", seller_count="unknown")
    found = merged(small, knows, voice(small, "b", trade="unknown"), voice(small, "c", "it", seller_count="unknown"))
    assert found.answers == {"trade": "retail", "seller_count": None}
    assert (found.disputed, found.consensus) == ((), {})
    assert found.voices == {"sales": 2, "it": 1}


def test_who_says_nothing_is_not_counted(small: Bank) -> None:
    assert merged(small, voice(small, "a", trade="retail"), voice(small, "b", "it")).voices == {"sales": 1}
    assert merged(small) == Merged({}, {}, (), {}, {})


def test_the_owner_decides_and_the_dispute_is_kept(small: Bank) -> None:
    """`trade` is what management knows."""
    boss, seller = voice(small, "b", "management", trade="making"), voice(small, "a", weight=5.0, trade="retail")
    found = merged(small, seller, boss)
    assert found.answers == {"trade": "making"}
    assert found.spread == {}
    said = (Said("b", "management", 1.0, "making"), Said("a", "sales", 5.0, "retail"))
    assert found.disputed == (Dispute("trade", said, "management", "making", 0.0),)


def test_without_an_owner_the_answer_is_open(small: Bank) -> None:
    voices = voice(small, "a", "it", 3.0, trade="retail"), voice(small, "b", "hr", 1.0, trade="making")
    found = merged(small, *voices)
    assert found.answers == {"trade": None}
    assert found.spread == {"trade": (("retail", 750), ("making", 250))}
    assert (found.disputed[0].owner, found.disputed[0].decided) == ("", None)


@pytest.mark.parametrize(
    ("rule", "owner", "counts"),
    [
        (Rule(), "management", "making"),
        (Rule({"trade": "sales"}), "sales", "retail"),
        (Rule({"trade": "management"}, by_owner=False), "management", "making"),
        (Rule({"trade": WEIGHTED}), "", None),
        (Rule({"trade": "finance"}), "", None),
        (Rule({"seller_count": "sales"}), "management", "making"),
        (NOBODY, "", None),
    ],
)
def test_a_case_says_who_owns_a_question(small: Bank, rule: Rule, owner: str, counts: Answer) -> None:
    found = merged(small, voice(small, "a", trade="retail"), voice(small, "b", "management", trade="making"), rule=rule)
    assert (found.disputed[0].owner, found.answers["trade"]) == (owner, counts)
    assert ("trade" in found.spread) == (counts is None)


def test_owners_who_differ_leave_it_open_among_themselves(small: Bank) -> None:
    trades = ("retail", "making", "making")
    bosses = [voice(small, f"b{i}", "management", trade=trade) for i, trade in enumerate(trades)]
    found = merged(small, *bosses, voice(small, "a", weight=9.0, trade="services"))
    assert found.answers == {"trade": None}
    assert found.spread == {"trade": (("retail", 333), ("making", 667))}
    assert found.disputed[0].owner == "management"
    assert len(found.disputed[0].said) == 4


def test_of_a_set_each_member_has_its_own_chance(real: Bank) -> None:
    voices = [
        voice(real, "a", "it", 1.0, manual_work=["quotes", "invoices"]),
        voice(real, "b", "hr", 2.0, manual_work=["invoices", "payroll"]),
    ]
    found = merged(real, *voices)
    assert found.spread == {"manual_work": (("quotes", 33), ("invoices", 100), ("payroll", 67))}
    assert found.consensus == {"manual_work": pytest.approx(1 / 3)}, "one of the three that anybody named"


def test_nothing_at_all_against_a_member(real: Bank) -> None:
    voices = voice(real, "a", "it", manual_work=["none"]), voice(real, "b", "hr", manual_work=["quotes"])
    found = merged(real, *voices)
    assert found.spread == {"manual_work": (("quotes", 50),)}
    assert found.consensus == {"manual_work": 0.0}
    agreed = merged(real, voice(real, "a", "it", manual_work=["none"]), voice(real, "b", "hr", manual_work=["none"]))
    assert (agreed.answers, agreed.index) == ({"manual_work": frozenset()}, 1.0)


def test_a_voice_with_little_weight_is_still_heard(real: Bank) -> None:
    voices = voice(real, "a", "it", 1e6, main_goal="cost"), voice(real, "b", "hr", 1.0, main_goal="revenue")
    assert merged(real, *voices).spread == {"main_goal": (("revenue", 1), ("cost", 999))}


def test_the_same_money_in_another_currency_is_no_dispute(real: Bank) -> None:
    rate = real.rates.per_euro["UAH"]
    there = Voice("b", "it", 2.0, {"budget": Money.of(1000 * rate, "UAH")})
    found = merged(real, voice(real, "a", "it", budget="1000 EUR"), there)
    assert found.disputed == ()
    assert found.answers == there.answers, "in the words of who has most say"
    differ = merged(real, voice(real, "a", "hr", budget="1000 EUR"), Voice("b", "it", 1.0, there.answers), rule=NOBODY)
    assert differ.disputed == ()


def test_amounts_are_spread_in_euros(real: Bank) -> None:
    rate = real.rates.per_euro["UAH"]
    there = Voice("b", "it", 1.0, {"budget": Money.of(20_000 * rate, "UAH")})
    found = merged(real, voice(real, "a", "it", budget="2000 EUR"), there, rule=NOBODY)
    assert found.spread == {"budget": ((2000.0, 500), (20_000.0, 500))}
    assert found.consensus["budget"] == pytest.approx(0.0, abs=1e-3), "ten times apart"


# By hand: 1 + sum p log2(1 - |x - m| / d).
HALF, QUARTER = 1 + log2(0.5), 1 + log2(0.75)


@pytest.mark.parametrize(
    ("question", "said", "expected"),
    [
        ("stock_trouble", [(1.0, 1.0), (5.0, 1.0)], HALF),
        ("stock_trouble", [(2.0, 1.0), (4.0, 1.0)], QUARTER),
        ("stock_trouble", [(3.0, 1.0), (3.0, 2.0)], 1.0),
        ("stock_trouble", [(1.0, 3.0), (5.0, 1.0)], 1 + 0.75 * log2(0.75) + 0.25 * log2(0.25)),
        ("inventory", [("none", 1.0), ("large", 1.0)], HALF),
        ("inventory", [("none", 1.0), ("small", 1.0)], QUARTER),
        ("main_goal", [("cost", 1.0), ("revenue", 1.0)], 0.0),
        ("main_goal", [("cost", 1.0), ("cost", 1.0), ("revenue", 1.0)], 1 / 3),
        ("main_goal", [("cost", 2.0), ("cost", 1.0), ("revenue", 1.0)], 2 / 5),
        ("project_work", [(True, 1.0), (False, 1.0)], 0.0),
        ("country", [("DE", 1.0), ("UA", 1.0), ("UA", 1.0)], 1 / 3),
        ("employees", [(999.0, 1.0), (9999.0, 1.0)], 0.0),
        ("employees", [(9.0, 1.0), (9999.0, 1.0)], 0.0),
        ("employees", [(99.0, 1.0), (199.0, 1.0)], 1 + log2(1 - 0.5 * log2(2) / log2(10))),
        ("channels", [(frozenset(("chat", "ads")), 1.0), (frozenset(("chat",)), 1.0)], 1 / 2),
    ],
)
def test_consensus_by_hand(real: Bank, question: str, said: list[tuple[Any, float]], expected: float) -> None:
    assert consensus(real.questionnaire.by_id[question], said) == pytest.approx(expected, abs=1e-9)


def test_the_consensus_of_everything_alike(real: Bank) -> None:
    """A scale of five with the same share on every mark, by hand."""
    everyone = [(float(mark), 1.0) for mark in range(1, 6)]
    expected = 1 + (2 * log2(0.5) + 2 * log2(0.75)) / 5
    assert consensus(real.questionnaire.by_id["stock_trouble"], everyone) == pytest.approx(expected)


@some
@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from([1.0, 2.0])), min_size=1, max_size=6))
def test_consensus_of_a_scale_is_the_same_from_either_end(said: list[tuple[int, float]]) -> None:
    question = content().questionnaire.by_id["stock_trouble"]
    one = consensus(question, [(float(mark), weight) for mark, weight in said])
    other = consensus(question, [(float(6 - mark), weight) for mark, weight in said])
    assert one == pytest.approx(other)
    assert (one == 1.0) == (len({mark for mark, _ in said}) == 1)


@pytest.mark.parametrize(
    ("voices", "says"),
    [
        ([Voice("a", "boss", 1.0, {})], "“boss” is not a role"),
        ([Voice("a", "it", -1.0, {})], "from 0 on"),
        ([Voice("a", "it", float("nan"), {})], "from 0 on"),
        ([Voice("a", "it", 1.0, {}), Voice("a", "hr", 0.0, {})], "same id"),
    ],
)
def test_voices_that_cannot_be_counted_are_refused(small: Bank, voices: list[Voice], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        merged(small, *voices)


def test_what_a_voice_has_made_pointless_itself_is_left_away(real: Bank) -> None:
    kept = {"inventory": "none", "warehouses": "4", "employees": "9"}
    answers = real.answers(**kept)
    assert spoken(real.questionnaire, real.vocabulary, real.rates, answers).keys() == {"inventory", "employees"}
    there = answers | {"inventory": "large"}
    assert spoken(real.questionnaire, real.vocabulary, real.rates, there) == there
    del there["inventory"]
    assert spoken(real.questionnaire, real.vocabulary, real.rates, there) == there, "not known: it stays"


@some
@given(st.integers(0, 100))
def test_what_is_left_away_changes_nothing_for_the_voice(seed: int) -> None:
    it, answers = content(), random_answers(seed)
    rest = spoken(it.questionnaire, it.vocabulary, it.rates, answers)
    whole = replay(it.questionnaire, it.vocabulary, it.rates, answers)
    assert replay(it.questionnaire, it.vocabulary, it.rates, rest) == whole


def test_every_role_is_asked_what_it_knows(real: Bank) -> None:
    bank = real.questionnaire
    for role in ROLES[:-1]:
        assert questions_for(bank, role) == tuple(q for q in bank.asked if role in q.who) != ()
    assert questions_for(bank, CONSULTANT) == bank.questions
    assert {role for q in bank.questions for role in q.who} == set(ROLES) - {CONSULTANT}


def test_only_choices_that_are_steps_have_an_order(real: Bank) -> None:
    ordered = {q.id for q in real.questionnaire.questions if q.ordered}
    assert ordered >= {"inventory", "suppliers", "time_to_value", "regulated", "crm_state", "erp_state"}
    assert not ordered & {"main_goal", "main_strain", "industry", "country", "vendor_preference", "production"}
    assert all(q.type == "choice" for q in real.questionnaire.questions if q.ordered)
