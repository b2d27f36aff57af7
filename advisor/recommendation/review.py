"""Values that grow old: every outside figure has a day by which it is to be read again at its source.

Pure: today is an argument. `as_of` in a file says since when a figure of the outside holds, `review_by` until when it
may stand unread; both may stand at the top of a file or at any entry and hold for all below.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.errors import Problem
from advisor.rules.load import DATE
from advisor.source import Document, Path_, read

AS_OF, REVIEW_BY = "as_of", "review_by"
CLEAR, CLEAR_BUT_DATED = "clear", "clear-but-dated"


@dataclass(frozen=True, order=True)
class Dated:
    """Something that is to be read again: `what` is the path of keys to the entry, empty for the whole file; `line` is
    that of its date. Ordered by date, the most urgent first."""

    review_by: datetime.date
    file: str
    line: int
    what: str


def due(rules: Path) -> tuple[list[Dated], list[Problem]]:
    """Every date of review in the files of the folder, sorted, and what is wrong with the dates.

    A file that cannot be read is left to the loader of its content, which names it. Words carry no dates.
    """
    found: list[Dated] = []
    problems: list[Problem] = []
    for path in sorted(rules.glob("*.yaml")):
        document = read(path) if path.is_file() and not path.name.startswith("text.") else None
        if document is None or document.problems:
            continue
        dated, wrong = _dates(document)
        found += dated
        problems += [*wrong, *_never_reviewed(document)]
    return sorted(found), sorted(problems)


def expired(dated: Iterable[Dated], today: datetime.date) -> tuple[Dated, ...]:
    """Those whose day has passed, the oldest first; on the day itself a value still stands."""
    return tuple(sorted(one for one in dated if one.review_by < today))


def findings(dated: Iterable[Dated]) -> list[Problem]:
    """Expired values as problems of their files."""
    return [
        Problem(
            one.file,
            one.line,
            "expired",
            f"{f'“{one.what}”' if one.what else 'The file'} was to be read again by {one.review_by.isoformat()}.",
            "Check the figures at their sources, correct them, and set a new date.",
        )
        for one in sorted(dated)
    ]


def wording(status: str, old: Collection[Dated]) -> str:
    """The key of the words for the status of an advice: with expired values a clear one is worded more carefully."""
    return CLEAR_BUT_DATED if old and status == CLEAR else status


def _dates(document: Document) -> tuple[list[Dated], list[Problem]]:
    """What is to be reviewed, and dates that are none or that end before they begin."""
    found: list[Dated] = []
    problems: list[Problem] = []

    def wrong(at: Path_, message: str, fix: str) -> None:
        problems.append(Problem(document.name, document.line(at), "bad-date", message, fix))

    for at, entry in _entries(document.data, ()):
        if REVIEW_BY not in entry:
            continue
        day = _day(entry[REVIEW_BY])
        place = (*at, REVIEW_BY)
        if day is None:
            wrong(place, f"“{entry[REVIEW_BY]}” is no date.", "Write a date such as 2026-11-22.")
            continue
        found.append(Dated(day, document.name, document.line(place), ".".join(map(str, at))))
        start = _start(entry.get(AS_OF, ""))
        if start is not None and day <= start:
            message = f"The values hold since {entry[AS_OF]} and are to be read again by {day.isoformat()}."
            wrong(place, message, "Set the later date after the earlier one.")
    return found, problems


def _never_reviewed(document: Document) -> Iterator[Problem]:
    """Outside figures that no date of review covers, at the entry or above it."""
    covered: set[Path_] = set()
    for at, entry in _entries(document.data, ()):
        if REVIEW_BY in entry or (at and _above(at) & covered):
            covered.add(at)
        elif AS_OF in entry:
            what = f"“{'.'.join(map(str, at))}”" if at else "The file"
            message = f"{what} carries outside figures and no day by which to read them again."
            yield Problem(
                document.name,
                document.line((*at, AS_OF)),
                "missing-review",
                message,
                f"Add `{REVIEW_BY}:` here or above.",
            )


def _above(at: Path_) -> set[Path_]:
    return {at[:length] for length in range(len(at))}


def _entries(data: Any, at: Path_) -> Iterator[tuple[Path_, dict[str, Any]]]:
    """Every mapping of a file with its path, those above first."""
    if isinstance(data, dict):
        yield at, data
        for key, value in data.items():
            yield from _entries(value, (*at, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _entries(value, (*at, place))


def _day(text: Any) -> datetime.date | None:
    if not isinstance(text, str) or not DATE.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _start(text: Any) -> datetime.date | None:
    """The first day of a year, a month or a day as written; None when it is none of them."""
    return _day(text + "-01-01"[3 * text.count("-") :]) if isinstance(text, str) else None
