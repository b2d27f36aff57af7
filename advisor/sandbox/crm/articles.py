"""Knowledge base: answers to usual questions, and the tickets they solved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import yaml
from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, numbers, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import FOLDER, effect
from advisor.sandbox.crm.service_tables import Article
from advisor.sandbox.crm.tables import Ticket

SOLVED = ("solved", "closed")
SHORTEST = 3  # signs of a word that tells something
MOST_WORDS = 12  # that are looked for
MOST = 30  # articles that are found
_TOKEN = re.compile(r"[^\W_]+")
_DENSE = re.compile(r"[\u3400-\u9fff]{2,}")  # scripts without blanks between words


@cache
def _stop_words() -> frozenset[str]:
    raw: dict[str, str] = yaml.safe_load((FOLDER / "crm" / "stop_words.yaml").read_text(encoding="utf-8"))
    return frozenset(word for text in raw.values() for word in text.split())


def words(text: str) -> list[str]:
    """The words of a text that tell something, each once, in small letters; Chinese is taken in pairs of signs."""
    found: dict[str, None] = {}
    for token in _TOKEN.findall(text.casefold()):
        if _DENSE.fullmatch(token):
            found |= dict.fromkeys(token[place : place + 2] for place in range(len(token) - 1))
        elif len(token) >= SHORTEST:
            found[token] = None
    return [word for word in found if word not in _stop_words()]


def in_common(one: str, other: str) -> int:
    """How many words two texts have in common."""
    return len(set(words(one)) & set(words(other)))


def create(session: Session, by: Actor, *, title: str, text: str = "", category: str = "") -> Article:
    """A draft of an answer."""
    made = Article(
        number=numbers.text(
            states.machines()["article"].prefix, numbers.draw(session, "article", clock.today(session))
        ),
        state="draft",
        on=clock.today(session),
        title=_titled(title),
        text=text.strip(),
        category=category.strip()[:40],
    )
    _keyed(made)
    session.add(made)
    session.flush()
    events.record(session, by, "article", made.id, "create")
    return made


def change(
    session: Session,
    by: Actor,
    *,
    document: int,
    title: str | None = None,
    text: str | None = None,
    category: str | None = None,
) -> Article:
    """Other words in a draft; what is not given stays."""
    found: Article = states.load(session, "article", document, lock=True)
    if found.state != "draft":
        raise Refusal("Only a draft can be changed. Take the article back for changes first.")
    found.title = found.title if title is None else _titled(title)
    found.text = found.text if text is None else text.strip()
    found.category = found.category if category is None else category.strip()[:40]
    _keyed(found)
    events.record(session, by, "article", found.id, "change")
    return found


def _keyed(article: Article) -> None:
    article.searched = f"{article.title}\n{article.text}".casefold()[:2400]


def _titled(title: str) -> str:
    if not title.strip():
        raise Refusal("An article needs a title: the question that it answers.", field="title")
    return title.strip()[:200]


@effect("article.publish")
def publish(session: Session, article: Article, by: Actor) -> None:
    if not article.text:
        raise Refusal("The article says nothing yet. Write the answer first.")
    article.published = clock.today(session)


def search(session: Session, text: str, most: int = MOST) -> list[Article]:
    """Published articles that hold all the words, those with more of them in the title first."""
    wanted = words(text)[:MOST_WORDS]
    query = select(Article).where(Article.state == "published")
    for word in wanted:
        query = query.where(_holds(word))
    return _ranked(session, query, text)[:most]


def suggestions(session: Session, text: str, most: int = 3) -> list[Article]:
    """Published articles that have words in common with a question, those with most of them first."""
    wanted = sorted(words(text), key=len, reverse=True)[:MOST_WORDS]
    if not wanted:
        return []
    query = select(Article).where(Article.state == "published", or_(*map(_holds, wanted)))
    return _ranked(session, query, text)[:most]


def _holds(word: str) -> ColumnElement[bool]:
    return Article.searched.contains(word, autoescape=True)


def _ranked(session: Session, query: Select[Article], text: str) -> list[Article]:
    """A word in the title counts three times."""
    found: Sequence[Article] = session.scalars(query.order_by(Article.id)).all()
    return sorted(found, key=lambda one: -3 * in_common(one.title, text) - in_common(one.text, text))


def helped() -> ScalarSelect[int]:
    """How many tickets `Article` solved, as SQL."""
    solved = select(func.count()).where(Ticket.article_id == Article.id, Ticket.state.in_(SOLVED))
    return solved.correlate(Article).scalar_subquery()


def unanswered(session: Session, most: int = 10) -> list[tuple[str, int]]:
    """Categories of which most tickets were solved without an article, with the number of those tickets."""
    wanted = (
        select(Ticket.category, func.count())
        .where(Ticket.state.in_(SOLVED), Ticket.article_id.is_(None))
        .group_by(Ticket.category)
        .order_by(func.count().desc(), Ticket.category)
        .limit(most)
    )
    return [(category, count) for category, count in session.execute(wanted)]


VERBS = (
    ("article.create", create, "crm-knowledge-base", ("service", "marketing"), "article"),
    ("article.change", change, "crm-knowledge-base", ("service", "marketing"), "article"),
)
