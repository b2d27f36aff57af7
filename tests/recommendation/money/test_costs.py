"""The planning figures: complete, dated and sourced; every damage to their file is named with its line."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise, product

import pytest

from advisor.errors import Problem
from advisor.language import country_codes
from advisor.recommendation.money.costs import (
    ASSUMED,
    COUNTED,
    LINES,
    SIZES,
    SYSTEMS,
    WORK,
    Costs,
    load_costs,
    unknown_sources,
)
from tests.recommendation.estimates import prices
from tests.recommendation.samples import ROOT, Folders

FILE = "costs.yaml"


def found(folders: Folders) -> list[Problem]:
    costs, problems = load_costs(folders.rules)
    assert (costs is None) == bool(problems)
    return problems


def only(folders: Folders) -> Problem:
    problems = found(folders)
    assert len(problems) == 1, [str(p) for p in problems]
    assert problems[0].file == FILE
    assert problems[0].message.endswith(".")
    assert problems[0].fix.endswith(".")
    return problems[0]


def test_the_project_s_figures_have_no_problems() -> None:
    costs, problems = load_costs(ROOT / "rules")
    assert [str(p) for p in problems] == []
    assert costs is not None


def test_every_combination_has_a_figure_and_none_is_over() -> None:
    wanted = {(line, *values) for line, dims in LINES.items() for values in product(*dims.values())}
    assert set(prices().figures) == wanted


def test_every_figure_rises_and_says_where_it_is_from() -> None:
    for key, figure in prices().figures.items():
        assert 0 <= figure.low <= figure.likely <= figure.high, key
        assert figure.sources, key
        assert 2000 <= figure.as_of <= prices().since.year, key


def test_the_file_is_dated() -> None:
    costs = prices()
    assert costs.since == date(2026, 11, 22)
    assert costs.since < costs.review_by <= date(2028, 1, 1)
    assert costs.currency == "EUR"


def test_the_dollar_is_that_of_the_planning_rates() -> None:
    text = (ROOT / "rules" / "currencies.yaml").read_text(encoding="utf-8")
    rate = re.search(r'USD: "([\d.]+)"', text)
    factor = re.search(r'usd: \{factor: "([\d.]+)"', (ROOT / "rules" / FILE).read_text(encoding="utf-8"))
    assert rate
    assert factor
    assert abs(Decimal(factor[1]) - 1 / Decimal(rate[1])) < Decimal("0.005")


def test_adjustments_multiply_what_the_source_says() -> None:
    figure = prices().figure("subscription", system="crm", size="large", deployment="saas")
    assert (figure.low, figure.likely, figure.high) == tuple(Decimal(n) * Decimal("0.91") for n in (60, 105, 175))
    hardware = prices().figure("hardware")
    assert hardware.high == 1000 * Decimal("1.4")
    assert hardware.as_of == 2011


@pytest.mark.parametrize(
    ("line", "low", "high"),
    [("maintenance", "0.15", "0.22"), ("price_rise", "0.05", "0.1")],
)
def test_shares_are_those_of_the_sources(line: str, low: str, high: str) -> None:
    figure = prices().figure(line)
    assert (figure.low, figure.high) == (Decimal(low), Decimal(high))
    assert "kl-tco" in figure.sources


def test_customisation_follows_its_published_steps() -> None:
    found = [prices().figure("customisation", level=str(level)) for level in range(1, 6)]
    assert (found[1].low, found[1].high) == (Decimal("0.1"), Decimal("0.15"))
    assert (found[2].low, found[2].high) == (Decimal("0.25"), Decimal("0.5"))
    assert found[2].low <= found[3].low <= found[4].low
    assert found[2].high <= found[3].high <= found[4].high
    assert (found[4].low, found[4].high) == (Decimal("0.5"), Decimal(2))
    assert all(a.likely < b.likely for a, b in pairwise(found))


def test_the_reserve_is_the_average_overrun_of_its_source() -> None:
    """Panorama 2012: 35 percent over by up to 25, 15 by 25 to 50, 6 by more (taken as 60)."""
    average = Decimal("0.35") * Decimal("0.125") + Decimal("0.15") * Decimal("0.375") + Decimal("0.06") * Decimal("0.6")
    assert abs(prices().figure("contingency").likely - average) < Decimal("0.01")


@pytest.mark.parametrize("line", ["subscription", "licence", "implementation", "duration", "effort", "operation"])
def test_larger_companies_never_pay_less_for_the_same(line: str) -> None:
    dims = LINES[line]
    others = {name: values for name, values in dims.items() if name != "size"}
    for values in product(*others.values()):
        of = dict(zip(others, values, strict=True))
        likely = [prices().figure(line, size=size, **of).likely for size in SIZES]
        assert likely == sorted(likely), (line, of)


def test_own_work_is_divided_completely() -> None:
    divided = [w for w in WORK if w not in COUNTED]
    assert sum(prices().figure("work", work=w).likely for w in divided) == 1


def test_countries_have_one_wage_group_each() -> None:
    costs = prices()
    assert set(costs.wages) <= set(country_codes())
    assert costs.wages_of("DE") == "high"
    assert costs.wages_of("NO") == "high"
    assert costs.wages_of("PL") == "lower"
    assert costs.wages_of("UA") == costs.wages_of("IR") == "low"
    assert costs.wages_of(None) == costs.wages_of("AQ") == costs.other_countries == "middle"


def test_every_assumption_has_bounds() -> None:
    assert tuple(prices().bounds) == ASSUMED
    assert prices().bounds["years"].value == 5
    assert prices().bounds["price_rise"].high == 50


@pytest.mark.parametrize(("users", "counted"), [(1, 1), (500, 500), (501, "500.7"), (5000, 3650), (6000, 4100)])
def test_large_numbers_of_users_count_for_less(users: int, counted: int | str) -> None:
    assert prices().priced(users) == Decimal(counted)


def test_more_users_always_count_for_more() -> None:
    counted = [prices().priced(users) for users in range(1, 7000, 37)]
    assert all(a < b for a, b in pairwise(counted))


def test_judgement_is_called_so() -> None:
    """Figures that only rest on judgement have wide ranges; most others name an outside source."""
    costs = prices()
    own = {key: f for key, f in costs.figures.items() if set(f.sources) == {"own-judgement"}}
    wide = [key for key, f in own.items() if f.low and f.high / f.low < Decimal("1.3")]
    # Shares near the middle of a scale and the pace of the reference are narrow by their nature.
    assert {key[0] for key in wide} <= {"complexity", "data_time", "pace", "services", "process_work", "data_work"}
    kinds = Counter("own" if key in own else "sourced" for key in costs.figures)
    assert kinds["sourced"] > kinds["own"]


def test_unknown_sources_are_named_with_their_lines() -> None:
    everything = {source for figure in prices().figures.values() for source in figure.sources}
    assert unknown_sources(prices(), everything) == []
    problems = unknown_sources(prices(), everything - {"hnco"})
    assert {p.code for p in problems} == {"unknown-source"}
    lines = (ROOT / "rules" / FILE).read_text(encoding="utf-8").splitlines()
    assert problems
    assert all("hnco" in lines[p.line - 1] for p in problems)


DAMAGES = {
    "wrong-range": ('likely: "45", high: "100", adjust', 'likely: "450", high: "100", adjust'),
    "unknown-adjustment": ("adjust: [since_2011]", "adjust: [since_1911]"),
    "unknown-line": ("{line: joining,", "{line: jumping,"),
    "wrong-selector": ("{line: training_days, system: crm,", "{line: training_days, system: cms,"),
    "wrong-sum": ('work: pilot, low: "0.05", likely: "0.1"', 'work: pilot, low: "0.05", likely: "0.12"'),
    "wrong-wages": ("other_countries: middle", "other_countries: centre"),
    "wrong-country": ("high: [LU, DK,", "high: [LU, XY,"),
    "missing-assumption": ('  interfaces: {min: "0", max: "100"}\n', ""),
    "wrong-assumption": ('years: {value: "5", min: "1"', 'years: {value: "50", min: "1"'),
    "wrong-volume": ('above: "5000"', 'above: "50"'),
    "wrong-value": ('as_of: "2012"', 'as_of: "long ago"'),
}
# Damages that make more than one thing wrong.
FOLLOWED = {"unknown-line": {"missing-figure"}, "wrong-selector": {"missing-figure"}}


@pytest.mark.parametrize("code", DAMAGES)
def test_damage_is_named(code: str, folders: Folders) -> None:
    line = folders.edit(FILE, *DAMAGES[code])
    problems = found(folders)
    assert {p.code for p in problems} == {code, *FOLLOWED.get(code, ())}
    first = next(p for p in problems if p.code == code)
    if code not in ("wrong-sum", "wrong-wages", "missing-assumption", "wrong-volume"):
        assert first.line == line


def test_a_missing_figure(folders: Folders) -> None:
    text = folders.file(FILE).read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if "{line: upkeep," in line)
    folders.edit(FILE, row + "\n", "")
    problem = only(folders)
    assert problem.code == "missing-figure"
    assert "upkeep" in problem.message


def test_a_figure_given_twice(folders: Folders) -> None:
    text = folders.file(FILE).read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if "{line: upkeep," in line)
    folders.append(FILE, row + "\n")
    problem = only(folders)
    assert problem.code == "double-figure"
    assert problem.line == text.rstrip("\n").count("\n") + 2


def test_a_country_in_two_groups(folders: Folders) -> None:
    folders.edit(FILE, "middle: [IT,", "middle: [DE, IT,")
    assert only(folders).code == "wrong-country"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('since: "2026-11-22"', 'since: "last year"'),
        ('review_by: "2027-11-30"\n', ""),
        ("currency: EUR", "currency: USD"),
        ("sources: [panorama-2012]", "sources: []"),
        ('low: "0.15", likely: "0.19"', 'low: "-0.15", likely: "0.19"'),
        ('low: "0.15", likely: "0.19"', 'low: "NaN", likely: "0.19"'),
        ('likely: "0.19", high: "0.22"', 'likely: "0.19", high: "0.22", mood: good'),
        ('factor: "0.91"', 'factor: "0"'),
    ],
)
def test_values_that_are_none(old: str, new: str, folders: Folders) -> None:
    folders.edit(FILE, old, new)
    assert "wrong-value" in {p.code for p in found(folders)}


@pytest.mark.parametrize("damage", ["just words", "[a, b]", "key: {x: [", "figures: [a]\nwages: []"])
def test_a_file_that_says_something_else(damage: str, folders: Folders) -> None:
    folders.file(FILE).write_text(damage)
    problems = found(folders)
    assert problems
    assert {p.file for p in problems} == {FILE}


def test_a_missing_file(folders: Folders) -> None:
    folders.file(FILE).unlink()
    assert only(folders).code == "unreadable"


def test_all_damages_are_named_at_once(folders: Folders) -> None:
    for code in ("wrong-range", "unknown-adjustment", "wrong-country", "wrong-volume"):
        folders.edit(FILE, *DAMAGES[code])
    assert {p.code for p in found(folders)} == {"wrong-range", "unknown-adjustment", "wrong-country", "wrong-volume"}


def test_figures_are_found_by_name_in_any_order() -> None:
    costs: Costs = prices()
    one = costs.figure("pace", deployment="saas", size="micro")
    assert one is costs.figure("pace", size="micro", deployment="saas", system="crm")
    with pytest.raises(KeyError):
        costs.figure("pace", size="tiny", deployment="saas")
    assert {key[1] for key in costs.figures if key[0] == "training_days"} == set(SYSTEMS)


def test_durations_keep_to_the_published_ranges() -> None:
    """Months of work: the ranges of the sources that the rows name, for the sizes they name."""
    published = {
        ("crm", "micro"): ("0.5", "1.5"),
        ("crm", "small"): ("1", "3"),
        ("crm", "medium"): ("2", "6"),
        ("erp", "small"): ("3", "6"),
        ("erp", "medium"): ("6", "18"),
    }
    for (system, size), (low, high) in published.items():
        figure = prices().figure("duration", system=system, size=size)
        assert (figure.low, figure.high) == (Decimal(low), Decimal(high)), (system, size)


@pytest.mark.parametrize("size", SIZES)
def test_rented_systems_are_about_a_third_faster(size: str) -> None:
    """Panorama 2010: 11.6 months rented, 18.4 on own machines."""
    rented = prices().figure("pace", size=size, deployment="saas").likely
    own = prices().figure("pace", size=size, deployment="on-premise").likely
    assert abs(rented / own - Decimal("11.6") / Decimal("18.4")) < Decimal("0.05")


def test_own_days_cost_what_the_statistics_say() -> None:
    """Eurostat 2024: 33.5 EUR an hour in the EU, 10.6 in Bulgaria, 55.2 in Luxembourg; raised by two years."""
    high, lower = prices().figure("day_rate", wages="high"), prices().figure("day_rate", wages="lower")
    assert high.likely > 8 * Decimal("33.5")
    assert high.high <= 8 * Decimal("55.2") * Decimal("1.08")
    assert abs(lower.low - 8 * Decimal("10.6") * Decimal("1.08")) < 1
