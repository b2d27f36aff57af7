"""Errors say one clear sentence; problems say where, what and what to do."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from advisor import errors
from advisor.errors import AdvisorError, BadInput, ContentBroken, Problem

PROBLEM = Problem("rules/needs.yaml", 12, "unknown-fact", "There is no fact “sise”.", "Write “size”.")
KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, AdvisorError)]


def test_a_problem_is_one_line_that_editors_can_follow() -> None:
    assert str(PROBLEM) == "rules/needs.yaml:12: There is no fact “sise”. Write “size”. [unknown-fact]"


def test_problems_are_sorted_by_file_and_line() -> None:
    places = [("b.yaml", 1), ("a.yaml", 12), ("a.yaml", 2)]
    problems = [Problem(file, line, "code", "What.", "Do.") for file, line in places]
    assert [(p.file, p.line) for p in sorted(problems)] == [("a.yaml", 2), ("a.yaml", 12), ("b.yaml", 1)]


def test_a_problem_is_frozen_and_compared_by_value() -> None:
    with pytest.raises(FrozenInstanceError):
        PROBLEM.line = 3  # type: ignore[misc]
    same = Problem("rules/needs.yaml", 12, "unknown-fact", "There is no fact “sise”.", "Write “size”.")
    assert {PROBLEM, same} == {PROBLEM}


def test_an_error_carries_its_sentence_and_field() -> None:
    error = AdvisorError("The case is gone.", field="case")
    assert (error.message, error.field, str(error)) == ("The case is gone.", "case", "The case is gone.")
    assert AdvisorError("The case is gone.").field is None


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("AdvisorError", 400),
        ("Forbidden", 403),
        ("NotFound", 404),
        ("TooLarge", 413),
        ("BadInput", 422),
        ("TooMany", 429),
        ("ContentBroken", 500),
        ("Unavailable", 503),
    ],
)
def test_statuses_are_those_of_http(name: str, status: int) -> None:
    assert getattr(errors, name).status == status


def test_every_kind_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in KINDS]
    assert len(set(codes)) == len(KINDS) == 10
    assert all(code == code.lower() and " " not in code for code in codes)


def test_bad_input_lists_every_reason() -> None:
    error = BadInput("The answers cannot be used.", field="answers", problems=(PROBLEM, PROBLEM))
    assert error.problems == (PROBLEM, PROBLEM)
    assert error.field == "answers"
    assert BadInput("No.").problems == ()


@pytest.mark.parametrize(
    ("problems", "said"),
    [
        ((), "no details"),
        ((PROBLEM,), "[unknown-fact] Run `advisor check`"),
        ((PROBLEM, PROBLEM, PROBLEM), "[unknown-fact] (and 2 more) Run `advisor check` for the whole list."),
    ],
)
def test_broken_content_names_the_first_problem(problems: tuple[Problem, ...], said: str) -> None:
    error = ContentBroken(problems)
    assert said in error.message
    assert error.problems == problems
    assert isinstance(error, AdvisorError)
