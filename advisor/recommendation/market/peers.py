"""What other companies use: official shares by region and size, as context and never as a reason.

Nothing here is read by a rule. The figure nearest to the company is shown with its region, size and year, and says
whether it is the company's own.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from advisor.errors import Problem
from advisor.facts import Facts
from advisor.language import country_codes
from advisor.recommendation.frozen import Frozen
from advisor.rules.load import DATE
from advisor.rules.reader import Reader
from advisor.source import Path_, read

FILE = "adoption.yaml"
FIELDS = (
    "since",
    "as_of",
    "review_by",
    "current_from",
    "earliest",
    "covers",
    "nearest",
    "fallback",
    "groups",
    "records",
)
RECORD = ("system", "region", "size", "year", "value", "source", "quality")

Quality = Literal["official", "relay"]
Where = Literal["country", "group", "fallback", "elsewhere"]
Width = Literal["own", "wider"]


class Peer(Frozen):
    """The share of companies of a region and a size class that use a system, in percent.

    `region` is a country code or a group; `exact` says that the company stands in this region and in this very size
    class; `old` that the figure is from before the year up to which figures count as current; `note` is the key of
    words on a definition that differs, or empty.
    """

    system: str
    value: float
    region: str
    size: str
    year: int
    source: str
    quality: Quality
    exact: bool
    old: bool
    note: str


@dataclass(frozen=True)
class Share:
    """One published figure, in percent."""

    system: str
    region: str
    size: str
    year: int
    value: float
    source: str
    quality: Quality
    note: str


@dataclass(frozen=True)
class Adoption:
    """All figures, newest first, and how the one nearest to a company is found; `rules/adoption.yaml` explains it."""

    shares: tuple[Share, ...]
    groups: Mapping[str, frozenset[str]]
    covers: Mapping[str, tuple[str, ...]]
    nearest: tuple[tuple[Where, Width], ...]
    fallback: str
    current_from: int
    as_of: datetime.date
    review_by: datetime.date


def peers(adoption: Adoption, facts: Facts, systems: Iterable[str]) -> tuple[Peer, ...]:
    """The figure nearest to the company for each of the systems that have one, in the order of the systems.

    Without a country only the fallback region is left, without a size only figures of all sizes; neither is `exact`.
    """
    country, size = facts.get("country"), facts.get("size_class")
    found = (_nearest(adoption, system, _word(country), _word(size)) for system in systems)
    return tuple(peer for peer in found if peer is not None)


def word_keys(adoption: Adoption) -> Iterator[tuple[str, ...]]:
    """The words that every language must have; names of countries come with the language."""
    yield from (("peers", key) for key in ("about", "exact", "nearest", "old", "none"))
    yield from (("peer_systems", system) for system in _each(share.system for share in adoption.shares))
    yield from (("peer_sizes", size) for size in _each(share.size for share in adoption.shares))
    yield from (("peer_regions", region) for region in adoption.groups)
    yield from (("peer_quality", quality) for quality in get_args(Quality))
    yield from (("peer_notes", note) for note in _each(share.note for share in adoption.shares if share.note))


def load_adoption(rules: Path, sources: Collection[str] | None = None) -> tuple[Adoption | None, list[Problem]]:
    """The figures of `adoption.yaml` and what is wrong with them; None when anything is.

    With `sources` (the known ids) a figure from another source is a problem too.
    """
    reader = Reader(read(rules / FILE))
    found = _Reading(reader).adoption()
    for place, share in enumerate(found.shares):
        if sources is not None and share.source not in sources:
            message = f"The figure names the source “{share.source}”, which does not exist."
            reader.find("unknown-source", ("records", place), message, "Use an id of sources.yaml.")
    if reader.problems:
        return None, sorted(reader.problems)
    newest = sorted(found.shares, key=lambda share: -share.year)  # stable: in a year the order of the file
    return Adoption(**{**vars(found), "shares": tuple(newest)}), []


def _word(value: object) -> str | None:
    return None if value is None else str(value)


def _each(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _nearest(adoption: Adoption, system: str, country: str | None, size: str | None) -> Peer | None:
    shares = [share for share in adoption.shares if share.system == system]
    own = {name for name, members in adoption.groups.items() if country in members}
    regions: dict[Where, Collection[str]] = {
        "country": () if country is None else (country,),
        "group": own,
        "fallback": {adoption.fallback},
        "elsewhere": () if country is None else {share.region for share in shares},
    }
    classes = adoption.covers.get(size, ()) if size else ("all",)
    sizes: dict[Width, tuple[str, ...]] = {
        "own": tuple(c for c in classes if c == size),
        "wider": tuple(c for c in classes if c != size),
    }
    for where, width in adoption.nearest:
        for wanted in sizes[width]:
            for share in shares:
                if share.size == wanted and share.region in regions[where]:
                    exact = wanted == size and (share.region == country or share.region in own)
                    return Peer(**vars(share), exact=exact, old=share.year < adoption.current_from)
    return None


class _Reading:
    """Reads the file; what is wrong is collected by the reader."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.data: dict[str, Any] = reader.mapping(reader.document.data, (), FIELDS)
        if reader.document.data is None and not reader.problems:
            reader.find("missing-field", (), "The file is empty.", "Write the figures.")
        groups = reader.mapping(self.data.get("groups"), ("groups",), (), None)
        self.groups = {name: self._countries(name, members) for name, members in groups.items()}
        covers = reader.mapping(self.data.get("covers"), ("covers",), (), None)
        self.covers = {size: reader.words(classes, ("covers", size)) for size, classes in covers.items()}
        earliest = reader.mapping(self.data.get("earliest"), ("earliest",), (), None)
        self.earliest = {system: self._year(text, ("earliest", system)) for system, text in earliest.items()}
        self.regions = {*country_codes(), *self.groups}

    def adoption(self) -> Adoption:
        """All of the file; to be used only when the reader found no problem."""
        reader, data = self.reader, self.data
        self._date(data.get("since"), ("since",))
        seen: dict[tuple[object, ...], int] = {}
        return Adoption(
            shares=tuple(
                self._share(entry, ("records", i), seen)
                for i, entry in enumerate(reader.items(data.get("records"), ("records",)))
            ),
            groups=self.groups,
            covers=self.covers,
            nearest=tuple(self._step(step, ("nearest", i)) for i, step in enumerate(self._steps())),
            fallback=reader.choice(data.get("fallback"), ("fallback",), sorted(self.regions), "bad-value"),
            current_from=self._year(data.get("current_from"), ("current_from",)),
            as_of=self._date(data.get("as_of"), ("as_of",)),
            review_by=self._date(data.get("review_by"), ("review_by",)),
        )

    def _countries(self, name: str, members: Any) -> frozenset[str]:
        at = ("groups", name)
        words = self.reader.words(members, at)
        for i, word in enumerate(words):
            self.reader.choice(word, (*at, i), country_codes(), "bad-value")
        return frozenset(words)

    def _steps(self) -> list[Any]:
        return self.reader.items(self.data.get("nearest"), ("nearest",))

    def _step(self, step: Any, at: Path_) -> tuple[Where, Width]:
        words = self.reader.words(step, at)
        if len(words) != 2 or words[0] not in get_args(Where) or words[1] not in get_args(Width):
            message = f"“{' '.join(words)}” is no step of the search."
            fix = f"Write one of {', '.join(get_args(Where))} and one of {', '.join(get_args(Width))}."
            self.reader.find("bad-value", at, message, fix)
            return "fallback", "own"
        return cast(tuple[Where, Width], words)

    def _share(self, data: Any, at: Path_, seen: dict[tuple[object, ...], int]) -> Share:
        reader = self.reader
        entry = reader.mapping(data, at, RECORD, ("note",))
        sizes = [size for classes in self.covers.values() for size in classes]
        share = Share(
            system=reader.choice(entry.get("system"), (*at, "system"), tuple(self.earliest), "bad-value"),
            region=reader.choice(entry.get("region"), (*at, "region"), sorted(self.regions), "bad-value"),
            size=reader.choice(entry.get("size"), (*at, "size"), _each(sizes), "bad-value"),
            year=self._year(entry.get("year"), (*at, "year")),
            value=reader.number(entry.get("value"), (*at, "value")),
            source=reader.text(entry.get("source"), (*at, "source")),
            quality=cast(
                Quality, reader.choice(entry.get("quality"), (*at, "quality"), get_args(Quality), "bad-value")
            ),
            note=reader.text(entry.get("note"), (*at, "note")),
        )
        self._refuse(share, at, seen)
        return share

    def _refuse(self, share: Share, at: Path_, seen: dict[tuple[object, ...], int]) -> None:
        """Figures that are no percentage, too old to be shown, or given twice."""
        find = self.reader.find
        if not 0 <= share.value <= 100:
            find("bad-value", (*at, "value"), f"{share.value:g} is no percentage.", "Write a number from 0 to 100.")
        if 0 < share.year < self.earliest.get(share.system, 0):
            message = f"A figure of {share.year} on “{share.system}” is older than `earliest` allows."
            find("bad-value", (*at, "year"), message, "Leave the figure out.")
        key = (share.system, share.region, share.size, share.year)
        line = self.reader.document.line(at)
        if key in seen:
            message = f"The figure also stands on line {seen[key]}."
            find("duplicate-row", at, message, "Keep the one with the better source.")
        seen.setdefault(key, line)

    def _year(self, data: Any, at: Path_) -> int:
        year = self.reader.number(data, at)
        if data is not None and not (1990 <= year <= 2100 and year == int(year)):
            self.reader.find("bad-value", at, f"“{data}” is no year.", "Write a year such as 2025.")
            return 0
        return int(year)

    def _date(self, data: Any, at: Path_) -> datetime.date:
        text = self.reader.text(data, at, DATE, "a date such as 2026-11-22")
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            if text:
                self.reader.find("bad-value", at, f"“{text}” is not in the calendar.", "Write a date that exists.")
            return datetime.date.min
