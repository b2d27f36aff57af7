"""Words of a stored result, which may name what today's content no longer has."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.recommendation.content import Content, Source
from advisor.recommendation.texts import Texts


def said(texts: Texts, *key: str) -> str:
    """A word of the rules; what today's content no longer has is shown by its id."""
    try:
        return texts.say(*key)
    except KeyError:
        return key[1]


def asked(texts: Texts, *key: str, otherwise: str = "") -> str:
    """A word of the questionnaire; what today's content no longer has is shown `otherwise`, or by its id."""
    try:
        return texts.ask(*key)
    except KeyError:
        return otherwise or key[1]


def cited(content: Content, ids: Iterable[str]) -> tuple[Source, ...]:
    """The sources with these ids that the content still has."""
    return tuple(content.sources[source] for source in ids if source in content.sources)


def reason_of(content: Content, texts: Texts, row: str) -> str:
    """The sentence of a row; the id of one that the content no longer has."""
    for table in content.tables.values():
        for found in table.rows:
            if found.id == row:
                return said(texts, "reasons", found.reason)
    return row
