"""The knowledge base as it is searched, and what it does not answer yet."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.sandbox.crm import articles
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.pages import Place
from web.sandbox.tables import offer
from web.sandbox.visit import Visit

EXCERPT = 240  # signs


@dataclass(frozen=True)
class KnowledgeData:
    """`found` are title, beginning and category of articles; `missing` categories with the number of tickets that were
    solved without one."""

    address: str
    text: str
    found: tuple[tuple[Cell, str, str], ...]
    missing: tuple[tuple[str, str], ...]
    create: Place | None


def build(visit: Visit) -> KnowledgeData:
    text = visit.query.get("q", "").strip()
    write = writer(visit)
    return KnowledgeData(
        f"{visit.base}/p/knowledge",
        text,
        tuple(
            (Cell(one.title, href(visit, "article", one.id)), _excerpt(one.text), one.category)
            for one in articles.search(visit.session, text)
        ),
        tuple((category, write.text("number", count)) for category, count in articles.unanswered(visit.session)),
        offer(visit, "article.create"),
    )


def _excerpt(text: str) -> str:
    return f"{text[:EXCERPT]} …" if len(text) > EXCERPT else text
