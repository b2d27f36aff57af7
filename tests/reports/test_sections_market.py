"""Sections on the world outside: products, risks, other companies, and what was not looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from advisor.recommendation.telling.market_words import ProductWords
from advisor.reports import sections_market as sections
from advisor.reports.document import Bullets, Cover
from advisor.reports.material import Material
from tests.reports.papers import BRAND, CLOSE, NOTHING, RICH, UNKNOWN, flat, headings, notes_in, tables, told, words_in

BOUGHT = (RICH, CLOSE, UNKNOWN, "russian-car-dealers")


def shelf(m: Material) -> ProductWords:
    assert m.story.market is not None
    assert m.story.market.products is not None
    return m.story.market.products


@pytest.mark.parametrize("name", BOUGHT)
def test_who_pays_is_said_first(name: str) -> None:
    m = told(name)
    said = words_in(sections.products(m))
    assert said.index(shelf(m).payment) < said.index(shelf(m).order)
    assert shelf(m).not_verified in said


@pytest.mark.parametrize("name", BOUGHT)
def test_candidates_stand_by_system_with_what_is_known(name: str) -> None:
    m = told(name)
    found = tables(sections.products(m))
    for table, system in zip(found, shelf(m).systems, strict=True):
        assert [row[0][0].words for row in table.rows] == [product.name for product in system.products]
        assert [row[1][0].words for row in table.rows] == [str(product.fit) for product in system.products]
    assert notes_in(found)


def test_a_price_names_the_place_where_it_was_read() -> None:
    m = told(RICH)
    products = [product for system in shelf(m).systems for product in system.products]
    priced = next(product for product in products if product.price and product.price.amount)
    assert priced.price is not None
    text = sections.price(m, priced)[0]
    assert priced.price.amount in text.words
    assert text.notes == m.notes.read_at(priced.price.source)
    assert sections.price(m, replace(priced, price=None))[0].words == "No verified list price."


def test_what_nobody_read_is_said() -> None:
    m = told("russian-car-dealers")
    product = shelf(m).systems[0].products[0]
    open_ = replace(product, unverified=("Price", "Size"), checks=("A law.",), suite=True)
    cells = sections.product_row(m, open_)
    said = "".join(text.words for cell in cells for text in cell)
    assert "Not verified: Price, Size." in said
    assert "Points of law to check with counsel: 1" in said
    assert "CRM and ERP in one" in said
    assert len([text for text in cells[2] if text.notes]) <= 1 + sections.FACTS


def test_what_is_left_out_is_named_with_its_reason() -> None:
    m = told("russian-car-dealers")
    blocks = list(sections.left_out(m, shelf(m)))
    lists = [block for block in blocks if isinstance(block, Bullets)]
    assert len(lists[0].items) == len(shelf(m).left_out)
    for item, group in zip(lists[0].items, shelf(m).left_out, strict=True):
        assert group.reason in item[0].words
        assert all(one.name in item[1].words for one in group.products)
    assert [item[0].words for item in lists[1].items] == [lead.name for lead in shelf(m).leads]
    assert list(sections.left_out(m, replace(shelf(m), left_out=(), leads=()))) == []


def test_points_of_law_stand_once_with_their_sources() -> None:
    m = told("russian-car-dealers")
    blocks = list(sections.law(m, shelf(m)))
    points = [item for block in flat(blocks) if isinstance(block, Bullets) for item in block.items]
    assert [item[0].words for item in points] == [point.text for point in shelf(m).law]
    assert all(bool(item[0].notes) is bool(point.sources) for item, point in zip(points, shelf(m).law, strict=True))
    assert list(sections.law(m, replace(shelf(m), law=(), law_notes=()))) == []


def test_an_empty_shelf_says_so() -> None:
    m = told(RICH)
    assert m.story.market is not None
    bare = replace(shelf(m), none="Nothing fits.", systems=(), further_note="")
    empty = replace(m, story=replace(m.story, market=replace(m.story.market, products=bare)))
    assert "Nothing fits." in words_in(sections.products(empty))


def test_days_that_have_passed_are_said() -> None:
    late = told(RICH, "en", Cover("", "", date(2100, 1, 1), BRAND))
    assert "Past its date." in words_in(sections.products(late))
    assert "Past its date." in words_in(sections.peers(late))
    assert "Past its date." not in words_in(sections.peers(told(RICH)))


@pytest.mark.parametrize("name", [name for name in BOUGHT if name != UNKNOWN])
def test_risks_have_their_counter_measures(name: str) -> None:
    m = told(name)
    table = tables(sections.risks(m))[0]
    assert [row[2][0].words for row in table.rows] == [risk.counter for risk in m.story.risks]
    assert [row[1][0].words for row in table.rows] == [risk.severity_name for risk in m.story.risks]
    assert list(sections.risks(told(NOTHING))) == []


def test_other_companies_are_context_with_sources() -> None:
    m = told(RICH)
    assert m.story.market is not None
    assert m.story.market.peers is not None
    peers = m.story.market.peers
    blocks = list(sections.peers(m))
    assert peers.about in words_in(blocks)
    assert all(row.fact in words_in(blocks) for row in peers.rows)
    assert notes_in(blocks)
    none = replace(m, story=replace(m.story, market=replace(m.story.market, peers=None)))
    assert list(sections.peers(none)) == []
    empty = replace(peers, rows=(), none="No figures.")
    bare = replace(m, story=replace(m.story, market=replace(m.story.market, peers=empty)))
    assert "No figures." in words_in(sections.peers(bare))


def test_what_was_not_looked_at_is_said() -> None:
    m = told(NOTHING)
    assert headings(sections.not_assessed(m)) == ["What did we not look at?"]
    assert all(words in words_in(sections.not_assessed(m)) for words in m.story.not_assessed)
    assert list(sections.not_assessed(replace(m, story=replace(m.story, not_assessed=())))) == []
