"""Where the system runs, in words: the place, what decided, what came second, and what each way of hosting costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor import language as wording
from advisor.recommendation.content import Content
from advisor.recommendation.deployment import FactorPoints, HostingChoice
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.money_words import OptionRow, money
from advisor.recommendation.telling.words import Reference, cited, reason_of, said
from advisor.recommendation.texts import Texts


@dataclass(frozen=True)
class FactorRow:
    """One factor: its points for each way of hosting in the order of `PlaceWords.hostings`, what it does to the lead
    (points of a hundred, negative speaks against), and the reasons that fired."""

    id: str
    name: str
    question: str
    points: tuple[float, ...]
    effect: float
    reasons: tuple[str, ...]
    deciding: bool


@dataclass(frozen=True)
class PlaceWords:
    """`sentences` say what decided and what came second. `factors` are those that count, the strongest first, `silent`
    the names of the others. `costs` are the chosen and the second way of hosting for the advised path. `lead` is in
    points of a hundred, `rest` what of it no factor explains."""

    name: str
    about: str
    reason: str
    sources: tuple[Reference, ...]
    chosen: str
    runner_up: str
    sentences: tuple[str, ...]
    hostings: tuple[str, ...]
    factors: tuple[FactorRow, ...]
    silent: tuple[str, ...]
    lead: float
    rest: float
    costs: tuple[OptionRow, ...]


def place(content: Content, recommendation: Recommendation, texts: Texts) -> PlaceWords | None:
    """None for a result that was stored before the place was worked out."""
    found, choice = recommendation.place, recommendation.hosting_choice
    if found is None or choice is None:
        return None
    known = tuple(content.scheme.deployments)
    hostings = tuple(d for d in known if any(d in factor.points for factor in choice.factors))
    counting = [f for f in choice.factors if f.effect or any(f.points.values()) or f.factor == choice.deciding]
    strongest = sorted(counting, key=lambda f: (f.factor != choice.deciding, -abs(f.effect)))
    return PlaceWords(
        name=said(texts, "places", found.place, "name"),
        about=said(texts, "places", found.place, "about"),
        reason=reason_of(content, texts, found.row),
        sources=cited(content, texts, found.sources),
        chosen=_hosting(texts, choice.chosen),
        runner_up=_hosting(texts, choice.runner_up) if choice.runner_up else "",
        sentences=tuple(_sentences(texts, choice)),
        hostings=tuple(_hosting(texts, d) for d in hostings),
        factors=tuple(_factor(content, texts, factor, hostings, choice) for factor in strongest),
        silent=tuple(said(texts, "factors", f.factor, "name") for f in choice.factors if f not in counting),
        lead=choice.lead,
        rest=choice.rest,
        costs=tuple(_costs(content, recommendation, texts)),
    )


def _sentences(texts: Texts, choice: HostingChoice) -> Iterator[str]:
    if not choice.factors:
        yield said(texts, "hosting_choice", "nothing")
        return
    values = {
        "chosen": _hosting(texts, choice.chosen),
        "runner_up": _hosting(texts, choice.runner_up or ""),
        "removed": _hosting(texts, choice.removed or ""),
        "lead": wording.number(round(choice.lead, 1), texts.language),
    }
    kind = _kind(choice)
    if choice.deciding is not None:
        effect = next(factor.effect for factor in choice.factors if factor.factor == choice.deciding)
        values["factor"] = said(texts, "factors", choice.deciding, "name")
        values["effect"] = wording.number(round(effect, 1), texts.language)
    if kind:
        yield said(texts, "hosting_choice", kind).format(**values)
    if choice.runner_up is not None:
        yield said(texts, "hosting_choice", "runner_up").format(**values)


def _kind(choice: HostingChoice) -> str:
    """Which sentence fits; none when the only other ways were taken away by something that is no factor."""
    if choice.deciding is None:
        return "no_single" if choice.runner_up is not None else ""
    if choice.removed is None:
        return "by_points"
    return "by_knock_out" if choice.runner_up is not None else "only_one"


def _factor(
    content: Content, texts: Texts, factor: FactorPoints, hostings: tuple[str, ...], choice: HostingChoice
) -> FactorRow:
    return FactorRow(
        id=factor.factor,
        name=said(texts, "factors", factor.factor, "name"),
        question=said(texts, "factors", factor.factor, "question"),
        points=tuple(factor.points.get(d, 0.0) for d in hostings),
        effect=factor.effect,
        reasons=tuple(dict.fromkeys(reason_of(content, texts, row) for row in factor.rows)),
        deciding=factor.factor == choice.deciding,
    )


def _costs(content: Content, recommendation: Recommendation, texts: Texts) -> Iterator[OptionRow]:
    """The chosen and the second way of hosting, as far as an estimate is stored."""
    found, choice = money(content, recommendation, texts), recommendation.hosting_choice
    if found is None or choice is None:
        return
    for deployment in (choice.chosen, choice.runner_up):
        for option in found.options:
            if (option.path, option.deployment) == (recommendation.path, deployment) and option.total.high:
                yield option


def _hosting(texts: Texts, deployment: str) -> str:
    return said(texts, "deployments", deployment, "name") if deployment else ""
