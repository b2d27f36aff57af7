"""Doubt in words: what would change the advice, which weights would, and what separates two that are close."""

from __future__ import annotations

import datetime
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from advisor.language import date
from advisor.questionnaire.answers import parse_all
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation, SecondOpinion, Unknown, WeightFlip
from advisor.recommendation.ranking import compare
from advisor.recommendation.review import expired
from advisor.recommendation.telling.doubting import (
    ASPECTS,
    DECIDED,
    METHODS,
    MOST_SHOWN,
    Doubt,
    doubt,
    flip_line,
    second_words,
    unknown_words,
    weight_words,
    word_keys,
)
from advisor.source import read
from tests.recommendation.samples import MAKER, SELLER, SETTLED, real, strings, typed

CASES = Path(__file__).resolve().parents[2] / "cases"
SAMPLES = 2_048
# Worked cases with flips of all kinds, one that nothing a company can decide changes, and two that are short.
WORKED = ("agency-projects", "iranian-online-retailer", "clinic", "property-developer-short", "village-bakery")
TODAY = datetime.date(2026, 11, 22)


@cache
def worked(name: str) -> Recommendation:
    answers = read(CASES / f"{name}.yaml").data["answers"]
    return advise(real(), parse_all(real().questionnaire, answers), SAMPLES)


@cache
def sampled(kind: str) -> Recommendation:
    raws: dict[str, dict[str, Any]] = {"maker": MAKER, "seller": SELLER, "settled": SETTLED, "silent": {}}
    return advise(real(), typed(raws[kind]), SAMPLES)


def every() -> list[Recommendation]:
    return [*map(worked, WORKED), *map(sampled, ("maker", "seller", "settled", "silent"))]


def told(content: Content, it: Recommendation, today: datetime.date | None = None) -> Doubt:
    return doubt(content, it, content.texts["en"], today)


def old(it: Recommendation) -> Recommendation:
    """As it would have been stored before any doubt but robustness was told."""
    bare: dict[str, Any] = {"flips": (), "flips_searched": {}, "weight_flips": (), "central_weights": ()}
    robustness = it.robustness.model_copy(update={"errors": {}, "option": {}, "draws": 0})
    unknowns = tuple(Unknown(question=u.question, shift=u.shift, who=u.who, said=u.said) for u in it.unknowns)
    return it.model_copy(update=bare | {"second_opinion": None, "robustness": robustness, "unknowns": unknowns})


def test_every_flip_is_told_once_and_the_nearest_first(content: Content) -> None:
    for it in every():
        found = told(content, it)
        shown = [*found.nearest, *found.more]
        assert sorted(line.place for line in shown) == list(range(len(it.flips)))
        assert len(found.nearest) <= MOST_SHOWN
        assert len(found.nearest) == MOST_SHOWN or not found.more or len({f.aspect for f in found.more}) == 1
        kinds = [DECIDED.index(line.kind) for line in found.nearest]
        assert kinds == sorted(kinds), "what can be decided comes first"


def test_the_first_lines_are_about_the_path_and_show_different_outcomes(content: Content) -> None:
    for it in every():
        found = told(content, it)
        aspects = [line.aspect for line in found.nearest]
        if any(flip.aspect == "path" for flip in it.flips):
            assert "path" in aspects
        assert aspects.count("deployment") <= 1
        for kind in DECIDED:
            first = [line.outcome for line in found.nearest if (line.kind, line.aspect) == (kind, "path")][:2]
            possible = {flip.to for flip in it.flips if (flip.kind, flip.aspect) == (kind, "path")}
            assert len(set(first)) == min(len(first), len(possible))


def test_a_flip_says_question_new_answer_old_answer_and_outcome(content: Content) -> None:
    it = worked("agency-projects")
    lines = [flip_line(content, it, place, content.texts["en"]) for place in range(len(it.flips))]
    (line,) = [line for line in lines if line.questions == ("erp_state",)]
    assert line.text == (
        "“ERP today”: “Yes, and it works well” instead of “Accounting software only”. "
        "Then the advice would be: Not yet."
    )
    (three,) = [line for line in lines if len(line.questions) == 3]
    assert three.text.count("; and “") == 2
    assert three.aspect == "deployment"
    assert three.text.endswith("Then it would run differently: Hybrid.")


def test_what_is_told_is_true(content: Content) -> None:
    """The changes of the lines shown first, put in, lead where the line says."""
    for it in map(worked, WORKED):
        before = parse_all(content.questionnaire, it.answers)
        for line in told(content, it).nearest:
            changed = parse_all(content.questionnaire, dict(it.flips[line.place].changes))
            case = compare(content, {**before, **changed}, 128, it.seed)
            assert getattr(content.scheme.options[case.advised], line.aspect) == line.outcome


def test_where_nothing_flips_the_search_is_told(content: Content) -> None:
    found = told(content, worked("clinic"))
    assert found.steady[0] == (
        "Every change of the answers that you can decide was tried, up to 3 at once. The path stays the same."
    )
    assert not any("path" in sentence for sentence in told(content, worked("agency-projects")).steady)


@pytest.mark.parametrize(
    ("size", "words"), [(0, "too many possible changes"), (1, "Every single change"), (2, "up to 2 at once")]
)
def test_how_far_the_search_went(content: Content, size: int, words: str) -> None:
    it = worked("clinic").model_copy(update={"flips": (), "flips_searched": {"path.actionable": size}})
    (sentence,) = told(content, it).steady
    assert words in sentence
    assert ("stays the same" in sentence) is (size > 0)


def test_without_answers_nothing_is_said_to_be_steady(content: Content) -> None:
    assert told(content, sampled("silent")).steady == (content.texts["en"].say("doubt", "nothing_said"),)


@pytest.mark.parametrize(
    ("now", "needed", "words"),
    [
        (0.0571, 0.1257, "had 12.6\u00a0% of the weight or more. It has 5.7\u00a0% now."),
        (0.2429, 0.0869, "had 8.6\u00a0% of the weight or less. It has 24.3\u00a0% now."),
        (0.1, 0.3, "had 30\u00a0% of the weight or more."),
    ],
)
def test_weights_are_rounded_to_the_far_side(content: Content, now: float, needed: float, words: str) -> None:
    flip = WeightFlip(criterion="growth", now=now, needed=needed, to="both")
    text = weight_words(flip, content.texts["en"])
    assert text.startswith("“CRM and ERP together” would come first if “Room to grow” ")
    assert words in text


def test_each_weight_that_turns_it_is_told_or_that_none_does(content: Content) -> None:
    for it in every():
        found = told(content, it)
        assert len(found.weights) == max(1, len(it.weight_flips))
        if not it.weight_flips:
            assert found.weights == (content.texts["en"].say("doubt", "weights_none").format(most="80"),)


def test_the_two_leading_paths_weigh_differently(content: Content) -> None:
    it = sampled("silent")
    found = told(content, it)
    assert len(found.leading) == 2
    assert [w.criterion for w in found.weighings] == [c.id for c in content.scheme.criteria]
    assert sum(w.now for w in found.weighings) == pytest.approx(1, abs=0.001)
    for side in range(2):
        assert sum(w.won[side] for w in found.weighings) == pytest.approx(1, abs=0.001)
    assert any(w.won[0] != w.won[1] for w in found.weighings)


def test_one_path_alone_has_nothing_to_compare(content: Content) -> None:
    alone = sampled("settled")
    assert len(alone.central_weights) == 1
    assert (told(content, alone).leading, told(content, alone).weighings) == ((), ())


def test_a_second_opinion_is_mentioned_only_when_it_disagrees(content: Content) -> None:
    agrees = {it.second_opinion.agrees: told(content, it).second for it in every() if it.second_opinion}
    assert agrees[True] == ""
    assert "VIKOR" in agrees[False]
    assert "linear range" in agrees[False]
    strange = SecondOpinion(
        method="x", normalisation="y", path="crm", deployment="saas", compromise=("crm",), agrees=False
    )
    assert "“CRM” first: x, with y normalisation" in second_words(strange, content.texts["en"])


def test_a_certificate_is_shown_when_something_is_open(content: Content) -> None:
    for it in every():
        assert bool(told(content, it).certificate) is bool(it.stop_certificate and it.unknowns)
    proven = sampled("silent").model_copy(update={"stop_certificate": True})
    assert told(content, proven).certificate == content.texts["en"].say("doubt", "certificate")


def close(it: Recommendation, unknowns: tuple[Unknown, ...]) -> Recommendation:
    return it.model_copy(update={"verdict_status": "too-close", "alternatives": ("both", "erp"), "unknowns": unknowns})


def test_a_clear_advice_is_not_between_two(content: Content) -> None:
    assert told(content, worked("clinic")).between is None


def test_the_question_that_separates_is_the_most_decisive_that_leads_to_the_rival(content: Content) -> None:
    unknowns = tuple(
        Unknown(question=question, shift=shift, who=("finance",), said=False, to=to)
        for question, shift, to in (
            ("long_gone", 0.9, ("both",)),
            ("users", 0.8, ("erp",)),
            ("budget", 0.5, ("crm", "both")),
            ("sites", 0.4, ("both",)),
        )
    )
    between = told(content, close(worked("clinic"), unknowns)).between
    assert between is not None
    assert between.question == "budget"
    assert between.text == "The advice is between “CRM” and “CRM and ERP together”."
    assert content.texts["en"].ask("questions", "budget", "ask") in between.separated_by
    assert between.separated_by.endswith("Who usually knows: Finance.")


@pytest.mark.parametrize("rival", ["crm", "erp", "both", "phased-crm-first", "phased-erp-first", "not-yet"])
def test_without_such_a_question_a_pilot_separates(content: Content, rival: str) -> None:
    it = close(worked("clinic"), ()).model_copy(update={"alternatives": (rival,)})
    between = told(content, it).between
    assert between is not None
    assert (between.question, content.texts["en"].say("pilots", rival) in between.separated_by) == ("", True)


def test_without_alternatives_the_rival_is_the_next_in_share(content: Content) -> None:
    it = close(sampled("silent"), ()).model_copy(update={"alternatives": ()})
    shares = {path: share for path, share in it.robustness.path.items() if path != it.path}
    between = told(content, it).between
    assert between is not None
    assert content.texts["en"].say("paths", max(shares, key=lambda p: shares[p]), "name") in between.text


def test_unknowns_say_how_far_to_where_and_who(content: Content) -> None:
    texts = content.texts["en"]
    moves = Unknown(question="budget", shift=0.38, who=("finance", "management"), said=False, to=("both", "erp"))
    text = unknown_words(moves, texts)
    assert "up to 38 of 100 readings. Who usually knows: Finance, Management." in text
    assert text.endswith("It could make the advice: CRM and ERP together, ERP.")
    assert "could make" not in unknown_words(moves.model_copy(update={"to": ()}), texts)
    assert "long_gone" in unknown_words(moves.model_copy(update={"question": "long_gone", "who": ("nobody",)}), texts)


def test_figures_past_their_day_are_named_and_the_advice_is_worded_more_carefully(content: Content) -> None:
    it = worked("clinic")
    late = max(one.review_by for one in content.figures.dated) + datetime.timedelta(days=1)
    first = min(one.review_by for one in content.figures.dated)
    assert told(content, it).expired == told(content, it, first).expired == ""
    found = told(content, it, late)
    assert date(first, "en") in found.expired
    for one in expired(content.figures.dated, late):
        assert content.texts["en"].say("dated_parts", one.file.removesuffix(".yaml")) in found.expired
    assert "past the day" in found.status
    assert found.status != told(content, it).status == "The advice is clear."
    assert told(content, close(it, ()), late).status == "The advice is too close to call."


def test_results_of_earlier_versions_can_be_told(content: Content) -> None:
    for it in every():
        found = told(content, old(it), TODAY)
        assert (found.nearest, found.more, found.steady, found.weights, found.weighings) == ((), (), (), (), ())
        assert (found.second, found.error) == ("", None)
        assert found.status


def test_questions_of_earlier_content_are_shown_by_their_id(content: Content) -> None:
    it = worked("clinic")
    flip = it.flips[0].model_copy(
        update={"changes": {"long_gone": ["a", "b"], "crm_state": "magic"}, "to": "long-gone"}
    )
    line = flip_line(content, it.model_copy(update={"flips": (flip,)}), 0, content.texts["en"])
    assert line.text == (
        f"“long_gone”: a, b instead of –; and “CRM today”: magic instead of {it.answers['crm_state']}. "
        "Then the advice would be: long-gone."
    )


def test_no_key_and_no_placeholder_is_left(content: Content) -> None:
    for it in every():
        for text in strings(told(content, it, TODAY)):
            assert not re.search(r"[{}]|None|\bnan\b", text)
            assert "_" not in text or text in content.questionnaire.by_id


def test_all_words_are_asked_for(content: Content) -> None:
    keys = set(word_keys(content.scheme.paths, ["costs.yaml", "costs.yaml"]))
    words = content.texts["en"].advising
    assert {key[1] for key in keys if key[0] == "pilots"} == set(words["pilots"])
    assert ("dated_parts", "costs") in keys
    assert len(ASPECTS) * len(DECIDED) * 2 == sum(key[1].startswith("none_") for key in keys)
    assert {key[2] for key in keys if key[:2] == ("doubt", "methods")} == set(METHODS)
    flat = {(key,) if isinstance(value, str) else (key, sub) for key, value in words["doubt"].items()
            for sub in (value if isinstance(value, dict) else (key,))}  # fmt: skip
    assert {key[1:] for key in keys if key[0] == "doubt"} == flat


def test_every_path_knows_its_share_error(content: Content) -> None:
    it = sampled("silent")
    assert told(content, it).error == it.robustness.errors[it.path] > 0
