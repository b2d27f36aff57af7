"""Costs over the years: assumptions that can be changed, every kind of cost as a range, phases, years and drawings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from advisor import language as wording
from advisor.language import Words
from advisor.recommendation.money.budget import LINES, OWN, YEARLY
from advisor.recommendation.money.estimate import Estimate
from advisor.recommendation.telling.money_words import MoneyWords
from advisor.recommendation.telling.words import said
from advisor.recommendation.texts import Texts
from advisor.reports.formula import Formula, Number, added, quoted
from advisor.reports.sheet_drawings import Scale, ranged_bars, stacked_years
from advisor.reports.sheet_parts import Page
from advisor.reports.sheet_summary import Totals
from advisor.reports.sheet_terms import Taken
from advisor.reports.sheet_working import Cells, LineCells, Phased, Working

PERCENT = ("price_rise", "contingency")
FITS = ("all", "likely", "low", "short")
# Kinds of cost, each with low, likely and high over all years and in the first one.
Kinds = list[tuple[str, list[Number | Formula]]]
CHART_ROWS = 22  # what the drawings cover
HIDDEN = 13  # the first column that only drawings read


@dataclass
class Costs:
    """The page of the costs while it is written; `row` is the next free one. `taken` is None when nothing can be live,
    `working` is then None too."""

    page: Page
    working: Page | None
    estimate: Estimate
    money: MoneyWords
    taken: Taken | None
    texts: Texts
    words: Words
    row: int = 0

    def write(self) -> Totals | None:
        """Fill the page; gives the cells of the sums, None when nothing is bought."""
        words, page = self.words, self.page
        page.on_one_sheet(upright=True)
        self.row = page.sentence(0, words("What does it cost?"), "title")
        self.row = page.sentence(self.row, self._about())
        self.row = page.sentence(self.row, self._unit())
        totals = None
        if self.estimate.phases:
            given, stored = self._assumptions()
            drawn = self.row + 1
            self.row += CHART_ROWS
            phases, lines = self._worked_out(given, stored)
            totals = self._kinds(lines, drawn)
            self._phases(phases, lines)
            if lines:
                self._years(lines, drawn)
        self._options()
        return totals

    def _about(self) -> str:
        words = self.words
        if not self.estimate.phases:
            return self.money.headline
        if self.taken is None:
            return words(
                "These costs were worked out with other figures than today's, so they are shown as they "
                "were stored and do not follow changes."
            )
        return words(
            "Change the yellow cells, and everything below follows. The other options keep the "
            "figures of the result. Each line of a phase is rounded to two digits."
        )

    def _unit(self) -> str:
        return said(self.texts, "amount_units", "one").format(currency=self.estimate.assumptions.currency)

    def _scale(self) -> Scale:
        """Thousands or millions at the axes, in languages that count by them."""
        unit, size = "one", 1
        for name in ("small", "middle", "large"):
            next_size = int(self.texts.say("table_units", name))
            if self.estimate.total.high >= 10 * next_size and next_size in (10**3, 10**6, 10**9):
                unit, size = name, next_size
        form = "#,##0" + "," * (len(str(size)) // 3)
        return Scale(form, said(self.texts, "amount_units", unit).format(currency=self.estimate.assumptions.currency))

    def section(self, title: str, heads: Sequence[str], texts: Sequence[int] = ()) -> None:
        self.page.put(self.row + 1, 0, title, "section")
        self.row = self.page.header(self.row + 2, heads, 1, texts)

    def _assumptions(self) -> tuple[Cells, Cells]:
        """The assumptions, to be changed where the costs are live, with their values in the result beside them."""
        words, page = self.words, self.page
        self.section(words("Assumption"), ["", words("Your figures"), words("In the result"), *[""] * 5])
        given, stored = {}, {}
        keys = self.taken.assumptions if self.taken else tuple(row.id for row in self.money.assumptions)
        for key in keys:
            value = getattr(self.estimate.assumptions, key)
            page.put(self.row, 0, said(self.texts, "assumptions", key, "name"), "line")
            if isinstance(value, str):
                page.put(self.row, 2, value, "line end")
            else:
                stored[key] = page.put(self.row, 2, value, "free line")
            if self.taken:
                given[key] = page.put(self.row, 1, value, "free field")
                self._bounded(key)
            page.put(self.row, 3, said(self.texts, "assumptions", key, "help"), "aside")
            self.row += 1
        return given, stored

    def _bounded(self, key: str) -> None:
        assert self.taken is not None
        bound, words = self.taken.company.prices.bounds[key], self.words
        wrong = words("Give a whole number from {low} to {high}.")
        if key in PERCENT:
            wrong = words("Give a percentage from {low} to {high}.")
        limits = {"minimum": float(bound.low), "maximum": float(bound.high), "criteria": "between"}
        message = wrong.format(low=f"{bound.low:f}", high=f"{bound.high:f}")[:255]
        kind = {"validate": "decimal" if key in PERCENT else "integer", "error_message": message}
        self.page.sheet.data_validation(self.row, 1, self.row, 1, {**kind, **limits})

    def _worked_out(self, given: Cells, stored: Cells) -> tuple[tuple[Phased, ...], tuple[LineCells, ...]]:
        if self.taken is None or self.working is None:
            return (), ()
        return Working(self.working, self.taken, self.texts, self.words, given, stored).write()

    def _kinds(self, lines: tuple[LineCells, ...], drawn: int) -> Totals:
        """Every kind of cost over the phases, with sums, what is paid to others, and the budget."""
        words, page = self.words, self.page
        ends = [words("Low"), words("Likely"), words("High")]
        page.put(self.row + 1, 1, words("All years"), "strong")
        page.put(self.row + 1, 4, words("First year"), "strong")
        self.section(words("Kind of cost"), ["", *ends, *ends, ""])
        top = self.row
        found = self._kinds_of(lines)
        for line, cells in found:
            style = "amount line quiet" if line in OWN else "amount line"
            page.put(self.row, 0, said(self.texts, "costs", line, "name"), "line")
            page.row(self.row, 1, cells, style)
            page.put(self.row, 7, said(self.texts, "costs", line, "about"), "aside")
            self.row += 1
        total, paid = (self._sum(top, found, own) for own in (True, False))
        page.row(self.row, 0, [words("Sum"), *total, ""], ["sum", *["amount sum"] * 6, "sum"])
        page.row(self.row + 1, 0, [words("Paid to others"), *paid], ["strong", *["amount strong"] * 6])
        after = self.row
        self.row += 2
        self._budget(paid[3:])
        self._drawn_kinds(top, found, drawn)
        sums = [page.at(after, 1 + i, cell.value) for i, cell in enumerate(total[:3])]
        firsts = [page.at(after + 1, 4 + i, cell.value) for i, cell in enumerate(paid[3:])]
        return Totals(sums, firsts, self.estimate.assumptions.currency)

    def _kinds_of(self, lines: tuple[LineCells, ...]) -> Kinds:
        """Low, likely and high of each kind of cost over all years and in the first one."""
        if not lines:
            spans = [(row.id, (row.total, row.first_year)) for row in self.money.rows]
            return [(key, [v for r in both for v in (r.low, r.likely, r.high)]) for key, both in spans]
        kinds = [line for line in LINES if any(cells.line == line for cells in lines)]
        live: Kinds = []
        for line in kinds:
            same = [(*cells.total, *cells.first_year) for cells in lines if cells.line == line]
            live.append((line, [added(column) for column in zip(*same, strict=True)]))
        return live

    def _sum(self, top: int, found: Kinds, own: bool) -> list[Formula]:
        """Sums over the rows from `top`, with or without the time of own people."""
        sums = []
        for column in range(6):
            rows = [
                self.page.at(top + i, 1 + column, _value(cells[column]))
                for i, (line, cells) in enumerate(found)
                if own or line not in OWN
            ]
            sums.append(added(rows))
        return sums

    def _budget(self, paid: list[Formula]) -> None:
        """The stated budget beside what is paid to others in the first year."""
        stated, words, row = self.estimate.stated, self.words, self.row
        self.row += 1
        if stated is None:
            self.page.put(row, 0, said(self.texts, "budget_fit", "unknown"), "quiet")
            return
        self.page.put(row, 0, words("Your first-year budget"), "strong")
        budget = self.page.put(row, 5, stated, "amount strong")
        says = [said(self.texts, "budget_fit", fit) for fit in FITS]
        low, likely, high = (self.page.at(row - 1, 4 + i, cell.value) for i, cell in enumerate(paid))
        ends = ((high, says[0]), (likely, says[1]), (low, says[2]))
        now = next((words for end, words in ends if budget.value >= end.value), says[3])
        text = quoted(says[3])
        for end, said_so in reversed(ends):
            text = f"IF({budget.text}>={end.text},{quoted(said_so)},{text})"
        self.page.say(self.row, 0, text, now, "strong")
        self.row += 1

    def _drawn_kinds(self, top: int, found: Kinds, drawn: int) -> None:
        """Bars of the likely cost of each kind, with its range; the distances stand in hidden columns."""
        page, last = self.page, top + len(found) - 1
        for place, (_, cells) in enumerate(found):
            row = top + place
            low, likely, high = (page.at(row, 1 + i, _value(cell)) for i, cell in enumerate(cells[:3]))
            page.row(row, HIDDEN, [likely - low, high - likely], "amount quiet")
        page.sheet.set_column(HIDDEN, HIDDEN + 1, None, None, {"hidden": True})
        names, likely_at, *distances = (page.area((top, c), (last, c)) for c in (0, 2, HIDDEN, HIDDEN + 1))
        title = self.words("Cost over the years counted")
        chart = ranged_bars(page, (title, self._scale()), names, likely_at, (distances[0], distances[1]))
        page.insert(drawn, 0, chart, title)

    def _phases(self, phases: tuple[Phased, ...], lines: tuple[LineCells, ...]) -> None:
        words, page = self.words, self.page
        ends = [words("Low"), words("Likely"), words("High")]
        heads = [words("Phase"), *ends, words("Begins, months from the start"), words("Months it takes")]
        self.section(words("Phases"), [*heads, "", ""])
        for place, phase in enumerate(self.estimate.phases):
            systems = "+".join(said(self.texts, "systems", system) for system in phase.systems)
            total: list[Number | Formula] = [phase.total.low, phase.total.likely, phase.total.high]
            time: list[Number | Formula] = [phase.start, phase.months.likely]
            if phases:
                columns = zip(*(cells.total for cells in lines if cells.phase == place), strict=True)
                total = [added(column) for column in columns]
                time = [phases[place].start, phases[place].months]
            page.put(self.row, 0, f"{wording.number(phase.phase, self.texts.language)} · {systems}", "line")
            page.row(self.row, 1, [*total, *time], [*["amount line"] * 3, "free line", "free line"])
            self.row += 1

    def _years(self, lines: tuple[LineCells, ...], drawn: int) -> None:
        """The likely cost of each year, before rounding: paid once, paid each year, and the time of own people."""
        words, page = self.words, self.page
        count = len(lines[0].years)
        years = [words("Year {number}").format(number=wording.number(y + 1, self.texts.language)) for y in range(count)]
        self.section(words("Likely cost by year, before rounding"), ["", *years])
        top = self.row
        parts: tuple[tuple[str, Callable[[str], bool]], ...] = (
            (words("Paid once"), lambda line: line not in YEARLY and line not in OWN),
            (words("Paid each year"), lambda line: line in YEARLY and line not in OWN),
            (words("Own time"), lambda line: line in OWN),
        )
        for name, belongs in parts:
            columns = zip(*(cells.years for cells in lines if belongs(cells.line)), strict=True)
            page.put(self.row, 0, name, "line")
            page.row(self.row, 1, [added(column) for column in columns], "year line")
            self.row += 1
        sums = [Formula(f"SUM({page.area((top, 1 + y), (top + 2, 1 + y))})", 0.0) for y in range(count)]
        now = [sum(cells.years[y].value for cells in lines) for y in range(count)]
        page.row(
            self.row,
            0,
            [words("Sum"), *(Formula(f.text, v) for f, v in zip(sums, now, strict=True))],
            ["sum", *["year sum"] * count],
        )
        self.row += 1
        title = words("Likely cost by year")
        shown = min(count, max(5, self.estimate.assumptions.years))
        page.insert(drawn, 5, stacked_years(page, (title, self._scale()), (top, top + 2), shown), title)

    def _options(self) -> None:
        """What the other options cost, as in the result."""
        words, page = self.words, self.page
        ends = [words("Low"), words("Likely"), words("High")]
        page.put(self.row + 1, 1, words("All years"), "strong")
        page.put(self.row + 1, 4, words("Paid in the first year"), "strong")
        self.section(words("All options, as in the result"), ["", *ends, *ends, words("Ruled out")], (7,))
        for option in self.money.options:
            name = option.name if not option.hosted else f"{option.name} · {option.hosted}"
            style = "amount line strong" if option.advised else "amount line"
            page.put(self.row, 0, name, "line strong" if option.advised else "line")
            both = [v for r in (option.total, option.paid_first_year) for v in (r.low, r.likely, r.high)]
            page.row(self.row, 1, both, style)
            page.put(self.row, 7, words("ruled out") if option.ruled_out else "", "aside")
            self.row += 1


def _value(cell: Number | Formula) -> float:
    return cell.value if isinstance(cell, Formula) else float(cell)
