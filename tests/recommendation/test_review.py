"""Outside figures have a day by which they are read again; a figure without one is named, and an old one says so."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from advisor.recommendation.review import Dated, due, expired, findings, wording
from tests.recommendation.samples import ROOT, Folders

DAY = datetime.date(2026, 11, 22)
ONE = datetime.timedelta(days=1)


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def dated(text: str, file: str = "a.yaml", what: str = "") -> Dated:
    return Dated(datetime.date.fromisoformat(text), file, 1, what)


def test_the_project_s_figures_are_dated_and_none_is_expired_on_its_first_day() -> None:
    found, problems = due(ROOT / "rules")
    assert [str(problem) for problem in problems] == []
    assert "adoption.yaml" in {one.file for one in found}
    assert expired(found, DAY) == ()
    assert len(expired(found, datetime.date(2100, 1, 1))) == len(found)


def test_all_dates_of_a_folder_are_found_wherever_they_stand(tmp_path: Path) -> None:
    written(
        tmp_path,
        prices='since: "2026-01-01"\nas_of: "2026"\nreview_by: "2027-01-31"\n',
        laws=(
            "bases:\n"
            '  first: {as_of: "2025-07-01", review_by: "2026-12-31"}\n'
            '  second: {who: x, review_by: "2027-06-30"}\n'
            'list:\n  - {id: a}\n  - {id: b, review_by: "2026-02-28"}\n'
        ),
        plain='since: "2026-01-01"\nfacts: {a: b}\n',
    )
    found, problems = due(tmp_path)
    assert problems == []
    assert [(one.review_by.isoformat(), one.file, one.line, one.what) for one in found] == [
        ("2026-02-28", "laws.yaml", 6, "list.1"),
        ("2026-12-31", "laws.yaml", 2, "bases.first"),
        ("2027-01-31", "prices.yaml", 3, ""),
        ("2027-06-30", "laws.yaml", 3, "bases.second"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('since: "2026-01-01"\nas_of: "2026-03"\nfigures: {a: "1"}\n', 2, "The file"),
        ('figures:\n  - {value: "1", as_of: "2024"}\n', 2, "“figures.0”"),
        (
            'figures:\n  a: {value: "1", as_of: "2024"}\n  b: {as_of: "2024", review_by: "2027-01-01"}\n',
            2,
            "“figures.a”",
        ),
        ('a: {review_by: "2027-01-01"}\nb:\n  as_of: "2024"\n', 3, "“b”"),
    ],
)
def test_a_figure_that_is_never_reviewed_is_named(tmp_path: Path, text: str, line: int, what: str) -> None:
    (problem,) = due(written(tmp_path, figures=text))[1]
    assert (problem.file, problem.line, problem.code) == ("figures.yaml", line, "missing-review")
    assert problem.message.startswith(what)
    assert "review_by" in problem.fix


@pytest.mark.parametrize(
    "text",
    [
        'review_by: "2027-01-01"\nfigures:\n  - {value: "1", as_of: "2024"}\n  - {value: "2", as_of: "2025-06"}\n',
        'a:\n  review_by: "2027-01-01"\n  b:\n    c: {as_of: "2024"}\n    d: [{as_of: "2023"}]\n',
        'as_of: "2024"\nreview_by: "2027-01-01"\n',
        'a: {as_of: "2026-11-22", review_by: "2026-11-23"}\n',
    ],
)
def test_a_date_covers_all_that_stands_below_it(tmp_path: Path, text: str) -> None:
    assert due(written(tmp_path, figures=text))[1] == []


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ('"2027-02-29"', "no date"),
        ('"2027-13-01"', "no date"),
        ('"20270101"', "no date"),
        ('"2027"', "no date"),
        ('"next spring"', "no date"),
        ('""', "no date"),
        ("[2027-01-01]", "no date"),
        ('"2025-12-31"', "hold since 2026-03"),
        ('"2026-03-01"', "hold since 2026-03"),
    ],
)
def test_a_date_that_is_none_is_named(tmp_path: Path, value: str, says: str) -> None:
    text = f'since: "2026-01-01"\nas_of: "2026-03"\nreview_by: {value}\n'
    (problem,) = due(written(tmp_path, figures=text))[1]
    assert (problem.file, problem.line, problem.code) == ("figures.yaml", 3, "bad-date")
    assert says in problem.message


@pytest.mark.parametrize("start", ['"2026"', '"2026-03"', '"2026-03-20"', '"lately"', "[x]"])
def test_a_start_may_be_a_year_a_month_or_a_day(tmp_path: Path, start: str) -> None:
    text = f'as_of: {start}\nreview_by: "2027-03-31"\n'
    assert due(written(tmp_path, figures=text))[1] == []


def test_files_of_other_kinds_are_left_to_their_loaders(tmp_path: Path) -> None:
    written(tmp_path, broken="a: [", words="just words", empty="", rows="[a, b]")
    (tmp_path / "text.en.yaml").write_text('as_of: "2024"\nreview_by: "no date"\n')
    (tmp_path / "notes.txt").write_text('as_of: "2024"\n')
    (tmp_path / "folder.yaml").mkdir()
    assert due(tmp_path) == ([], [])
    assert due(tmp_path / "nowhere") == ([], [])


def test_a_value_stands_until_its_day_is_over() -> None:
    values = [dated("2026-11-23", what="later"), dated("2026-11-22", what="today"), dated("2026-11-21", what="past")]
    assert [one.what for one in expired(values, DAY)] == ["past"]
    assert [one.what for one in expired(values, DAY + ONE)] == ["past", "today"]
    assert [one.what for one in expired(values, DAY + 2 * ONE)] == ["past", "today", "later"]
    assert expired(values, DAY - ONE) == ()
    assert expired([], DAY) == ()


def test_the_longer_past_comes_first_and_equal_days_in_order_of_files() -> None:
    values = [dated("2026-05-01", "b.yaml"), dated("2026-06-01", "a.yaml"), dated("2026-05-01", "a.yaml")]
    found = expired(values, DAY)
    assert [(one.review_by.month, one.file) for one in found] == [(5, "a.yaml"), (5, "b.yaml"), (6, "a.yaml")]
    assert expired(reversed(values), DAY) == found


def test_expired_values_are_findings_with_file_and_line() -> None:
    old = [Dated(datetime.date(2026, 5, 1), "prices.yaml", 12, "figures.3"), dated("2026-04-01", "laws.yaml")]
    laws, prices = findings(old)
    assert (laws.file, laws.code) == ("laws.yaml", "expired")
    assert laws.message == "The file was to be read again by 2026-04-01."
    assert (prices.file, prices.line) == ("prices.yaml", 12)
    assert prices.message == "“figures.3” was to be read again by 2026-05-01."
    assert prices.fix == laws.fix != ""
    assert findings([]) == []


def test_a_clear_advice_on_old_figures_is_worded_more_carefully() -> None:
    old = [dated("2026-05-01")]
    assert wording("clear", []) == "clear"
    assert wording("clear", old) == wording("clear", tuple(old)) == "clear-but-dated"
    assert wording("too-close", []) == wording("too-close", old) == "too-close"


def test_a_damaged_date_in_the_real_content_is_found(folders: Folders) -> None:
    line = folders.edit("adoption.yaml", 'review_by: "2027-03-31"', 'review_by: "2026-03-01"')
    found, problems = due(folders.rules)
    assert [(p.file, p.line, p.code) for p in problems] == [("adoption.yaml", line, "bad-date")]
    assert ("adoption.yaml", line) in {(one.file, one.line) for one in expired(found, DAY)}
    folders.edit("adoption.yaml", 'review_by: "2026-03-01"\n', "")
    assert [(p.file, p.code) for p in due(folders.rules)[1]] == [("adoption.yaml", "missing-review")]
