"""Sources of a document as numbered notes: each source once, in the order in which it is first named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from advisor.language import listed, part_of_date
from advisor.recommendation.telling.market_words import Cited
from advisor.recommendation.telling.words import Reference
from advisor.reports.document import Note


@dataclass
class Notes:
    """Gives numbers to sources while a document is made; `language` is that of the document."""

    language: str
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    _made: list[Note] = field(default_factory=list)
    _documents: dict[str, Reference] = field(default_factory=dict)

    def cite(self, sources: Iterable[Reference]) -> tuple[int, ...]:
        """The numbers of sources, in order."""
        return tuple(sorted({self._number(("source", one.id), one) for one in sources}))

    def known(self, sources: Iterable[Reference]) -> tuple[int, ...]:
        """The numbers of those sources that were cited before."""
        return tuple(sorted({self._numbers[key] for one in sources if (key := ("source", one.id)) in self._numbers}))

    def read_at(self, source: Cited) -> tuple[int, ...]:
        """The number of the place where a fact of the market was read."""
        key = ("read", f"{source.label} {source.as_of} {source.url}")
        if key not in self._numbers:
            words = listed(filter(None, (source.label, self._date(source.as_of))), self.language)
            self._add(key, words, source.url)
        return (self._numbers[key],)

    @property
    def made(self) -> tuple[Note, ...]:
        return tuple(self._made)

    @property
    def documents(self) -> tuple[Reference, ...]:
        """One statement of each document that was cited; its title, publisher, date and interest are those of all."""
        return tuple(self._documents.values())

    def _number(self, key: tuple[str, str], source: Reference) -> int:
        if key not in self._numbers:
            if source.says:
                self._documents.setdefault(source.publisher, source)
                self._add(key, f"{source.says} – {source.publisher}", "")
            else:
                parts = (source.title, source.publisher, self._date(source.date))
                self._add(key, listed(filter(None, parts), self.language), source.url)
        return self._numbers[key]

    def _add(self, key: tuple[str, str], words: str, url: str) -> None:
        self._numbers[key] = len(self._made) + 1
        self._made.append(Note(self._numbers[key], words, url))

    def _date(self, text: str) -> str:
        return part_of_date(text, self.language) if text else ""
