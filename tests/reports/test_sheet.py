"""The workbook as another program works it out: the same figures, and the same changes as the scoring makes of them."""

from __future__ import annotations

import datetime
import re
import zipfile
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook

from advisor.language import LANGUAGES
from advisor.questionnaire.answers import parse_all
from advisor.recommendation.doubt.what_if import with_weights
from advisor.recommendation.model import Recommendation
from advisor.recommendation.money.recosting import recosted
from advisor.recommendation.money.request import overrides_of
from advisor.recommendation.ranking import Case, compare, first_of, valued
from advisor.reports.document import Brand, Cover
from tests.recommendation.advices import FEW, advice, before
from tests.recommendation.samples import real
from tests.reports.conftest import Office
from tests.reports.workbooks import (
    COST,
    COVER,
    RANKING,
    SCORES,
    SOME_UNKNOWN,
    WEIGHTS,
    differences,
    made,
    numbers,
    opened,
    rendered,
    result,
    row_of,
    uncached,
)

UNCHANGED = (
    "russian-car-dealers",
    "micro-no-need",
    "ukrainian-bakery",
    "mature-group-both",
    "no-means",
    "defence-supplier",
    "all-unknown",
    SOME_UNKNOWN,
)
CLOSE = 2e-9  # values are rounded to nine digits
CRITERIA = tuple(c.id for c in real().scheme.criteria)


@dataclass(frozen=True)
class Trial:
    """A worked case with fields of the workbook changed: weights in percent by criterion, assumptions by name."""

    name: str
    weights: dict[str, float] = field(default_factory=dict)
    assumptions: dict[str, float] = field(default_factory=dict)


TRIALS = {
    "two weights": Trial("ukrainian-bakery", {"customer": 90.0, "operations": 0.0}),
    "one weight": Trial("ukrainian-bakery", {"speed": 100.0}),
    "another path": Trial("russian-car-dealers", {"operations": 80.0}),
    "few options left": Trial("no-means", {"hosting": 0.0, "affordability": 0.0}),
    "one weight with some unknown": Trial(SOME_UNKNOWN, {"operations": 60.0}),
    "all weights with some unknown": Trial(
        SOME_UNKNOWN, dict(zip(CRITERIA, (5.0, 40.0, 3.0, 7.0, 11.0, 13.0, 17.0, 19.0, 23.0), strict=True))
    ),
    "users beyond a rebate": Trial("russian-car-dealers", assumptions={"crm_users": 77, "erp_users": 6200}),
    "fewer years": Trial("russian-car-dealers", assumptions={"years": 2, "price_rise": 12.5}),
    "most years": Trial("mature-group-both", assumptions={"years": 10, "price_rise": 0}),
    "nothing to join": Trial("ukrainian-bakery", assumptions={"interfaces": 0, "customisation": 5}),
    "own servers": Trial("defence-supplier", assumptions={"erp_users": 3, "day_rate": 1234, "contingency": 33.5}),
    "all at once": Trial(
        "mature-group-both",
        assumptions={
            "years": 7,
            "crm_users": 812,
            "erp_users": 45,
            "day_rate": 777,
            "price_rise": 3.25,
            "customisation": 4,
            "interfaces": 9,
            "contingency": 0,
        },
    ),
    "weights and costs": Trial("russian-car-dealers", {"speed": 50.0, "it": 1.0}, {"years": 1}),
}


def case_of(found: Recommendation) -> Case:
    return compare(real(), parse_all(real().questionnaire, found.answers), FEW, found.seed)


def changed(trial: Trial, path: Path) -> Path:
    """The workbook of a trial with its fields changed and no stored values."""
    data, texts = made(trial.name), real().texts["en"]
    book = opened(data)
    fields: dict[tuple[str, int, int], float] = {}
    for key, weight in trial.weights.items():
        fields[WEIGHTS, row_of(book[WEIGHTS], texts.say("criteria", key, "name")), 4] = weight
    for key, value in trial.assumptions.items():
        fields[COST, row_of(book[COST], texts.say("assumptions", key, "name")), 2] = value
    return uncached(data, path, fields)


@pytest.fixture(scope="module")
def calculated(office: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    """Every workbook as LibreOffice works it out, none with a stored value of a formula; one start for all."""
    folder = tmp_path_factory.mktemp("workbooks")
    paths = {name: uncached(made(name), folder / f"{name}.xlsx") for name in UNCHANGED}
    paths["mirrored"] = uncached(made("iranian-online-retailer", "fa"), folder / "mirrored.xlsx")
    for place, (name, trial) in enumerate(TRIALS.items()):
        paths[name] = changed(trial, folder / f"trial{place}.xlsx")
    return dict(zip(paths, map(opened, office.all(list(paths.values()), "xlsx")), strict=True))


def values_of(book: Workbook) -> np.ndarray:
    """The values of all options on the page of scores."""
    page = book[SCORES]
    top = row_of(page, "Path") + 1
    return np.array([page.cell(top + i, 3 + len(CRITERIA)).value for i in range(len(real().scheme.options))])


def sums_of(book: Workbook) -> list[int]:
    """Low, likely and high over all years and in the first one."""
    page = book[COST]
    return [round(value) for value in numbers(page, row_of(page, "Sum"), range(2, 8))]


def estimated(stored: Recommendation) -> list[int]:
    found = stored.budget.estimate
    assert found is not None
    return [value for s in (found.total, found.first_year) for value in (s.low, s.likely, s.high)]


@pytest.mark.parametrize("name", UNCHANGED)
def test_another_program_finds_what_is_stored(calculated: dict[str, Workbook], name: str) -> None:
    assert differences(opened(made(name)), calculated[name]) == []


def test_another_program_finds_what_is_stored_in_a_mirrored_book(calculated: dict[str, Workbook]) -> None:
    assert differences(opened(made("iranian-online-retailer", "fa")), calculated["mirrored"]) == []


@pytest.mark.parametrize("name", UNCHANGED)
def test_values_are_those_of_the_scoring(calculated: dict[str, Workbook], name: str) -> None:
    found = values_of(calculated[name])
    assert np.abs(found - case_of(result(name)).values).max() <= CLOSE
    assert np.abs(found - [option.value for option in result(name).options]).max() <= 1e-6


@pytest.mark.parametrize("name", [n for n, trial in TRIALS.items() if trial.weights])
def test_changed_weights_give_the_values_of_the_scoring(calculated: dict[str, Workbook], name: str) -> None:
    trial = TRIALS[name]
    case = case_of(result(trial.name))
    then = weighted(case, trial.weights)
    expected = np.where(case.barred, 0.0, then.values)
    assert np.abs(values_of(calculated[name]) - expected).max() <= CLOSE
    first = real().scheme.options[int(first_of(expected, case.barred))]
    texts, page = real().texts["en"], calculated[name][RANKING]
    assert numbers(page, row_of(page, "Rank") + 1, range(1, 3)) == [1, texts.say("paths", first.path, "name")]
    where = texts.say("deployments", first.deployment, "phrase") if first.deployment != "none" else ""
    verdict = texts.say("paths", first.path, "verdict").format(where=where)
    weights = calculated[name][WEIGHTS]
    assert page.cell(3, 1).value == verdict == weights.cell(row_of(weights, "Sum") + 2, 1).value


def weighted(case: Case, percent: dict[str, float]) -> Case:
    """The case with the shares that the fields come to: of all fields together, whatever they add up to."""
    mean = dict(zip(CRITERIA, 100.0 * case.verdict.weights.mean(axis=0), strict=True))
    fields = {**mean, **percent}
    shares = {key: fields[key] / sum(fields.values()) for key in percent}
    if len(shares) < len(CRITERIA):
        return with_weights(case, shares)
    own = np.tile([shares[key] for key in CRITERIA], (len(case.verdict.weights), 1))
    verdict = replace(case.verdict, weights=own)
    return replace(case, values=np.round(valued(real().scheme, verdict).mean(axis=0), 9))


def test_some_weights_move_the_first_place(calculated: dict[str, Workbook]) -> None:
    """Or the ranking would not have been tried."""
    tried = {name: trial.name for name, trial in TRIALS.items() if trial.weights}
    moved = [name for name, case in tried.items() if _first(calculated[name]) != _first(opened(made(case)))]
    assert len(moved) >= 3


def _first(book: Workbook) -> str:
    return str(book[RANKING].cell(3, 1).value)


@pytest.mark.parametrize("name", [n for n, trial in TRIALS.items() if trial.assumptions])
def test_changed_assumptions_give_the_costs_of_the_estimate(calculated: dict[str, Workbook], name: str) -> None:
    trial, content = TRIALS[name], real()
    raw = {key: str(value) for key, value in trial.assumptions.items()}
    given = overrides_of(content.figures.costs, content.rates.per_euro, raw)
    again = recosted(content, advice(trial.name), given)
    assert again is not None
    assert sums_of(calculated[name]) == estimated(again)
    assert estimated(again) != estimated(advice(trial.name))


def test_costs_by_phase_and_what_is_paid_follow(calculated: dict[str, Workbook]) -> None:
    trial, content = TRIALS["all at once"], real()
    raw = {key: str(value) for key, value in trial.assumptions.items()}
    again = recosted(content, advice(trial.name), overrides_of(content.figures.costs, content.rates.per_euro, raw))
    assert again is not None
    assert again.budget.estimate is not None
    page = calculated["all at once"][COST]
    paid = again.budget.estimate.paid_first_year
    assert numbers(page, row_of(page, "Paid to others"), range(5, 8)) == [paid.low, paid.likely, paid.high]
    top = row_of(page, "Phase") + 1
    for place, phase in enumerate(again.budget.estimate.phases):
        assert numbers(page, top + place, range(2, 7)) == [
            phase.total.low,
            phase.total.likely,
            phase.total.high,
            phase.start,
            phase.months.likely,
        ]


def test_the_budget_is_compared_live(calculated: dict[str, Workbook]) -> None:
    """With thirty times the users nothing is covered any more."""
    texts = real().texts["en"]
    fits = {fit: texts.say("budget_fit", fit) for fit in ("all", "likely", "low", "short")}
    estimate = advice("russian-car-dealers").budget.estimate
    assert estimate is not None
    row_of(opened(made("russian-car-dealers"))[COST], fits[estimate.stated_covers])
    row_of(calculated["users beyond a rebate"][COST], fits["short"])


@pytest.mark.parametrize("name", ["ukrainian-bakery", "all-unknown"])
def test_same_result_gives_same_bytes(name: str) -> None:
    assert made(name) == rendered(advice(name))


def test_another_day_is_another_file() -> None:
    other = replace(COVER, day=datetime.date(2026, 12, 2))
    assert made("ukrainian-bakery") != rendered(advice("ukrainian-bakery"), cover=other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_pages_in_its_direction(language: str) -> None:
    book = opened(made("ukrainian-bakery", language))
    assert len(book.sheetnames) == 10
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert {bool(page.sheet_view.rightToLeft) for page in book} == {language == "fa"}
    verdict = real().texts[language].say("paths", "erp", "name")
    assert any(verdict in str(cell.value) for line in book.worksheets[3].iter_rows() for cell in line)


def test_user_text_is_never_a_formula_or_a_link() -> None:
    hostile = (
        "=1+1",
        "+1",
        "-2+3",
        "@SUM(1)",
        '=HYPERLINK("http://example.org")',
        "http://example.org",
        "\x00\x07a<b>&",
    )
    for client in (*hostile, "\u202e" + "x" * 40_000):
        cover = Cover(client, client, COVER.day, Brand(name=client[:50] or "-", disclaimer=client))
        data = rendered(advice("micro-no-need"), cover=cover)
        book = opened(data, values=False)
        shown = [book.worksheets[0].cell(row, 1) for row in (1, 2)]
        clean = client.replace("\x00", "").replace("\x07", "")[:300]
        assert [cell.value for cell in shown] == [clean, clean]
        assert {cell.data_type for cell in shown} == {"s"}
        links = re.findall(r"<hyperlink [^>]*>", _part(data, "xl/worksheets/sheet1.xml"))
        assert links
        assert not [link for link in links if "location=" not in link or "r:id=" in link]


def test_formulas_are_those_of_every_program() -> None:
    """No macros, no functions newer than Excel 2010, nothing that gives an array, no other file."""
    allowed = {"SUM", "IF", "AND", "ABS", "MAX", "MIN", "ROUND", "ROUNDUP", "INT", "LOG10", "CHOOSE", "INDEX", "MATCH",
               "SUMPRODUCT"}  # fmt: skip
    for name in ("mature-group-both", SOME_UNKNOWN):
        data = made(name)
        with zipfile.ZipFile(BytesIO(data)) as file:
            assert not [part for part in file.namelist() if "vba" in part or "externalLink" in part]
        book = opened(data, values=False)
        formulas = [c.value for page in book for line in page.iter_rows() for c in line if c.data_type == "f"]
        used = {
            function for f in formulas for function in re.findall(r"([A-Z0-9.]+)\(", re.sub(r'"[^"]*"', "", str(f)))
        }
        assert used <= allowed
        assert not [f for f in formulas if not isinstance(f, str)]


def test_an_old_result_is_shown_as_it_was_stored() -> None:
    """Other rules than today's: no field to change, the stored values, and a sentence that says why."""
    old = advice("ukrainian-bakery").model_copy(update={"content_version": "2025-01-01+000000000000"})
    book = opened(rendered(old), values=False)
    assert "made by other rules" in str(book[WEIGHTS].cell(2, 1).value)
    assert not book[WEIGHTS].data_validations.dataValidation
    assert not book[COST].data_validations.dataValidation
    assert "Cost working" not in book.sheetnames
    shown = opened(rendered(old))
    assert np.abs(values_of(shown) - [o.value for o in old.options]).max() == 0
    assert sums_of(shown) == estimated(old)


def test_a_result_from_before_there_were_costs_has_no_such_page() -> None:
    names = opened(rendered(before(advice("ukrainian-bakery")))).sheetnames
    assert COST not in names
    assert WEIGHTS in names


def test_nothing_to_buy_has_no_fields_for_cost() -> None:
    book = opened(made("micro-no-need"))
    assert "Cost working" not in book.sheetnames
    assert not book[COST].data_validations.dataValidation
    assert book[WEIGHTS].data_validations.dataValidation


def test_own_figures_of_a_reader_are_the_start() -> None:
    """A result with its costs worked out on other assumptions: the page begins with these and is live from there."""
    content = real()
    raw = {"years": "7", "contingency": "20", "currency": "EUR"}
    own = recosted(
        content, advice("ukrainian-bakery"), overrides_of(content.figures.costs, content.rates.per_euro, raw)
    )
    assert own is not None
    book = opened(rendered(own))
    assert sums_of(book) == estimated(own) != estimated(advice("ukrainian-bakery"))
    assert "Cost working" in book.sheetnames


def test_charts_follow_cells() -> None:
    data = made("ukrainian-bakery")
    with zipfile.ZipFile(BytesIO(data)) as file:
        charts = [file.read(name).decode() for name in file.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 4
    assert all("<c:f>" in chart for chart in charts)
    assert sum("Ranking" in chart for chart in charts) == 2
    assert sum("c:errBars" in chart for chart in charts) == 1
    assert all('<c:plotVisOnly val="1"/>' not in chart for chart in charts)  # or Excel leaves out hidden columns


def test_print_set_up() -> None:
    for page in opened(made("ukrainian-bakery")):
        assert page.page_setup.paperSize == 9
        assert page.page_setup.fitToWidth in (None, 1)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert "Example && Sons" in str(page.oddFooter.left.text)


def _part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(data)) as file:
        return file.read(name).decode()
