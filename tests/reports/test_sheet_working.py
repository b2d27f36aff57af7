"""The working of the costs comes to the estimate, for companies of every kind, before any program calculates."""

from __future__ import annotations

from functools import cache

import pytest

from advisor.recommendation.advise import advise
from advisor.recommendation.model import Recommendation
from advisor.recommendation.money.costs import Costs
from advisor.reports.formula import Formula
from advisor.reports.sheet_parts import Book
from advisor.reports.sheet_terms import taken
from advisor.reports.sheet_working import LineCells, Phased, Working
from tests.recommendation.advices import FEW, of_path
from tests.recommendation.samples import random_answers, real
from tests.reports.workbooks import COVER, opened, result

PATHS = ("crm", "erp", "both", "phased-crm-first", "phased-erp-first")


def worked(stored: Recommendation) -> tuple[tuple[Phased, ...], tuple[LineCells, ...], bytes]:
    found = taken(real(), stored)
    assert found is not None
    book = Book("en", COVER)
    page = book.page("working", "Working", (44, 14, *[13] * 20))
    given = {
        key: page.put(400 + place, 0, getattr(found.estimate.assumptions, key))
        for place, key in enumerate(found.assumptions)
    }
    phases, lines = Working(page, found, real().texts["en"], str, given, given).write()
    return phases, lines, book.bytes()


@cache
def random_result(seed: int) -> Recommendation | None:
    """A random company that is advised to buy something."""
    stored = advise(real(), random_answers(seed), FEW)
    return stored if stored.roadmap else None


def compared(stored: Recommendation) -> None:
    estimate = stored.budget.estimate
    assert estimate is not None
    phases, lines, _ = worked(stored)
    assert len(phases) == len(estimate.phases)
    for place, phase in enumerate(estimate.phases):
        assert (phases[place].start.value, phases[place].months.value) == (phase.start, phase.months.likely)
        found = {cells.line: cells for cells in lines if cells.phase == place}
        for line in phase.lines:
            cells = found.pop(line.id)
            assert _values(cells.total) == (line.span.low, line.span.likely, line.span.high)
            assert _values(cells.first_year) == (line.first_year.low, line.first_year.likely, line.first_year.high)
        assert all(cells.total[2].value == 0 for cells in found.values())


def _values(cells: tuple[Formula, ...]) -> tuple[float, ...]:
    return tuple(cell.value for cell in cells)


@pytest.mark.parametrize("path", PATHS)
def test_every_path(path: str) -> None:
    compared(of_path(path))


@pytest.mark.parametrize("seed", range(200, 212))
def test_random_companies(seed: int) -> None:
    stored = random_result(seed)
    if stored is not None:
        compared(stored)


def test_random_companies_are_of_several_kinds() -> None:
    found = [stored for seed in range(200, 212) if (stored := random_result(seed))]
    assert len(found) >= 5
    assert len({stored.deployment for stored in found}) >= 2


@pytest.mark.parametrize("name", ["russian-car-dealers", "mature-group-both", "defence-supplier"])
def test_years_add_up_to_what_a_line_costs(name: str) -> None:
    """But for the rounding of the line to two digits."""
    _, lines, _ = worked(result(name))
    for cells in lines:
        total = sum(cell.value for cell in cells.years)
        assert abs(total - cells.total[1].value) <= max(1.0, 0.05 * total)


def test_nothing_falls_after_the_last_year_or_before_the_start() -> None:
    phases, lines, _ = worked(result("russian-car-dealers"))
    estimate = result("russian-car-dealers").budget.estimate
    assert estimate is not None
    for phase in phases:
        for parts in (phase.upfront, phase.spread, phase.yearly):
            assert len(parts) == 10
            assert all(part.value == 0 for part in parts[estimate.assumptions.years :])
            assert all(part.value == 0 for part in parts[: int(phase.start.value // 12)])
        assert sum(part.value for part in phase.upfront) == 1
        assert sum(part.value for part in phase.spread) == pytest.approx(1)
    assert all(len(cells.years) == 10 for cells in lines)


def test_what_is_paid_each_year_rises_with_prices() -> None:
    phases, _, _ = worked(result("russian-car-dealers"))
    yearly = [part.value for part in phases[0].yearly][:5]
    estimate = result("russian-car-dealers").budget.estimate
    assert estimate is not None
    rise = 1 + estimate.assumptions.price_rise / 100
    assert yearly == pytest.approx([rise**year for year in range(5)])


def test_large_numbers_of_users_are_priced_lower_by_the_steps_of_the_figures() -> None:
    prices: Costs = real().figures.costs
    _, _, data = worked(result("mature-group-both"))
    formulas = [c.value for line in opened(data, values=False)["Working"].iter_rows(max_col=2) for c in line]
    for above, _share in prices.volume:
        assert any(f"-{above})" in str(formula) for formula in formulas)
