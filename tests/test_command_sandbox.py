"""The sandbox on the command line: what is opened, what is played, and what bad input is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.__main__ import main
from advisor.sandbox.trials.scenarios import scenarios

STEP = "{do: party.create, with: {name: Own}, as: own, expect: [{see: own.name, equals: %s}]}"
OWN = "industry: plant\nneeds: []\npains: []\nsteps:\n  - " + STEP + "\n"
WRONG = [
    (["new", "--industry", "mining"], "no industry of this name"),
    (["new", "--lang", "de"], "no language “de”"),
    (["new", "--modules", "erp-gl,erp-magic"], "no module “erp-magic”"),
    (["new", "--from", "nowhere.json"], "not a recommendation"),
    (["run"], "Name one scenario"),
    (["run", "approval", "--all"], "Name one scenario"),
    (["run", "nothing"], "no scenario “nothing”"),
    (["run", "nothing.yaml"], "no scenario “nothing”"),
    (["run", "approval", "--today", "tomorrow"], "not a date"),
]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ADVISOR_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_bad_input_is_told(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", *arguments]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_what_there_is_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "list"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Industries: ")
    assert all(name in out for name in scenarios())


def test_every_module_is_covered(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "coverage"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[-1] == "62 of 62 modules are shown."
    assert "crm-leads                 lead-to-deal" in out


def test_a_file_is_played(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that goes as it says, and one that does not, on companies built in the same folder."""
    for name, value, code, said in (("good", "Own", 0, "1 of 1"), ("bad", "Other", 1, "own.name is Own, not Other")):
        path = home / f"{name}.yaml"
        path.write_text(OWN % value)
        assert main(["sandbox", "run", str(path), "--today", "2026-12-02"]) == code
        assert said in capsys.readouterr().out


def test_a_sandbox_is_opened_with_the_modules_of_a_recommendation(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = home / "advice.json"
    modules = [{"id": "erp-ar-ap", "phase": 1}, {"id": "erp-payroll", "phase": 2}]
    path.write_text(json.dumps({"modules": modules}))
    assert main(["sandbox", "new", "--industry", "plant", "--lang", "fa", "--from", str(path)]) == 0
    address = capsys.readouterr().out.strip()
    assert address.startswith("/fa/t/")
    assert address.endswith("/")
    assert len(list((home / "trials").glob("*.db"))) == 2


def test_companies_are_prepared(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there is left alone; nothing is made that nobody waits for when only that is asked."""
    from advisor.sandbox.trials import industries
    from advisor.workspace import trial_templates

    real, short = industries.read, {"currency": "EUR", "starts": -3, "steps": []}
    monkeypatch.setattr(industries, "read", lambda name: short if name == "industries/agency.yaml" else real(name))
    monkeypatch.setattr(trial_templates, "industries", lambda: ("agency",))
    for arguments, made in ((["--wanted"], 0), (["--lang", "en"], 1), (["--lang", "en"], 0)):
        assert main(["sandbox", "warm", *arguments]) == 0
        assert capsys.readouterr().out.count("agency en both") == made
    assert len(list((home / "trials").glob("template_agency_*.db"))) == 1
    assert main(["sandbox", "warm", "--lang", "de"]) == 2
