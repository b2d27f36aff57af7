"""Cost with figures of the reader: shown beside the advice, never stored; and the parts on money of the result page."""

from __future__ import annotations

import json
import re

import pytest
from fastapi import FastAPI

from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.money_words import MoneyWords, money
from tests.recommendation.advices import NAMES, before, plain_answers
from tests.web.walking import DISTRIBUTOR, Page, Walk

BUDGET = "/result/budget"
SETTLED = {"crm_state": "good", "erp_state": "good", "systems_linked": "yes", "employees": 60}


@pytest.fixture
def done(walk: Walk) -> Walk:
    walk.conclude(DISTRIBUTOR)
    return walk


def stored(walk: Walk) -> Recommendation:
    return Recommendation.model_validate(json.loads(walk.get("/result.json").text))


def words(walk: Walk, content: Content) -> MoneyWords:
    found = money(content, stored(walk), content.texts["en"])
    assert found is not None
    return found


def as_before(walk: Walk, app: FastAPI, old: Recommendation) -> None:
    """Replace the stored result by another."""
    newest = "SELECT max(id) FROM recommendations"
    with app.state.database.session() as session:
        session.connection().exec_driver_sql(
            f"UPDATE recommendations SET body = ? WHERE id = ({newest})", (json.dumps(old.plain()),)
        )


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_without_a_result_there_is_no_page(walk: Walk) -> None:
    walk.get(BUDGET, 404)


def test_untouched_it_shows_the_advice(done: Walk, content: Content) -> None:
    text = text_of(done.get(BUDGET).text)
    told = words(done, content)
    assert told.headline in text
    assert told.fit in text
    assert "your assumptions, not stored" not in text
    for line in told.assumptions:
        value = f"{told.currency} {line.value}" if line.id == "day_rate" else line.value
        assert f"In the advice: {value}" in text


def test_every_assumption_can_be_changed(done: Walk, content: Content) -> None:
    page = done.page(BUDGET)
    assert [key for key in page.ids if key.startswith("a-")] == [
        f"a-{key}" for key in (*content.figures.costs.bounds, "currency")
    ]
    assert page.mistakes == []
    assert sorted(page.ids) == sorted(set(page.ids))


def test_changed_figures_stand_beside_the_stored_ones_and_are_not_stored(done: Walk, content: Content) -> None:
    kept = stored(done)
    reply = done.get(f"{BUDGET}?years=8&day_rate=900&currency=USD")
    text = text_of(reply.text)
    assert "your assumptions, not stored" in text
    assert words(done, content).total.text in text
    assert "USD" in text
    assert "Cost over the years counted (8)" in text
    assert "Cost of an own working day (USD)" in text
    assert stored(done) == kept


def test_what_was_typed_stays_in_its_field(done: Walk) -> None:
    fields = done.page(f"{BUDGET}?years=8&contingency=12,5&currency=usd&strange=1").fields
    assert fields["years"] == ["8"]
    assert fields["contingency"] == ["12,5"]
    assert fields["currency"] == ["USD"]
    assert fields["day_rate"] == [""]
    assert "strange" not in fields


def test_every_fault_is_said_at_its_field_and_nothing_is_lost(done: Walk) -> None:
    reply = done.get(f"{BUDGET}?years=11&day_rate=cheap&interfaces=3&currency=XXX", 422)
    page, text = Page(reply.text), text_of(reply.text)
    assert "3 figures cannot be used" in text
    assert page.fields["years"] == ["11"]
    assert page.fields["day_rate"] == ["cheap"]
    assert page.fields["interfaces"] == ["3"]
    assert "Give a whole number from 1 to 10." in text
    assert "Give a whole number from 1 to 1,000,000,000." in text
    assert {"#a-years", "#a-day_rate", "#a-currency"} <= set(page.links)
    assert {"e-years", "e-day_rate", "e-currency"} <= set(page.ids)
    assert "<title>Error: " in reply.text


@pytest.mark.parametrize("typed", ["<script>", "%22%3E%3Cb%3E", "9" * 400, "%ED%A0%80", "%00", "-1", "NaN", "1e9"])
def test_strange_figures_are_refused_and_shown_safely(done: Walk, typed: str) -> None:
    reply = done.get(f"{BUDGET}?years={typed}&contingency={typed}", 422)
    assert "<script>" not in reply.text
    assert '"><b>' not in reply.text
    assert len(Page(reply.text).fields["years"][0]) <= 40


def test_empty_fields_keep_the_figures_of_the_advice(done: Walk) -> None:
    empty, plain = done.get(f"{BUDGET}?years=&currency=&day_rate=%20").text, done.get(BUDGET).text
    assert without_languages(empty) == without_languages(plain)


def without_languages(text: str) -> str:
    """A page without the links to itself in other languages, which keep the query."""
    return re.sub(r'<details class="languages"[^>]*>.*?</details>', "", text, flags=re.DOTALL)


def test_the_way_back_and_to_the_start_are_there(done: Walk) -> None:
    links = done.page(f"{BUDGET}?years=9").links
    assert f"{done.base}/result#money" in links
    assert f"{done.base}{BUDGET}" in links
    assert f"{done.base}{BUDGET}" not in done.page(BUDGET).links


def test_a_company_that_buys_nothing_has_a_page_too(walk: Walk) -> None:
    walk.conclude(SETTLED)
    text = text_of(walk.get(f"{BUDGET}?years=3").text)
    assert "Nothing is bought now" in text
    assert "The plan with these figures" not in text


def test_a_result_from_before_is_worked_out_beside_nothing(done: Walk, app: FastAPI) -> None:
    as_before(done, app, before(stored(done)))
    text = text_of(done.get(f"{BUDGET}?years=7").text)
    assert "Cost over the years counted (7)" in text
    assert "–" in text
    page = text_of(done.get("/result").text)
    assert "Cost over the years counted" not in page


def test_other_content_is_said(done: Walk, app: FastAPI) -> None:
    as_before(done, app, stored(done).model_copy(update={"content_version": "old"}))
    assert "Rules or figures were changed since" in done.get(BUDGET).text


def test_what_cannot_be_worked_out_again_is_said(done: Walk, app: FastAPI) -> None:
    result = stored(done)
    gone = tuple(phase.model_copy(update={"modules": ("crm-gone",)}) for phase in result.roadmap)
    as_before(done, app, result.model_copy(update={"roadmap": gone}))
    text = done.get(BUDGET).text
    assert "cannot be worked out again" in text
    assert Page(text).mistakes == []


def part(walk: Walk, id_: str) -> str:
    """The inside of one part of the result page."""
    text: str = walk.get("/result").text
    begin = text.index(f'class="part-body" id="{id_}"')
    following = text.find('class="part-body"', begin + 20)
    return text[begin:following]


def test_the_result_shows_cost_with_its_table_and_sources(done: Walk, content: Content) -> None:
    html = part(done, "money")
    told = words(done, content)
    assert told.headline in text_of(html)
    for row in told.rows:
        assert row.total.cell in html
        assert row.about in html
    for source in told.sources:
        assert f'id="money-{source.id}"' in html
    assert f'href="{done.base}{BUDGET}"' in html
    numbers = re.findall(r'href="#(money-[\w-]+)"', html)
    assert numbers
    assert all(f'id="{number}"' in html for number in numbers)


def test_the_result_shows_the_plan_with_gates_and_quarters(done: Walk, content: Content) -> None:
    plan = words(done, content).plan
    assert plan is not None
    html = part(done, "plan")
    assert html.count("<svg") == 6
    for phase in plan.phases:
        for work in phase.work:
            assert f"<strong>{work.name}.</strong>" in html
        for gate in phase.gate:
            assert gate.text in html
    assert html.count("<tr>") >= len(plan.quarters)


def test_the_result_shows_where_it_runs_and_what_decided(done: Walk) -> None:
    html = text_of(part(done, "place"))
    choice = stored(done).hosting_choice
    assert choice is not None
    assert "points" in html
    assert "What do the two best ways of hosting cost?" in html


def test_the_result_shows_products_with_facts_prices_and_reasons_for_leaving_out(done: Walk) -> None:
    result, html = stored(done), part(done, "products")
    assert result.market is not None
    assert "Nobody pays for a place" in html
    assert html.index("Nobody pays") < html.index('class="product"')
    for product in result.products:
        assert f"Fit: {product.fit} of 100" in html
        for fact in product.facts:
            assert f'datetime="{fact.as_of}"' in html
    for one in result.market.excluded:
        assert one.name.replace("&", "&amp;") in html
    assert f"Left out, and why ({len(result.market.excluded)})" in html


def test_the_result_shows_use_by_others_as_context(done: Walk) -> None:
    html = text_of(part(done, "peers"))
    assert "This is context and no reason." in html
    for peer in stored(done).peers:
        assert f"{peer.value:g}%" in html


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_company_has_its_parts_and_its_page(walk: Walk, name: str) -> None:
    """Steps and one system, nothing to buy, countries under sanctions, no country, nothing known at all."""
    walk.conclude(plain_answers(name))
    result, page = stored(walk), walk.page("/result")
    assert page.mistakes == []
    assert sorted(page.ids) == sorted(set(page.ids))
    assert "money" in page.ids
    assert ("plan" in page.ids) is bool(result.plan)
    assert ("products" in page.ids) is bool(result.roadmap)
    assert "peers" in page.ids
    budget = walk.page(f"{BUDGET}?years=3&contingency=0")
    assert budget.mistakes == []
    assert sorted(budget.ids) == sorted(set(budget.ids))


def test_points_of_law_are_pointers_for_counsel_and_said_once(walk: Walk) -> None:
    walk.conclude(plain_answers("russian-car-dealers"))
    html = part(walk, "products")
    assert "Points of law to check with counsel" in html
    left_out = html[html.index("Left out, and why") : html.index("Points of law to check with counsel</summary>")]
    sentences = re.findall(r'<p class="quiet">(Point to check with counsel[^<]+)</p>', left_out)
    assert sentences
    assert len(sentences) < left_out.count("<li>"), "products under the same points are listed together"
    assert "not legal advice" in html


def test_without_a_country_the_reader_is_told_that_points_may_not_concern_it(walk: Walk) -> None:
    walk.conclude(plain_answers("all-unknown"))
    html = part(walk, "products")
    assert "Your country is not known." in html
    assert "Not verified:" in html
    peers = text_of(part(walk, "peers"))
    assert "None is known for your country and size." in peers
    assert "nearest figure" in peers
