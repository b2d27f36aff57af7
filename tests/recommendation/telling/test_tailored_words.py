"""What people put beside the rules, in words; without it nothing is said."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.language import LANGUAGES
from advisor.money import Money
from advisor.questionnaire.merging import CONSULTANT
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.tailoring import ModuleChoice, OptionChoice, Tailoring
from advisor.recommendation.telling.lines import Story
from advisor.recommendation.telling.story import tell, with_words
from advisor.recommendation.telling.tailored_words import Differing, Speakers, answer_of, verdict_words
from advisor.scoring.model import Option
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, SETTLED, strings, typed

REASON = "The parent company has decided so."
OPEN = {"main_goal": None, "budget": None, "manual_work": None, "stock_trouble": None, "project_work": None}
SPREAD = {
    "main_goal": (("cost", 250), ("revenue", 750)),
    "budget": ((2000.0, 500), (40_000.0, 500)),
    "manual_work": (("invoices", 100), ("payroll", 33)),
    "stock_trouble": ((1.0, 1), (5.0, 3)),
    "project_work": ((True, 1), (False, 1)),
}


def made(content: Content, raw: dict[str, Any] = MAKER, **own: Any) -> Recommendation:
    return advise(content, typed(raw), SAMPLES, tailoring=Tailoring(**own))


def another(content: Content, it: Recommendation) -> Option:
    return next(o for o in content.scheme.options if o.path not in (it.path, "not-yet") and o.deployment == "hybrid")


def chosen(content: Content, raw: dict[str, Any] = MAKER) -> tuple[Recommendation, Option]:
    option = another(content, made(content, raw))
    choice = OptionChoice(path=option.path, deployment=option.deployment, reason=REASON)
    return made(content, raw, option=choice), option


def test_nothing_is_said_of_a_result_of_the_rules_alone(content: Content) -> None:
    story = tell(content, made(content))
    assert (story.override, story.left_out, story.tailoring) == (None, (), None)
    assert all(m.override is None for phase in story.phases for m in phase.modules)
    assert all(a.differing == () for a in story.answers)
    assert not any(u.disputed for u in story.unknowns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chosen_option_stands_beside_the_advised_one(content: Content, language: str) -> None:
    it, option = chosen(content)
    story, plain = tell(content, it, language), tell(content, made(content), language)
    assert (story.verdict, story.path, story.sure, story.reasons) == (
        plain.verdict,
        plain.path,
        plain.sure,
        plain.reasons,
    )
    override = story.override
    assert override is not None
    say = content.texts[language].say
    assert (override.path, override.deployment, override.reason) == (option.path, option.deployment, REASON)
    assert override.path_name == say("paths", option.path, "name")
    assert override.deployment_name == say("deployments", option.deployment, "name")
    assert override.verdict == verdict_words(option, content.texts[language])
    assert override.ruled == story.verdict != override.verdict
    assert (override.same, override.excluded) == (False, "")
    assert "{" not in "".join(strings(override))


def test_the_rows_that_exclude_the_chosen_option_are_said(content: Content) -> None:
    """A company whose systems both work: every purchase is ruled out."""
    it, _ = chosen(content, SETTLED)
    override = tell(content, it).override
    assert override is not None
    row = next(o.excluded_by for o in it.options if Option(o.path, o.deployment) == it.decided)
    assert row is not None
    assert override.excluded == content.texts["en"].say("reasons", content_reason(content, row))


def content_reason(content: Content, row: str) -> str:
    return next(r.reason for table in content.tables.values() for r in table.rows if r.id == row)


def test_waiting_can_be_chosen(content: Content) -> None:
    it = made(content, option=OptionChoice(path="not-yet", deployment="none", reason=REASON))
    override = tell(content, it).override
    assert override is not None
    assert (override.deployment_name, override.hosting) == ("", "")
    assert override.verdict == content.texts["en"].say("paths", "not-yet", "verdict").format(where="")


def test_the_advised_option_can_be_confirmed(content: Content) -> None:
    plain = made(content)
    it = made(content, option=OptionChoice(path=plain.path, deployment=plain.deployment, reason=REASON))
    override = tell(content, it).override
    assert override is not None
    assert override.same
    assert override.verdict == override.ruled


def test_costs_are_told_of_the_chosen_option(content: Content) -> None:
    it, option = chosen(content)
    money = tell(content, it).money
    assert money is not None
    assert [(row.path, row.deployment) for row in money.options if row.advised] == [(option.path, option.deployment)]
    assert next(row for row in money.options if row.advised).best


def test_changed_modules_say_what_the_rules_have(content: Content) -> None:
    plain = made(content)
    must = next(m for m in plain.modules if m.priority == "must" and not m.needed_by and not m.in_place)
    out = next(m for m in plain.modules if not m.needed_by and not m.in_place and m.id != must.id)
    named = {m.id for m in plain.modules}
    systems = content.scheme.systems(plain.path)
    new = next(m for m in content.modules.values() if m.id not in named and m.system in systems)
    choices = {
        must.id: ModuleChoice(priority="later", reason=REASON),
        out.id: ModuleChoice(priority="left-out", reason="Not wanted."),
        new.id: ModuleChoice(priority="should", reason="Asked for."),
    }
    story = tell(content, made(content, modules=choices))
    lines = {m.id: m for phase in story.phases for m in phase.modules}
    priorities = content.texts["en"].say
    changed = lines[must.id].override
    assert changed is not None
    assert (changed.ruled, changed.ruled_name) == ("must", priorities("priorities", "must"))
    assert (changed.chosen, changed.reason, lines[must.id].priority) == (True, REASON, "later")
    added = lines[new.id].override
    assert added is not None
    assert (added.ruled, added.ruled_name, added.chosen, added.reason) == ("none", "", True, "Asked for.")
    left = {m.id: m for m in story.left_out}[out.id]
    assert left.override is not None
    assert (left.override.ruled, left.override.reason) == (out.priority, "Not wanted.")
    untouched = set(lines) - set(choices)
    assert all(lines[m].override is None or not lines[m].override.chosen for m in untouched)  # type: ignore[union-attr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_differing_answers_are_told_by_their_weight(content: Content, language: str) -> None:
    it = advise(content, typed(MAKER) | OPEN, SAMPLES, tailoring=Tailoring(spread=SPREAD))
    story = tell(content, it, language)
    told = {a.question: a for a in story.answers}
    say = content.texts[language].ask
    assert told["main_goal"].differing == (
        Differing(say("questions", "main_goal", "options", "revenue"), 0.75),
        Differing(say("questions", "main_goal", "options", "cost"), 0.25),
    )
    assert told["manual_work"].differing == (
        Differing(say("questions", "manual_work", "options", "invoices"), 1.0),
        Differing(say("questions", "manual_work", "options", "payroll"), 0.33),
    )
    assert [d.share for d in told["stock_trouble"].differing] == [0.75, 0.25]
    assert say("questions", "stock_trouble", "anchors", "5") in told["stock_trouble"].differing[0].answer
    assert len(told["budget"].differing) == len(told["project_work"].differing) == 2
    assert {u.question for u in story.unknowns if u.disputed} == set(SPREAD)
    assert story.tailoring is not None
    assert story.tailoring.differing == len(SPREAD)


def test_amounts_that_differ_are_euros(content: Content) -> None:
    it = advise(content, typed(SELLER) | {"budget": None}, SAMPLES, tailoring=Tailoring(spread=SPREAD))
    told = next(a for a in tell(content, it).answers if a.question == "budget")
    assert [("2,000" in d.answer, "40,000" in d.answer) for d in told.differing] == [(True, False), (False, True)]
    assert answer_of(content.questionnaire.by_id["budget"], 40_000.0) == Money(4_000_000, "EUR")


def test_a_value_that_is_gone_is_left_away(content: Content) -> None:
    """Told with a content that no longer has the word."""
    it = advise(content, typed(MAKER) | {"main_goal": None}, SAMPLES, tailoring=Tailoring(spread=SPREAD))
    own = Tailoring(spread={"main_goal": (("gold", 500), ("cost", 500))})
    old = it.model_copy(update={"tailoring": own})
    told = next(a for a in tell(content, old).answers if a.question == "main_goal")
    assert [d.share for d in told.differing] == [0.5]


def test_who_was_asked_is_told_by_role(content: Content) -> None:
    even = {c.id: 1 / len(content.scheme.criteria) for c in content.scheme.criteria}
    it = made(content, voices={"sales": 2, CONSULTANT: 1}, consensus=0.8, weights=even, weights_reason=REASON)
    story: Story = tell(content, it, "ru")
    own = story.tailoring
    assert own is not None
    name = content.texts["ru"].ask("roles", "sales")
    assert own.speakers == (Speakers("sales", name, 2), Speakers(CONSULTANT, CONSULTANT, 1))
    assert (own.consensus, own.own_weights, own.weights_reason, own.differing) == (0.8, True, REASON, 0)
    assert tell(content, made(content, voices={"it": 2})).tailoring == replaced(own, content)


def replaced(own: Any, content: Content) -> Any:
    """Two people of the same role who agree on all they answered, with the weights of the content."""
    speakers = (Speakers("it", content.texts["en"].ask("roles", "it"), 2),)
    return type(own)(speakers, None, 0, False, "")


def test_the_stored_form_has_no_words_for_it(content: Content) -> None:
    it, _ = chosen(content)
    assert with_words(content, it)["tailoring"] == it.plain()["tailoring"]
