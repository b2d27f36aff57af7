"""Every damaged bank of tests/broken/questionnaire is found out, and a sound one is read as it is written."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from advisor.errors import Problem
from advisor.facts import Fact, Vocabulary
from advisor.questionnaire import check as check_module
from advisor.questionnaire import load as load_module
from advisor.questionnaire.check import check
from advisor.questionnaire.load import load
from advisor.questionnaire.schema import Question

FOLDER = Path(__file__).resolve().parents[1] / "broken" / "questionnaire"
FILES = sorted(path for path in FOLDER.glob("*.yaml") if not path.name.startswith("_"))
EXPECT = re.compile(r"# expect: (\S+) (\d+) (.+)")
CURRENCIES = ("EUR", "UAH", "JPY")
SOURCES = frozenset({"src-1", "src-2"})


def problems_of(path: Path, vocabulary: Vocabulary) -> list[Problem]:
    """What loading a bank finds and, when it can be loaded, what checking it finds."""
    bank, problems = load(path, vocabulary, CURRENCIES)
    return problems if bank is None else check(bank, vocabulary, SOURCES, path.name)


def codes(module: ModuleType) -> set[str]:
    """Problem codes a module can produce: first argument of `problem(...)`, second part of a yielded finding."""
    found: list[ast.expr] = []
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "problem":
            found.append(node.args[0])
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            found.append(node.value.elts[1])
    parts = [part for node in found for part in ([node.body, node.orelse] if isinstance(node, ast.IfExp) else [node])]
    return {str(ast.literal_eval(part)) for part in parts}


def test_the_sound_bank_has_no_problems(small: Any) -> None:
    assert problems_of(FOLDER / "_good.yaml", small.vocabulary) == []


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_damage_is_found(path: Path, small: Any) -> None:
    announced = EXPECT.match(path.read_text(encoding="utf-8"))
    assert announced, "the first line must say what is expected"
    code, line, words = announced.groups()
    assert code == path.name.split(".")[0]
    found = problems_of(path, small.vocabulary)
    assert [(p.file, p.code, p.line) for p in found] == [(path.name, code, int(line))], [str(p) for p in found]
    assert words in found[0].message
    assert found[0].fix.endswith(".")


def test_every_code_has_a_damaged_file() -> None:
    """Beyond our own codes, a repeated key stands for the findings of the YAML reader."""
    announced = {path.name.split(".")[0] for path in FILES}
    assert codes(load_module) | codes(check_module) | {"duplicate-key"} == announced
    assert codes(load_module) >= {"wrong-type", "unknown-fact", "cycle"}
    assert codes(check_module) >= {"too-many", "unknown-source", "unset-fact"}


def test_several_problems_are_returned_at_once(small: Any, tmp_path: Path) -> None:
    text = (FOLDER / "_good.yaml").read_text(encoding="utf-8")
    path = tmp_path / "flow.yaml"
    path.write_text(text.replace("type: country", "type: land").replace('"5": "3"', '"6": "3"'), encoding="utf-8")
    bank, problems = load(path, small.vocabulary, CURRENCIES, "shown.yaml")
    assert bank is None
    assert {p.code for p in problems} == {"wrong-type", "wrong-value"}
    assert {p.file for p in problems} == {"shown.yaml"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "missing-field"),
        ("- a\n- b\n", "missing-field"),
        ("questions: all of them\n", "missing-field"),
        ("questions: [a, b\n", "yaml"),
        ("questions: &all []\n", "alias"),
        ('{"questions": [}', "json"),
    ],
)
def test_a_file_without_a_list_of_questions_is_no_bank(text: str, code: str, small: Any, tmp_path: Path) -> None:
    path = tmp_path / "flow.yaml"
    path.write_text(text, encoding="utf-8")
    bank, problems = load(path, small.vocabulary, CURRENCIES)
    assert bank is None
    assert [p.code for p in problems] == [code]


def test_a_missing_file_is_a_problem(small: Any, tmp_path: Path) -> None:
    bank, problems = load(tmp_path / "flow.yaml", small.vocabulary, CURRENCIES)
    assert bank is None
    assert [p.code for p in problems] == ["unreadable"]


def test_questions_that_are_no_mappings_are_named(small: Any, tmp_path: Path) -> None:
    path = tmp_path / "flow.yaml"
    path.write_text((FOLDER / "_good.yaml").read_text(encoding="utf-8") + "  - just a text\n  - [a, list]\n")
    bank, problems = load(path, small.vocabulary, CURRENCIES)
    assert bank is None
    assert [p.message for p in problems] == ["A question has no id."] * 2
    assert problems[0].line + 1 == problems[1].line


@pytest.mark.parametrize("kind", ["number", "money"])
def test_a_number_without_an_upper_bound_cannot_be_asked(kind: str, tmp_path: Path) -> None:
    """Otherwise every answer but zero would be refused."""
    fact = Fact.model_validate({"id": "load", "kind": kind})
    path = tmp_path / "flow.yaml"
    question = f'{{id: load, page: p, type: {kind}, unknown: {{"5": "1"}}, claims: [src-1]}}'
    tracks = '{executive: {most: "9", minutes: "9", enough: "0.9"}, full: {most: "9", minutes: "9"}}'
    path.write_text(f'questionnaire: q\nversion: "1"\npages: [p]\ntracks: {tracks}\nquestions:\n  - {question}\n')
    bank, problems = load(path, Vocabulary({"load": fact}, {}), CURRENCIES)
    assert bank is None
    assert [(p.code, p.message) for p in problems] == [("missing-field", "Fact “load” has no upper bound.")]


class TestWhatIsRead:
    """The small bank, question by question."""

    @pytest.fixture
    def questions(self, small: Any) -> dict[str, Question]:
        found: dict[str, Question] = small.questionnaire.by_id
        return found

    def test_head(self, small: Any) -> None:
        bank = small.questionnaire
        assert (bank.id, bank.version) == ("small", "2026-11-22")
        assert bank.pages == ("company", "people", "money")
        read = {t.id: (t.most, t.minutes, t.enough) for t in bank.tracks.values()}
        assert read == {"executive": (2, 1, 0.9), "full": (7, 3, 0.0)}

    def test_order_is_that_of_the_file(self, questions: dict[str, Question]) -> None:
        assert list(questions) == ["trade", "seller_count", "export", "pains", "mood", "purse", "home"]

    def test_choices_and_bounds_come_from_the_facts(self, questions: dict[str, Question]) -> None:
        assert questions["trade"].choices == ("retail", "services", "making")
        assert questions["pains"].choices == ("returns", "quotes", "billing")
        assert questions["home"].choices == ("DE", "NO", "UA")
        assert questions["purse"].choices == CURRENCIES
        bounds = {key: (questions[key].low, questions[key].high) for key in ("seller_count", "mood", "purse")}
        assert bounds == {"seller_count": (0, 1000), "mood": (1, 5), "purse": (0, 1_000_000)}

    def test_the_fact_is_the_id_unless_said_otherwise(self, questions: dict[str, Question]) -> None:
        assert {q.id: q.fact for q in questions.values() if q.id != q.fact} == {"seller_count": "sellers"}

    def test_words_and_their_defaults(self, questions: dict[str, Question]) -> None:
        assert [q.id for q in questions.values() if q.required] == ["trade"]
        assert [q.id for q in questions.values() if q.nature == "actionable"] == ["pains"]
        assert questions["trade"].who == ("management",)
        assert questions["home"].who == ()
        assert questions["pains"].claims == ("src-1", "src-2")

    def test_otherwise_is_typed(self, questions: dict[str, Question]) -> None:
        found = {q.id: q.otherwise for q in questions.values() if q.when is not None}
        assert found == {"seller_count": 0.0, "export": False, "pains": frozenset({"returns"}), "mood": 3.0}
        assert questions["trade"].otherwise is None

    def test_unknown_is_typed_and_in_order(self, questions: dict[str, Question]) -> None:
        assert questions["trade"].unknown == (("retail", 50), ("services", 30), ("making", 20))
        assert questions["seller_count"].unknown == ((0.0, 20), (4.0, 50), (40.0, 30))
        assert questions["export"].unknown == ((True, 40), (False, 60))
        assert questions["pains"].unknown == (("returns", 50), ("quotes", 10), ("billing", 0))

    def test_unknown_by_is_typed_for_each_value_in_the_order_of_the_vocabulary(
        self, small: Any, tmp_path: Path
    ) -> None:
        text = (FOLDER / "_good.yaml").read_text(encoding="utf-8")
        sized = '{big: {"90000": "3", "1000": "1"}, fact: team, small: {"1000": "1"}, none: {"0": "1"}}'
        whole = '    unknown: {"1000": "50", "90000": "50"}\n'
        path = tmp_path / "flow.yaml"
        path.write_text(text.replace(whole, f"{whole}    unknown_by: {sized}\n"), encoding="utf-8")
        bank, problems = load(path, small.vocabulary, CURRENCIES)
        assert bank is not None, problems
        found = bank.by_id["purse"].unknown_by
        assert found == ("team", {"none": ((0.0, 1),), "small": ((1000.0, 1),), "big": ((90_000.0, 3), (1000.0, 1))})
        assert list(found[1]) == ["none", "small", "big"]
        assert [q.id for q in bank.questions if q.unknown_by is not None] == ["purse"]

    def test_line_is_that_of_the_question(self, questions: dict[str, Question]) -> None:
        lines = (FOLDER / "_good.yaml").read_text(encoding="utf-8").splitlines()
        assert all(lines[q.line - 1] == f"  - id: {q.id}" for q in questions.values())

    def test_conditions_are_groups_of_cells(self, questions: dict[str, Question]) -> None:
        when = questions["pains"].when
        assert when is not None
        assert [[fact for fact, _ in group] for group in when.groups] == [["team"], ["export", "sellers"]]


def test_real_bank_keeps_the_promises_of_its_tracks(content: Any) -> None:
    bank = content.questionnaire
    assert len(bank.start) < bank.tracks["executive"].most <= 20
    assert len(bank.asked) <= bank.tracks["full"].most
    assert bank.tracks["executive"].minutes <= 8


@pytest.mark.parametrize(("written", "share"), [("0", 0.0), ("0.9", 0.9), ("0.985", 0.985), ("1", 1.0)])
def test_how_sure_a_track_must_be(written: str, share: float, small: Any, tmp_path: Path) -> None:
    text = (FOLDER / "_good.yaml").read_text(encoding="utf-8")
    path = tmp_path / "flow.yaml"
    path.write_text(text.replace('enough: "0.9"', f'enough: "{written}"'), encoding="utf-8")
    bank, problems = load(path, small.vocabulary, CURRENCIES)
    assert bank is not None, problems
    assert bank.tracks["executive"].enough == share


def test_real_bank_uses_every_page_it_declares(content: Any) -> None:
    bank = content.questionnaire
    assert {q.page for q in bank.questions} == set(bank.pages)


def test_every_real_question_says_who_knows(content: Any) -> None:
    roles = {"management", "sales", "service", "operations", "finance", "hr", "it"}
    assert [q.id for q in content.questionnaire.questions if not q.who or not roles.issuperset(q.who)] == []
