"""The benchmark of many companies runs and gives figures; how fast is not tested."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from advisor import bench_portfolio
from advisor.bench_portfolio import _grown, companies, main, portfolio, ranked, run_once, written
from advisor.errors import BadInput
from advisor.portfolio.columns import Reader
from advisor.portfolio.command import run
from tests.recommendation.samples import real


@pytest.fixture(autouse=True)
def little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ROWS": 200, "MANY": 600, "RANKED": 300, "ROUNDS": 2}.items():
        monkeypatch.setattr(bench_portfolio, name, value)


def test_all_figures_are_positive() -> None:
    figures = portfolio(real())
    assert set(figures) == {
        "rank_rows_per_second",
        *(f"{kind}_rows_per_second" for kind in ("csv", "parquet")),
        *(f"{kind}_many_{what}" for kind in ("csv", "parquet") for what in ("rows", "rows_per_second", "peak_bytes")),
    }
    assert all(figure > 0 for figure in figures.values())
    assert figures["csv_many_rows"] == figures["parquet_many_rows"] == 600
    assert json.loads(json.dumps(figures)) == figures


def test_every_question_is_answered_in_a_way_that_can_be_used() -> None:
    table = companies(real(), 400)
    assert table.columns == ["id", *(q.id for q in real().questionnaire.questions)]
    assert table["id"].n_unique() == 400
    for question in real().questionnaire.questions:
        found = Reader(real(), question).read(table[question.id])
        assert len(found.refused) == 0, question.id
        assert not any(bool(pl.Series(column).is_nan().any()) for column in found.facts.values()), question.id


def test_companies_are_the_same_each_time() -> None:
    assert companies(real(), 20).equals(companies(real(), 20))
    assert not companies(real(), 20).equals(companies(real(), 20, seed=6))


def test_both_files_hold_the_same_companies(tmp_path: Path) -> None:
    written(companies(real(), 60), tmp_path)
    results = []
    for kind in ("csv", "parquet"):
        found = run(real(), tmp_path / f"in.{kind}", tmp_path / "out.parquet")
        assert (found.read, found.rejected) == (60, 0)
        results.append(pl.read_parquet(tmp_path / "out.parquet"))
    assert results[0].equals(results[1])
    assert pl.read_parquet_schema(tmp_path / "in.parquet")["employees"] == pl.Int64


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_is_grown_by_its_own_rows(tmp_path: Path, kind: str) -> None:
    written(companies(real(), 7), tmp_path)
    grown = _grown(tmp_path / f"in.{kind}", 3)
    read = pl.read_csv if kind == "csv" else pl.read_parquet
    one, many = read(tmp_path / f"in.{kind}"), read(grown)
    assert many.equals(pl.concat([one] * 3))


def test_figures_of_one_process(tmp_path: Path) -> None:
    assert ranked(real(), 50)["rows"] == 50
    written(companies(real(), 30), tmp_path)
    found = run_once(real(), tmp_path / "in.csv", tmp_path / "out.csv")
    assert found["rows"] == 30
    assert found["rows_per_second"] > 0
    assert 10 * 2**20 < found["peak_bytes"] < 16 * 2**30


def test_the_process_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(companies(real(), 5), tmp_path)
    main(["run", str(tmp_path / "in.parquet"), str(tmp_path / "out.csv")])
    assert json.loads(capsys.readouterr().out)["rows"] == 5


def test_an_unusable_file_stops_the_benchmark(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Cannot read"):
        run_once(real(), tmp_path / "none.csv", tmp_path / "out.csv")


def test_the_peak_grows_with_what_is_held() -> None:
    before = bench_portfolio._peak()
    held = np.ones(64 * 2**20 // 8)
    assert held.sum() > 0
    assert bench_portfolio._peak() >= before
    assert bench_portfolio._peak() > 64 * 2**20


def test_numbers_stay_within_their_bounds() -> None:
    table = companies(real(), 300)
    for question in real().questionnaire.questions:
        if question.type in ("scale", "number"):
            drawn = table[question.id].cast(pl.Int64)
            assert drawn.is_between(question.low, question.high).all(), question.id
            assert drawn.n_unique() > 1, question.id
