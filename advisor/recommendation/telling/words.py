"""Words of a stored result, which may name what today's content no longer has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Reference:
    """A source in words: what it says (a claim only), its title, who published it or of what quality it is, its date,
    the publisher's interest and its address; what it does not have is empty. `language` is that of a document."""

    id: str
    says: str
    title: str
    publisher: str
    date: str
    interest: str
    url: str
    language: str


def cited(content: Content, texts: Texts, ids: Iterable[str]) -> tuple[Reference, ...]:
    """The sources with these ids that the content still has, in words."""
    return tuple(_reference(content.sources[source], texts) for source in ids if source in content.sources)


def _reference(source: Source, texts: Texts) -> Reference:
    if not source.document:
        title, quality = texts.cite("others", source.id), texts.cite("qualities", source.quality)
        return Reference(source.id, "", title, quality, source.checked, "", source.url, "")
    title, publisher, date, interest = (
        texts.cite("documents", source.document, part) for part in ("title", "publisher", "date", "interest")
    )
    says = texts.cite("claims", source.id)
    return Reference(source.id, says, title, publisher, date, interest, "", source.language)


def reason_of(content: Content, texts: Texts, row: str) -> str:
    """The sentence of a row; the id of one that the content no longer has."""
    for table in content.tables.values():
        for found in table.rows:
            if found.id == row:
                return said(texts, "reasons", found.reason)
    return row
