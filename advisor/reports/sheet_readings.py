"""Where values come from: worked out on the page of scores when all is known, else in every reading on its own page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from advisor.language import Words
from advisor.reports.formula import Formula
from advisor.reports.sheet_case import Readings
from advisor.reports.sheet_parts import Page
from advisor.scoring.model import Floats


class Source(Protocol):
    """Formulas (without values) of one option: its value, what each criterion adds to it, and what the balance adds."""

    def value(self, option: int) -> str: ...

    def part(self, option: int, criterion: int) -> str: ...

    def even(self, option: int) -> str: ...


@dataclass(frozen=True)
class One:
    """A single reading: a row of weights and below it, from the row `top`, the values of each option, both from the
    column `first`."""

    page: Page
    balance: float
    criteria: int
    weights_row: int
    top: int
    first: int

    def value(self, option: int) -> str:
        weights, values = self._row(self.weights_row), self._row(self.top + option)
        return f"ROUND({worth(weights, values, self.balance)},9)"

    def part(self, option: int, criterion: int) -> str:
        weight = self.page.at(self.weights_row, self.first + criterion).text
        return f"{1 - self.balance}*{weight}*{self.page.at(self.top + option, self.first + criterion).text}"

    def even(self, option: int) -> str:
        return evenness(self._row(self.weights_row), self._row(self.top + option), self.balance)

    def _row(self, row: int) -> str:
        return self.page.area((row, self.first), (row, self.first + self.criteria - 1))


@dataclass(frozen=True)
class Many:
    """Several readings on their page: `shares`, the weights now from the column `weights`, and from the row `top` the
    values of one option after the other, each in all readings, from the column `first`."""

    page: Page
    balance: float
    criteria: int
    rows: tuple[int, int]  # first and last of the weights
    weights: int
    top: int
    first: int

    @property
    def count(self) -> int:
        return self.rows[1] - self.rows[0] + 1

    @property
    def shares(self) -> str:
        return self.page.area((self.rows[0], 1), (self.rows[1], 1))

    def value(self, option: int) -> str:
        return f"ROUND(SUMPRODUCT({self.shares},{self._column(option, self.criteria)}),9)"

    def part(self, option: int, criterion: int) -> str:
        column = self.weights + criterion
        weights = self.page.area((self.rows[0], column), (self.rows[1], column))
        return f"{1 - self.balance}*SUMPRODUCT({self.shares},{weights},{self._column(option, criterion)})"

    def even(self, option: int) -> str:
        parts = "+".join(self.part(option, criterion) for criterion in range(self.criteria))
        return f"SUMPRODUCT({self.shares},{self._column(option, self.criteria)})-({parts})"

    def _column(self, option: int, place: int) -> str:
        start, column = self.top + option * self.count, self.first + place
        return self.page.area((start, column), (start + self.count - 1, column))


def worth(weights: str, values: str, balance: float) -> str:
    """The value of one option in one reading, from two ranges of the same shape."""
    return f"{1 - balance}*SUMPRODUCT({weights},{values})+{evenness(weights, values, balance)}"


def evenness(weights: str, values: str, balance: float) -> str:
    """The part of the value that falls with the worst weighted gap. SUMPRODUCT makes every program work out the
    product of two ranges cell by cell without an array formula."""
    return f"{balance}*(1-SUMPRODUCT(MAX({weights}*(1-{values})))/MAX({weights}))"


@dataclass(frozen=True)
class Named:
    """The names that the page of readings shows: of criteria and of options."""

    criteria: tuple[str, ...]
    options: tuple[str, ...]


def readings_page(
    page: Page,
    found: Readings,
    named: Named,
    weights: tuple[tuple[Formula, ...], tuple[Formula, ...]],
    words: Words,
) -> Many:
    """The page of all readings; `weights` are the cells of the shares now, and whether the reader changed them."""
    count = len(named.criteria)
    shares, changed = weights
    row = page.sentence(0, words("All readings of what is not known"), "title")
    row = page.sentence(
        row,
        words(
            "What is not known is read in many plausible ways. Here are the weights and values of "
            "every option in each of them; the value of an option is their mean."
        ),
    )
    page.row(row, 0, [words("Changed"), "", *changed], ["quiet", "quiet", *["whole quiet"] * count])
    page.row(row + 1, 0, [words("Share now"), "", *shares], ["quiet", "quiet", *["share quiet"] * count])
    top = page.header(row + 3, [words("Reading"), words("Share"), *named.criteria, "", *named.criteria], 1)
    page.sheet.freeze_panes(top, 2)
    last = top + len(found.shares) - 1
    for reading, share in enumerate(found.shares):
        page.row(top + reading, 0, [reading + 1, float(share)], ["whole", "free"])
        page.row(top + reading, 2, [float(weight) for weight in found.weights[reading]], "share")
        _weights_now(page, found.weights[reading], top + reading, row)
    head = last + 2
    page.header(head, [words("Option"), words("Reading"), *named.criteria, words("Value")], 1)
    source = Many(page, found.balance, count, (top, last), 3 + count, head + 1, 2)
    _values(source, found, named)
    return source


def _weights_now(page: Page, own: Floats, row: int, given: int) -> None:
    """The weights of one reading now: changed ones (by the row `given`) as they are given in the row below it, the
    others share the rest in their own proportions."""
    count = len(own)
    kept = page.area((row, 2), (row, 1 + count))
    changed, shares = (page.area((at, 2), (at, 1 + count)) for at in (given, given + 1))
    rest = f"SUMPRODUCT({kept},1-{changed})"
    factor = Formula(f"IF({rest}>0,(1-SUMPRODUCT({shares},{changed}))/{rest},0)", 1.0)
    scale = page.put(row, 2 + count, factor, "share quiet")
    for place, now in enumerate(own):
        share, weight = page.at(given + 1, 2 + place).text, page.at(row, 2 + place).text
        formula = f"IF({page.at(given, 2 + place).text}=1,{share},{weight}*{scale.text})"
        page.put(row, 3 + count + place, Formula(formula, float(now)), "share")


def _values(source: Many, found: Readings, named: Named) -> None:
    """Values of each option in each reading, one option after the other."""
    page, count = source.page, source.criteria
    for option, name in enumerate(named.options):
        for reading in range(source.count):
            row = source.top + option * source.count + reading
            page.row(row, 0, [name, reading + 1], ["quiet", "whole quiet"])
            page.row(row, 2, [float(v) for v in np.round(found.values[reading, option], 12)], "share")
            line = source.rows[0] + reading
            weights = page.area((line, source.weights), (line, source.weights + count - 1))
            formula = worth(weights, page.area((row, 2), (row, 1 + count)), source.balance)
            page.put(row, 2 + count, Formula(formula, _now(found, reading, option)), "points")


def _now(found: Readings, reading: int, option: int) -> float:
    weights, values = found.weights[reading], found.values[reading, option]
    worst = float((weights * (1.0 - values)).max() / weights.max())
    return (1.0 - found.balance) * float(weights @ values) + found.balance * (1.0 - worst)
