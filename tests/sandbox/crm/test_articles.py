"""Articles: written, published, found by words, and counted by the tickets they solved."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import articles
from advisor.sandbox.crm.service_tables import Article
from tests.sandbox.crm.serving import AGENT, article, do, step, ticket


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The pump, the PUMP of a P40!", ["pump", "p40"]),
        ("Насос тече. Насос!", ["насос", "тече"]),
        ("水泵漏水", ["水泵", "泵漏", "漏水"]),
        ("پمپ نشت دارد", ["پمپ", "نشت"]),
        ("a - _ ?", []),
    ],
)
def test_words_that_tell_something(text: str, words: list[str]) -> None:
    assert articles.words(text) == words


def test_from_draft_to_retired(session: Session) -> None:
    made = article(session, " How to bleed a pump ", "", published=False)
    assert (made.number, made.state, made.title) == ("KB-0001", "draft", "How to bleed a pump")
    with pytest.raises(Refusal, match="says nothing yet"):
        step(session, made, "publish")
    do(session, "article.change", AGENT, document=made.id, text="Open the valve.", category="pumps")
    step(session, made, "publish")
    assert (made.state, made.published, made.category) == ("published", clock.today(session), "pumps")
    with pytest.raises(Refusal, match="Only a draft"):
        do(session, "article.change", AGENT, document=made.id, title="Other")
    step(session, made, "revise")
    do(session, "article.change", AGENT, document=made.id, title="How to vent a pump")
    assert (made.title, made.text) == ("How to vent a pump", "Open the valve.")
    step(session, made, "retire")
    assert made.state == "retired"
    with pytest.raises(Refusal, match="needs a title"):
        article(session, " ")


def titles(found: list[Article]) -> list[str]:
    return [one.title for one in found]


def test_search_finds_all_words_in_any_case(session: Session) -> None:
    article(session, "Warranty", "A leaking pump is replaced within two years.")
    article(session, "A leaking pump", "Tighten the screw.")
    article(session, "Насос тече", "Затягніть Гвинт.")
    article(session, "Leaking pump, old text", published=False)
    assert titles(articles.search(session, "PUMP leaking")) == ["A leaking pump", "Warranty"]
    assert titles(articles.search(session, "гвинт насос")) == ["Насос тече"]
    assert articles.search(session, "pump 100%") == []
    assert len(articles.search(session, "")) == 3
    assert len(articles.search(session, "", most=1)) == 1


def test_suggestions_have_most_words_in_common(session: Session) -> None:
    for title, text in (
        ("Order status", "See the page of the order."),
        ("Pump is leaking", "Tighten the screw."),
        ("Spare parts", "For a pump see the catalogue."),
        ("Opening hours", "From nine to five."),
    ):
        article(session, title, text)
    made = ticket(session, "My pump is leaking", text="Water is everywhere")
    found = articles.suggestions(session, f"{made.subject} {made.text}")
    assert titles(found) == ["Pump is leaking", "Spare parts"]
    assert articles.suggestions(session, "?") == []


def test_how_often_it_helped_and_what_is_missing(session: Session) -> None:
    known = article(session, "A pump leaks")
    for category, entered in (
        ("pumps", {"article": known.id}),
        ("pumps", {"article": known.id}),
        ("delivery", {"solution": "Tomorrow."}),
        ("delivery", {"solution": "On Friday."}),
        ("pumps", {"solution": "Replaced."}),
    ):
        made = ticket(session, "A question", category=category)
        step(session, made, "solve", **entered)
    ticket(session, "Still open", category="delivery")
    assert session.scalar(select(articles.helped()).select_from(Article)) == 2
    assert articles.unanswered(session) == [("delivery", 2), ("pumps", 1)]
    first = next(iter(session.scalars(select(Article))))
    step(session, first, "retire")
    assert articles.search(session, "pump") == []
