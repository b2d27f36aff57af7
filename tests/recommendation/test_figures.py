"""Loading what is known of the world outside: all of it or the reasons why not, and words for everything it names."""

from __future__ import annotations

import datetime

import pytest

from advisor.recommendation.content import Content
from advisor.recommendation.figures import word_keys
from tests.recommendation.samples import Folders


def test_everything_is_there_and_dated(content: Content) -> None:
    figures = content.figures
    assert len(figures.market.products) == 40
    assert figures.adoption.shares
    assert figures.costs.figures
    assert figures.plans.work
    assert len(figures.factors) == 15
    assert {dated.file for dated in figures.dated} >= {"costs.yaml", "roadmap.yaml", "products.yaml", "adoption.yaml"}
    assert min(dated.review_by for dated in figures.dated) > datetime.date(2026, 11, 22)


@pytest.mark.parametrize("file", ["costs.yaml", "roadmap.yaml", "products.yaml", "adoption.yaml", "factors.yaml"])
def test_a_missing_file_is_named(folders: Folders, file: str) -> None:
    folders.file(file).unlink()
    assert file in {problem.file for problem in folders.problems()}


def test_every_word_is_wanted_once_and_found(content: Content) -> None:
    keys = list(word_keys(content.figures, content.roles.places))
    assert len(keys) == len(set(keys))
    for key in keys:
        assert content.texts["en"].say(*key)
