"""Columns of answers: the same facts and the same refusals as one answer after the other."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.money import Rates
from advisor.portfolio.columns import REMEMBERED, Found, Reader
from advisor.questionnaire.answers import Refused, parse
from advisor.questionnaire.columns import encoded
from advisor.questionnaire.schema import Question
from tests.recommendation.samples import real

QUESTIONS = real().questionnaire.questions
BUDGET = next(q for q in QUESTIONS if q.type == "money")
ODD = [
    "unknown", " unknown ", "none", "", "  ", None, "yes", "NO", "True", "false", "-", "+5", "-5", "−5", "5",
    " 5 ", "05", "0" * 18 + "5", "0" * 19 + "5", "0" * 30 + "5", "۵", "۱۲۰", "٣", "1 000", "1,000", "1.000",
    "1 00", "1_000", "5.0", "1e3", "0x5", "5\n", "9" * 18, "9" * 19, "9" * 30, "50000 EUR", "50000 eur",
    "50 000 EUR", "50000  EUR", "50000EUR", "EUR 50000", "50000 EUR x", "-5 EUR", "+5 EUR", "1 USD", "3 UAH",
    "50000 XXX", "unknown EUR", "۵۰۰ EUR", "1 JPY", "DE", "de", "ua", "XX", "email, ads", "email,ads",
    "email, none", "unknown, email", "email, email", ", email", "sales", "nonsense", "é" * 300, "a\x00b",
    "email\x1fads", "0 EUR", "999999999999 EUR", "9999999999999 EUR",
]  # fmt: skip


def by_type(kind: str) -> Question:
    return next(q for q in QUESTIONS if q.type == kind)


def meant(question: Question, raw: Any) -> tuple[float, ...] | str:
    """What one value means: facts, or the reason why not; an empty one is no answer."""
    reader = Reader(real(), question)
    stripped = raw.strip() if isinstance(raw, str) else raw
    if stripped in (None, "", [], {}):
        return (np.nan,) * len(reader.facts)
    try:
        values = encoded(real().vocabulary, real().rates, question, parse(question, raw))
    except Refused as refusal:
        return refusal.message
    return tuple(values[fact] for fact in reader.facts)


def said(reader: Reader, found: Found, rows: int) -> list[tuple[float, ...] | str]:
    """What a column means, row by row."""
    reasons = dict(found.refused.iter_rows())
    return [reasons.get(row, tuple(float(found.facts[fact][row]) for fact in reader.facts)) for row in range(rows)]


def agree(question: Question, values: list[Any], column: pl.Series, reader: Reader | None = None) -> None:
    reader = reader or Reader(real(), question)
    found = said(reader, reader.read(column), len(values))
    for value, got in zip(values, found, strict=True):
        wanted = meant(question, value)
        np.testing.assert_equal(got, wanted, err_msg=f"{question.id}: {value!r}")


def plain_texts(question: Question) -> list[str]:
    if question.type == "yesno":
        return ["yes", "no"]
    if question.type == "money":
        return [f"{amount} {code}" for amount in (0, 7, 12345, 10**11) for code in question.choices]
    if question.choices:
        return [*question.choices, ", ".join(question.choices[:3]), ",".join(reversed(question.choices))]
    return [str(n) for n in (question.low - 1, question.low, question.low + 1, question.high, question.high + 1)]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_texts_mean_what_parse_says(question: Question) -> None:
    values = [*ODD, *plain_texts(question), *ODD[::-1]]
    agree(question, values, pl.Series(values, dtype=pl.String))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_categories_mean_the_same_as_texts(question: Question) -> None:
    values = [*plain_texts(question), None, "unknown", *plain_texts(question)]
    agree(question, values, pl.Series(values, dtype=pl.Categorical))
    agree(question, values, pl.Series(values, dtype=pl.Enum(sorted({v for v in values if v is not None}))))


@pytest.mark.parametrize("kind", ["scale", "number", "money", "choice", "yesno", "choices"])
@pytest.mark.parametrize(
    "dtype", [pl.Int8, pl.UInt16, pl.Int64, pl.UInt64, pl.Int128, pl.Float32, pl.Float64, pl.Boolean]
)
def test_values_of_every_kind(kind: str, dtype: Any) -> None:
    whole: list[Any] = [0, 1, 3, 5, 6, 100, None]
    if dtype in (pl.Int64, pl.UInt64, pl.Int128):
        whole += [2**62, 10**15]
    if dtype == pl.UInt64:
        whole += [2**63 + 1]
    if dtype in (pl.Int8, pl.Int64, pl.Int128):
        whole += [-1]
    if dtype in (pl.Float32, pl.Float64):
        whole = [
            *map(float, whole[:-1]),
            None,
            1.5,
            -0.0,
            1.25,
            np.nan,
            np.inf,
            -np.inf,
            1e300 if dtype == pl.Float64 else 1e30,
        ]
    if dtype == pl.Boolean:
        whole = [True, False, None, True]
    column = pl.Series(whole, dtype=dtype)
    agree(by_type(kind), column.to_list(), column)


@pytest.mark.parametrize("kind", ["scale", "money", "choices", "choice"])
def test_other_values_are_refused_as_one_by_one(kind: str) -> None:
    for values in (
        [Decimal("5"), None, Decimal("1.5")],
        [datetime.date(2026, 11, 22), None],
        [{"amount": 5, "currency": "EUR"}, {"amount": None, "currency": "EUR"}, {"amount": 7, "currency": None}],
        [[1, 2], [], None],
        [None, None],
    ):
        column = pl.Series(values)
        agree(by_type(kind), column.to_list(), column)


def test_lists_of_choices() -> None:
    question = by_type("choices")
    a, b = question.choices[:2]
    plain = [
        [a, b],
        [b],
        None,
        ["none"],
        ["unknown"],
        ["unknown", a],
        ["none", a],
        ["nonsense"],
        [a, a],
        [""],
        [f"{a}, {b}"],
    ]
    agree(question, plain, pl.Series(plain, dtype=pl.List(pl.String)))
    odd: list[Any] = [*plain, [], [None], [a, None], [f"{a}\x1f{b}"]]
    agree(question, odd, pl.Series(odd, dtype=pl.List(pl.String)))
    other = by_type("choice")
    agree(
        other, [[other.choices[0]], list(other.choices[:2])], pl.Series([[other.choices[0]], list(other.choices[:2])])
    )


@given(
    st.lists(
        st.text(alphabet="0123456789 ,.-+−۰۵٣'eEURunkowD_\u00a0\t", max_size=12) | st.none(), min_size=1, max_size=30
    )
)
@settings(max_examples=150, deadline=None)
def test_any_text(values: list[str | None]) -> None:
    for kind in ("scale", "number", "money", "choices", "country", "yesno"):
        agree(by_type(kind), values, pl.Series(values, dtype=pl.String))


@given(st.lists(st.tuples(st.integers(0, 10**12), st.sampled_from(BUDGET.choices)), min_size=1, max_size=50))
@settings(max_examples=100, deadline=None)
def test_amounts_are_rounded_as_money_is(amounts: list[tuple[int, str]]) -> None:
    values = [f"{amount} {code}" for amount, code in amounts]
    agree(BUDGET, values, pl.Series(values))


@pytest.mark.parametrize("rate", ["2", "0.3", "8", "1.000000000000000000000001", "123456.789"])
def test_halves_of_a_euro_and_rates_of_many_digits(rate: str) -> None:
    rates = Rates(dict.fromkeys(BUDGET.choices, Decimal(rate)))
    reader = Reader(replace(real(), rates=rates), BUDGET)
    values = [f"{amount} {BUDGET.choices[0]}" for amount in (0, 1, 2, 3, 5, 7, 20, 28, 999, 10**11 + 1)]
    wanted = [encoded(real().vocabulary, rates, BUDGET, parse(BUDGET, value))[BUDGET.fact] for value in values]
    assert reader.read(pl.Series(values)).facts[BUDGET.fact].tolist() == wanted


CURRENCIES = ["EUR", "usd", " EUR ", "", None, "XXX", "E UR", "000 EUR", "EUR", "EUR", "EUR"]
AMOUNTS: dict[str, list[Any]] = {
    "texts": ["5", "1 000", "unknown", "7 EUR", "8 EUR", "9", "10", "5", "", None, "۵"],
    "whole": [5, 1000, 0, 7, 8, 9, 10, 5, -1, None, 10**12],
    "fractions": [5.0, 1.234, 1.5, 7.0, 8.0, 9.0, 10.0, 5.0, np.nan, None, 1e20],
}


@pytest.mark.parametrize("amounts", AMOUNTS.values(), ids=AMOUNTS)
def test_amounts_with_a_column_of_currencies(amounts: list[Any]) -> None:
    def raw(amount: Any, currency: str | None) -> Any:
        nothing = amount is None or (isinstance(amount, str) and amount.strip() in ("", "unknown"))
        return amount if nothing or not (currency or "").strip() else {"amount": amount, "currency": currency}

    reader = Reader(real(), BUDGET)
    found = said(reader, reader.read(pl.Series(amounts), pl.Series(CURRENCIES)), len(amounts))
    for amount, currency, got in zip(amounts, CURRENCIES, found, strict=True):
        wanted = meant(BUDGET, raw(amount, currency))
        if isinstance(amount, float) and not (currency or "").strip():  # without a currency it is refused either way
            assert isinstance(got, str)
            continue
        np.testing.assert_equal(got, wanted, err_msg=f"{amount!r} {currency!r}")


def test_amounts_that_cannot_carry_a_currency_stay_as_they_are() -> None:
    reader = Reader(real(), BUDGET)
    for amounts in (pl.Series([Decimal("5.5")]), pl.Series([[5]]), pl.Series([True])):
        assert len(reader.read(amounts, pl.Series(["EUR"])).refused) == 1
    assert np.isnan(reader.read(pl.Series([None]), pl.Series(["EUR"])).facts[BUDGET.fact][0])


def test_what_was_seen_is_remembered_for_the_next_chunk_and_not_without_end() -> None:
    question = by_type("choice")
    reader = Reader(real(), question)
    agree(question, list(question.choices), pl.Series(question.choices), reader)
    agree(question, [question.choices[1], "new"], pl.Series([question.choices[1], "new"]), reader)
    many = [f"text {i}" for i in range(REMEMBERED + 5)]
    agree(question, many, pl.Series(many), reader)
    assert len(reader._memo.reasons) < 10
    agree(question, ["text 7", question.choices[0]], pl.Series(["text 7", question.choices[0]]), reader)


def test_an_empty_column() -> None:
    for question in QUESTIONS:
        reader = Reader(real(), question)
        found = reader.read(pl.Series([], dtype=pl.String))
        assert {fact: len(column) for fact, column in found.facts.items()} == dict.fromkeys(reader.facts, 0)
        assert len(found.refused) == 0
