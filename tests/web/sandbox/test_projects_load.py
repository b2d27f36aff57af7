"""The load of people by weeks, and conflicts in sentences."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.web.sandbox.staffed import looked_at
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.visiting import visit
from web.sandbox.projects_load import WEEKS, _tone, board


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return looked_at(app)


def test_squares_show_the_share_of_each_week(there: Trier) -> None:
    with visit(there) as seen:
        found = board(seen)
    lines = {line.name: line.squares for line in found.lines}
    assert len(found.weeks) == WEEKS
    assert (lines["Ada Lund"][0].text, lines["Ada Lund"][0].tone) == ("120%", "over")
    assert (lines["Bo Marsh"][0].text, lines["Bo Marsh"][0].tone) == ("Away", "away")
    assert (lines["Cem Aydin"][0].text, lines["Cem Aydin"][0].tone) == ("100%", "3")
    assert (lines["Cem Aydin"][-1].text, lines["Cem Aydin"][-1].tone) == ("0%", "0")


def test_conflicts_are_told_with_names_and_days(there: Trier) -> None:
    with visit(there) as seen:
        told = board(seen).conflicts
    assert told == (
        "Ada Lund is promised for 120% of the time from 9 March 2026 to 10 April 2026: North tower, Foot bridge.",
        "Bo Marsh is away from 9 March 2026 to 13 March 2026 but promised to North tower.",
    )


def test_weeks_before_and_after(there: Trier) -> None:
    with visit(there, first="2026-06-03") as seen:
        found = board(seen)
    assert found.before.href.endswith("/p/loads?first=2026-03-09")
    assert found.after.href.endswith("/p/loads?first=2026-08-24")
    assert found.conflicts == ()
    assert "Nobody is promised for more than his time" in there.page("/p/loads?first=2026-06-03").text


def test_a_date_that_is_none_means_this_week(there: Trier) -> None:
    with visit(there, first="soon") as seen:
        assert board(seen).weeks[0] == "Mar 9"


@pytest.mark.parametrize(
    ("share", "tone"), [(0, "0"), (1, "1"), (5000, "1"), (5001, "2"), (9000, "3"), (10_000, "3"), (10_001, "over")]
)
def test_colours_go_in_steps(share: int, tone: str) -> None:
    assert _tone(share) == tone


def test_the_page_in_persian(app: FastAPI) -> None:
    there = looked_at(app)
    page = there.client.get(there.base.replace("/en/", "/fa/", 1) + "/p/loads").text
    assert "۱۲۰٪" in page
    assert "۱۸/۱۲" in page


def test_an_empty_company_says_what_to_do(trier: Trier) -> None:
    assert "Nobody is employed." in trier.page("/p/loads").text
