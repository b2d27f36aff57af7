"""The first screen in plain text: the advice, how sure it is, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from advisor.language import LANGUAGES
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.telling.lines import Story
from advisor.recommendation.telling.plaintext import REASONS, lines
from advisor.recommendation.telling.story import tell
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, SETTLED, random_answers, real, typed


def story(content: Content, raw: dict[str, Any]) -> Story:
    return tell(content, advise(content, typed(raw), SAMPLES))


def plain(told: Story) -> Iterator[str]:
    """The lines in the language of the story."""
    return lines(told, real().texts[told.language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_is_left_in_english(content: Content, language: str) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    text = "\n".join(plain(tell(content, it, language)))
    assert ("How sure" in text) is (language == "en")
    assert ("Open questions" in text) is (language == "en")
    assert "{" not in text


@pytest.mark.parametrize("raw", [MAKER, SELLER, SETTLED, {}])
def test_the_first_line_is_the_advice(content: Content, raw: dict[str, Any]) -> None:
    told = story(content, raw)
    first = next(plain(told))
    assert first == told.verdict != ""
    assert not {"{", "}"} & set(first)


def test_how_sure(content: Content) -> None:
    told = replace(story(content, MAKER), sure=0.876, alternatives=("A", "B"))
    clear, close = (list(plain(replace(told, clear=clear))) for clear in (True, False))
    assert "How sure: first in 88% of the plausible readings of your answers." in clear
    assert "How sure: too close to call. First in 88% of the plausible readings; also in play: A, B." in close


def test_too_close_without_a_single_rival(content: Content) -> None:
    told = replace(story(content, MAKER), clear=False, alternatives=())
    assert any(line.endswith("also in play: other paths.") for line in plain(told))


def test_sections_appear_only_when_they_hold_something(content: Content) -> None:
    full = list(plain(story(content, MAKER)))
    assert "Why" in full
    assert any(line.startswith("Phase 1: ") for line in full)
    bare = list(plain(story(content, SETTLED)))
    assert "Why" not in bare
    assert not any(line.startswith("Phase") for line in bare)
    assert "Ruled out" in bare


def section(told: Story, title: str) -> list[str]:
    """The lines under `title`, up to the next empty one."""
    found = list(plain(told))
    start = found.index(title) + 1
    return found[start : found.index("", start)]


def test_a_long_list_is_cut(content: Content) -> None:
    told = story(content, MAKER)
    first = told.reasons[0]
    many = replace(told, reasons=tuple(replace(first, text=f"Reason {i}.") for i in range(REASONS + 3)))
    assert section(many, "Why") == [f"  Reason {i}. [{first.moves}]" for i in range(REASONS)]


def test_a_sentence_stands_once_with_all_it_moves(content: Content) -> None:
    told = story(content, MAKER)
    first, other = told.reasons[0], replace(told.reasons[1], text="Another.", moves="")
    again = replace(first, moves="Budget")
    twice = replace(told, reasons=(first, other, again, first))
    assert section(twice, "Why") == [f"  {first.text} [{first.moves}, Budget]", "  Another."]


def test_a_row_that_moves_two_scores_is_said_once(content: Content) -> None:
    """Training moves the readiness for change and the IT capacity."""
    told = story(content, {"employees": "3", "main_strain": "none", "training_capacity": "1", "budget": "1500 EUR"})
    (told_twice,) = {line.text for line in told.reasons if line.row == "change.training_low"}
    moved = [line.moves for line in told.reasons if line.text == told_twice]
    assert len(moved) == 2
    only = replace(told, reasons=tuple(line for line in told.reasons if line.text == told_twice))
    assert section(only, "Why") == [f"  {told_twice} [{', '.join(moved)}]"]


def test_knock_outs_for_one_reason_are_one_line(content: Content) -> None:
    told = story(content, {**MAKER, "machine_link": "real_time"})
    shared = [line for line in told.ruled_out if line.row.startswith("exclude.machines")]
    assert len(shared) > 1
    text = f"  {shared[0].text} [{', '.join(line.moves for line in shared)}]"
    assert [line for line in section(told, "Ruled out") if shared[0].text in line] == [text]


@pytest.mark.parametrize("seed", range(4))
def test_no_sentence_of_a_section_is_said_twice(content: Content, seed: int) -> None:
    told = tell(content, advise(content, random_answers(seed), SAMPLES))
    given = {"Why": told.reasons, "What speaks against it": told.against, "Ruled out": told.ruled_out}
    for title, found in given.items():
        if found:
            texts = list(dict.fromkeys(line.text for line in found))
            cut = texts if title == "Ruled out" else texts[:REASONS]
            assert [line.split(" [")[0].strip() for line in section(told, title)] == cut


def test_every_module_risk_and_score_is_there(content: Content) -> None:
    told = story(content, MAKER)
    text = "\n".join(plain(told))
    assert all(module.name in text for phase in told.phases for module in phase.modules)
    assert all(risk.name in text and risk.counter in text for risk in told.risks)
    assert all(f"{scale.name}: {scale.value} of 100" in text for scale in (*told.needs, *told.capacity))


def test_open_questions_say_who_to_ask(content: Content) -> None:
    told = story(content, SELLER)
    text = "\n".join(plain(told))
    assert told.unknowns
    for unknown in told.unknowns[:REASONS]:
        assert unknown.ask in text
        assert f"ask: {', '.join(unknown.who)})" in text


@pytest.mark.parametrize("seed", range(6))
def test_it_ends_with_what_proves_it_and_shows_no_inner_value(content: Content, seed: int) -> None:
    told = tell(content, advise(content, random_answers(seed), SAMPLES))
    found = list(plain(told))
    assert found[-1].endswith(f"content {told.content_version}, {told.hash}")
    assert not any("None" in line or "(" * 2 in line or "\n" in line for line in found)
