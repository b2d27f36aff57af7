"""A result as the page shows it, with the private link and without."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.recommendation.advise import advise
from advisor.reports.material import LEAST_SHIFT
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, SETTLED, real, typed
from web import render
from web.result_view import MOST_UNKNOWNS, view

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize("raw", [MAKER, SELLER, SETTLED, {}])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_result_for_reading_leads_nowhere(raw: dict[str, object], language: str) -> None:
    page = view(real(), advise(real(), typed(raw), SAMPLES), language, TODAY)
    assert (page.case, page.link, page.trials, page.separates, page.panel) == ("", "", (), "", None)
    assert not page.stale
    assert not page.outdated
    assert {unknown.link + unknown.trial for unknown in page.unknowns} <= {""}
    assert "/c/" not in render.to_html(page)


def test_only_questions_that_matter_are_listed() -> None:
    page = view(real(), advise(real(), {}, SAMPLES), "en", TODAY)
    assert 0 < len(page.unknowns) <= MOST_UNKNOWNS
    assert all(unknown.shift >= LEAST_SHIFT for unknown in page.unknowns)


def test_differences_begin_with_the_widest_lead() -> None:
    page = view(real(), advise(real(), typed(MAKER), SAMPLES), "en", TODAY)
    leads = [difference.advised - difference.second for difference in page.differences]
    assert leads == sorted(leads, reverse=True)
    assert page.second is not None
    assert page.second.path != page.story.path
