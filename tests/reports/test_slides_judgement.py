"""The slide on what people put beside the rules: there only when somebody did, complete, and with its reasons."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import pytest
from pptx import Presentation
from pptx.slide import Slide

from advisor.language import LANGUAGES
from advisor.questionnaire.answers import parse_all
from advisor.recommendation.advise import advise
from advisor.recommendation.model import Recommendation
from advisor.recommendation.tailoring import ModuleChoice, OptionChoice, Tailoring
from advisor.recommendation.telling.lines import Story
from advisor.recommendation.telling.story import tell
from advisor.reports import slides
from advisor.reports.office import script
from advisor.reports.slide_text import Line, height
from advisor.reports.slides_judgement import LONGEST_REASON
from tests.recommendation.advices import FEW, advice, plain_answers
from tests.recommendation.samples import real
from tests.reports.offices import DAY, cover, deck
from web.render import translations

CASE, PLACE = "russian-car-dealers", 2
CONTRACT, SHARED = "One contract for both.", "The board wants an equal say of all."
OPTION = OptionChoice(path="both", deployment="hybrid", reason=CONTRACT)
VOICES = {"management": 2, "it": 1, "consultant": 1}


@cache
def weights() -> dict[str, float]:
    found = real().scheme.criteria
    return {one.id: 1 / len(found) for one in found}


@cache
def changed() -> dict[str, ModuleChoice]:
    """One module left out, with a reason, and one made more important."""
    free = [one.id for one in advice(CASE).modules if one.priority != "must" and not one.needed_by]
    return {
        free[0]: ModuleChoice(priority="left-out", reason="Bought already."),
        free[1]: ModuleChoice(priority="must"),
    }


def tailored(**own: Any) -> Recommendation:
    answers = parse_all(real().questionnaire, plain_answers(CASE))
    return advise(real(), answers, FEW, tailoring=Tailoring(**own))


@cache
def everything() -> Recommendation:
    return tailored(
        weights=weights(), weights_reason=SHARED, option=OPTION, modules=changed(), consensus=0.72, voices=VOICES
    )


def told(it: Recommendation, language: str = "en") -> Story:
    return tell(real(), it, language, today=DAY)


def made(it: Recommendation, language: str = "en") -> list[Slide]:
    data = slides.render(real(), it, language, translations(language).gettext, cover())
    return list(Presentation(io.BytesIO(data)).slides)


def words(slide: Slide) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def spoken(slide: Slide) -> str:
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None
    return frame.text


def test_a_result_of_the_rules_alone_has_no_such_slide() -> None:
    plain = Presentation(io.BytesIO(deck(CASE))).slides
    assert len(made(everything())) == len(plain) + 1
    assert all("The rules say" not in words(slide) for slide in plain)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_choice_stands_beside_the_advice_with_its_reason(language: str) -> None:
    found, story = made(everything(), language)[PLACE], told(everything(), language)
    assert story.override is not None
    title = found.shapes.title
    assert title is not None
    assert story.override.verdict in title.text_frame.text
    assert story.override.ruled in words(found)
    assert CONTRACT in words(found)


def test_modules_weights_and_voices_are_told() -> None:
    found, story = made(everything())[PLACE], told(everything())
    left_out = next(one for one in story.left_out if one.override and one.override.reason)
    assert f"{left_out.name}: Left out (the rules: {left_out.priority_name})" in words(found)
    raised = next(one for phase in story.phases for one in phase.modules if one.override and one.override.chosen)
    assert f"{raised.name}: {raised.priority_name} (the rules: {raised.override.ruled_name})" in words(found)  # type: ignore[union-attr]
    assert f"{story.weights[0].name}: 11%" in words(found)
    assert f"Why: {SHARED}" in words(found)
    assert "Management 2, IT 1, Consultant 1" in words(found)
    assert "Consensus of the voices: 72%." in words(found)


def test_the_notes_hold_all_reasons_in_full() -> None:
    long = "reasons " * 200
    it = tailored(option=OptionChoice(path="both", deployment="hybrid", reason=long))
    found = made(it)[PLACE]
    assert long.strip() in spoken(found)
    assert long.strip()[: LONGEST_REASON - 20] in words(found)
    assert long.strip() not in words(found)
    assert "about the advice of the rules" in spoken(found)


@pytest.mark.parametrize("own", [{"voices": {"it": 2}, "consensus": 0.5}, {"modules": "changed"}])
def test_a_single_part_takes_the_whole_slide(own: dict[str, Any]) -> None:
    it = tailored(**({"modules": changed()} if "modules" in own else own))
    found = made(it)[PLACE]
    assert found.shapes.title is not None
    assert found.shapes.title.text_frame.text == "What was judged for this case"
    assert [shape.placeholder_format.idx for shape in found.placeholders][:3] == [0, 1, 11]
    assert found.placeholders[1].width > 10 * 914400


def test_who_chooses_what_the_rules_say_is_told_so() -> None:
    it = advice(CASE)
    same = tailored(option=OptionChoice(path=it.path, deployment=it.deployment, reason="As ever."))
    title = made(same)[PLACE].shapes.title
    assert title is not None
    assert title.text_frame.text == "The consultant's judgement: By now the rules say the same."


def test_an_option_that_the_facts_rule_out_is_marked() -> None:
    name = "micro-no-need"
    barred = next(one for one in advice(name).options if one.excluded_by)
    choice = OptionChoice(path=barred.path, deployment=barred.deployment)
    answers = parse_all(real().questionnaire, plain_answers(name))
    chosen = advise(real(), answers, FEW, tailoring=Tailoring(option=choice))
    story = told(chosen)
    assert story.override is not None
    assert story.override.excluded
    assert f"Ruled out by the facts: {story.override.excluded}" in words(made(chosen)[PLACE])


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_fit_their_boxes(language: str) -> None:
    for shape in made(everything(), language)[PLACE].placeholders:
        if shape.placeholder_format.idx in (1, 2):
            lines = []
            for paragraph in shape.text_frame.paragraphs:
                size = paragraph.runs[0].font.size.pt
                bullet = "•" if paragraph._p.find("{*}pPr/{*}buChar") is not None else ""
                lines.append(Line(paragraph.text, size, bullet=bullet, gap=paragraph.space_before.pt / size))
            assert height(lines, shape.width / 914400, script(language)) <= shape.height / 914400 + 0.08
