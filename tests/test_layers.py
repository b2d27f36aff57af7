"""Imports point down, the deciding packages touch no outside world, and nothing there reads the clock."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[1]
PURE = ("questionnaire", "rules", "scoring", "recommendation")
CLOCK = {"now", "utcnow", "today", "time", "monotonic", "perf_counter"}


def clock_reads(source: str) -> list[int]:
    """Line numbers of calls such as `datetime.now()`; a date in a rule is read with `fromisoformat`, which is fine."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [f.lineno for f in calls if isinstance(f, ast.Attribute) and f.attr in CLOCK]


def test_contracts_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert status == 0, capsys.readouterr().out


def test_a_clock_is_found() -> None:
    assert clock_reads("from datetime import date\n\nx = date.today()\n") == [3]
    assert clock_reads("from datetime import date\n\nx = date.fromisoformat('2026-11-22')\n") == []


@pytest.mark.parametrize("package", PURE)
def test_deciding_packages_read_no_clock(package: str) -> None:
    files = sorted((ROOT / "advisor" / package).rglob("*.py"))
    assert files, f"advisor/{package} is empty"
    found = [f"{file.relative_to(ROOT)}:{line}" for file in files for line in clock_reads(file.read_text())]
    assert found == []
