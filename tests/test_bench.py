"""The benchmarks run and print figures; how fast is not tested."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from advisor import bench
from advisor.__main__ import main
from advisor.rules.bulk import decide_columns
from advisor.rules.decide import decide

OWN_TESTS = ("portfolio", "reports", "sandbox", "crm")  # tested in test_bench_<name>.py, with figures of other shapes


def once(act: Callable[[], object], *_: int) -> dict[str, Any]:
    start = time.perf_counter()
    act()
    return {"best_seconds": time.perf_counter() - start, "median_seconds": 0.0}


@pytest.fixture(autouse=True)
def little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "_timed", once)
    monkeypatch.setattr(bench, "BULK", 1000)


@pytest.mark.parametrize("name", [name for name in bench.BENCHES if name not in OWN_TESTS])
def test_each_benchmark_prints_positive_figures(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", name]) == 0
    figures = json.loads(capsys.readouterr().out)[name]
    assert figures
    for key, figure in figures.items():
        assert (figure["best_seconds"] if isinstance(figure, dict) else figure) > 0, key


def test_the_table_of_the_benchmark_is_as_promised_and_agrees_with_its_peer() -> None:
    table, facts = bench._table()
    assert (len(table.rows), len(facts), len(table.sums)) == (60, 8, 3)
    for number in range(0, 1000, 37):
        case = {f: (float(number) if f[0] == "n" else "abcdef"[number % 6]) for f in facts}
        column = {f: float(number) if f[0] == "n" else float(number % 6) for f in facts}
        peer = bench._interpreted(table, case)
        assert decide(table, case).result == peer
        assert {key: float(value[0]) for key, value in decide_columns(table, column, 1).items()} == peer


def test_an_unknown_benchmark_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err


def test_figures_are_taken_over_several_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    calls = []
    figure = bench._timed(lambda: calls.append(1), 3, 4)
    assert len(calls) == 13
    assert 0 < figure["best_seconds"] <= figure["median_seconds"]
