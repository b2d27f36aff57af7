"""What pages show of money, time and the market: drawings with findings, dates that passed, sums beside each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from advisor.language import part_of_date
from advisor.recommendation.model import Recommendation
from advisor.recommendation.money.recosting import recosted
from advisor.recommendation.money.request import Overrides
from advisor.recommendation.telling.market_words import MarketWords, market
from advisor.recommendation.telling.money_words import MoneyWords, money
from advisor.reports.drawings_money import MoneyCharts, money_charts
from tests.recommendation.advices import NAMES, advice
from tests.recommendation.samples import real
from tests.web.walking import Page as Parsed
from web.render import to_html, translations
from web.result_money import AssumptionField, BudgetPage, compared, compared_lines

SVG = "{http://www.w3.org/2000/svg}"
TODAY = date(2026, 11, 22)
BOUGHT = [name for name in NAMES if name != "micro-no-need"]


def words(result: Recommendation) -> tuple[MoneyWords, MarketWords]:
    english = real().texts["en"]
    told, sold = money(real(), result, english), market(real(), result, english)
    assert told is not None
    assert sold is not None
    return told, sold


def drawn(result: Recommendation, language: str = "en", today: date = TODAY) -> MoneyCharts:
    found = money_charts(*words(result), language, today, translations(language).gettext)
    assert found is not None
    return found


def other(**changed: object) -> MoneyWords:
    found = recosted(real(), advice("ukrainian-bakery"), Overrides(**changed))  # type: ignore[arg-type]
    assert found is not None
    return words(found)[0]


def test_sums_stand_beside_each_other() -> None:
    stored, own = words(advice("ukrainian-bakery"))[0], other(years=10)
    rows = compared(stored, own, "en")
    assert rows[0].stored == stored.total.text
    assert rows[0].own == own.total.text
    assert rows[0].stored != rows[0].own
    assert rows[-1].own == own.plan.end_words  # type: ignore[union-attr]
    assert [row.stored for row in compared(None, own, "en")] == ["–"] * len(rows)


def test_each_kind_of_cost_stands_once() -> None:
    stored, own = words(advice("ukrainian-bakery"))[0], other(interfaces=12, customisation=5)
    rows = compared_lines(stored, own)
    names = [row.name for row in rows]
    assert len(names) == len(set(names))
    assert {row.name for row in stored.rows} | {row.name for row in own.rows} == set(names)
    bare = other(contingency=0)
    gone = [row for row in compared_lines(stored, bare) if row.own == "–"]
    assert [row.name for row in gone] == [real().texts["en"].say("costs", "contingency", "name")]


def test_faults_are_the_fields_with_an_error() -> None:
    fields = tuple(AssumptionField(key, key, "", "", "", "", (), error) for key, error in (("a", ""), ("b", "Wrong.")))
    page = BudgetPage("en", "/c/x", "", fields, None, None, (), (), None, touched=False, outdated=False)
    assert [fault.id for fault in page.faults] == ["b"]


def page(**changed: object) -> BudgetPage:
    """The page of assumptions for a bakery with a stored result and figures of the reader."""
    stored, own = words(advice("ukrainian-bakery"))[0], other(years=8)
    fields = tuple(
        AssumptionField(line.id, line.name, line.help, "", line.value, "", (), "") for line in own.assumptions
    )
    charts = money_charts(own, words(advice("ukrainian-bakery"))[1], "en", TODAY, str)
    sums, lines = compared(stored, own, "en"), compared_lines(stored, own)
    made = BudgetPage("en", "/c/x", "Start.", fields, stored, own, sums, lines, charts, touched=True, outdated=False)
    return replace(made, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_page_is_whole_in_both_directions(language: str) -> None:
    made = page(language=language, charts=drawn(advice("ukrainian-bakery"), language))
    html = to_html(made)
    parsed = Parsed(html)
    assert parsed.mistakes == []
    assert sorted(parsed.ids) == sorted(set(parsed.ids))
    assert f'dir="{"rtl" if language == "fa" else "ltr"}"' in html


def test_a_date_that_has_passed_is_said_on_the_page() -> None:
    late = drawn(advice("ukrainian-bakery"), today=date(2100, 1, 1))
    assert "Past its date." not in to_html(page())
    html = to_html(page(charts=late))
    assert "Past its date." in html
    assert part_of_date(late.costs_expired, "en") in html


def test_the_comparison_is_shown_only_when_something_was_changed() -> None:
    assert "Stored advice" in to_html(page())
    untouched = to_html(page(touched=False))
    assert "Stored advice" not in untouched
    assert "your assumptions, not stored" not in untouched
    assert "With the figures of the advice" in untouched


def test_a_page_that_cannot_be_worked_out_says_what_to_do() -> None:
    html = to_html(page(own=None, compared=(), lines=(), charts=None, touched=False))
    assert "Conclude again from your answers first." in html
    assert '<svg class="chart"' not in html
