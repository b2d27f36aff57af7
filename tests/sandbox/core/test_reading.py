"""Data files are read as plain values, and nothing in them is run."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from advisor.sandbox.core.reading import read_yaml
from advisor.sandbox.founding import HOME


def test_it_reads_what_the_usual_parser_does() -> None:
    path = HOME / "crm" / "machines.yaml"
    assert read_yaml(path) == yaml.safe_load(path.read_text(encoding="utf-8"))


def test_nothing_is_run(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("!!python/object/apply:os.getcwd []", encoding="utf-8")
    with pytest.raises(yaml.YAMLError):
        read_yaml(path)
