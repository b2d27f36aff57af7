"""Weights, scores and ranking: the value of every option by live formulas, so that a changed weight moves the order.

The value is the one of `advisor.scoring.methods`, worked out in every reading of what is unknown. A changed weight has
its new share in every reading, and the others share the rest in their own proportions, as in
`advisor.recommendation.doubt.what_if.with_weights`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from advisor.language import Words
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.lines import Story
from advisor.recommendation.telling.words import said
from advisor.recommendation.texts import Texts
from advisor.reports.formula import Formula, whole
from advisor.reports.sheet_case import Readings
from advisor.reports.sheet_parts import Page, directed, span
from advisor.reports.sheet_readings import Many, One, Source
from advisor.scoring.model import BALANCE, NO_DEPLOYMENT, Floats

NONE = "–"  # a place to run of what runs nowhere


@dataclass(frozen=True)
class Naming:
    """One option in words."""

    path: str
    hosted: str
    verdict: str
    why_not: str

    @property
    def both(self) -> str:
        return self.path if self.hosted == NONE else f"{self.path} · {self.hosted}"


@dataclass(frozen=True)
class Compared:
    """What the pages of the comparison are filled with; `readings` is None when the values cannot be followed."""

    content: Content
    stored: Recommendation
    story: Story
    readings: Readings | None
    words: Words
    names: tuple[Naming, ...]

    @property
    def options(self) -> int:
        return len(self.names)

    @property
    def texts(self) -> Texts:
        return self.content.texts[self.story.language]

    @property
    def criteria(self) -> tuple[str, ...]:
        """Ids in the order of the result; those of a result of other rules may be others than today's."""
        return tuple(named.id for named in self.story.weights)

    @property
    def criteria_names(self) -> tuple[str, ...]:
        return tuple(named.name for named in self.story.weights)

    @property
    def weights(self) -> list[float]:
        """Mean shares: exact where they can be worked out, else as they are stored."""
        if self.readings is None:
            return [named.value for named in self.story.weights]
        return [float(share) for share in self.readings.shares @ self.readings.weights]

    @property
    def values(self) -> tuple[Floats, Floats]:
        """The values of the options as they are stored and as they are worked out."""
        stored = np.array([option.value for option in self.stored.options])
        return stored, stored if self.readings is None else self.readings.worth(self.readings.weights)

    @property
    def barred(self) -> list[bool]:
        return [bool(name.why_not) for name in self.names]

    @cached_property
    def ranks(self) -> list[int]:
        """The rank of each option now, what is ruled out last."""
        return ranks(np.where(self.barred, -1.0, self.values[1]))

    @cached_property
    def stored_ranks(self) -> list[int]:
        return ranks(np.where(self.barred, -1.0, self.values[0]))

    @cached_property
    def order(self) -> list[int]:
        """The options from the first to the last rank."""
        return sorted(range(self.options), key=lambda option: self.ranks[option])

    def means(self, option: int) -> list[float]:
        """The mean value of an option under each criterion; nothing when it cannot be worked out."""
        if self.readings is None:
            return []
        return [float(value) for value in self.readings.shares @ self.readings.values[:, option]]

    @cached_property
    def parts(self) -> list[list[float]]:
        """What each criterion and, last, the balance adds to the value of each option."""
        if self.readings is not None:
            return [[float(part) for part in parts] for parts in self.readings.parts()]
        keys = (*self.criteria, BALANCE)
        return [[option.contributions.get(key, 0.0) for key in keys] for option in self.stored.options]


def compared(
    content: Content, stored: Recommendation, story: Story, readings: Readings | None, words: Words
) -> Compared:
    reasons = {(line.path, line.deployment): line.excluded or "" for line in story.options}
    texts = content.texts[story.language]
    names = tuple(_named(texts, o.path, o.deployment, reasons[o.path, o.deployment]) for o in stored.options)
    return Compared(content, stored, story, readings, words, names)


def _named(texts: Texts, path: str, deployment: str, why_not: str) -> Naming:
    runs = deployment != NO_DEPLOYMENT
    where = said(texts, "deployments", deployment, "phrase") if runs else ""
    verdict = said(texts, "paths", path, "verdict").format(where=where)
    hosted = said(texts, "deployments", deployment, "name") if runs else NONE
    return Naming(said(texts, "paths", path, "name"), hosted, directed(verdict, texts.language), why_not)


@dataclass(frozen=True)
class WeightCells:
    """The cells of the weights: shares now (adding up to one), and 1 where the reader changed one, else 0."""

    shares: tuple[Formula, ...]
    changed: tuple[Formula, ...]
    below: int  # the first free row


def weights_page(page: Page, it: Compared) -> WeightCells:
    """The page where weights are changed."""
    words, texts = it.words, it.texts
    page.on_one_sheet()
    row = page.sentence(0, words("Weights of the criteria"), "title")
    if it.readings is None:
        row = page.sentence(row, _frozen(words))
    else:
        row = page.sentence(
            row,
            words(
                "Change the yellow cells. The shares beside them always add up to one, and scores, "
                "ranking and drawings follow at once."
            ),
        )
        row = page.sentence(row, words("To go back, copy the column of the result over your own."))
    heads = [
        words("Criterion"),
        words("What it says"),
        words("In the result"),
        words("Your weight"),
        words("Share now"),
    ]
    top = page.header(row + 1, heads, 2)
    page.sheet.freeze_panes(top, 1)
    page.sheet.repeat_rows(top - 1)
    stored = it.weights
    first, last = page.at(top, 3), page.at(top + len(stored) - 1, 3)
    shares, changed = [], []
    for place, (key, weight) in enumerate(zip(it.criteria, stored, strict=True)):
        at = top + place
        page.put(at, 0, said(texts, "criteria", key, "name"), "text")
        about = said(texts, "criteria", key, "about")
        page.put(at, 1, about, "text")
        page.sized(at, {1: about})
        kept = page.put(at, 2, 100.0 * weight, "percent line")
        if it.readings is None:
            continue
        yours = page.put(at, 3, 100.0 * weight, "percent field")
        total = f"SUM({span(page, first, last)})"
        share = Formula(f"IF({total}>0,{yours.text}/{total},{kept.text}/100)", weight)
        shares.append(page.put(at, 4, share, "share line"))
        flag = Formula(f"IF(AND({total}>0,ABS({yours.text}-{kept.text})>0.0000001),1,0)", 0.0)
        changed.append(page.put(at, 5, flag, "whole quiet"))
    below = top + len(stored)
    _sums(page, it, below, top)
    return WeightCells(tuple(shares), tuple(changed), below + 1)


def _sums(page: Page, it: Compared, row: int, top: int) -> None:
    page.row(row, 0, [it.words("Sum"), ""], "sum")
    columns = (2,) if it.readings is None else (2, 3, 4)
    for column, (value, style) in enumerate(((100.0, "percent"), (100.0, "percent"), (1.0, "share")), start=2):
        if column in columns:
            area = page.area((top, column), (row - 1, column))
            page.put(row, column, Formula(f"SUM({area})", value), f"{style} sum")
    if it.readings is not None:
        fields = (top, 3, row - 1, 3)
        rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100, "ignore_blank": True}
        said_wrong = it.words("Give a number from 0 to 100.")
        page.sheet.data_validation(*fields, {**rule, "error_message": said_wrong[:255]})
        page.sheet.set_column(5, 5, None, None, {"hidden": True})


def _frozen(words: Words) -> str:
    return words(
        "This result was made by other rules than today's, so its values are shown as they were "
        "stored and do not follow changes. Conclude again from the same answers for a sheet with "
        "live weights."
    )


@dataclass(frozen=True)
class ScoreCells:
    """The columns of the scores that the ranking looks up, as ranges; `rank` holds 1 for the best."""

    path: str
    hosted: str
    both: str
    verdict: str
    why_not: str
    value: str
    stored: str
    stored_rank: str
    rank: str


def scores_page(page: Page, it: Compared, weights: WeightCells, many: Many | None) -> ScoreCells:
    """The page of all values of all options; `many` when they are worked out in several readings on another page."""
    words, count = it.words, len(it.criteria)
    page.on_one_sheet()
    row = page.sentence(0, words("Every option under every criterion"), "title")
    row = page.sentence(
        row,
        words(
            "Each figure says how well an option does under a criterion, from 0 to 1. The value of "
            "an option is their mean by weight, less a part for its worst weighted gap."
        ),
    )
    if many is not None:
        row = page.sentence(
            row,
            words(
                "Figures are means over all readings of what is not known. A reading that rules an "
                "option out counts it as doing nothing yet."
            ),
        )
    if it.readings is not None:
        page.row(row + 1, 0, [words("Share now"), "", *weights.shares], ["strong", "strong", *["share quiet"] * count])
    heads = [words("Path"), words("Where it runs"), *it.criteria_names, words("Value"), words("In the result")]
    top = page.header(row + 2, [*heads, words("Difference"), words("Rank"), words("Ruled out")], 2, (6 + count,))
    page.sheet.freeze_panes(top, 2)
    page.sheet.repeat_rows(top - 1)
    source: Source | None = None
    if it.readings is not None:
        source = many or One(page, it.readings.balance, count, row + 1, top, 2)
    found = _option_rows(page, it, top, source)
    _parts(page, it, top + it.options + 1, source)
    return found


def _option_rows(page: Page, it: Compared, top: int, source: Source | None) -> ScoreCells:
    """The rows of the options; hidden columns at the end hold what the ranking looks up."""
    count, last = len(it.criteria), top + it.options - 1
    value_at, rank_at, hidden = 2 + count, 5 + count, 8 + count
    stored, now = it.values
    barred = it.barred
    for i, name in enumerate(it.names):
        row = top + i
        page.row(row, 0, [name.path, name.hosted], "line")
        page.row(row, 2, it.means(i), "share line")
        live = source is not None and not barred[i]
        value = Formula(source.value(i), float(now[i])) if source is not None and live else float(now[i])
        cell = page.put(row, value_at, value, "points line strong")
        kept = page.put(row, value_at + 1, float(stored[i]), "points line")
        page.put(row, value_at + 2, whole(cell - kept, 6), "signed line")
        key = page.put(row, hidden, -1.0 if barred[i] else cell, "points quiet")
        above = f"+SUMPRODUCT(--({page.area((top, hidden), (row - 1, hidden))}={key.text}))" if i else ""
        keys = page.area((top, hidden), (last, hidden))
        page.put(row, rank_at, Formula(f"SUMPRODUCT(--({keys}>{key.text}))+1{above}", it.ranks[i]), "whole line")
        page.put(row, rank_at + 1, name.why_not, "aside")
        page.row(row, hidden + 1, [directed(name.both, it.texts.language), name.verdict, it.stored_ranks[i]], "quiet")
    page.sheet.set_column(hidden, hidden + 3, None, None, {"hidden": True})
    best = {"type": "formula", "criteria": f"={page.column(rank_at)}{top + 1}=1", "format": page.book.style("best")}
    page.sheet.conditional_format(top, 0, last, rank_at + 1, best)
    places = (0, 1, hidden + 1, hidden + 2, rank_at + 1, value_at, value_at + 1, hidden + 3, rank_at)
    return ScoreCells(*(page.area((top, c), (last, c)) for c in places))


def _parts(page: Page, it: Compared, row: int, source: Source | None) -> None:
    """What each criterion adds to the value, in a table below."""
    words, count = it.words, len(it.criteria)
    page.put(row, 0, words("What each criterion gives to the value"), "section")
    balance = said(it.texts, "criteria", BALANCE, "name")
    heads = [words("Path"), words("Where it runs"), *it.criteria_names, balance, words("Sum")]
    top = page.header(row + 1, heads, 2)
    for i, name in enumerate(it.names):
        at, now = top + i, it.parts[i]
        page.row(at, 0, [name.path, name.hosted], "line")
        if source is None or name.why_not:
            page.row(at, 2, now, "points line")
        else:
            texts = (*(source.part(i, place) for place in range(count)), source.even(i))
            page.row(at, 2, [Formula(t, v) for t, v in zip(texts, now, strict=True)], "points line")
        area = page.area((at, 2), (at, 2 + count))
        page.put(at, 3 + count, Formula(f"SUM({area})", sum(now)), "points line strong")


def ranks(values: Floats) -> list[int]:
    """1 for the largest; of equals the earlier one."""
    order = np.argsort(-values, kind="stable")
    found = np.empty(len(values), dtype=int)
    found[order] = np.arange(1, len(values) + 1)
    return [int(rank) for rank in found]
