"""The content folders are found, and a folder that was named is never replaced by another."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import data
from advisor.data import ContentMissing, folder
from advisor.errors import AdvisorError

NAMES = ("questionnaires", "rules")


@pytest.mark.parametrize("name", NAMES)
def test_repository_is_used_when_nothing_is_set(name: str) -> None:
    assert folder(name, {}) == Path(__file__).resolve().parents[1] / name


@pytest.mark.parametrize("name", NAMES)
def test_named_parent_wins(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    assert folder(name, {"ADVISOR_DATA": str(tmp_path)}) == tmp_path / name


def test_named_parent_is_taken_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules").mkdir()
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path))
    assert folder("rules") == tmp_path / "rules"


def test_empty_variable_counts_as_not_set() -> None:
    assert folder("rules", {"ADVISOR_DATA": ""}) == folder("rules", {})


def test_copy_inside_the_package_wins_over_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "advisor"
    (package / "_data" / "rules").mkdir(parents=True)
    (tmp_path / "rules").mkdir()
    monkeypatch.setattr(data, "_PACKAGE", package)
    assert folder("rules", {}) == package / "_data" / "rules"


def test_missing_folder_is_said_in_one_sentence_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ContentMissing) as caught:
        folder("rules", {"ADVISOR_DATA": str(tmp_path)})
    assert isinstance(caught.value, AdvisorError)
    assert f"no folder rules in {tmp_path}" in caught.value.message
    assert "ADVISOR_DATA" in caught.value.message


def test_a_file_of_that_name_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "rules").write_text("table: x\n")
    with pytest.raises(ContentMissing):
        folder("rules", {"ADVISOR_DATA": str(tmp_path)})
