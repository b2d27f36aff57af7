"""The lead as a function of single rows: exact where nothing is unknown, and aware of knock-outs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import pytest

from advisor.questionnaire.schema import Answer
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.lead import Lead, covers, points_of, shifts
from advisor.recommendation.drift import rows_of
from advisor.recommendation.model import OptionResult, Recommendation
from advisor.recommendation.ranking import SEED, Case, compare
from advisor.rules.compile import compiled
from advisor.rules.schema import Row
from advisor.scoring.model import Option
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, random_answers, typed


def pair_of(it: Recommendation) -> tuple[Option, Option]:
    """The advice and the best option of another path."""
    best = max((o for o in left(it) if o.path != it.path), key=lambda o: o.value)
    return Option(it.path, it.deployment), Option(best.path, best.deployment)


def lead_of(it: Recommendation, pair: tuple[Option, Option]) -> float:
    values = {Option(o.path, o.deployment): o.value for o in it.options}
    return 100.0 * (values[pair[0]] - values[pair[1]])


def without(content: Content, row: Row) -> Content:
    """The content without one row."""
    table = next(t for t in content.tables.values() if row.id in {r.id for r in t.rows})
    rows = tuple(r for r in table.spec.rows if r.id != row.id)
    made = compiled(replace(table.spec, rows=rows), content.vocabulary.facts)
    return replace(content, tables={**content.tables, table.id: made})


def companies(content: Content, count: int) -> Iterator[dict[str, Answer]]:
    """Companies that answer everything, so that there is one reading, and that have more than one path left."""
    every = (random_answers(seed, silence=0.0) for seed in range(10 * count))
    yield from islice((a for a in every if several(compare(content, a, 1, SEED))), count)


def several(case: Case) -> bool:
    """Whether more than one path is not ruled out."""
    options = zip(case.content.scheme.options, case.barred, strict=True)
    return len({option.path for option, barred in options if not barred}) > 1


def left(it: Recommendation) -> list[OptionResult]:
    return [o for o in it.options if o.excluded_by is None]


def test_the_lead_is_that_of_the_result_when_nothing_is_unknown(content: Content) -> None:
    for answers in companies(content, 6):
        it = advise(content, answers, SAMPLES)
        lead = Lead(content.scheme, it, rows_of(content), pair_of(it))
        assert lead.now == pytest.approx(lead_of(it, lead.pair), abs=0.02)


@pytest.mark.parametrize("place", range(4))
def test_the_effect_of_a_row_is_what_the_lead_loses_without_it(content: Content, place: int) -> None:
    """Each row that fired is really taken out of its table, and the company is advised again."""
    answers = list(companies(content, place + 1))[place]
    it = advise(content, answers, SAMPLES)
    lead, rows = Lead(content.scheme, it, rows_of(content), pair_of(it)), rows_of(content)
    scores = {**it.needs, **it.capacity, **it.pressure, **it.hosting}
    checked = 0
    for entry in it.trace:
        for row in entry.rows:
            then = rows[row].then
            numbers = {key: value for key, value in then.items() if not isinstance(value, str)}
            at_bound = not shifts(entry.table) and any(scores[key] in (0, 100) for key in numbers)
            if not numbers or len(numbers) < len(then) or at_bound:
                continue  # what lies at the end of a scale was cut and cannot be taken back by points
            again = compare(without(content, rows[row]), answers, 1, SEED)
            former, rival = (again.values[content.scheme.options.index(option)] for option in lead.pair)
            told = lead.effect(entry.table, {}, then)
            assert lead.now is not None
            assert told == pytest.approx(lead.now - 100.0 * (former - rival), abs=0.1), row
            checked += 1
    assert checked > 15


@pytest.mark.parametrize("raw", [MAKER, SELLER])
def test_a_change_and_its_return_cancel_out_in_sign(content: Content, raw: dict[str, object]) -> None:
    it = advise(content, typed(raw), SAMPLES)
    lead = Lead(content.scheme, it, rows_of(content), pair_of(it))
    gained = lead.effect("needs-customer", {}, {"customer": 4.0})
    lost = lead.effect("needs-customer", {"customer": 4.0}, {})
    assert gained is not None
    assert lost is not None
    assert gained * lost < 0
    assert lead.effect("needs-customer", {"customer": 4.0}, {"customer": 4.0}) == 0.0


def test_words_move_nothing(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    lead = Lead(content.scheme, it, rows_of(content), pair_of(it))
    assert lead.effect("modules-crm", {}, {"module": "crm-contacts", "priority": "must"}) == 0.0
    assert points_of({"module": "crm-contacts"}, "module") == 0.0
    assert points_of({"customer": 3.0}, "customer") == 3.0
    assert points_of({"customer": 3.0}, "operations") == 0.0


def test_an_option_that_is_not_compared_has_no_lead(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    lead = Lead(content.scheme, it, rows_of(content), (Option("erp", "punch-cards"), Option("not-yet", "none")))
    assert lead.now is None
    assert lead.effect("needs-customer", {}, {"customer": 4.0}) is None


def test_shifts_are_told_by_the_name_of_the_table(content: Content) -> None:
    named = {table.id for table in content.tables.values() if shifts(table.id)}
    assert named == {table.id for table in content.roles.shifts}


@pytest.mark.parametrize(
    ("then", "option", "covered"),
    [
        ({"path": "erp", "deployment": "any"}, Option("erp", "saas"), True),
        ({"path": "any", "deployment": "saas"}, Option("erp", "saas"), True),
        ({"path": "any", "deployment": "saas"}, Option("erp", "hybrid"), False),
        ({"path": "crm", "deployment": "any"}, Option("erp", "saas"), False),
        ({"path": "any", "deployment": "any"}, Option("not-yet", "none"), False),
        ({"customer": 3.0}, Option("erp", "saas"), False),
        ({}, Option("erp", "saas"), False),
    ],
)
def test_what_a_knock_out_covers(then: dict[str, str | float], option: Option, covered: bool) -> None:
    assert covers(then, option) is covered


def test_which_side_a_knock_out_bars(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    former, rival = Option("erp", "saas"), Option("crm", "saas")
    lead = Lead(content.scheme, it, rows_of(content), (former, rival))
    out = {"path": "erp", "deployment": "any"}
    assert lead.bars({}, out) == "former"
    assert lead.bars(out, out) == ""
    assert lead.bars({"path": "crm", "deployment": "saas"}, {}) == "rival"
    assert lead.bars(out, {}) == ""
    assert lead.bars({}, {"customer": 3.0}) == ""
