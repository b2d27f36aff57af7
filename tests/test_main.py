"""The command line: what it prints, its exit codes, and one clear line for everything that cannot be used."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from advisor.__main__ import main
from advisor.recommendation import load
from advisor.recommendation.replay import stored as recommendation_of
from tests.recommendation.samples import MAKER, ROOT, SETTLED, Folders, real

RULE = "customer.loyalty"
FEW = ("--samples", "64")
ANSWERS = "answers:\n  employees: '25'\n  main_goal: revenue\n  channels: [email, ads]\n  budget: 20000 EUR\n"
CONTRACT = {
    "content_version", "questionnaire", "path", "deployment", "verdict_status", "alternatives", "needs", "capacity",
    "robustness", "options", "modules", "integration", "roadmap", "budget", "risks", "products", "reasons", "against",
    "flips", "unknowns", "contradictions", "asked", "stop_certificate", "hash",
}  # fmt: skip
VARIABLES = (
    "DATABASE_URL", "ADVISOR_HOME", "ADVISOR_DATA", "ADVISOR_RULES", "ADVISOR_QUESTIONNAIRES", "ADVISOR_ORIGIN",
)  # fmt: skip


class Run(SimpleNamespace):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real content without reading it again for every command."""
    monkeypatch.setattr(load, "load_content", lambda questionnaires, rules: real())


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def command(*arguments: str) -> Run:
        code = main(arguments)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Run(code=code, out=out, err=err)

    return command


def refused(run: Any, *arguments: str) -> str:
    """The one line on standard error of a command that could not be carried out."""
    found = run(*arguments)
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith("advisor: ")
    assert found.err.endswith("\n")
    assert found.err.count("\n") == 1, found.err
    return str(found.err)


def written(text: str | bytes, name: str = "case.yaml") -> str:
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def typed_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))


@pytest.mark.usefixtures("loaded_once")
class TestAssess:
    def test_json_has_the_fields_of_the_contract(self, run: Any) -> None:
        found = run("assess", written(ANSWERS), "--json", *FEW)
        assert (found.code, found.err) == (0, "")
        data = json.loads(found.out)
        assert set(data) >= CONTRACT
        assert data["content_version"] == real().version
        assert data["robustness"]["samples"] == 64
        assert set(data["needs"]) == {"customer", "operations", "integration"}
        assert set(data["capacity"]) == {"budget", "it", "change"}
        assert set(data["options"][0]) == {"path", "deployment", "value", "excluded_by", "contributions"}
        assert {"row", "for", "points", "text", "sources"} <= set(data["reasons"][0])
        assert {"question", "shift", "who"} <= set(data["unknowns"][0])
        assert {"id", "system", "priority", "phase", "reasons"} <= set(data["modules"][0])
        assert data["asked"] == 4

    def test_yaml_json_and_standard_input_are_alike(self, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        as_json = json.dumps(
            {"answers": {"employees": 25, "main_goal": "revenue", "channels": "ads, email", "budget": "20000 EUR"}}
        )
        typed_in(monkeypatch, ANSWERS)
        texts = [
            run("assess", file, "--json", *FEW).out
            for file in (written(ANSWERS), written(as_json, "case.json"), written("\ufeff" + ANSWERS, "bom.yaml"), "-")
        ]
        assert texts[0]
        assert len(set(texts)) == 1

    def test_text_is_the_default(self, run: Any) -> None:
        found = run("assess", written(json.dumps({"answers": SETTLED})), *FEW)
        assert found.code == 0
        assert found.out.startswith(real().texts["en"].say("paths", "not-yet", "verdict"))
        assert real().version in found.out

    def test_seed_and_samples_are_used(self, run: Any) -> None:
        one, again, other = (
            json.loads(run("assess", written(ANSWERS), "--json", *FEW, "--seed", seed).out) for seed in ("1", "1", "2")
        )
        assert one == again
        assert (one["seed"], other["seed"]) == (1, 2)
        assert one["hash"] != other["hash"]

    def test_no_answers_and_unknown_answers_are_fine(self, run: Any) -> None:
        assert run("assess", written("answers:\n"), *FEW).code == 0
        assert run("assess", written("answers: {employees: unknown}\ntitle: A\nabout: B\n"), *FEW).code == 0

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("answers: {colour: red}", "There is no question “colour”"),
            ("answers: {employees: many}", "employees: “many” is not a whole number"),
            ("answers: {employees: [1, 2]}", "employees: Give one single value"),
            ("answers: {employees: {a: b}}", "employees: Give one single value"),
            ("answers: {employees: '-1'}", "employees: Give a whole number from"),
            ("answers: {employees: '99999999999'}", "employees: Give a whole number from"),
            ("answers: {industry: alchemy}", "industry: “alchemy” is not one of the choices"),
            ("answers: {change_readiness: '6'}", "change_readiness: Give a whole number from 1 to 5"),
            ("answers: {budget: lots}", "budget: Give an amount"),
            ("answers: {employees: }", "employees: Give an answer"),
            ("answers: {employees: '1', employees: '2'}", "line 1: The key “employees” is given twice"),
            ("answers: [1]", "`answers` must be a mapping"),
            ("answers: {employees: '1'}\nsurprise: x\n", "line 2: “surprise” is not known here"),
            ("employees: '1'\n", "has no `answers`"),
            ("", "has no `answers`"),
            ("just words", "has no `answers`"),
            ("answers: &all {employees: '1'}\nabout: *all\n", "anchor or alias"),
            ("answers: " + "[" * 5000, "nest"),
            ("answers: {employees: '1'", "not valid YAML"),
            ('{"answers": {"employees": 1}', "not valid JSON"),
            ('{"answers": ' + "[" * 100_000, "nested too deeply"),
            ('{"answers": {"employees": ' + "[" * 400 + "]" * 400 + "}}", "employees: Give one single value"),
            ('{"answers": {"employees": ' + "9" * 5000 + "}}", "employees: "),
            ("a: b\n---\nc: d\n", "more than one document"),
            (b"\xff\xfe\x00\x01", "not UTF-8"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8"),
            (b"answers: \x00\x01\x02", "not valid YAML"),
            (b"#" * 10_000_000, "larger than 1 MB"),
        ],
        ids=lambda value: repr(value[:30]),
    )
    def test_what_cannot_be_used_is_said_in_one_line(self, run: Any, text: str | bytes, says: str) -> None:
        assert says in refused(run, "assess", written(text))

    def test_all_bad_answers_are_named_at_once(self, run: Any) -> None:
        line = refused(run, "assess", written("answers: {employees: many, industry: alchemy, colour: red}"))
        assert all(name in line for name in ("employees", "industry", "colour"))

    @pytest.mark.parametrize("file", ["none.yaml", ".", "no/such/folder/case.yaml", "two\nlines.yaml", "x" * 400])
    def test_a_file_that_is_not_there(self, run: Any, file: str) -> None:
        assert "Cannot read" in refused(run, "assess", file)

    def test_standard_input_that_is_bad(self, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        typed_in(monkeypatch, "answers: {employees: [")
        assert "standard input, line " in refused(run, "assess", "-")

    @pytest.mark.parametrize(
        "options",
        [
            ("--samples", "0"),
            ("--samples", "-5"),
            ("--samples", "many"),
            ("--samples", "1e3"),
            ("--samples", "²"),
            ("--samples", "1000001"),
            ("--samples", "9" * 5000),
            ("--seed", "-1"),
            ("--seed", "4294967296"),
            ("--samples",),
            ("--surprise",),
        ],
        ids=lambda value: " ".join(value)[:20],
    )
    def test_options_that_cannot_be_used(self, run: Any, options: tuple[str, ...]) -> None:
        assert "--help" in refused(run, "assess", written(ANSWERS), *options)

    @pytest.mark.parametrize("command", ["assess", "questions"])
    @pytest.mark.parametrize("language", ["xx", "", "EN", "../en"])
    def test_a_language_without_words(self, run: Any, command: str, language: str) -> None:
        files = [written(ANSWERS)] if command == "assess" else []
        assert "Languages: en" in refused(run, command, *files, "--lang", language)


@pytest.mark.usefixtures("loaded_once")
class TestReplay:
    @pytest.fixture
    def stored(self, run: Any) -> str:
        return written(run("assess", written(json.dumps({"answers": MAKER})), "--json", *FEW).out, "result.json")

    def test_identical(self, run: Any, stored: str) -> None:
        found = run("replay", stored)
        assert (found.code, found.err) == (0, "")
        assert found.out.startswith("Identical")

    def test_a_changed_file_is_refused(self, run: Any, stored: str) -> None:
        data = json.loads(Path(stored).read_text(encoding="utf-8"))
        data["answers"]["employees"] = 3
        assert "changed after it was made" in refused(run, "replay", written(json.dumps(data), "changed.json"))

    def test_what_differs_is_named_and_the_answer_is_no(self, run: Any, stored: str) -> None:
        data = json.loads(Path(stored).read_text(encoding="utf-8"))
        other = recommendation_of(data).model_copy(update={"content_version": "2000-01-01+0"}).sealed()
        found = run("replay", written(json.dumps(other.plain()), "older.json"))
        assert (found.code, found.err) == (1, "")
        assert found.out.splitlines() == [
            "Not identical:",
            f"content_version: was 2000-01-01+0, is {real().version}.",
        ]

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("content_version: x\n", "is not JSON"),
            ("{", "not valid JSON"),
            ("[]", "not a recommendation"),
            ("{}", "not a recommendation"),
            ("", "is not JSON"),
            ('{"content_version": 1}', "cannot be read"),
            ('{"content_version": ' + "1" * 5000 + "}", "too long"),
            ('{"content_version": NaN}', "cannot be read"),
            ("[" * 100_000, "nested too deeply"),
            (b"\x00\xff", "not UTF-8"),
        ],
        ids=lambda value: repr(value[:30]),
    )
    def test_what_is_no_recommendation(self, run: Any, text: str | bytes, says: str) -> None:
        assert says in refused(run, "replay", written(text, "x.json"))

    def test_standard_input_is_not_taken(self, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        typed_in(monkeypatch, "{}")
        assert "as a file" in refused(run, "replay", "-")

    def test_a_missing_file(self, run: Any) -> None:
        assert "Cannot read" in refused(run, "replay", "none.json")


class TestQuestions:
    def test_as_json(self, run: Any) -> None:
        found = run("questions", "--json")
        entries = json.loads(found.out)
        assert (found.code, found.err) == (0, "")
        assert [entry["id"] for entry in entries] == [q.id for q in real().questionnaire.questions]
        assert all({"id", "type", "ask", "when"} <= set(entry) for entry in entries)
        by_id = {entry["id"]: entry for entry in entries}
        assert by_id["employees"]["unit"]
        assert "retail" in by_id["industry"]["choices"]
        assert by_id["warehouses"]["when"] == "inventory: not(none)"

    def test_as_text(self, run: Any) -> None:
        lines = run("questions").out.splitlines()
        assert len(lines) == len(real().questionnaire.questions)
        assert lines[0].startswith("employees (number): ")
        assert any("[asked when inventory: not(none)]" in line for line in lines)


@pytest.mark.usefixtures("loaded_once")
class TestRules:
    def test_show_as_text_and_as_json(self, run: Any) -> None:
        text, data = run("rules", "show", RULE).out, json.loads(run("rules", "show", RULE, "--json").out)
        assert text.startswith(f"{RULE}\n{data['text']}\n")
        assert (data["row"], data["table"]) == (RULE, "needs-customer")

    @pytest.mark.parametrize("table", [[], ["risks"]])
    def test_list(self, run: Any, table: list[str]) -> None:
        rows = [row.id for key, t in real().tables.items() if not table or key in table for row in t.rows]
        assert [line.split()[0] for line in run("rules", "list", *table).out.splitlines()] == rows

    def test_what_is_not_there(self, run: Any) -> None:
        assert f"the nearest: {RULE}," in refused(run, "rules", "show", f"{RULE}x")


class TestCheck:
    def test_good_content(self, run: Any) -> None:
        found = run("check")
        assert (found.code, found.err) == (0, "")
        assert found.out.startswith("No problems: ")
        assert run("check", str(ROOT)).out == found.out

    def test_broken_content_is_listed_and_the_answer_is_no(self, run: Any, tmp_path: Path) -> None:
        folders = Folders.copied(tmp_path)
        line = folders.edit("currencies.yaml", 'USD: "1.1"', 'USD: "cheap"')
        folders.append("text.en.yaml", "extra_words: x\n")
        found = run("check", str(tmp_path))
        assert (found.code, found.err) == (1, "")
        *problems, last = found.out.splitlines()
        assert last == "2 problems."
        assert problems[0].startswith(f"currencies.yaml:{line}: “cheap” is not a rate.")
        assert problems[1].startswith("text.en.yaml:")
        assert problems == sorted(problems)

    def test_a_folder_without_content(self, run: Any, tmp_path: Path) -> None:
        assert "There is no folder" in refused(run, "check", str(tmp_path / "none"))
        (tmp_path / "questionnaires").mkdir()
        assert "rules" in refused(run, "check", str(tmp_path))
        (tmp_path / "rules").mkdir()
        assert run("check", str(tmp_path)).code == 1


def test_broken_rules_stop_every_command(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules").mkdir()
    monkeypatch.setenv("ADVISOR_RULES", str(tmp_path / "rules"))
    for arguments in (("assess", written(ANSWERS)), ("questions",)):
        assert "The questions or rules cannot be used" in refused(run, *arguments)
    monkeypatch.setenv("ADVISOR_RULES", str(tmp_path / "none"))
    assert "ADVISOR_RULES" in refused(run, "questions")
    assert "ADVISOR_RULES" in refused(run, "check")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("advise",),
        ("db",),
        ("db", "downgrade"),
        ("assess",),
        ("replay",),
        ("two\nlines",),
        ("rules",),
        ("serve", "--port", "x"),
    ],
)
def test_commands_that_do_not_exist(run: Any, arguments: tuple[str, ...]) -> None:
    assert "--help" in refused(run, *arguments)


def test_help_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in ("serve", "questions", "assess", "replay", "check", "rules", "db"))


def program(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command as a user runs it, in a process of its own."""
    command = [sys.executable, "-m", "advisor", *arguments]
    return subprocess.run(
        command, input=stdin, capture_output=True, timeout=120, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )


class TestProgram:
    def test_a_case_from_standard_input(self) -> None:
        found = program("assess", "-", "--json", *FEW, stdin=ANSWERS.encode())
        assert (found.returncode, found.stderr) == (0, b"")
        assert json.loads(found.stdout)["asked"] == 4

    def test_a_bad_case(self) -> None:
        found = program("assess", "-", stdin=b"answers: {employees: many}")
        assert (found.returncode, found.stdout) == (2, b"")
        assert found.stderr.count(b"\n") == 1
        assert b"Traceback" not in found.stderr

    def test_half_a_character(self) -> None:
        found = program("assess", "-", stdin=b'{"answers": {"industry": "\\ud800"}}')
        assert (found.returncode, found.stderr.count(b"\n")) == (2, 1)
        assert b"Traceback" not in found.stderr

    def test_a_reader_that_has_had_enough(self) -> None:
        command = [sys.executable, "-m", "advisor", "questions", "--json"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)}
        ) as process:
            assert process.stdout
            assert process.stderr
            process.stdout.close()
            assert b"Traceback" not in process.stderr.read()
            assert process.wait(60) == 0
