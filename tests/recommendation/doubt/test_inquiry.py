"""What to ask next: information in closed form, what the agenda promises, how short and right the short track is."""

from __future__ import annotations

import random
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np
import pytest

from advisor.questionnaire.answers import parse_all
from advisor.questionnaire.flow import replay
from advisor.questionnaire.load import load
from advisor.questionnaire.readings import groups, readings
from advisor.questionnaire.schema import EXECUTIVE, FULL, Answer, Question, Questionnaire
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.inquiry import READINGS, TOGETHER, Agenda, Outlook, agenda, information, outlook
from advisor.recommendation.ranking import SEED, compare
from advisor.rules.load import load_vocabulary
from tests.recommendation.samples import MAKER, ROOT, SELLER, random_answers, real, typed
from tests.shortened import SHORT, shortened
from tests.test_cases import CASES, case

BROKEN = ROOT / "tests" / "broken" / "questionnaire"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """The content with the small bank instead of its own, for what rests on the bank alone."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "facts.yaml").write_bytes((BROKEN / "_facts.yaml").read_bytes())
    vocabulary, _ = load_vocabulary(folder, ("DE", "NO", "UA"))
    bank, problems = load(BROKEN / "_good.yaml", vocabulary, ("EUR", "UAH", "JPY"))
    assert bank is not None, problems
    return replace(real(), questionnaire=bank, vocabulary=vocabulary)


def sampled(content: Content, fact: str) -> Any:
    """The group of each reading by the value of a fact."""
    found = groups(content.questionnaire, content.vocabulary, READINGS, SEED)
    return found.of[found.facts[fact]]


def informed(content: Content, lead: Any) -> dict[str, float]:
    """The information of every question for a lead that is given reading by reading."""
    return information(content, Outlook(np.asarray(lead, dtype=np.float64), 0.5), content.questionnaire.questions)


def of_asked(content: Content, answers: dict[str, Answer]) -> list[Question]:
    found = replay(content.questionnaire, content.vocabulary, content.rates, answers)
    return [q for q in found.applies if q.id not in answers]


class TestInformation:
    """Of leads made up from the values of the facts, so that their variance is known."""

    def test_a_question_that_decides_alone_explains_everything(self, small: Content) -> None:
        for fact, question in (("trade", "trade"), ("purse", "purse"), ("pains.returns", "pains")):
            group = sampled(small, fact)
            found = informed(small, np.where(group == group.min(), 0.3, -0.1))
            assert found[question] == pytest.approx(1.0)
            assert next(iter(found)) == question
            assert all(value < 0.05 for key, value in found.items() if key != question)

    def test_two_independent_questions_share_the_variance(self, small: Content) -> None:
        """Half of the readings have one purse, half the other: variance 9/4 for 3 points. Three in ten have the second
        home: variance 4 x 0.3 x 0.7 = 0.84 for 2 points."""
        purse, home = (sampled(small, fact) == sampled(small, fact).min() for fact in ("purse", "home"))
        lead = 3.0 * purse + 2.0 * home
        found = informed(small, lead)
        assert list(found)[:2] == ["purse", "home"]
        for key, values, share in (("purse", purse, 2.25 / 3.09), ("home", home, 0.84 / 3.09)):
            assert found[key] == pytest.approx(share, abs=0.08), "up to the chance correlation of 512 readings"
            square = float(np.corrcoef(lead, values)[0, 1]) ** 2
            assert found[key] == pytest.approx(1 - (1 - square) * (READINGS - 1) / (READINGS - 2))

    def test_the_exact_share_with_its_adjustment(self, small: Content) -> None:
        """1 - (within / (n - groups)) / (total / (n - 1)), by hand for three groups (Kelley 1935)."""
        group = sampled(small, "trade")
        lead = np.random.Generator(np.random.PCG64(3)).normal(size=READINGS) + group
        parts = [lead[group == g] for g in sorted(set(group.tolist()))]
        within = sum(((part - part.mean()) ** 2).sum() for part in parts) / (READINGS - len(parts))
        total = ((lead - lead.mean()) ** 2).sum() / (READINGS - 1)
        assert len(parts) == 3
        assert informed(small, lead)["trade"] == pytest.approx(1 - within / total)

    def test_a_lead_that_never_changes_is_explained_by_nothing(self, small: Content) -> None:
        assert set(informed(small, np.full(READINGS, 0.2)).values()) == {0.0}

    def test_noise_is_explained_by_nothing(self, small: Content) -> None:
        """What groups explain by chance is taken off: over many noises about half come out at exactly nothing."""
        dice = np.random.Generator(np.random.PCG64(1))
        found = [informed(small, dice.normal(size=READINGS))["seller_count"] for _ in range(60)]
        assert max(found) < 0.03
        assert 20 <= found.count(0.0) <= 50

    def test_of_a_set_the_best_member_counts(self, small: Content) -> None:
        lead = sampled(small, "pains.quotes") - sampled(small, "pains.quotes").min() * 1.0
        found = informed(small, lead)
        assert found["pains"] == pytest.approx(1.0)

    def test_the_scale_of_the_lead_does_not_matter(self, small: Content) -> None:
        lead = np.random.Generator(np.random.PCG64(2)).normal(size=READINGS) + sampled(small, "trade")
        first, second = informed(small, lead), informed(small, 40 * lead - 7)
        assert first == pytest.approx(second)
        assert all(0.0 <= value <= 1.0 for value in first.values())

    def test_equals_are_in_the_order_of_their_names(self, small: Content) -> None:
        assert list(informed(small, np.zeros(READINGS))) == sorted(small.questionnaire.by_id)

    def test_a_question_that_no_rule_reads_settles_nothing(self, content: Content) -> None:
        """A question is added that no table reads; its own stream of readings is independent of all others."""
        bank = content.questionnaire
        extra = replace(bank.by_id["staff_turnover"], id="extra", fact="extra")
        facts = {**content.vocabulary.facts, "extra": replace_fact(content, "staff_turnover", "extra")}
        more = replace(
            content,
            questionnaire=replace(bank, questions=(*bank.questions, extra)),
            vocabulary=replace(content.vocabulary, facts=facts),
        )
        for raw in ({}, MAKER, SELLER):
            replayed = replay(more.questionnaire, more.vocabulary, more.rates, typed(raw))
            found = information(more, outlook(more, replayed), more.questionnaire.questions)
            assert found["extra"] < 0.03
            assert list(found).index("extra") > len(found) / 4


def replace_fact(content: Content, fact: str, new: str) -> Any:
    return content.vocabulary.facts[fact].model_copy(update={"id": new})


class TestOutlook:
    @pytest.mark.parametrize("raw", [{}, MAKER, SELLER])
    def test_it_is_the_share_of_readings_that_agree(self, content: Content, raw: dict[str, Any]) -> None:
        """Against the ranking: with as many readings the same path is advised, and its share lies close."""
        answers = typed(raw)
        replayed = replay(content.questionnaire, content.vocabulary, content.rates, answers)
        view, ranked = outlook(content, replayed), compare(content, answers, 128, SEED)
        options = content.scheme.options
        path = options[ranked.advised].path
        share = float(np.mean([options[first].path == path for first in ranked.first]))
        assert view.share == pytest.approx(share, abs=0.18), "four standard errors of 128 readings"
        assert view.share == pytest.approx(float((view.lead > 0).mean()), abs=0.01)
        assert view.lead.shape == (READINGS,)

    def test_a_complete_case_leaves_nothing_to_settle(self, content: Content) -> None:
        answers = random_answers(3, silence=0.0)
        replayed = replay(content.questionnaire, content.vocabulary, content.rates, answers)
        assert replayed.doubtful == ()
        view = outlook(content, replayed)
        assert view.share == 1.0
        assert np.ptp(view.lead) == 0.0
        assert view.lead[0] > 0.0

    def test_another_seed_gives_other_readings_of_the_same(self, content: Content) -> None:
        replayed = replay(content.questionnaire, content.vocabulary, content.rates, typed(SELLER))
        first, second = outlook(content, replayed), outlook(content, replayed, SEED + 1)
        assert not np.array_equal(first.lead, second.lead)
        assert first.share == pytest.approx(second.share, abs=0.08)


def interview(content: Content, seed: int) -> list[tuple[dict[str, Answer], Agenda]]:
    """The short track with random answers: what was answered before each step, and what was then to be asked."""
    dice, given = random.Random(seed), random_answers(seed, silence=0.3)
    answers: dict[str, Answer] = {}
    steps = []
    while True:
        told = agenda(content, answers, EXECUTIVE)
        steps.append((dict(answers), told))
        asked = [key for key in told.wanted or () if key not in answers]
        if not asked:
            return steps
        answers |= {key: given.get(key) for key in asked[: dice.randint(1, len(asked))]}


class TestAgenda:
    @pytest.mark.parametrize("seed", range(8))
    def test_a_random_interview_keeps_all_promises(self, content: Content, seed: int) -> None:
        bank = content.questionnaire
        track, start = bank.tracks[EXECUTIVE], [q.id for q in bank.start]
        steps = interview(content, seed)
        for answers, told in steps:
            assert told.wanted is not None
            asked = [key for key in told.wanted if key not in answers]
            assert set(told.wanted) == {*answers, *asked}, "what was answered stays"
            assert len(set(told.wanted)) == len(told.wanted) <= track.most
            assert told.settled is (told.share >= track.enough)
            applies = {q.id for q in replay(bank, content.vocabulary, content.rates, answers).applies}
            assert set(asked) <= applies, "nothing is asked that does not apply"
            if not set(start) <= set(answers):
                assert told.wanted == tuple(start), "the required ones come first"
                continue
            assert told.wanted[: len(answers)] == tuple(answers), "in the order in which they were given"
            assert len(asked) <= TOGETHER
            assert len({bank.by_id[key].page for key in asked}) <= 1
            assert not (told.settled and asked)
        answers, end = steps[-1]
        assert end.settled or len(answers) == track.most

    def test_it_asks_first_what_settles_most(self, content: Content) -> None:
        for raw in (MAKER, SELLER):
            start = [q.id for q in content.questionnaire.start]
            answers = {key: typed(raw).get(key) for key in [*start, "inventory"]}
            told = agenda(content, answers, EXECUTIVE)
            replayed = replay(content.questionnaire, content.vocabulary, content.rates, answers)
            best = information(content, outlook(content, replayed), of_asked(content, answers))
            asked = [key for key in told.wanted or () if key not in answers]
            assert asked[0] == next(iter(best))
            assert asked == [key for key in list(best)[:TOGETHER] if key in asked]

    def test_it_is_the_same_for_the_same_answers(self, content: Content) -> None:
        """Also for a bundle of its own, so that nothing kept from before can help."""
        again = replace(content)
        for seed in range(3):
            for answers, told in interview(content, seed):
                assert agenda(again, answers, EXECUTIVE) == told

    def test_the_order_of_answers_moves_only_the_order_of_the_list(self, content: Content) -> None:
        answers = typed(SELLER)
        turned = dict(reversed(answers.items()))
        first, second = (agenda(content, some, EXECUTIVE) for some in (answers, turned))
        assert (first.settled, first.share) == (second.settled, second.share)
        assert set(first.wanted or ()) == set(second.wanted or ())

    def test_the_required_questions_are_asked_before_anything_is_worked_out(self, content: Content) -> None:
        start = tuple(q.id for q in content.questionnaire.start)
        assert agenda(content, {}, EXECUTIVE) == Agenda(start)
        early = agenda(content, {"inventory": "large", start[1]: None}, EXECUTIVE)
        assert early == Agenda((*start, "inventory"))

    def test_the_full_track_asks_everything(self, content: Content) -> None:
        for raw in ({}, MAKER):
            assert agenda(content, typed(raw), FULL) == Agenda(None)

    @pytest.mark.parametrize("most", [4, 5, 6, 9])
    def test_never_more_than_the_track_promises(self, content: Content, most: int) -> None:
        """Nobody knows anything, so that nothing settles and only the promise can end it."""
        bank = content.questionnaire
        most = max(most, len(bank.start))
        short = replace(content, questionnaire=replace(bank, tracks=limited(bank, most)))
        answers: dict[str, Answer] = {}
        while asked := [key for key in agenda(short, answers, EXECUTIVE).wanted or () if key not in answers]:
            answers |= dict.fromkeys(asked)
        assert len(answers) == most
        assert not agenda(short, answers, EXECUTIVE).settled

    def test_more_answers_than_promised_ask_nothing_more(self, content: Content) -> None:
        answers = random_answers(5, silence=0.0)
        assert len(answers) > content.questionnaire.tracks[EXECUTIVE].most
        told = agenda(content, answers, EXECUTIVE)
        assert told == Agenda(tuple(answers), True, 1.0)

    def test_a_lower_bar_ends_no_later(self, content: Content) -> None:
        bank = content.questionnaire
        easy = replace(bank.tracks[EXECUTIVE], enough=0.6)
        short = replace(content, questionnaire=replace(bank, tracks={**bank.tracks, EXECUTIVE: easy}))
        for name in ("fitness-chain", "machine-builder", "insurance-broker"):
            raw = case(name)["answers"]
            early, late = shortened(short, raw)[0], shortened(content, raw)[0]
            assert list(late)[: len(early)] == list(early)


def limited(bank: Questionnaire, most: int) -> dict[str, Any]:
    return {**bank.tracks, EXECUTIVE: replace(bank.tracks[EXECUTIVE], most=most, enough=1.0)}


def test_the_short_track_is_short_and_agrees_with_all_answers(content: Content) -> None:
    """Every worked case, answered as the case says and "I don't know" where it does not: half of them take at most 15
    questions, and in at least 95 of 100 the path is that of all answers."""
    lengths, astray = [], []
    for name in (name for name in CASES if not name.endswith(SHORT)):
        raw = case(name)["answers"]
        short, told = shortened(content, raw)
        lengths.append(len(short))
        first, second = (path(content, parse_all(content.questionnaire, some)) for some in (short, raw))
        if first != second:
            astray.append(f"{name}: {first} after {len(short)} answers at {told.share:.2f}, {second} after all")
    assert len(lengths) >= 80
    assert median(lengths) <= 15, sorted(lengths)
    assert len(astray) <= 0.05 * len(lengths), "\n".join(astray)


def path(content: Content, answers: dict[str, Answer]) -> str:
    return content.scheme.options[compare(content, answers, 128, SEED).advised].path


def test_a_settled_interview_is_advised_as_it_was_outlined(content: Content) -> None:
    """The advice concluded from a short interview is the path of its outlook."""
    for name in ("fitness-chain", "farm", "clinic"):
        short, told = shortened(content, case(name)["answers"])
        answers = parse_all(content.questionnaire, short)
        assert told.settled
        assert advise(content, answers, 256).path == path(content, answers)


def test_readings_of_the_outlook_and_its_groups_are_the_same(content: Content) -> None:
    """Information compares groups of readings by what was sampled, so both must have the same order of readings."""
    replayed = replay(content.questionnaire, content.vocabulary, content.rates, {})
    columns = readings(content.questionnaire, content.vocabulary, replayed, READINGS, SEED)
    free = [q for q in content.questionnaire.asked if q.when is None and q.type != "choices" and not q.unknown_by]
    assert len(free) > 15
    for question in free:
        _, group = np.unique(columns[question.fact], return_inverse=True)
        own = sampled(content, question.fact)
        assert np.array_equal(group, own - own.min()), question.id
