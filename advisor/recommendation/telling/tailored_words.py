"""What people put beside the rules in words: the chosen option, changed modules, differing answers, and who was asked.

What is said about them has no words of its own here: pages and reports put these parts into their sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from advisor.facts import Scalar
from advisor.money import Money
from advisor.questionnaire.merging import PERCENT
from advisor.questionnaire.schema import Answer, Question
from advisor.recommendation.content import Content
from advisor.recommendation.model import ModuleAdvice, Recommendation
from advisor.recommendation.tailoring import LEFT_OUT, ModuleChoice
from advisor.recommendation.telling.spoken import answer_words
from advisor.recommendation.telling.words import asked, reason_of, said
from advisor.recommendation.texts import Texts
from advisor.scoring.model import NO_DEPLOYMENT, Option

EURO = "EUR"


@dataclass(frozen=True)
class Override:
    """The option that was chosen, in the words of a verdict, and why. `same` says whether it is the advised one after
    all; `excluded` is the reason that rules it out, empty when none does in every reading; `ruled` is the verdict of
    the rules."""

    path: str
    path_name: str
    deployment: str
    deployment_name: str
    verdict: str
    about: str
    first: str
    hosting: str
    reason: str
    same: bool
    excluded: str
    ruled: str


@dataclass(frozen=True)
class ModuleOverride:
    """A module that is not as the rules have it. `ruled` is their priority (`none`: they do not name it), `ruled_name`
    its word, empty for none. `chosen` is False where it only follows from what was chosen for other modules; then there
    is no `reason`."""

    ruled: str
    ruled_name: str
    chosen: bool
    reason: str


@dataclass(frozen=True)
class Differing:
    """One of several answers to a question (of a set: one member that was named), and its share of weight, 0 to 1."""

    answer: str
    share: float


@dataclass(frozen=True)
class Speakers:
    """How many people of a role were asked."""

    role: str
    name: str
    number: int


@dataclass(frozen=True)
class Tailored:
    """Who was asked, how far they agree (0 to 1; None: no question was answered twice), how many answers are open
    because they differ, and whether the weights are own ones, with the reason that was given."""

    speakers: tuple[Speakers, ...]
    consensus: float | None
    differing: int
    own_weights: bool
    weights_reason: str


def tailored_words(it: Recommendation, texts: Texts) -> Tailored | None:
    """What a report says of how the result was tailored; None when it was not."""
    own = it.tailoring
    if own is None:
        return None
    return Tailored(
        speakers=tuple(Speakers(role, asked(texts, "roles", role), number) for role, number in own.voices.items()),
        consensus=own.consensus,
        differing=len(own.spread),
        own_weights=bool(own.weights),
        weights_reason=own.weights_reason,
    )


def override_words(content: Content, it: Recommendation, texts: Texts) -> Override | None:
    """The option that was chosen instead of the advised one; None when none was."""
    chosen = it.tailoring.option if it.tailoring else None
    if chosen is None:
        return None
    hosted = chosen.deployment != NO_DEPLOYMENT
    row = next((o.excluded_by for o in it.options if Option(o.path, o.deployment) == it.decided), None)
    return Override(
        path=chosen.path,
        path_name=said(texts, "paths", chosen.path, "name"),
        deployment=chosen.deployment,
        deployment_name=said(texts, "deployments", chosen.deployment, "name") if hosted else "",
        verdict=verdict_words(it.decided, texts),
        about=said(texts, "paths", chosen.path, "about"),
        first=said(texts, "paths", chosen.path, "first"),
        hosting=said(texts, "deployments", chosen.deployment, "about") if hosted else "",
        reason=chosen.reason,
        same=it.decided == it.advised,
        excluded=reason_of(content, texts, row) if row else "",
        ruled=verdict_words(it.advised, texts),
    )


def verdict_words(option: Option, texts: Texts) -> str:
    """An option in one sentence."""
    where = said(texts, "deployments", option.deployment, "phrase") if option.deployment != NO_DEPLOYMENT else ""
    return said(texts, "paths", option.path, "verdict").format(where=where)


def module_override(it: Recommendation, module: ModuleAdvice, texts: Texts) -> ModuleOverride | None:
    """What differs from the rules about a module of the result, be it kept or left out; None when nothing does."""
    choice: ModuleChoice | None = it.tailoring.modules.get(module.id) if it.tailoring else None
    gone = module in it.left_out
    ruled = module.priority if gone else module.ruled
    if ruled is None:
        return None
    chosen = choice is not None and (choice.priority == LEFT_OUT) == gone
    name = "" if ruled == "none" else said(texts, "priorities", ruled)
    return ModuleOverride(ruled, name, chosen, choice.reason if choice and chosen else "")


def differing_words(it: Recommendation, question: Question, texts: Texts) -> tuple[Differing, ...]:
    """The answers that stand behind a question that was answered differently, the weightiest first."""
    spread = it.tailoring.spread.get(question.id, ()) if it.tailoring else ()
    whole = PERCENT if question.type == "choices" else sum(often for _, often in spread)
    ordered = sorted(spread, key=lambda pair: -pair[1])
    return tuple(
        Differing(answer_words(texts, question, answer_of(question, v)), often / whole)
        for v, often in ordered
        if _known(question, v)
    )


def _known(question: Question, value: Scalar) -> bool:
    """Whether today's question still has words for a value."""
    return not isinstance(value, str) or value in question.choices


def answer_of(question: Question, value: Scalar) -> Answer:
    """The answer that has this value of the fact: money in euros, of a set the one member."""
    if isinstance(value, str):
        return frozenset((value,)) if question.type == "choices" else value
    if isinstance(value, bool):
        return value
    return Money.of(Decimal(value), EURO) if question.type == "money" else int(value)
