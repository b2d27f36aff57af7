"""The knowledge base as it is searched, and what is missing in it."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.sandbox.crm.serving import article
from tests.web.sandbox.serviced import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.service_knowledge import EXCERPT, KnowledgeData, build
from web.sandbox.visit import Visit


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    return Trier(app, furnish)


def seen(there: Trier, role: str = "manager", **query: str) -> KnowledgeData:
    with there.books.session(write=False) as session:
        return build(Visit(session, there.secret, "en", role, query))


def test_all_articles_or_those_with_the_words(there: Trier) -> None:
    assert [title.text for title, _, _ in seen(there).found] == ["A pump leaks", "Opening hours"]
    ((title, text, _),) = seen(there, q="SCREW pump").found
    assert (title.text, title.href) == ("A pump leaks", f"{there.base}/d/article/1")
    assert text.startswith("Tighten the screw")
    assert "No article holds all these words." in there.page("/p/knowledge?q=elephant").text


def test_what_was_solved_without_an_article(there: Trier) -> None:
    assert seen(there).missing == (("hoses", "1"),)
    assert "Solved without an article" in there.page("/p/knowledge").text


def test_who_may_write(there: Trier) -> None:
    assert seen(there).create is not None
    assert seen(there, "warehouse").create is None


def test_a_long_answer_is_cut(app: FastAPI) -> None:
    there = Trier(app, lambda session: article(session, "Long", "word " * 100) and None)
    text = seen(there).found[0][1]
    assert len(text) == EXCERPT + 2
    assert text.endswith("…")


def test_an_empty_one_says_what_to_do(trier: Trier) -> None:
    assert "No article is published yet." in trier.page("/p/knowledge").text
