"""Documents on the command line: written whole, in any language, or one sentence why not."""

from __future__ import annotations

import argparse
import zipfile
from datetime import date
from pathlib import Path

import pytest

from advisor import command_print
from advisor.__main__ import main
from advisor.errors import BadInput

CASE = str(Path(__file__).parent / "cases" / "micro-no-need.yaml")
DAY = ("--date", "2026-12-01")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(("assess", CASE, "--samples", "200", *arguments))
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    return code, said.out, said.err


def test_every_document_is_written_and_the_same_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = {
        "pdf": "full.pdf",
        "board": "board.pdf",
        "docx": "a.docx",
        "pptx": "a.pptx",
        "xlsx": "a.xlsx",
        "rfp": "r.pdf",
    }
    wanted = [part for option, name in names.items() for part in (f"--{option}", str(tmp_path / name))]
    code, out, err = run(capsys, *wanted, "--client", "Example Works", *DAY)
    assert (code, err) == (0, "")
    assert out.count("Written: ") == len(names)
    first = {name: (tmp_path / name).read_bytes() for name in names.values()}
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names.values()), "nothing else is left behind"
    assert all(first[name].startswith(b"%PDF") for name in ("full.pdf", "board.pdf", "r.pdf"))
    assert all(zipfile.is_zipfile(tmp_path / name) for name in ("a.docx", "a.pptx", "a.xlsx"))
    assert run(capsys, *wanted, "--client", "Example Works", *DAY)[0] == 0
    assert {name: (tmp_path / name).read_bytes() for name in names.values()} == first


@pytest.mark.parametrize(
    "arguments",
    [
        ("--pdf", "out.docx"),
        ("--rfp", "out.xlsx"),
        ("--docx", "no-such-folder/out.docx"),
        ("--pdf", "folder.pdf"),
        ("--pdf", "same.pdf", "--board", "same.pdf"),
        ("--pdf", "out.pdf", "--date", "tomorrow"),
        ("--pdf", "out.pdf", "--lang", "xx"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.pdf").mkdir()
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["folder.pdf"]


def test_an_earlier_file_stays_when_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    target = tmp_path / "gone" / "a.pdf"
    with pytest.raises(BadInput, match="cannot be written"):
        command_print._write(target, b"x")
    assert not target.exists()


def test_forms_by_their_ending(tmp_path: Path) -> None:
    blank = dict.fromkeys(command_print.FORMS)
    options = argparse.Namespace(**{**blank, "rfp": str(tmp_path / "R.DOCX"), "pdf": str(tmp_path / "a.PDF")})
    assert [paper.kind for paper in command_print.wanted(options)] == ["full", "rfp-word"]


def test_the_day_is_today_unless_named() -> None:
    assert command_print.day(None, date(2026, 12, 1)) == date(2026, 12, 1)
    assert command_print.day("2027-01-31", date(2026, 12, 1)) == date(2027, 1, 31)
