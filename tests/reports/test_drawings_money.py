"""Drawings of money and time: with findings as titles, wide and narrow, and dates that passed."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from advisor.recommendation.advise import advise
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.market_words import MarketWords, market
from advisor.recommendation.telling.money_words import MoneyWords, money
from advisor.reports.drawings_money import Drawn, MoneyCharts, money_charts
from tests.recommendation.advices import FEW, NAMES, advice, of_path
from tests.recommendation.samples import random_answers, real
from web.render import translations

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
