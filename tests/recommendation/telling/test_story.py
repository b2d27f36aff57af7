"""A result in words: every key is looked up in the language asked for, and older results can still be told."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from typing import Any

import pytest

from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.model import Exclusion, Reason, Recommendation, Risk
from advisor.recommendation.replay import stored
from advisor.recommendation.telling.lines import Story
from advisor.recommendation.telling.story import WORDED, tell, with_words
from advisor.recommendation.texts import Texts
from advisor.scoring.model import NOT_YET
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, SETTLED, random_answers, strings, typed

RAWS = [MAKER, SELLER, SETTLED, {}]
# Fields of a story that hold ids, figures or what the sources say; all others are words.
IDS = {"language", "path", "deployment", "style", "content_version", "hash", "id", "row", "score", "page", "question"}
IDS |= {"system", "priority", "severity", "since", "outcome", "sources", "answer"}
IDS |= {"kind", "aspect", "questions", "criterion"}
IDS |= {"money", "market"}  # with amounts, names of products and addresses; their own tests read them


def marked(node: Any) -> Any:
    """The same tree with every word in brackets."""
    if isinstance(node, dict):
        return {key: marked(value) for key, value in node.items()}
    if isinstance(node, str) and node.isdecimal():  # how large a unit is
        return node
    return [marked(value) for value in node] if isinstance(node, list) else f"[{node}]"


def figures_alike(text: str) -> str:
    """Without brackets, and without the signs within numbers that differ from language to language."""
    return re.sub(r"(?<=\d)[\s.,](?=\d)", "", re.sub(r"[\[\]]", "", text))


def words_of(node: Any) -> list[str]:
    """Every text of a story that is no id and no figure."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, tuple):
        return [word for entry in node for word in words_of(entry)]
    fields = getattr(node, "__dataclass_fields__", {})
    return [word for name in fields if name not in IDS for word in words_of(getattr(node, name))]


@pytest.fixture(scope="module")
def bilingual(content: Content) -> Content:
    """The content with a second language that is English in brackets."""
    english = content.texts["en"]
    second = Texts("ru", marked(english.asking), marked(english.advising), marked(english.citing))
    return replace(content, texts={"en": english, "ru": second})


@pytest.mark.parametrize("raw", RAWS)
def test_a_story_is_told_in_one_language_only(bilingual: Content, raw: dict[str, Any]) -> None:
    it = advise(bilingual, typed(raw), SAMPLES)
    english, second = (words_of(tell(bilingual, it, language)) for language in ("en", "ru"))
    assert len(english) > 50
    for one, other in zip(english, second, strict=True):
        assert figures_alike(other) == figures_alike(one)
        assert not one or re.fullmatch(r"\[.+\]", other)


@pytest.mark.parametrize("seed", range(10))
def test_no_key_is_shown_in_place_of_words(content: Content, seed: int) -> None:
    story = tell(content, advise(content, random_answers(seed), SAMPLES))
    keys = {row.id for table in content.tables.values() for row in table.rows} | set(content.modules)
    assert not keys & set(words_of(story))
    assert not any("{" in word or word == "None" for word in words_of(story))


@pytest.mark.parametrize("raw", RAWS)
def test_nothing_of_the_result_is_left_out(content: Content, raw: dict[str, Any]) -> None:
    it = advise(content, typed(raw), SAMPLES)
    story = tell(content, it)
    assert [line.row for line in story.reasons] == [reason.row for reason in it.reasons]
    assert [line.row for line in story.against] == [reason.row for reason in it.against]
    assert [line.row for line in story.deployment_reasons] == [reason.row for reason in it.deployment_reasons]
    assert [line.row for line in story.ruled_out] == [exclusion.row for exclusion in it.exclusions]
    assert [risk.id for risk in story.risks] == [risk.id for risk in it.risks]
    assert [unknown.question for unknown in story.unknowns] == [unknown.question for unknown in it.unknowns]
    assert {answer.question for answer in story.answers} == set(it.answers)
    assert [table.id for table in story.trace] == [entry.table for entry in it.trace]
    shown = [m.id for phase in story.phases for m in phase.modules] + [m.id for m in story.in_place]
    assert sorted(shown) == sorted(module.id for module in it.modules)
    assert [scale.value for scale in story.needs] == list(it.needs.values())
    assert len(story.options) == len(it.options)
    assert (story.hash, story.samples, story.asked) == (it.hash, SAMPLES, it.asked)


def test_options_are_ordered_for_reading(content: Content) -> None:
    options = tell(content, advise(content, typed(MAKER), SAMPLES)).options
    assert [option.advised for option in options] == [True] + [False] * (len(options) - 1)
    free = [option.value for option in options[1:] if option.excluded is None]
    assert free == sorted(free, reverse=True)


def test_scales_say_which_half_they_are_in(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES).model_copy(update={"needs": {"customer": 49, "operations": 50}})
    low, high = tell(content, it).needs
    say = content.texts["en"].say
    assert low.meaning == say("scores", "customer", "low")
    assert high.meaning == say("scores", "operations", "high")


def test_waiting_has_no_hosting(content: Content) -> None:
    story = tell(content, advise(content, typed(SETTLED), SAMPLES))
    assert (story.path, story.deployment_name, story.hosting) == (NOT_YET, "", "")
    assert story.sure == story.sure_hosting == 1.0
    assert story.phases == ()


def test_sources_are_looked_up(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    for line, reason in zip(tell(content, it).reasons, it.reasons, strict=True):
        assert tuple(source.id for source in line.sources) == reason.sources


def older(it: Recommendation) -> Recommendation:
    """A result of older content, with rows, tables, questions and answers that today's content no longer has."""
    gone = Reason(row="customer.long_gone", moves="customer", points=3, effect=1, sources=("gone-01", "diasoft-01"))
    return it.model_copy(
        update={
            "reasons": (gone, *it.reasons),
            "exclusions": (Exclusion(row="exclude.long_gone", path="crm", deployment="any", sources=()),),
            "risks": tuple(Risk(id=r.id, severity=r.severity, reasons=("risk.long_gone",)) for r in it.risks[:1]),
            "unknowns": (it.unknowns[0].model_copy(update={"question": "long_gone"}), *it.unknowns),
            "trace": (
                it.trace[0].model_copy(update={"table": "long-gone"}),
                it.trace[1].model_copy(update={"rows": ("long.gone", *it.trace[1].rows)}),
            ),
            "answers": it.answers | {"long_gone": "yes", "industry": "alchemy", "employees": "a few"},
        }
    )


def test_rows_of_older_content_are_shown_by_their_id(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    story = tell(content, older(it))
    assert story.reasons[0].text == "customer.long_gone"
    assert [source.id for source in story.reasons[0].sources] == ["diasoft-01"]
    assert story.ruled_out[0].text == "exclude.long_gone"
    assert story.ruled_out[0].moves == content.texts["en"].say("paths", "crm", "name")
    assert story.risks[0].reasons == ("risk.long_gone",)


def test_questions_of_older_content_are_left_out(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    story = tell(content, older(it))
    assert "long_gone" not in {unknown.question for unknown in story.unknowns}
    assert {answer.question for answer in story.answers} == set(it.answers) - {"industry", "employees"}
    assert [table.id for table in story.trace] == [it.trace[1].table]
    assert "long.gone" not in {line.row for line in story.trace[0].lines}


def test_answers_that_did_not_count_are_marked(content: Content) -> None:
    story = tell(content, advise(content, typed(SELLER | {"warehouses": "9"}), SAMPLES))
    assert [answer.question for answer in story.answers if not answer.counted] == ["warehouses"]


def test_the_trace_says_what_each_row_put_out(content: Content) -> None:
    story = tell(content, advise(content, typed(MAKER), SAMPLES))
    lines = {line.row: line.outcome for table in story.trace for line in table.lines}
    rows = {row.id: row for table in content.tables.values() for row in table.rows}
    sums = {r: o for r, o in lines.items() if all(isinstance(v, float | int) for v in rows[r].then.values())}
    assert sums
    assert all(re.fullmatch(r"[\w ]+ [+−][\d.]+(, [\w ]+ [+−][\d.]+)*", outcome) for outcome in sums.values())


def test_words_are_added_beside_the_stored_form(bilingual: Content) -> None:
    it = advise(bilingual, typed(MAKER), SAMPLES)
    shown = with_words(bilingual, it, "ru")
    assert shown["reasons"]
    for section in WORDED:
        entries = [shown[section]] if isinstance(shown[section], dict) else shown[section]
        assert all(entry.pop("text").startswith("[") for entry in entries)
    assert shown == it.plain()


@pytest.mark.parametrize("raw", RAWS)
def test_the_json_says_every_doubt(content: Content, raw: dict[str, Any]) -> None:
    """Each entry has the sentence of the page, and reading it back gives what was stored."""
    it = advise(content, typed(raw), SAMPLES)
    shown, told = with_words(content, it), tell(content, it).doubt
    sentences = {line.place: line.text for line in (*told.nearest, *told.more)}
    assert [flip["text"] for flip in shown["flips"]] == [sentences[place] for place in range(len(it.flips))]
    assert tuple(flip["text"] for flip in shown["weight_flips"]) == told.weights[: len(it.weight_flips)]
    assert all(f"{round(100 * u['shift'])} of 100" in u["text"] for u in shown["unknowns"])
    assert shown["second_opinion"]["text"]
    assert stored(shown) == it


def test_results_stored_before_there_was_money_are_told(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    early: dict[str, Any] = {"market": None, "place": None, "peers": (), "products": (), "plan": (), "flips": ()}
    bare = it.model_copy(update=early | {"budget": it.budget.model_copy(update={"estimate": None})})
    story = tell(content, bare)
    assert (story.money, story.market) == (None, None)
    assert tell(content, it).money is not None
    assert "second_opinion" in with_words(content, bare.model_copy(update={"second_opinion": None}))


def test_the_day_decides_what_is_out_of_date(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    assert tell(content, it).doubt.expired == tell(content, it, today=datetime.date(2020, 1, 1)).doubt.expired == ""
    assert tell(content, it, today=datetime.date(2040, 1, 1)).doubt.expired


def test_a_story_holds_no_empty_source(content: Content) -> None:
    story: Story = tell(content, advise(content, typed(MAKER), SAMPLES))
    assert all(text.strip() for line in story.reasons for text in strings(line.text))
    assert all(source.title for line in story.reasons for source in line.sources)
