"""The doubt about a result in words: what would change it, which weights would, and what separates close rivals."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, product
from math import ceil, floor

from advisor.language import date, listed, number
from advisor.questionnaire.answers import UNKNOWN
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.weighing import MOST_SHARE
from advisor.recommendation.model import Recommendation, SecondOpinion, Unknown, WeightFlip
from advisor.recommendation.review import expired, wording
from advisor.recommendation.telling.spoken import change_words
from advisor.recommendation.texts import Key, Texts
from advisor.scoring.vikor import NORMALISATION

MOST_SHOWN = 4
DECIDED = ("actionable", "fact")
ASPECTS = ("path", "deployment")
# The methods that give a second opinion, each with its normalisation.
METHODS = {"vikor": NORMALISATION}


@dataclass(frozen=True)
class FlipLine:
    """A set of changes in one sentence: `kind` is actionable or fact, `aspect` path or deployment, and `outcome` the id
    of what that becomes; `place` is where the flip stands in the result."""

    place: int
    kind: str
    aspect: str
    outcome: str
    text: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Weighing:
    """The weight of one criterion (0 to 1): as stated, and in the draws that each of the leading paths won."""

    criterion: str
    name: str
    now: float
    won: tuple[float, ...]


@dataclass(frozen=True)
class Between:
    """The advice is too close to call: between which two, and the question or the pilot that separates them.
    `question` is its id, empty for a pilot."""

    text: str
    separated_by: str
    question: str


@dataclass(frozen=True)
class Doubt:
    """All of it; texts are empty and tuples too where there is nothing to say.

    `nearest` are the flips to show first, at most `MOST_SHOWN`; `more` are all others. `steady` says what was tried and
    changes nothing. `leading` names the two paths that come first most often, with the `weighings` of their draws.
    `error` is the standard error of the share of the advised path, None in results that do not state it.
    """

    status: str
    expired: str
    error: float | None
    nearest: tuple[FlipLine, ...]
    more: tuple[FlipLine, ...]
    steady: tuple[str, ...]
    weights: tuple[str, ...]
    leading: tuple[str, ...]
    weighings: tuple[Weighing, ...]
    second: str
    certificate: str
    between: Between | None


def doubt(content: Content, it: Recommendation, texts: Texts, today: datetime.date | None = None) -> Doubt:
    """The doubt about `it` in words; without a day nothing outside is taken to be out of date."""
    flips = tuple(flip_line(content, it, place, texts) for place in range(len(it.flips)))
    nearest = _nearest(flips)
    old = expired(content.figures.dated, today) if today else ()
    named = dict.fromkeys(_say(texts, "dated_parts", one.file.removesuffix(".yaml")) for one in old)
    first_day = min((one.review_by for one in old), default=None)
    leading = it.central_weights[:2]
    certain = it.stop_certificate and it.unknowns
    return Doubt(
        status=texts.say("verdict_wording", wording(it.verdict_status, old)),
        expired=texts.say("review", "expired").format(
            date=date(first_day, texts.language), what=listed(named, texts.language)
        )
        if first_day
        else "",
        error=it.robustness.errors.get(it.path),
        nearest=nearest,
        more=tuple(flip for flip in flips if flip not in nearest),
        steady=tuple(_steady(content, it, texts)),
        weights=tuple(_weights(it, texts)),
        leading=tuple(_path(texts, central.path) for central in leading) if len(leading) > 1 else (),
        weighings=tuple(_weighings(content, it, texts)) if len(leading) > 1 else (),
        second=second_words(it.second_opinion, texts) if it.second_opinion and not it.second_opinion.agrees else "",
        certificate=texts.say("doubt", "certificate") if certain else "",
        between=_between(content, it, texts) if it.verdict_status == "too-close" else None,
    )


def flip_line(content: Content, it: Recommendation, place: int, texts: Texts) -> FlipLine:
    """The flip at a place of the result as one sentence."""
    flip = it.flips[place]
    changes = [change_words(content, texts, key, it.answers.get(key), value) for key, value in flip.changes.items()]
    joined = changes[0]
    for change in changes[1:]:
        joined = texts.say("doubt", "and").format(first=joined, second=change)
    to = _path(texts, flip.to) if flip.aspect == "path" else _say(texts, "deployments", flip.to, "name")
    text = texts.say("doubt", f"to_{flip.aspect}").format(changes=joined, to=to)
    return FlipLine(place, flip.kind, flip.aspect, flip.to, text, tuple(flip.changes))


def weight_words(flip: WeightFlip, texts: Texts) -> str:
    """One weight and the share of all weight, in percent, at which another path takes over; rounded so that the path
    has changed at the figure shown."""
    more = flip.needed > flip.now
    needed = (ceil if more else floor)(round(1000 * flip.needed, 6)) / 10
    return texts.say("doubt", "weight_more" if more else "weight_less").format(
        path=_path(texts, flip.to),
        criterion=_say(texts, "criteria", flip.criterion, "name"),
        needed=number(needed, texts.language),
        now=number(round(100 * flip.now, 1), texts.language),
    )


def second_words(opinion: SecondOpinion, texts: Texts) -> str:
    """What the second method would put first, with its name and normalisation."""
    return texts.say("doubt", "second").format(
        path=_path(texts, opinion.path),
        method=_say(texts, "doubt", "methods", opinion.method),
        normalisation=_say(texts, "doubt", "normalisations", opinion.normalisation),
    )


def unknown_words(unknown: Unknown, texts: Texts) -> str:
    """How far one open question moves the advice, who knows, and which paths it could make the advice."""
    text = texts.say("doubt", "unknown").format(
        question=_ask(texts, "questions", unknown.question, "ask"),
        shift=number(round(100 * unknown.shift), texts.language),
        who=_who(unknown, texts),
    )
    if not unknown.to:
        return text
    paths = listed((_path(texts, path) for path in unknown.to), texts.language)
    return f"{text} {texts.say('doubt', 'unknown_to').format(paths=paths)}"


def _nearest(flips: tuple[FlipLine, ...]) -> tuple[FlipLine, ...]:
    """The flips to show first: of the path before the deployment, what can be decided before facts of life, and each
    outcome once before any twice."""

    def chosen(aspect: str, kind: str, most: int) -> list[FlipLine]:
        found = [flip for flip in flips if (flip.aspect, flip.kind) == (aspect, kind)]
        fresh = list({flip.outcome: flip for flip in reversed(found)}.values())[::-1]
        return sorted(found, key=lambda flip: (flip not in fresh, flip.place))[:most]

    path = chosen("path", "actionable", 2), chosen("path", "fact", 2)
    place = chosen("deployment", "actionable", 1) or chosen("deployment", "fact", 1)
    room = MOST_SHOWN - len(place)
    kept = [*path[0], *path[1]][:room] + place
    rest = [f for kind in DECIDED for f in chosen("path", kind, MOST_SHOWN) if f not in kept]
    kept += rest[: MOST_SHOWN - len(kept)]
    return tuple(sorted(kept, key=lambda f: (DECIDED.index(f.kind), ASPECTS.index(f.aspect), f.place)))


def _steady(content: Content, it: Recommendation, texts: Texts) -> Iterator[str]:
    """What was tried without a flip, as far as it was tried; nothing of a kind of which nothing was answered."""
    there = {(flip.aspect, flip.kind) for flip in it.flips}
    said = [q for q in content.questionnaire.questions if it.answers.get(q.id, UNKNOWN) != UNKNOWN]
    if not said and it.flips_searched:
        yield texts.say("doubt", "nothing_said")
        return
    for aspect, kind in product(ASPECTS, DECIDED):
        size = it.flips_searched.get(f"{aspect}.{kind}")
        if size is None or (aspect, kind) in there:
            continue
        if kind == "fact" and (aspect, "actionable") in there:  # what can be decided is among "any answers"
            continue
        if kind == "fact" or any(q.nature == kind for q in said):
            key = f"none_{aspect}_{kind}_one" if size == 1 else f"none_{aspect}_{kind}" if size else "not_searched"
            yield texts.say("doubt", key).format(n=number(size, texts.language))


def _weights(it: Recommendation, texts: Texts) -> Iterator[str]:
    yield from (weight_words(flip, texts) for flip in it.weight_flips)
    if it.central_weights and not it.weight_flips:
        yield texts.say("doubt", "weights_none").format(most=number(100 * MOST_SHARE, texts.language))


def _weighings(content: Content, it: Recommendation, texts: Texts) -> Iterator[Weighing]:
    """Criteria in the order of the content, as stated and as those weigh who prefer each of the two leading paths."""
    order = [c.id for c in content.scheme.criteria if c.id in it.weights]
    for criterion in (*order, *(c for c in it.weights if c not in order)):
        won = tuple(central.weights.get(criterion, 0.0) for central in it.central_weights[:2])
        yield Weighing(criterion, _say(texts, "criteria", criterion, "name"), it.weights[criterion], won)


def _between(content: Content, it: Recommendation, texts: Texts) -> Between | None:
    """The nearest rival, and the most decisive open question that could make it the advice, or else a pilot."""
    others = sorted((p for p in it.robustness.path if p != it.path), key=lambda p: (-it.robustness.path[p], p))
    rival = next(iter((*it.alternatives, *others)), None)
    if rival is None:
        return None
    text = texts.say("doubt", "between").format(path=_path(texts, it.path), rival=_path(texts, rival))
    known = content.questionnaire.by_id
    asked = next((u for u in it.unknowns if rival in u.to and u.question in known), None)
    if asked is None:
        pilot = _say(texts, "pilots", rival)
        return Between(text, texts.say("doubt", "by_pilot").format(pilot=pilot), "")
    ask = texts.ask("questions", asked.question, "ask")
    return Between(text, texts.say("doubt", "by_question").format(ask=ask, who=_who(asked, texts)), asked.question)


def _who(unknown: Unknown, texts: Texts) -> str:
    return listed((_ask(texts, "roles", role) for role in unknown.who), texts.language)


def _path(texts: Texts, path: str) -> str:
    return _say(texts, "paths", path, "name")


def _say(texts: Texts, *key: str) -> str:
    """A word of the rules; what today's content no longer has is shown by its id."""
    try:
        return texts.say(*key)
    except KeyError:
        return key[-1] if key[0] in ("dated_parts", "doubt", "pilots") else key[1]


def _ask(texts: Texts, *key: str) -> str:
    try:
        return texts.ask(*key)
    except KeyError:
        return key[1]


def word_keys(paths: Iterable[str], dated: Iterable[str]) -> Iterator[Key]:
    """The words that every language must have; `dated` are the names of files with a day of review."""
    changes = ("change_word", "change_number", "change_open", "change_more", "change_less", "and")
    weights = ("weight_more", "weight_less", "weights_none")
    nothing = (
        "nothing_said",
        "not_searched",
        *(f"none_{a}_{k}{one}" for a in ASPECTS for k in DECIDED for one in ("", "_one")),
    )
    rest = ("second", "certificate", "between", "by_question", "by_pilot", "unknown", "unknown_to")
    yield from (("doubt", key) for key in chain(changes, ("to_path", "to_deployment"), nothing, weights, rest))
    yield from (("doubt", "methods", method) for method in METHODS)
    yield from (("doubt", "normalisations", normalisation) for normalisation in METHODS.values())
    yield from (("pilots", path) for path in paths)
    yield from (("dated_parts", part) for part in dict.fromkeys(file.removesuffix(".yaml") for file in dated))
