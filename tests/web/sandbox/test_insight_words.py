"""What alerts say: every kind has a sentence whose places are filled."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from advisor.sandbox.insight.alerts import RULES, alerts
from tests.web.sandbox.watched import company
from web.sandbox.cells import Writer
from web.sandbox.insight_words import TELLINGS, Telling, percent, told

ENGLISH, PERSIAN = (Writer(language, lambda sentence: sentence, "EUR") for language in ("en", "fa"))
SHORT = {"product": "Bolt", "missing": "2.5", "number": "SO-0001", "day": "2026-03-12", "latest": "2026-03-08"}


def places(telling: Telling) -> Iterator[str]:
    yield from re.findall(r"{(\w+)}", telling.sentence + telling.advice)


def test_every_rule_has_words() -> None:
    assert {rule.kind for rule in RULES} <= set(TELLINGS)


@pytest.mark.parametrize("name", TELLINGS)
def test_values_that_are_written_in_a_way_of_their_own_are_in_the_sentence(name: str) -> None:
    telling = TELLINGS[name]
    assert {*telling.money, *telling.days, *telling.kinds, *telling.percent, *telling.numbers} <= set(places(telling))


def test_a_shortage_is_told_with_its_day() -> None:
    found = told("stock_out", {**SHORT, "source": "buy"}, ENGLISH)
    assert found.sentence == "Bolt: 2.5 too few for SO-0001 on 12 March 2026."
    assert found.advice == "Buy by 8 March 2026 to have it in time."
    assert "Start production" in told("alert.stock_out", {**SHORT, "source": "make"}, ENGLISH).advice


def test_persian_has_its_own_digits_and_days() -> None:
    found = told("stock_out", {**SHORT, "source": "buy"}, PERSIAN)
    assert "۲٫۵" in found.sentence
    assert "۱۴۰۴" in found.sentence


def test_amounts_kinds_and_shares() -> None:
    values = {"kind": "purchase", "number": "PO-0001", "amount": 600000, "asked_by": "Bo", "since": "2026-03-02"}
    assert (
        told("approval", values, ENGLISH).sentence
        == "Purchase order PO-0001 over 6,000.00 EUR: asked by Bo on 2 March 2026."
    )
    full = told("capacity", {"centre": "Lathe", "percent": 120, "day": "2026-03-02"}, ENGLISH)
    assert full.sentence == "Lathe: 120% of its time is taken in the week of 2 March 2026."


def test_what_costs_nothing_is_told_without_an_amount() -> None:
    values = {"kind": "absence", "number": "AB-0001", "amount": 0, "asked_by": "Kim", "since": "2026-03-02"}
    assert told("approval", values, ENGLISH).sentence == "Absence AB-0001: asked by Kim on 2 March 2026."


def test_a_budget_of_a_cost_centre_names_it() -> None:
    values = {"account": "Rent", "centre": "Sales", "used": 5, "amount": 4}
    assert told("budget", values, ENGLISH).sentence.startswith("Rent (Sales): 0.05 EUR are spent of 0.04 EUR")
    assert told("budget", {**values, "centre": ""}, ENGLISH).sentence.startswith("Rent: ")


def test_an_old_notice_may_lack_values() -> None:
    assert told("late_delivery", {"number": "SO-1"}, ENGLISH).sentence == "SO-1 for – should have left on –."
    assert told("something_else", {}, ENGLISH).title == "something_else"


def test_a_true_minus_sign() -> None:
    assert percent(-0.05, "en") == "−5%"
    assert percent(0.05, "en") == "5%"


def test_what_a_company_is_told_is_whole(app: FastAPI) -> None:
    with company(app).books.session(write=False) as session:
        found = [told(one.kind, one.values, ENGLISH) for one in alerts(session)]
    assert found
    for one in found:
        assert "–" not in one.sentence + one.advice
        assert "{" not in one.sentence + one.advice
