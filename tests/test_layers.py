"""Imports point down, the deciding packages touch no outside world, and nothing there reads the clock."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PURE = ("questionnaire", "rules", "scoring", "recommendation")
CLOCK = {"now", "utcnow", "today", "time", "monotonic", "perf_counter"}


def clock_reads(source: str) -> list[int]:
    """Line numbers of calls such as `datetime.now()`; a date in a rule is read with `fromisoformat`, which is fine."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [f.lineno for f in calls if isinstance(f, ast.Attribute) and f.attr in CLOCK]


def test_contracts_hold() -> None:
    """In a process of its own: the linter sets up logging anew, which would silence the loggers of other tests."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 kept, 0 broken" in done.stdout


def test_a_clock_is_found() -> None:
    assert clock_reads("from datetime import date\n\nx = date.today()\n") == [3]
    assert clock_reads("from datetime import date\n\nx = date.fromisoformat('2026-11-22')\n") == []


@pytest.mark.parametrize("package", PURE)
def test_deciding_packages_read_no_clock(package: str) -> None:
    files = sorted((ROOT / "advisor" / package).rglob("*.py"))
    assert files, f"advisor/{package} is empty"
    found = [f"{file.relative_to(ROOT)}:{line}" for file in files for line in clock_reads(file.read_text())]
    assert found == []
