"""What pages show of money, time and the market: drawings with findings, dates that passed, sums beside each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from advisor.language import part_of_date
from advisor.recommendation.advise import advise
from advisor.recommendation.model import Recommendation
from advisor.recommendation.money.recosting import recosted
from advisor.recommendation.money.request import Overrides
from advisor.recommendation.telling.market_words import MarketWords, market
from advisor.recommendation.telling.money_words import MoneyWords, money
from advisor.reports.drawings_money import Drawn, MoneyCharts, money_charts
from tests.recommendation.advices import FEW, NAMES, advice, of_path
from tests.recommendation.samples import random_answers, real
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


def drawings(charts: MoneyCharts) -> list[Drawn]:
    return [value for value in vars(charts).values() if isinstance(value, Drawn)]


def title(drawing: Drawn) -> str:
    return ElementTree.fromstring(drawing.wide).findtext(f"{SVG}title") or ""


def test_without_an_estimate_nothing_is_drawn() -> None:
    assert money_charts(None, None, "en", TODAY, str) is None


@pytest.mark.parametrize("name", BOUGHT)
def test_everything_is_drawn_wide_and_narrow(name: str) -> None:
    found = drawings(drawn(advice(name)))
    assert len(found) >= 5
    ids = []
    for drawing in found:
        for svg, width in ((drawing.wide, 680), (drawing.narrow, 340)):
            root = ElementTree.fromstring(svg)
            assert (root.get("viewBox") or "").split()[2] == str(width)
            ids.append(str(root.find(f"{SVG}title").get("id")))  # type: ignore[union-attr]
    assert len(ids) == len(set(ids))


def test_buying_nothing_shows_only_what_others_would_cost() -> None:
    found = drawn(of_path("not-yet"))
    assert [found.first_year, found.hosting, found.timeline, found.days, found.paid] == [None] * 5
    assert found.costs is not None
    assert "other paths" in title(found.costs)


@pytest.mark.parametrize("name", BOUGHT)
def test_titles_say_the_finding(name: str) -> None:
    told, _ = words(advice(name))
    found = drawn(advice(name))
    assert found.costs is not None
    assert found.first_year is not None
    assert found.timeline is not None
    assert told.plan is not None
    assert title(found.costs) == told.finding
    assert told.fit in title(found.first_year)
    assert told.plan.end_words in title(found.timeline)


def test_a_quarter_that_asks_too_much_is_named() -> None:
    told, _ = words(advice("ukrainian-bakery"))
    assert told.plan is not None
    least = min(quarter.days for quarter in told.plan.quarters)
    result = advice("ukrainian-bakery")
    weak = tuple(
        phase.model_copy(
            update={"quarters": tuple(q.model_copy(update={"capacity": max(0, least - 1)}) for q in phase.quarters)}
        )
        for phase in result.plan
    )
    days = drawn(result.model_copy(update={"plan": weak})).days
    assert days is not None
    assert title(days).startswith("Quarters that ask for more days than your people can give: 1, 2")
    strong = tuple(
        phase.model_copy(update={"quarters": tuple(q.model_copy(update={"capacity": 10**6}) for q in phase.quarters)})
        for phase in result.plan
    )
    calm = drawn(result.model_copy(update={"plan": strong})).days
    assert calm is not None
    assert title(calm).startswith("No quarter asks for more")


def test_the_stated_budget_is_a_line_only_when_there_is_one() -> None:
    for name in BOUGHT:
        told, _ = words(advice(name))
        first_year, paid = drawn(advice(name)).first_year, drawn(advice(name)).paid
        assert first_year is not None
        assert paid is not None
        assert ("c-point" in first_year.wide) is (told.stated is not None)
        assert ("Planned limit" in paid.wide) is (told.stated is not None)


def test_the_two_ways_of_hosting_are_compared() -> None:
    for name in BOUGHT:
        _, sold = words(advice(name))
        hosting = drawn(advice(name)).hosting
        if sold.place is None or len(sold.place.costs) < 2:
            assert hosting is None
            continue
        assert hosting is not None
        first, second = sold.place.costs
        cheaper = first.total.likely <= second.total.likely
        assert title(hosting) == (
            f"{first.hosted} is likely to cost {'less' if cheaper else 'more'} than {second.hosted}."
        )


def test_dates_that_have_passed_are_named() -> None:
    result = advice("ukrainian-bakery")
    told, sold = words(result)
    assert sold.products is not None
    assert sold.peers is not None
    fresh = drawn(result, today=TODAY)
    assert fresh.costs_expired == fresh.products_expired == fresh.peers_expired == ""
    assert drawn(result, today=told.review_by).costs_expired == ""
    assert drawn(result, today=told.review_by + timedelta(1)).costs_expired == told.review_by.isoformat()
    late = drawn(result, today=date(2100, 1, 1))
    assert late.products_expired == sold.products.review_by.isoformat()
    assert late.peers_expired == sold.peers.review_by.isoformat()


def test_drawings_are_mirrored_for_persian() -> None:
    english, persian = drawn(advice("ukrainian-bakery")), drawn(advice("ukrainian-bakery"), "fa")
    assert english.timeline is not None
    assert persian.timeline is not None
    assert english.timeline.narrow != persian.timeline.narrow


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


def test_every_range_has_the_same_number_in_drawing_and_table() -> None:
    told, _ = words(advice("distributor-many-warehouses"))
    found = drawn(advice("distributor-many-warehouses"))
    assert found.costs is not None
    for option in told.options:
        if option.best and option.total.high:
            assert option.total.text in found.costs.narrow
            assert option.name in found.costs.wide


@pytest.mark.parametrize("seed", range(8))
def test_any_company_can_be_drawn(seed: int) -> None:
    result = advise(real(), random_answers(seed, silence=0.6 if seed % 2 else 0.1), FEW)
    for drawing in drawings(drawn(result)):
        for svg in (drawing.wide, drawing.narrow):
            root = ElementTree.fromstring(svg)
            width = float((root.get("viewBox") or "").split()[2])
            for box in root.iter(f"{SVG}rect"):
                if box.get("rx") or box.get("class") == "c-point":
                    assert float(box.get("x", "0")) + float(box.get("width", "0")) <= width + 0.1
