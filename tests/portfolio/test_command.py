"""Many companies at once: the same advice as one by one, rejected rows listed, and no half-written file."""

from __future__ import annotations

import argparse
import csv
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from advisor.__main__ import _parser
from advisor.errors import BadInput
from advisor.portfolio import command as portfolio
from advisor.portfolio import files as portfolio_files
from advisor.portfolio.command import SHOWN, PortfolioOptions, Progress, Summary, _shown, run, run_command
from advisor.portfolio.files import RESULTS
from advisor.questionnaire.answers import UNKNOWN, plain
from advisor.questionnaire.schema import Answer
from advisor.recommendation.advise import advise
from advisor.recommendation.ranking import SEED, compare, first_of
from advisor.recommendation.verdict import CAPACITY, NEEDS
from tests.recommendation.samples import MAKER, ROOT, SELLER, SETTLED, random_answers, real, typed

Case = dict[str, Answer]
KINDS = ("csv", "parquet")
MIXTURE = [
    *(random_answers(seed, silence) for seed in range(6) for silence in (0.0, 0.2, 1.2)),
    typed(MAKER),
    typed(SELLER),
    typed(SETTLED),
    {},
]


def cell(answer: Answer) -> str:
    """An answer as a person writes it into a table."""
    value = plain(answer)
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, dict):
        return f"{value['amount']} {value['currency']}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def frame(cases: Sequence[Case]) -> pl.DataFrame:
    """One column for each question; an empty cell where a case has no answer."""
    questions = [q.id for q in real().questionnaire.questions]
    ids = pl.Series("id", [f"c{place}" for place in range(len(cases))], dtype=pl.String)
    columns = {key: [cell(case[key]) if key in case else None for case in cases] for key in questions}
    return pl.DataFrame({"id": ids, **columns}, schema_overrides=dict.fromkeys(questions, pl.String))


def in_types(table: pl.DataFrame) -> pl.DataFrame:
    """The same with the types that a Parquet file has: whole numbers, truth values, categories, lists."""
    columns = []
    for q in real().questionnaire.questions:
        column, unknown = table[q.id], (table[q.id] == UNKNOWN).fill_null(False).any()
        if q.type in ("scale", "number") and not unknown:
            column = column.cast(pl.Float64 if q.type == "scale" else pl.Int32)
        elif q.type == "yesno" and not unknown:
            column = column.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
        elif q.type == "choices":
            column = column.str.split(", ")
        elif q.type == "choice":
            column = column.cast(pl.Categorical)
        columns.append(column)
    return table.with_columns(columns)


def save(table: pl.DataFrame, path: Path) -> Path:
    if path.suffix == ".csv":
        table.write_csv(path)
    else:
        in_types(table).write_parquet(path)
    return path


def load(path: Path) -> list[dict[str, Any]]:
    table = pl.read_csv(path) if path.suffix == ".csv" else pl.read_parquet(path)
    return table.to_dicts()


def rejected(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def expected(answers: Case) -> dict[str, Any]:
    """The columns of the results, from the ranking of one company, rounded as in its recommendation."""
    case = compare(real(), answers, 16, SEED)
    options = real().scheme.options
    first = options[case.advised]
    values = [round(float(value), SHOWN) for value in case.values]
    barred = case.barred.copy()
    barred[case.advised] = True
    place = int(first_of(case.values, barred))
    second = None if barred.all() else options[place]
    mean = {name: round(float(score.mean())) for name, score in case.verdict.scores.items()}
    return {
        "path": first.path,
        "deployment": first.deployment,
        "value": values[case.advised],
        "second_path": second.path if second else None,
        "second_deployment": second.deployment if second else None,
        "lead": pytest.approx(values[case.advised] - values[place], abs=1.1e-6) if second else None,
        **{f"need_{name}": mean[name] for name in NEEDS},
        **{f"capacity_{name}": mean[name] for name in CAPACITY},
        "content_version": real().version,
    }


@pytest.mark.parametrize("to", KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_as_one_by_one(tmp_path: Path, kind: str, to: str) -> None:
    """Complete, partly known and silent companies, with bad rows in between."""
    table = frame(MIXTURE)
    bad = table.with_columns(id=pl.col("id") + "-bad", employees=pl.lit("many"), crm_state=pl.lit("broken"))
    mixed = (
        pl.concat([table, bad])
        .with_columns(order=pl.Series([*range(len(table))] * 2))
        .sort("order", maintain_order=True)
    )
    source = tmp_path / f"in.{kind}"
    mixed.write_csv(source) if kind == "csv" else mixed.write_parquet(source)
    found = run(real(), source, tmp_path / f"out.{to}", PortfolioOptions(extra=True))
    assert (found.read, found.written, found.rejected) == (2 * len(MIXTURE), len(MIXTURE), len(MIXTURE))
    rows = load(tmp_path / f"out.{to}")
    assert [row["id"] for row in rows] == [f"c{place}" for place in range(len(MIXTURE))]
    for case, row in zip(MIXTURE, rows, strict=True):
        assert {name: row[name] for name in RESULTS} == expected(case)
    assert found.rejects == tmp_path / "out.rejected.csv"
    listed = rejected(found.rejects)
    assert [(int(r["row"]), r["id"], r["field"]) for r in listed] == [
        (2 * place + 2, f"c{place}-bad", field) for place in range(len(MIXTURE)) for field in ("employees", "crm_state")
    ]
    assert listed[0]["reason"] == "“many” is not a whole number. Write it in digits, such as 25."
    assert listed[1]["reason"].startswith("“broken” is not one of the choices: ")


@pytest.mark.parametrize("kind", KINDS)
def test_types_of_parquet_and_chunks_change_nothing(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    save(frame(MIXTURE), tmp_path / "in.parquet")
    save(frame(MIXTURE), tmp_path / "in.csv")
    run(real(), tmp_path / "in.csv", tmp_path / "whole.parquet")
    monkeypatch.setattr(portfolio_files, "ROWS", 4)
    monkeypatch.setattr(portfolio_files, "PIECE", 1500)
    seen: list[tuple[int, int]] = []
    options = PortfolioOptions(workers=3)
    run(
        real(),
        tmp_path / f"in.{kind}",
        tmp_path / "out.parquet",
        options,
        lambda done, total: seen.append((done, total)),
    )
    whole, parts = load(tmp_path / "whole.parquet"), load(tmp_path / "out.parquet")
    for one, other in zip(whole, parts, strict=True):
        assert {k: v for k, v in one.items() if k not in ("value", "lead")} == {
            k: v for k, v in other.items() if k not in ("value", "lead")
        }
        assert [other["value"], other["lead"]] == pytest.approx([one["value"], one["lead"]], abs=1.1e-6)
    assert len(seen) > 3
    assert seen[-1] == (len(MIXTURE), len(MIXTURE))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_seed_is_used(tmp_path: Path) -> None:
    save(frame([{}]), tmp_path / "in.csv")
    for seed in (1, 2):
        run(real(), tmp_path / "in.csv", tmp_path / f"out{seed}.csv", PortfolioOptions(seed=seed))
    one, two = (load(tmp_path / f"out{seed}.csv")[0]["value"] for seed in (1, 2))
    assert one != two
    alone = compare(real(), {}, 16, 1)
    assert one == round(float(alone.values[alone.advised]), SHOWN)


@pytest.mark.parametrize(
    "case", [typed(MAKER), typed(SELLER), random_answers(3, 0.0)], ids=["maker", "seller", "complete"]
)
def test_the_same_as_the_recommendation(tmp_path: Path, case: Case) -> None:
    run(real(), save(frame([case]), tmp_path / "in.csv"), tmp_path / "out.parquet")
    row, found = load(tmp_path / "out.parquet")[0], advise(real(), case, samples=16)
    assert (row["path"], row["deployment"], row["content_version"]) == (
        found.path,
        found.deployment,
        found.content_version,
    )
    assert row["value"] == next(
        o.value for o in found.options if (o.path, o.deployment) == (found.path, found.deployment)
    )
    assert {name: row[f"need_{name}"] for name in found.needs} == found.needs
    assert {name: row[f"capacity_{name}"] for name in found.capacity} == found.capacity


def test_without_ids_rows_are_numbered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rejected and empty rows keep their numbers, over chunks."""
    monkeypatch.setattr(portfolio_files, "PIECE", 24)
    (tmp_path / "in.csv").write_text("employees,sites\n5,1\n\nx,1\n7,1\n8,1,9\n" + "9,1\n" * 20)
    found = run(real(), tmp_path / "in.csv", tmp_path / "out.csv")
    rows = load(tmp_path / "out.csv")
    assert [row["row"] for row in rows] == [1, 4, *range(6, 26)]
    assert [(r["row"], r["id"], r["field"]) for r in rejected(tmp_path / "out.rejected.csv")] == [
        ("3", "", "employees"),
        ("5", "", ""),
    ]
    assert (found.read, found.written, found.rejected) == (24, 22, 2)


def test_money_with_a_column_of_currencies(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("budget,budget_currency\n120000,EUR\n120000 EUR,\n120000,\n")
    run(real(), tmp_path / "in.csv", tmp_path / "out.csv")
    rows = load(tmp_path / "out.csv")
    assert rows[0] | {"row": 2} == rows[1]
    assert [r["field"] for r in rejected(tmp_path / "out.rejected.csv")] == ["budget"]


def test_other_columns_are_copied_when_asked_for(tmp_path: Path) -> None:
    pl.DataFrame({"note": ["a", "b"], "id": [7, 8], "employees": [5, 6], "list": [[1], []]}).write_parquet(
        tmp_path / "in.parquet"
    )
    run(real(), tmp_path / "in.parquet", tmp_path / "out.parquet", PortfolioOptions(extra=True))
    table = pl.read_parquet(tmp_path / "out.parquet")
    assert table.columns == ["id", *RESULTS, "note", "list"]
    assert table.select("id", "note", "list").rows() == [(7, "a", [1]), (8, "b", [])]
    with pytest.raises(BadInput, match="“note”"):
        run(real(), tmp_path / "in.parquet", tmp_path / "out.parquet")


@pytest.mark.parametrize("to", KINDS)
def test_a_header_without_rows_gives_one(tmp_path: Path, to: str) -> None:
    (tmp_path / "in.csv").write_text("id,employees\n")
    found = run(real(), tmp_path / "in.csv", tmp_path / f"out.{to}")
    assert (found.read, found.written, found.rejected, found.rejects) == (0, 0, 0, None)
    table = pl.read_csv(tmp_path / f"out.{to}") if to == "csv" else pl.read_parquet(tmp_path / f"out.{to}")
    assert table.columns == ["id", *RESULTS]


def test_values_are_rounded_as_for_one_company() -> None:
    nano = np.random.Generator(np.random.PCG64(1)).integers(0, 10**9, 20_000)
    nano[:5000] += 500 - nano[:5000] % 1000  # halves of the last digit shown
    values = np.round(nano / 1e9, 9)
    np.testing.assert_array_equal(_shown(values), [round(float(value), 6) for value in values])


class TestPlaces:
    def test_input_and_output_must_differ(self, tmp_path: Path) -> None:
        source = save(frame([{}]), tmp_path / "in.csv")
        (tmp_path / "link.csv").symlink_to(source)
        before = source.read_bytes()
        for target in (source, tmp_path / "." / "in.csv", tmp_path / "link.csv"):
            with pytest.raises(BadInput, match="is the input"):
                run(real(), source, target)
        listed = tmp_path / "x.rejected.csv"
        listed.write_bytes(before)
        with pytest.raises(BadInput, match="is the input"):
            run(real(), listed, tmp_path / "x.parquet")
        assert source.read_bytes() == before

    def test_places_that_cannot_be_written(self, tmp_path: Path) -> None:
        source = save(frame([{}]), tmp_path / "in.csv")
        (tmp_path / "dir.csv").mkdir()
        for target, says in (
            (tmp_path / "none" / "out.csv", "There is no folder"),
            (tmp_path / "dir.csv", "is a folder"),
            (tmp_path / "out.xlsx", r"must end in \.parquet or \.csv"),
        ):
            with pytest.raises(BadInput, match=says):
                run(real(), source, target)

    @pytest.mark.parametrize("to", KINDS)
    def test_a_fault_leaves_the_former_output(self, tmp_path: Path, to: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """A row late in the file is not UTF-8: nothing half-written stays, and nothing former is lost."""
        monkeypatch.setattr(portfolio_files, "PIECE", 64)
        source, target = tmp_path / "in.csv", tmp_path / f"out.{to}"
        source.write_bytes(b"employees,sites\nx,1\n" + b"5,1\n" * 100 + b"\xff,1\n")
        target.write_text("former")
        with pytest.raises(BadInput, match="line 103, is not UTF-8"):
            run(real(), source, target)
        assert target.read_text() == "former"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", target.name]

    def test_a_list_of_an_earlier_run_does_not_stay(self, tmp_path: Path) -> None:
        source = tmp_path / "in.csv"
        source.write_text("employees\nx\n5\n")
        run(real(), source, tmp_path / "out.csv")
        assert (tmp_path / "out.rejected.csv").exists()
        source.write_text("employees\n5\n")
        assert run(real(), source, tmp_path / "out.csv").rejects is None
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def command(*arguments: str, limit: int = 0) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, which may write files of `limit` bytes at most."""
    code = (
        "import resource, sys\n"
        "from advisor.__main__ import main\n"
        f"limit = {limit}\n"
        "if limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))\n"
        "sys.exit(main(['portfolio', *sys.argv[1:]]))\n"
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ADVISOR")}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, timeout=120, check=False, env=environment | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.mark.parametrize("to", KINDS)
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, to: str) -> None:
    (tmp_path / "in.csv").write_text("id,employees\n" + "".join(f"company-{n},5\n" for n in range(500)))
    found = command(str(tmp_path / "in.csv"), str(tmp_path / f"out.{to}"), limit=2048)
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.count("\n") == 1
    assert "cannot be written" in found.stderr
    assert "File too large" in found.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_the_command_says_what_it_did_and_shows_no_progress_to_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,employees\na,5\nb,x\n")
    found = command(str(tmp_path / "in.csv"), str(tmp_path / "out.parquet"))
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.splitlines() == [
        f"Companies in {tmp_path / 'out.parquet'}: 1.",
        f"Rows that could not be used: 1. {tmp_path / 'out.rejected.csv'} says why.",
    ]


def parsed(*arguments: str) -> argparse.Namespace:
    return _parser().parse_args(["portfolio", *arguments])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class TestCommand:
    @pytest.fixture(autouse=True)
    def companies(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(portfolio, "load_content", lambda questionnaires, rules: real())
        Path("in.csv").write_text("employees\n5\n6\n")

    def test_progress_on_a_terminal_unless_quiet(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for quiet in ([], ["--quiet"]):
            monkeypatch.setattr(sys, "stderr", terminal := Terminal())
            assert run_command(parsed("in.csv", "out.csv", *quiet)) == 0
            assert ("2 of 2 companies" in terminal.getvalue()) == (not quiet)

    def test_the_line_goes_away_when_the_run_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stderr", terminal := Terminal())
        with pytest.raises(BadInput):
            run_command(parsed("none.csv", "out.csv"))
        assert terminal.getvalue() == "\r\x1b[K"

    def test_no_usable_row_is_a_no(self) -> None:
        Path("in.csv").write_text("employees\nx\n")
        assert run_command(parsed("in.csv", "out.csv")) == 1
        assert load(Path("out.csv")) == []

    def test_options(self) -> None:
        given = parsed("in.csv", "out.csv", "--extra", "--seed", "7")
        assert (given.extra, given.quiet, given.seed) == (True, False, 7)
        for seed in ("-1", "x", str(2**32)):
            with pytest.raises(BadInput, match="whole number"):
                parsed("in.csv", "out.csv", "--seed", seed)


def test_progress_shows_rows_of_all_and_speed() -> None:
    progress = Progress(terminal := Terminal())
    progress(500, 1000)
    shown = terminal.getvalue()
    assert shown.startswith("\r" + "█" * 12 + "░" * 12 + " 500 of 1,000 companies, ")
    assert " a second" in shown


def test_a_summary_is_complete(tmp_path: Path) -> None:
    found: Summary = run(real(), save(frame([{}]), tmp_path / "in.csv"), tmp_path / "out.csv")
    assert found.seconds > 0
    assert (found.read, found.written, found.rejected, found.rejects) == (1, 1, 0, None)
