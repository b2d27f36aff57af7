"""The second opinion: VIKOR over the same figures, and when it disagrees."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.recommendation.content import Content
from advisor.recommendation.doubt.second import second_opinion
from advisor.recommendation.ranking import SEED, Case, compare
from advisor.scoring.vikor import NORMALISATION, vikor
from tests.recommendation.samples import MAKER, SELLER, random_answers, typed


def cases(content: Content) -> list[Case]:
    companies = [random_answers(seed, silence) for seed in range(20) for silence in (0.0, 0.3)]
    return [compare(content, answers, 16, SEED) for answers in (*companies, typed(MAKER), typed(SELLER), {})]


def test_it_is_vikor_of_the_options_that_are_not_ruled_out(content: Content) -> None:
    for case in cases(content):
        options = [option for option, out in zip(content.scheme.options, case.barred, strict=True) if not out]
        readings = range(len(case.matrix))
        rows = []
        for place, out in enumerate(case.barred):
            if not out:
                rows.append(sum(case.matrix[reading, place] for reading in readings) / len(readings))
        plain = vikor(np.array(rows), np.array([sum(w) / len(w) for w in case.verdict.weights.T]))
        told = second_opinion(case)
        first = options[plain.ranking[0]]
        assert (told.path, told.deployment) == (first.path, first.deployment)
        assert list(told.compromise) == list(dict.fromkeys(options[place].path for place in plain.compromise))
        assert (told.method, told.normalisation) == ("vikor", NORMALISATION)


def test_it_disagrees_only_where_the_advised_path_is_outside_of_the_compromise(content: Content) -> None:
    said = []
    for case in cases(content):
        told = second_opinion(case)
        advised = content.scheme.options[case.advised].path
        assert told.agrees == (advised in told.compromise)
        assert told.path in told.compromise
        assert told.agrees or told.path != advised
        said.append((told.agrees, told.path == advised))
    assert {(True, True), (True, False), (False, False)} == set(said)


def test_a_barred_option_is_never_its_opinion(content: Content) -> None:
    answers = typed(SELLER | {"data_location": "own_premises"})
    case = compare(content, answers, 16, SEED)
    ruled_out = {o.id for o, out in zip(content.scheme.options, case.barred, strict=True) if out}
    assert ruled_out
    told = second_opinion(case)
    place = next(o for o in content.scheme.options if (o.path, o.deployment) == (told.path, told.deployment))
    assert place.id not in ruled_out


@pytest.mark.parametrize("seed", range(3))
def test_the_same_case_gives_the_same_opinion(content: Content, seed: int) -> None:
    answers = random_answers(seed)
    assert second_opinion(compare(content, answers, 16, SEED)) == second_opinion(compare(content, answers, 512, SEED))
