"""Every damaged file of tests/broken/rules is found out, with the code, line and words its first line announces."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import get_args

import pytest

from advisor.errors import Problem
from advisor.rules.check import BUDGET, check_tables
from advisor.rules.load import load_tables, load_vocabulary
from advisor.rules.schema import Code

FOLDER = Path(__file__).resolve().parents[1] / "broken" / "rules"
FILES = sorted(path for path in FOLDER.glob("*.yaml") if not path.name.startswith("_"))
EXPECT = re.compile(r"# expect: (\S+) (\d+) (.+)")
ENUMS = {"module": ("crm-contacts", "erp-finance")}
SOURCES = frozenset({"src-1", "src-2"})


def problems_of(folder: Path, budget: int = BUDGET) -> list[Problem]:
    """What loading and checking a folder with a vocabulary and tables finds."""
    vocabulary, wrong_facts = load_vocabulary(folder, ("DE", "NO"))
    tables, wrong_tables = load_tables(folder, vocabulary, ENUMS)
    reasons = frozenset(row.reason for table in tables.values() for row in table.rows)
    worded = frozenset(reason for reason in reasons if not reason.startswith("unworded"))
    return wrong_facts + wrong_tables + check_tables(tables, vocabulary, SOURCES, worded, budget)


def copied(path: Path, folder: Path) -> Path:
    """The damaged file next to the sound ones it needs; a file with facts is the vocabulary itself."""
    if "\nfacts:" in path.read_text(encoding="utf-8"):
        shutil.copy(path, folder / "facts.yaml")
        return folder / "facts.yaml"
    for name in ("_good.yaml", path.name):
        shutil.copy(FOLDER / name, folder)
    shutil.copy(FOLDER / "_facts.yaml", folder / "facts.yaml")
    return folder / path.name


def test_the_sound_files_have_no_problems(tmp_path: Path) -> None:
    copied(FOLDER / "_good.yaml", tmp_path)
    assert problems_of(tmp_path) == []


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_damage_is_found(path: Path, tmp_path: Path) -> None:
    announced = EXPECT.match(path.read_text(encoding="utf-8"))
    assert announced, "the first line must say what is expected"
    code, line, words = announced.groups()
    place = copied(path, tmp_path)
    found = problems_of(tmp_path, budget=0 if code == "not-proven" else BUDGET)
    assert [(p.file, p.code, p.line) for p in found] == [(place.name, code, int(line))], [str(p) for p in found]
    assert words in found[0].message
    assert found[0].fix.endswith(".")


def test_every_code_has_a_damaged_file() -> None:
    """Beyond our own codes, a repeated key is the one finding of the YAML reader that belongs to tables."""
    assert {path.name.split(".")[0] for path in FILES} == {*get_args(Code), "duplicate-key"}
