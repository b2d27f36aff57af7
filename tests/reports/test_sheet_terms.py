"""An estimate taken apart into terms."""

from __future__ import annotations

from decimal import Decimal

import pytest

from advisor.recommendation.money.costing import joining_of, system_of
from advisor.recommendation.money.costs import SHARED
from advisor.recommendation.money.recosting import recosted
from advisor.recommendation.money.request import overrides_of
from advisor.reports.sheet_terms import Taken, taken
from tests.recommendation.advices import before
from tests.recommendation.samples import real
from tests.reports.workbooks import result

NAMES = ("russian-car-dealers", "ukrainian-bakery", "mature-group-both", "defence-supplier", "all-unknown")


def apart(name: str) -> Taken:
    found = taken(real(), result(name))
    assert found is not None
    return found


def fixed(found: Taken, key: str) -> Decimal:
    """What a term is multiplied with, under the assumptions of the estimate; nothing that other terms give."""
    company, (kind, _, system) = found.company, key.partition(":")
    count = company.assumptions.interfaces
    within = int(found.within and count > 0)
    if kind in ("users", "priced"):
        users = company.users(system)
        return Decimal(users) if kind == "users" else company.prices.priced(users)
    counts = {"suite": within, "api": count - within, "interfaces": count}
    return company.day_rate if kind == "day" else Decimal(counts[kind])


@pytest.mark.parametrize("name", NAMES)
def test_terms_come_to_the_lines_of_the_parts(name: str) -> None:
    """Those that do not follow from other terms, before rates and rounding."""
    found, deployment = apart(name), result(name).decided.deployment
    parts = {s: system_of(found.company, s, deployment) for s in found.systems}
    parts[SHARED] = joining_of(found.company, result(name).decided.path)
    sums: dict[tuple[str, str], Decimal] = {}
    for term in found.terms:
        if all(key.partition(":")[0] not in ("implementation", "outside") for key in term.times):
            factor = term.fixed
            for key in term.times:
                factor *= fixed(found, key)
            key_of = (term.system, term.line)
            sums[key_of] = sums.get(key_of, Decimal(0)) + term.span[1] * factor
    assert len(sums) >= 5
    for (system, line), likely in sums.items():
        assert float(likely) == pytest.approx(float(parts[system].lines[line].likely), rel=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_forgotten(name: str) -> None:
    found = apart(name)
    lines = {term.line for term in found.terms}
    assert {line.id for phase in found.estimate.phases for line in phase.lines} <= lines


def test_only_assumptions_that_bear_on_the_option() -> None:
    assert "crm_users" not in apart("ukrainian-bakery").assumptions
    assert {"crm_users", "erp_users", "years"} <= set(apart("mature-group-both").assumptions)
    assert "currency" not in apart("mature-group-both").assumptions


def test_reserve_is_a_range_until_somebody_sets_it() -> None:
    content = real()
    assert len(set(apart("ukrainian-bakery").reserve)) == 3
    given = overrides_of(content.figures.costs, content.rates.per_euro, {"contingency": "25"})
    own = recosted(content, result("ukrainian-bakery"), given)
    assert own is not None
    found = taken(content, own)
    assert found is not None
    assert found.reserve == (Decimal("0.25"),) * 3


def test_what_cannot_be_taken_apart() -> None:
    content, stored = real(), result("ukrainian-bakery")
    assert taken(content, result("micro-no-need")) is None
    assert taken(content, before(stored)) is None
    assert taken(content, stored.model_copy(update={"content_version": "2025"})) is None
    assert taken(content, stored.model_copy(update={"answers": {**stored.answers, "employees": "many"}})) is None
    other = stored.model_copy(update={"answers": {**stored.answers, "employees": 9}})
    assert taken(content, other) is None  # its estimate is not that of these answers


@pytest.mark.parametrize("name", NAMES)
def test_levels_rise_and_durations_are_there(name: str) -> None:
    found = apart(name)
    assert len(found.levels) == 5
    assert [level[1] for level in found.levels] == sorted(level[1] for level in found.levels)
    assert set(found.duration) == set(found.systems)
    assert all(months > 0 for months in found.duration.values())
