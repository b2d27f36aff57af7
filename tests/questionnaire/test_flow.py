"""Replaying interviews: three-valued conditions, ignored answers, derived facts, progress and pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.cells import parse_when
from advisor.facts import Facts
from advisor.questionnaire.answers import plain
from advisor.questionnaire.flow import Progress, progress, truth
from advisor.questionnaire.schema import Question


def ids(questions: tuple[Question, ...]) -> list[str]:
    return [q.id for q in questions]


@pytest.mark.parametrize(
    ("cells", "facts", "holds"),
    [
        ({"trade": "retail"}, {"trade": "retail"}, True),
        ({"trade": "retail"}, {"trade": "making"}, False),
        ({"trade": "retail"}, {}, None),
        ({"trade": "not(retail)"}, {}, None),
        ({"trade": "unknown"}, {}, True),
        ({"trade": "unknown"}, {"trade": "retail"}, False),
        ({"trade": "-"}, {}, True),
        ({"trade": "retail", "sellers": "> 3"}, {"trade": "retail", "sellers": 4.0}, True),
        ({"trade": "retail", "sellers": "> 3"}, {"trade": "retail"}, None),
        ({"trade": "retail", "sellers": "> 3"}, {"trade": "making"}, False),
        ({"trade": "retail", "sellers": "> 3"}, {"sellers": 2.0}, False),
        ({"trade": "retail", "sellers": "> 3"}, {}, None),
        ([{"trade": "retail"}, {"sellers": "> 3"}], {"sellers": 4.0}, True),
        ([{"trade": "retail"}, {"sellers": "> 3"}], {"trade": "making"}, None),
        ([{"trade": "retail"}, {"sellers": "> 3"}], {"trade": "making", "sellers": 3.0}, False),
        ([{"trade": "retail"}, {"sellers": "> 3"}], {"trade": "retail"}, True),
    ],
)
def test_truth(cells: Any, facts: Facts, holds: bool | None, small: Any) -> None:
    assert truth(parse_when(cells, small.vocabulary), facts) is holds


def test_no_condition_holds() -> None:
    assert truth(None, {}) is True


SELLERS = st.none() | st.sampled_from([0.0, 3.0, 4.0, 500.0])
TRADES = st.none() | st.sampled_from(["retail", "services", "making"])
CELLS = st.fixed_dictionaries(
    {}, optional={"trade": st.sampled_from(["retail", "not(making)"]), "sellers": st.sampled_from(["> 3", "[0..4]"])}
)


@settings(deadline=None)
@given(st.lists(CELLS.filter(bool), min_size=1, max_size=3), TRADES, SELLERS)
def test_what_is_certain_stays_so_when_more_is_known(small: Any, cells: Any, trade: Any, sellers: Any) -> None:
    """Whatever an unknown fact turns out to be, a condition that was told true or false remains it."""
    when = parse_when(cells, small.vocabulary)
    told = truth(when, {"trade": trade, "sellers": sellers})
    trades = [trade] if trade else ["retail", "services", "making"]
    numbers = [sellers] if sellers is not None else [0.0, 4.0, 5.0, 1000.0]
    later = {truth(when, {"trade": t, "sellers": s}) for t in trades for s in numbers}
    assert None not in later
    assert told is None or later == {told}


class TestReplay:
    def test_nothing_answered(self, small: Any) -> None:
        replayed = small.replay()
        assert ids(replayed.applies) == ["trade", "purse", "home"]
        assert ids(replayed.doubtful) == ids(small.questionnaire.questions)
        assert set(replayed.facts) == set(small.vocabulary.facts)
        assert set(replayed.facts.values()) == {None}

    def test_everything_answered(self, small: Any) -> None:
        replayed = small.replay(
            trade="retail",
            seller_count="12",
            export="yes",
            pains=["quotes"],
            mood=5,
            purse="100000 UAH",
            home="UA",
        )
        assert replayed.applies == small.questionnaire.questions
        assert replayed.doubtful == ()
        assert replayed.facts == {
            "trade": "retail",
            "sellers": 12.0,
            "team": "big",
            "export": True,
            "pains.returns": False,
            "pains.quotes": True,
            "pains.billing": False,
            "pain_count": 1.0,
            "mood": 5.0,
            "purse": 2000.0,
            "home": "UA",
            "chosen_path": None,
        }

    def test_a_question_that_does_not_apply_takes_its_otherwise(self, small: Any) -> None:
        replayed = small.replay(trade="making")
        assert "seller_count" not in ids(replayed.applies + replayed.doubtful)
        assert (replayed.facts["sellers"], replayed.facts["team"]) == (0.0, "none")

    def test_otherwise_of_a_set_decides_its_members_and_what_is_derived(self, small: Any) -> None:
        replayed = small.replay(trade="services", seller_count=2)
        members = [replayed.facts[f"pains.{m}"] for m in ("returns", "quotes", "billing")]
        assert members == [True, False, False]
        assert replayed.facts["pain_count"] == 1.0
        assert "mood" in ids(replayed.applies)

    def test_an_answer_that_no_longer_applies_is_kept_but_ignored(self, small: Any) -> None:
        before = small.replay(trade="retail", seller_count=40)
        assert before.facts["team"] == "big"
        after = small.replay(trade="making", seller_count=40)
        assert after.facts == small.replay(trade="making").facts
        assert small.replay(trade="retail", seller_count=40).facts == before.facts

    def test_an_undecidable_condition_leaves_its_fact_unknown(self, small: Any) -> None:
        """Even if there is an answer: it may turn out not to apply."""
        replayed = small.replay(trade="unknown", seller_count=40)
        assert "seller_count" not in ids(replayed.applies)
        assert "seller_count" in ids(replayed.doubtful)
        assert (replayed.facts["sellers"], replayed.facts["team"]) == (None, None)

    def test_not_knowing_is_doubtful_but_applies(self, small: Any) -> None:
        replayed = small.replay(trade="retail", seller_count="unknown", pains="unknown")
        assert "seller_count" in ids(replayed.applies)
        assert "seller_count" in ids(replayed.doubtful)
        assert replayed.facts["team"] is None

    def test_a_second_way_to_a_question_is_enough(self, small: Any) -> None:
        """Pains are asked of a big team, or of exporters with anyone selling."""
        assert "pains" in ids(small.replay(trade="retail", seller_count=40).applies)
        assert "pains" in ids(small.replay(trade="retail", seller_count=1, export=True).applies)
        assert "pains" not in ids(small.replay(trade="retail", seller_count=1, export=False).applies)
        assert "pains" not in ids(small.replay(trade="retail", seller_count=1).applies)

    def test_no_pains_named_is_known(self, small: Any) -> None:
        replayed = small.replay(trade="retail", seller_count=40, pains="none")
        assert replayed.facts["pain_count"] == 0.0
        assert replayed.facts["mood"] == 3.0
        assert "mood" not in ids(replayed.applies)

    def test_false_and_zero_are_known(self, small: Any) -> None:
        replayed = small.replay(trade="retail", seller_count=0, export=False)
        assert not {"export", "seller_count"} & set(ids(replayed.doubtful))
        assert (replayed.facts["export"], replayed.facts["sellers"]) == (False, 0.0)


RAW = {
    "trade": st.sampled_from(["retail", "services", "making", "unknown"]),
    "seller_count": st.sampled_from([0, 1, 9, 10, 1000, "unknown"]),
    "export": st.sampled_from([True, False, "unknown"]),
    "pains": st.sampled_from(["none", "unknown", ["returns"], ["quotes", "billing"]]),
    "mood": st.sampled_from([1, 5, "unknown"]),
    "purse": st.sampled_from(["0 EUR", "1000 JPY", "unknown"]),
    "home": st.sampled_from(["DE", "unknown"]),
}
INTERVIEWS = st.fixed_dictionaries({}, optional=RAW)


@settings(deadline=None)
@given(INTERVIEWS)
def test_facts_agree_with_the_vocabulary(small: Any, raw: dict[str, Any]) -> None:
    """Derived facts are those of the base facts, and every question is either settled or doubtful."""
    replayed = small.replay(**raw)
    assert replayed.facts == small.vocabulary.complete(replayed.facts)
    for question in small.questionnaire.questions:
        members = small.vocabulary.sets.get(question.fact)
        own = [f"{question.fact}.{m}" for m in members] if members else [question.fact]
        unknown = [replayed.facts[fact] is None for fact in own]
        assert unknown == [question in replayed.doubtful] * len(own)


@settings(deadline=None)
@given(INTERVIEWS)
def test_only_answers_that_apply_matter(small: Any, raw: dict[str, Any]) -> None:
    replayed = small.replay(**raw)
    used = {key: value for key, value in raw.items() if key in ids(replayed.applies)}
    assert small.replay(**used) == replayed


@settings(deadline=None)
@given(INTERVIEWS)
def test_stored_answers_replay_the_same(small: Any, raw: dict[str, Any]) -> None:
    stored = {key: plain(answer) for key, answer in small.answers(**raw).items()}
    assert small.replay(**stored) == small.replay(**raw)


def stands(small: Any, wanted: list[str] | None = None, **raw: Any) -> Progress:
    return progress(small.replay(**raw), small.answers(**raw), wanted)


class TestProgress:
    def test_a_track_asks_what_is_wanted_in_that_order(self, small: Any) -> None:
        found = stands(small, ["home", "trade", "export"], trade="retail")
        assert ids(found.asked) == ["home", "trade", "export"]
        assert ids(found.open) == ["home", "export"]
        assert found.pages == ("company",)

    def test_what_is_wanted_but_does_not_apply_is_not_asked(self, small: Any) -> None:
        found = stands(small, ["trade", "seller_count", "purse", "nobody"], trade="making")
        assert ids(found.asked) == ["trade", "purse"]
        assert ids(stands(small, ["seller_count", "mood"]).asked) == []

    def test_without_a_list_everything_that_applies_is_asked(self, small: Any) -> None:
        found = stands(small, trade="retail")
        assert ids(found.asked) == ["trade", "seller_count", "export", "purse", "home"]
        assert ids(found.open) == ["seller_count", "export", "purse", "home"]

    def test_an_empty_list_asks_nothing(self, small: Any) -> None:
        found = stands(small, [], trade="retail")
        assert (found.asked, found.open, found.pages, found.next_page) == ((), (), (), None)

    def test_pages_are_in_the_order_in_which_they_are_asked(self, small: Any) -> None:
        found = stands(small, trade="retail")
        assert found.pages == ("company", "people", "money")
        assert ids(found.on_page("company")) == ["trade", "export", "home"]
        assert ids(found.on_page("money")) == ["purse"]
        assert found.on_page("nowhere") == ()
        wanted = ["trade", "purse", "seller_count", "export"]
        assert stands(small, wanted, trade="retail").pages == ("company", "money", "people")

    def test_pages_without_a_question_are_left_out(self, small: Any) -> None:
        assert stands(small, trade="making", export=False, purse="unknown").pages == ("company", "people", "money")
        assert stands(small).pages == ("company", "money")

    def test_next_page_is_that_of_the_first_open_question(self, small: Any) -> None:
        assert stands(small).next_page == "company"
        assert stands(small, trade="retail").next_page == "people"
        assert stands(small, trade="retail", seller_count=3).next_page == "company"
        assert stands(small, ["trade", "purse", "home"], trade="retail").next_page == "money"

    def test_not_knowing_closes_a_question(self, small: Any) -> None:
        found = stands(small, ["trade", "export"], trade="unknown")
        assert found.open == ()
        assert found.next_page is None

    def test_a_changed_answer_opens_what_now_applies(self, small: Any) -> None:
        assert ids(stands(small, ["trade", "export"], trade="services").open) == []
        assert ids(stands(small, ["trade", "export"], trade="making").open) == ["export"]

    def test_neighbours(self, small: Any) -> None:
        found = stands(small, trade="retail")
        assert [found.neighbour(page, 1) for page in found.pages] == ["people", "money", None]
        assert [found.neighbour(page, -1) for page in found.pages] == [None, "company", "people"]
        assert found.neighbour("company", 0) == "company"


class TestGoingBack:
    """Company, money, company again: the order of a short track."""

    ORDER: ClassVar = ["trade", "purse", "export", "home", "seller_count"]

    @pytest.fixture
    def found(self, small: Any) -> Progress:
        return stands(small, self.ORDER, trade="retail", purse="5 EUR", export=True)

    def before(self, found: Progress, *shown: str) -> str | None:
        question = found.before(shown)
        return question and question.id

    def test_to_the_question_asked_before(self, found: Progress) -> None:
        assert [self.before(found, key) for key in self.ORDER] == [None, "trade", "purse", "export", "home"]

    def test_several_shown_together_count_by_the_first(self, found: Progress) -> None:
        assert self.before(found, "seller_count", "home") == "export"
        assert self.before(found, "home", "nobody") == "export"

    def test_what_is_not_asked_any_more_comes_after_the_last_answer(self, found: Progress, small: Any) -> None:
        assert self.before(found, "mood") == "export"
        assert self.before(found) == "export"
        assert self.before(stands(small, self.ORDER), "mood") is None

    def test_questions_of_one_page_in_a_row_were_asked_together(self, found: Progress) -> None:
        together = {key: ids(found.up_to(key)) for key in self.ORDER}
        assert together == {
            "trade": ["trade"],
            "purse": ["purse"],
            "export": ["export"],
            "home": ["export", "home"],
            "seller_count": ["seller_count"],
        }
        assert found.up_to("mood") == ()
        assert found.up_to("") == ()

    def test_every_step_back_comes_to_the_beginning(self, real: Any) -> None:
        """On the full track each step is a page."""
        found = stands(real)
        shown, visited = ["nothing"], []
        found = Progress(found.asked, (), found.pages)
        while before := found.before(shown):
            together = found.up_to(before.id)
            assert together == found.on_page(before.page)
            visited.append(before.page)
            shown = ids(together)
        assert visited == list(reversed(found.pages))


def test_a_full_interview_asks_the_whole_real_bank(real: Any) -> None:
    """Answers that keep as much as possible relevant."""
    raw = {"production": "discrete", "inventory": "large", "crm_state": "weak", "erp_state": "weak"}
    assert stands(real, **raw, other_systems=3).asked == real.questionnaire.asked


def test_the_real_bank_hides_what_does_not_apply(real: Any) -> None:
    replayed = real.replay(industry="retail", production="none", inventory="none", crm_state="none", other_systems=0)
    hidden = [q.id for q in real.questionnaire.asked if q not in replayed.applies]
    assert hidden == ["warehouses", "stock_trouble", "machine_link", "systems_linked", "local_systems"]
    assert replayed.facts["warehouses"] == 0.0
    assert replayed.facts["machine_link"] == "none"
    assert replayed.facts["systems_linked"] == "not_needed"


def test_what_is_not_asked_applies_once_it_is_answered(real: Any) -> None:
    (unasked,) = (q for q in real.questionnaire.questions if not q.asked)
    for raw in ({}, {unasked.id: "unknown"}):
        replayed = real.replay(**raw)
        assert unasked not in (*replayed.applies, *replayed.doubtful)
        assert replayed.facts[unasked.fact] == unasked.otherwise == "not_tried"
    given = {unasked.id: "no"}
    replayed = real.replay(**given)
    assert replayed.facts[unasked.fact] == "no"
    found = progress(replayed, real.answers(**given))
    assert (unasked in found.asked, unasked in found.open) == (True, False)
    assert unasked not in progress(replayed, {}).asked, "somebody else gave the answer"


def test_real_facts_follow_from_answers(real: Any) -> None:
    facts = real.replay(
        employees="۵۰", country="ua", users=20, budget="480 000 UAH", channels=["email", "events", "chat"]
    ).facts
    assert facts["size_class"] == "medium"
    assert facts["data_regime"] == "ukraine"
    assert facts["budget"] == 10_000.0
    assert (facts["budget_per_user"], facts["budget_per_head"]) == (500.0, 200.0)
    assert facts["marketing_breadth"] == 2.0


class TestAgreed:
    def bank(self, small: Any) -> Any:
        questions = tuple(
            replace(q, agreed=(("quotes", True), ("returns", False))) if q.id == "pains" else q
            for q in small.questionnaire.questions
        )
        return replace(small, questionnaire=replace(small.questionnaire, questions=questions))

    def test_members_are_known_although_the_set_is_not(self, small: Any) -> None:
        replayed = self.bank(small).replay(trade="retail", seller_count=12, pains="unknown")
        facts = {fact: value for fact, value in replayed.facts.items() if fact.startswith("pain")}
        assert facts == {"pains.returns": False, "pains.quotes": True, "pains.billing": None, "pain_count": None}
        assert "pains" in ids(replayed.doubtful)

    def test_an_answer_counts_more_and_a_question_that_does_not_apply_has_none(self, small: Any) -> None:
        bank = self.bank(small)
        answered = bank.replay(trade="retail", seller_count=12, pains=["returns"])
        assert (answered.facts["pains.returns"], answered.facts["pains.quotes"]) == (True, False)
        hidden = bank.replay(trade="retail", seller_count=0, export="no", pains="unknown")
        assert (hidden.facts["pains.returns"], hidden.facts["pains.quotes"]) == (True, False), "otherwise"
        assert bank.replay().facts["pains.quotes"] is None, "not known whether it applies"
