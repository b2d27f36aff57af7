"""Columns of raw answers to columns of facts: the vectorised twin of `advisor.questionnaire.answers.parse`.

A column accepts exactly what `parse` accepts, and refuses the rest with the same sentence. Whole numbers and plain
amounts of money are read in bulk; of all other texts each distinct one is parsed once. An empty cell is no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from advisor.questionnaire.answers import UNKNOWN, Refused, parse
from advisor.questionnaire.columns import encoded
from advisor.questionnaire.readings import Floats, facts_of
from advisor.questionnaire.schema import Question
from advisor.recommendation.content import Content

REMEMBERED = 4096  # distinct texts of a column that are kept for the next chunk
ITEMS = "\x1f"  # between the items of a list that is looked up as one text
LONGEST = 18  # digits that fit a whole number of 64 bits
EXACT = 2**53  # below this every whole number is a floating-point number
LARGEST = 2**62  # above this whole numbers are left to exact arithmetic
_WHOLE = ("scale", "number")

Meaning = tuple[float, ...] | str  # the encoded facts of an answer, or why it is none


@dataclass(frozen=True)
class Found:
    """What a column says: its facts encoded as by `advisor.facts.encode`, NaN where nothing is known, and the rows that
    cannot be used as a frame of `row` (counted from 0) and `reason`."""

    facts: dict[str, Floats]
    refused: pl.DataFrame


def _refused(rows: Any, reasons: Any) -> pl.DataFrame:
    return pl.DataFrame({"row": pl.Series(rows, dtype=pl.UInt32), "reason": pl.Series(reasons, dtype=pl.String)})


_NOTHING = _refused([], [])


@dataclass(frozen=True, eq=False)
class _Memo:
    """Texts and what they mean: `table` is facts x (texts + 1), the last entry for no answer; `reasons` by text."""

    texts: pl.Enum
    table: Floats
    reasons: tuple[str | None, ...]

    @classmethod
    def of(cls, facts: int) -> _Memo:
        return cls(pl.Enum([UNKNOWN]), np.full((facts, 2), np.nan), (None,))

    def places(self, column: pl.Series) -> pl.Series:
        """The place of each text; null where there is none, or the text is new."""
        return column.cast(self.texts, strict=False).to_physical().cast(pl.Int64)

    def joined(self, texts: Iterable[str], meaning: Callable[[str], Meaning]) -> _Memo:
        """The same with more texts."""
        more = sorted(texts)
        found = [meaning(text) for text in more]
        facts = len(self.table)
        rows = [(np.nan,) * facts if isinstance(one, str) else one for one in found]
        known = np.array(rows, dtype=np.float64).reshape(-1, facts).T
        reasons = tuple(one if isinstance(one, str) else None for one in found)
        texts_now = pl.Enum([*self.texts.categories, *more])
        return _Memo(texts_now, np.hstack([self.table[:, :-1], known, self.table[:, -1:]]), self.reasons + reasons)


class Reader:
    """Reads the columns of one question, chunk after chunk. Several threads may share it: what it remembers is replaced
    as a whole, and at worst worked out twice."""

    def __init__(self, content: Content, question: Question) -> None:
        self.question = question
        self.facts = facts_of(content.vocabulary, question)
        self._content = content
        self._memo = _Memo.of(len(self.facts))
        rates = [Fraction(content.rates.per_euro[code]) for code in question.choices if question.type == "money"]
        pairs = [[min(part, LARGEST // 2) for part in rate.as_integer_ratio()] for rate in rates]
        self._rates = np.array(pairs, dtype=np.int64).reshape(-1, 2).T

    def read(self, column: pl.Series, currency: pl.Series | None = None) -> Found:
        """The facts of a column of any type; `currency` names the currencies of plain amounts of money."""
        if column.dtype in (pl.Categorical, pl.Enum):
            column = column.cast(pl.String)
        if currency is not None:
            column = _with_currency(column, currency)
        if self.question.type in _WHOLE and (column.dtype == pl.String or column.dtype.is_numeric()):
            return self._mostly(column, *self._whole(column))
        if self.question.type == "money" and column.dtype == pl.String:
            return self._mostly(column, *self._amounts(column))
        if self.question.type == "yesno" and column.dtype == pl.Boolean:
            return Found({self.facts[0]: column.cast(pl.Float64).fill_null(np.nan).to_numpy()}, _NOTHING)
        if column.dtype == pl.List(pl.String):
            return self._lists(column)
        return self._texts(column) if column.dtype == pl.String else self._one_by_one(column)

    def _meaning(self, raw: Any) -> Meaning:
        raw = raw.strip() if isinstance(raw, str) else raw
        if raw in (None, "", [], {}):
            return (np.nan,) * len(self.facts)
        try:
            answer = parse(self.question, raw)
        except Refused as refusal:
            return refusal.message
        values = encoded(self._content.vocabulary, self._content.rates, self.question, answer)
        return tuple(values[fact] for fact in self.facts)

    def _whole(self, column: pl.Series) -> tuple[Floats, NDArray[np.bool_]]:
        """Whole numbers in plain digits, and which rows are such."""
        number = _digits(column) if column.dtype == pl.String else _whole_numbers(column)
        fits = number.is_between(self.question.low, self.question.high).fill_null(False)
        return _filled(number).astype(np.float64), fits.to_numpy()

    def _amounts(self, column: pl.Series) -> tuple[Floats, NDArray[np.bool_]]:
        """Amounts such as 50000 EUR in euros, rounded as by `Rates.euros`, and which rows are such."""
        parts = column.str.splitn(" ", 2)
        amount = _digits(parts.struct.field("field_0"))
        code = parts.struct.field("field_1").cast(pl.Enum(self.question.choices), strict=False).to_physical()
        fits = amount.is_between(max(0, self.question.low), self.question.high).fill_null(False) & code.is_not_null()
        whole, place = _filled(amount), _filled(code.cast(pl.Int64))
        per_euro, parts_of = self._rates[0].take(place), self._rates[1].take(place)
        exact = (whole < LARGEST // 4 // parts_of) & (per_euro < LARGEST // 4)
        whole = np.where(exact & fits.to_numpy(), whole, 0)
        return ((2 * whole * parts_of + per_euro) // (2 * per_euro)).astype(np.float64), fits.to_numpy() & exact

    def _mostly(self, column: pl.Series, values: Floats, fits: NDArray[np.bool_]) -> Found:
        """What was read in bulk, and the rest as texts."""
        fact = self.facts[0]
        if fits.all():
            return Found({fact: values}, _NOTHING)
        values[~fits] = np.nan
        left = np.flatnonzero(~fits & column.is_not_null().to_numpy())
        rest = column.gather(left)
        found = self._texts(rest) if rest.dtype == pl.String else self._one_by_one(rest)
        values[left] = found.facts[fact]
        return Found(
            {fact: values}, found.refused.with_columns(row=pl.Series(left[found.refused["row"]], dtype=pl.UInt32))
        )

    def _texts(self, column: pl.Series, meaning: Callable[[str], Meaning] | None = None) -> Found:
        """Each distinct text parsed once."""
        memo = self._memo
        places = memo.places(column)
        if places.null_count() > column.null_count():
            new = column.filter(places.is_null() & column.is_not_null()).unique()
            memo = memo.joined(new, meaning or self._meaning)
            places = memo.places(column)
        self._memo = memo if len(memo.reasons) <= REMEMBERED else _Memo.of(len(self.facts))
        at = places.fill_null(len(memo.reasons)).to_numpy()
        facts = {fact: row.take(at, mode="clip") for fact, row in zip(self.facts, memo.table, strict=True)}
        if not any(memo.reasons):
            return Found(facts, _NOTHING)
        bad = np.flatnonzero(np.array([*(reason is not None for reason in memo.reasons), False]).take(at))
        return Found(facts, _refused(bad, pl.Series(memo.reasons, dtype=pl.String).gather(at[bad])))

    def _lists(self, column: pl.Series) -> Found:
        """Lists of texts; a list with an empty place, or an item that no text can hold, goes its own way."""
        joined = column.list.join(ITEMS, ignore_nulls=False)
        whole = joined.str.count_matches(ITEMS) + 1 == column.list.len()
        if (~whole.fill_null(False) & column.is_not_null()).any():
            return self._one_by_one(column)
        return self._texts(joined, lambda text: self._meaning(text.split(ITEMS)))

    def _one_by_one(self, column: pl.Series) -> Found:
        """Any values at all, each distinct one parsed once."""
        known: dict[str, Meaning] = {}
        values = np.full((len(self.facts), len(column)), np.nan)
        rows, reasons = [], []
        for row, raw in enumerate(column.to_list()):
            key = repr(raw)
            if key not in known:
                known[key] = self._meaning(raw)
            meaning = known[key]
            if isinstance(meaning, str):
                rows.append(row)
                reasons.append(meaning)
            else:
                values[:, row] = meaning
        return Found(dict(zip(self.facts, values, strict=True)), _refused(rows, reasons))


def _filled(column: pl.Series) -> NDArray[np.int64]:
    return column.fill_null(0).to_numpy().astype(np.int64, copy=False)


def _digits(texts: pl.Series) -> pl.Series:
    """Texts of nothing but digits, with or without a sign, as whole numbers; null for all others and very long ones."""
    number = texts.cast(pl.Int64, strict=False)
    long = texts.str.len_bytes() > LONGEST
    return number.set(long, None) if long.any() else number


def _whole_numbers(numbers: pl.Series) -> pl.Series:
    """Numbers of any kind as whole numbers; null for those that are not, or too large to be sure. Exact decimals are
    none, as `parse` takes none."""
    if numbers.dtype.is_decimal():
        return pl.Series([None], dtype=pl.Int64).new_from_index(0, len(numbers))
    if numbers.dtype.is_float():
        numbers = numbers.set(~(numbers.abs() < EXACT) | (numbers != numbers.floor()), None)
    return numbers.cast(pl.Int64, strict=False)


def _with_currency(amount: pl.Series, currency: pl.Series) -> pl.Series:
    """Amounts and their currencies as texts such as 50000 EUR; what has no currency, and "unknown", stays as it is."""
    if not (amount.dtype.is_numeric() or amount.dtype == pl.String) or amount.dtype.is_decimal():
        return amount
    text = _as_text(amount).str.strip_chars()
    code = (
        currency.cast(pl.String).str.strip_chars().str.replace_all(" ", "_", literal=True)
    )  # never part of the amount
    alone = text.is_in(["", UNKNOWN]) | (code.fill_null("") == "")
    return pl.select(pl.when(alone).then(text).otherwise(text + " " + code)).to_series()


def _as_text(amount: pl.Series) -> pl.Series:
    """Amounts as `parse` shows them: six decimals, so that the fraction 1.234 is not read as grouped thousands."""
    if not amount.dtype.is_float():
        return amount.cast(pl.String)
    whole = _whole_numbers(amount)
    odd = np.flatnonzero((whole.is_null() & amount.is_not_null()).to_numpy())
    shown = [f"{value:.0f}" if value.is_integer() else f"{value:f}" for value in amount.gather(odd).to_list()]
    return whole.cast(pl.String).scatter(odd, shown)
