"""How the costs are worked out, cell by cell: figures, what they are multiplied with, phases in time, and cost lines.

It follows `advisor.recommendation.money.budget`: one-off work is spread over its phase, what is paid every year rises
with prices from each anniversary of the start, and every line of a phase is rounded to two digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from advisor.language import Words
from advisor.recommendation.money.amounts import YEAR
from advisor.recommendation.money.budget import LINES, SPREAD, UPFRONT
from advisor.recommendation.money.costs import SHARED
from advisor.recommendation.money.request import Step
from advisor.recommendation.telling.words import said
from advisor.recommendation.texts import Texts
from advisor.reports.formula import Formula, Number, added, either, least, most, two_digits, up, whole
from advisor.reports.sheet_parts import Page
from advisor.reports.sheet_terms import OUTSIDE, Taken, Term

Cells = dict[str, Formula]
Three = tuple[Formula, Formula, Formula]


@dataclass(frozen=True)
class LineCells:
    """A cost line of a phase (by its place): low, likely and high over all years and in the first year, and the likely
    cost of each year before rounding."""

    phase: int
    line: str
    total: Three
    first_year: Three
    years: tuple[Formula, ...]


@dataclass(frozen=True)
class Phased:
    """A phase in time: its first month, its months, and by kind of payment what of a line falls in each year."""

    step: Step
    start: Formula
    months: Formula
    shares: Cells  # of the work on each system
    begun: Cells  # 1 for a system that begins to run, and the share of what joins them
    upfront: tuple[Formula, ...]
    spread: tuple[Formula, ...]
    yearly: tuple[Formula, ...]


@dataclass
class Working:
    """The page while it is written; `row` is the next free one, `drivers` what terms are multiplied with."""

    page: Page
    taken: Taken
    texts: Texts
    words: Words
    given: Cells  # the assumptions
    stored: Cells  # the same as they were in the estimate
    row: int = 0
    drivers: Cells = field(default_factory=dict)
    amounts: dict[tuple[str, str], list[Three]] = field(default_factory=dict)

    @property
    def last_year(self) -> int:
        return int(self.taken.company.prices.bounds["years"].high)

    def write(self) -> tuple[tuple[Phased, ...], tuple[LineCells, ...]]:
        words = self.words
        self.row = self.page.sentence(0, words("How the costs are worked out"), "title")
        self.row = self.page.sentence(
            self.row,
            words(
                "Figures are in euro until the last table. Each is a range; what it is multiplied with "
                "follows from the assumptions."
            ),
        )
        self._drivers()
        self._terms()
        phases = tuple(self._phases())
        return phases, tuple(self._lines(phases))

    def named(self, name: str, content: Number | Formula, style: str = "free line") -> Formula:
        """A figure with its name before it, in a row of its own."""
        self.page.put(self.row, 0, name)
        self.row += 1
        return self.page.put(self.row - 1, 1, content, style)

    def section(self, title: str, heads: Iterable[str], texts: int = 1) -> None:
        self.page.put(self.row + 1, 0, title, "section")
        self.row = self.page.header(self.row + 2, tuple(heads), texts)

    def _drivers(self) -> None:
        """What follows from the assumptions alone."""
        company, words, given = self.taken.company, self.words, self.given
        figure, row = company.prices.figure, self.drivers
        self.section(words("From the assumptions"), ["", words("Value")])
        row["rate"] = self.named(words("Units of the currency for one euro"), float(company.rate))
        row["day"] = self.named(words("Cost of an own working day, in euro"), given["day_rate"] / row["rate"])
        for system in self.taken.systems:
            users, name = given[f"{system}_users"], said(self.texts, "systems", system)
            row[f"users:{system}"] = users
            label = words("{system} users that are priced in full").format(system=name)
            row[f"priced:{system}"] = self.named(label, self._priced(users))
        count = given["interfaces"]
        within = either(count.over(0), int(self.taken.within), 0)
        row["suite"] = self.named(words("Joins within one suite"), within)
        row["api"], row["interfaces"] = self.named(words("Other interfaces"), count - row["suite"]), count
        row["gate"] = self.named(words("Months between two phases"), float(figure("gate").likely))
        row["overlap"] = self.named(
            words("Part of the shorter of two systems that comes on top"), float(figure("overlap").likely)
        )
        row["joining"] = self.named(words("Months to join systems"), float(figure("joining").likely))
        row["rise"] = self.named(words("Prices a year later, as a multiple"), given["price_rise"] / 100 + 1)

    def _priced(self, users: Formula) -> Formula:
        """Users that count for software, as large numbers are priced lower: each step takes a part off those above."""
        found, before = users, Decimal(1)
        for above, share in self.taken.company.prices.volume:
            found = found - most(users - above, 0) * float(before - share)
            before = share
        return found

    def _terms(self) -> None:
        """Every figure with what it is multiplied with, and what it comes to."""
        words = self.words
        ends = [words("Low"), words("Likely"), words("High")]
        levels = self._levels(ends)
        heads = [words("Kind of cost"), words("System"), *ends, words("Fixed factor"), words("Times"), *ends]
        self.section(words("Figures"), heads, 2)
        for term in self.taken.terms:
            self.page.row(self.row, 0, [self._line(term.line), said(self.texts, "systems", term.system)], "line")
            self.page.row(self.row, 2, self._range(term, levels), "free line")
            row = self.row
            base = [self.page.at(row, 2 + i, value) for i, value in enumerate(self._values(term, levels))]
            fixed = self.page.put(row, 5, float(term.fixed), "free line")
            factor = self.page.put(row, 6, self._times(term), "free line")
            cells = [self.page.put(row, 7 + i, cell * fixed * factor, "amount line") for i, cell in enumerate(base)]
            self.amounts.setdefault((term.system, term.line), []).append((cells[0], cells[1], cells[2]))
            self.row += 1

    def _levels(self, ends: list[str]) -> list[list[Formula]]:
        self.section(self.words("Customisation by its assumption"), [self.words("Value"), "", *ends])
        rows = []
        for level, span in enumerate(self.taken.levels, 1):
            self.page.put(self.row, 0, level, "whole line")
            rows.append([self.page.put(self.row, 2 + i, float(v), "free line") for i, v in enumerate(span)])
            self.row += 1
        return rows

    def _range(self, term: Term, levels: list[list[Formula]]) -> list[Number | Formula]:
        if term.figure == "customisation":
            level = self.given["customisation"]
            return [_picked(level, [row[i] for row in levels]) for i in range(3)]
        if term.figure == "contingency":
            given, before = self.given["contingency"], self.stored["contingency"]
            return [either(given.same(before), float(value), given / 100) for value in self.taken.reserve]
        return [float(value) for value in term.span]

    def _values(self, term: Term, levels: list[list[Formula]]) -> list[float]:
        return [part.value if isinstance(part, Formula) else float(part) for part in self._range(term, levels)]

    def _times(self, term: Term) -> Formula | Number:
        """The product of all that a term is multiplied with."""
        parts = [self._driver(key) for key in term.times]
        if not parts:
            return 1
        product = parts[0]
        for part in parts[1:]:
            product = product * part
        return product

    def _driver(self, key: str) -> Formula:
        kind, _, system = key.partition(":")
        if kind == "implementation":
            return added(three[1] for three in self.amounts[system, kind])
        if kind == "outside":
            return added(t[1] for line in OUTSIDE for t in self.amounts.get((system, line), ()))
        return self.drivers[key]

    def _line(self, line: str) -> str:
        return said(self.texts, "costs", line, "name")

    def _phases(self) -> Iterable[Phased]:
        """Phases one after the other, with the time of a gate between them."""
        words, systems = self.words, (*self.taken.systems, SHARED)
        names = [said(self.texts, "systems", system) for system in systems]
        years = [str(year) for year in range(1, self.last_year + 1)]
        start: Formula | None = None
        for place, step in enumerate(self.taken.steps):
            title = words("Phase {number}").format(number=step.number)
            self.section(title, [words("Share of the work"), *names])
            shares = self._beside([float(step.shares.get(s, 0)) for s in systems], words("Work"), systems)
            begun = self._beside([_begun(step, s) for s in systems], words("Begins to run"), systems)
            before = self.named(words("Begins, months from the start"), start if start is not None else 0)
            months = self.named(words("Months it takes"), self._months(shares), "months line")
            self.row = self.page.header(self.row, [words("Part that falls in year"), *years], 1)
            upfront, spread, yearly = self._by_year(before, months)
            yield Phased(self.taken.steps[place], before, months, shares, begun, upfront, spread, yearly)
            start = up(before + months + self.drivers["gate"])

    def _beside(self, values: list[float], name: str, systems: tuple[str, ...]) -> Cells:
        self.page.put(self.row, 0, name)
        cells = {
            s: self.page.put(self.row, 1 + i, v, "free line")
            for i, (s, v) in enumerate(zip(systems, values, strict=True))
        }
        self.row += 1
        return cells

    def _months(self, shares: Cells) -> Formula:
        """The longer of two systems and a part of the shorter one; joining them goes on at the same time. In steps of
        half a month."""
        each = [shares[s] * float(months) for s, months in self.taken.duration.items()]
        together = most(*each) + (added(each) - most(*each)) * self.drivers["overlap"]
        joining = self.drivers["joining"] * least(1, self.given["interfaces"]) * shares[SHARED]
        return most(0.5, whole(most(together, joining) * 2) / 2)

    def _by_year(self, start: Formula, months: Formula) -> tuple[tuple[Formula, ...], ...]:
        """For each kind of payment the part of a line that falls in each of the years; none after the last counted."""
        years, words, rise = self.given["years"], self.words, self.drivers["rise"]
        spread = partial(_spread, start, months)
        kinds: tuple[tuple[str, Callable[[int], Formula]], ...] = (
            (words("Paid once at the start"), lambda end: _begun_by(start, end) - _begun_by(start, end - YEAR)),
            (words("Paid once, over the phase"), lambda end: spread(end) - spread(end - YEAR)),
            (words("Paid each year"), lambda end: _running(start, end) * rise ** (end // YEAR - 1)),
        )
        found = []
        for name, part in kinds:
            self.page.put(self.row, 0, name)
            parts = [either(years.over(year - 1), part(year * YEAR), 0) for year in range(1, self.last_year + 1)]
            found.append(tuple(self.page.put(self.row, 1 + i, cell, "free line") for i, cell in enumerate(parts)))
            self.row += 1
        return tuple(found)

    def _lines(self, phases: tuple[Phased, ...]) -> Iterable[LineCells]:
        """The cost lines of each phase in the currency of the estimate."""
        words = self.words
        ends = [words("Low"), words("Likely"), words("High")]
        years = [words("Year {number}").format(number=year) for year in range(1, self.last_year + 1)]
        heads = [words("Kind of cost"), words("Phase"), *ends, words("Years in all"), *ends, *ends, *years]
        self.section(words("Cost lines"), heads, 1)
        for place, phase in enumerate(phases):
            for line in LINES:
                cells = self._line_cells(phase, line)
                if cells is not None:
                    yield LineCells(place, line, *cells)

    def _line_cells(self, phase: Phased, line: str) -> tuple[Three, Three, tuple[Formula, ...]] | None:
        shares = phase.shares if line in SPREAD else phase.begun
        found = [(shares[s], three) for (s, name), all_ in self.amounts.items() if name == line for three in all_]
        found = [(share, three) for share, three in found if share.value]
        if not found:
            return None
        page, row = self.page, self.row
        self.row += 1
        page.row(row, 0, [self._line(line), phase.step.number], ["line", "whole line"])
        wholes = [
            page.put(
                row, 2 + i, added(share * three[i] for share, three in found) * self.drivers["rate"], "amount line"
            )
            for i in range(3)
        ]
        by_year = phase.upfront if line in UPFRONT else phase.spread if line in SPREAD else phase.yearly
        factor = page.put(row, 5, added(by_year), "free line")
        total = [page.put(row, 6 + i, two_digits(cell * factor), "amount line strong") for i, cell in enumerate(wholes)]
        first = [page.put(row, 9 + i, two_digits(cell * by_year[0]), "amount line") for i, cell in enumerate(wholes)]
        years = tuple(page.put(row, 12 + i, wholes[1] * part, "amount quiet") for i, part in enumerate(by_year))
        return (total[0], total[1], total[2]), (first[0], first[1], first[2]), years


def _picked(level: Formula, rows: list[Formula]) -> Formula:
    """One of several cells by a number from 1."""
    place = max(1, min(len(rows), int(level.value)))
    return Formula(f"CHOOSE({level.text},{','.join(row.text for row in rows)})", rows[place - 1].value)


def _begun(step: Step, system: str) -> float:
    """What of a system begins to run with a phase: all of it where it starts, and of what joins them the share."""
    return float(step.shares.get(SHARED, 0)) if system == SHARED else float(system in step.starts)


def _begun_by(start: Formula, end: int) -> Formula:
    """1 when a phase has begun before the month `end`, else 0."""
    return either(start.over(end - 0.5), 0, 1)


def _running(start: Formula, end: int) -> Formula:
    """The part of the year up to the month `end` in which what begins with the month `start` runs."""
    return least(YEAR, most(0, start * -1 + end)) / YEAR


def _spread(start: Formula, months: Formula, end: int) -> Formula:
    """How much of what is spread over a phase falls before the month `end`."""
    return least(1, most(0, start * -1 + end) / months)
