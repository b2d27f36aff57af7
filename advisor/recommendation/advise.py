"""The whole product on one screen: from answers to the frozen recommendation.

Answers -> facts -> verdict -> matrix -> ranking -> recommendation; every arrow is a pure function of frozen values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from advisor.facts import Facts
from advisor.questionnaire.answers import plain
from advisor.questionnaire.schema import Answer
from advisor.recommendation import modules as shortlisting
from advisor.recommendation.content import Content
from advisor.recommendation.deployment import hosting_choice, place_of
from advisor.recommendation.doubt.certificate import certified
from advisor.recommendation.doubt.flips import find_flips
from advisor.recommendation.doubt.second import second_opinion
from advisor.recommendation.doubt.unknowns import price_of_not_knowing
from advisor.recommendation.doubt.weighing import central_weights, weight_flips
from advisor.recommendation.market.peers import peers
from advisor.recommendation.market.products import candidates, wanted_of
from advisor.recommendation.model import (
    Budget,
    Contradiction,
    Exclusion,
    Integration,
    OptionResult,
    Recommendation,
    Risk,
    Robustness,
    TraceEntry,
)
from advisor.recommendation.money.budget import estimate
from advisor.recommendation.money.plan import means_of, plan
from advisor.recommendation.money.request import request_of
from advisor.recommendation.ranking import SAMPLES, SEED, Case, compare
from advisor.recommendation.reasons import why
from advisor.recommendation.tailoring import Tailoring, checked, tailored
from advisor.recommendation.verdict import CAPACITY, NEEDS, PRESSURE, covered, fired
from advisor.rules.schema import Row
from advisor.scoring.model import BALANCE

# A path is named as an alternative when it is first in at least this share of the readings.
ALTERNATIVE_FROM = 0.1
# Digits of values in the result; enough that the parts still add up for every reader.
SHOWN = 6
# What use by others is shown of.
COMPARED = ("erp", "crm", "any", "cloud", "erp_cloud", "crm_cloud")
SEVERITIES = ("high", "medium", "low")


def advise(
    content: Content,
    answers: Mapping[str, Answer],
    samples: int = SAMPLES,
    seed: int = SEED,
    tailoring: Tailoring | None = None,
) -> Recommendation:
    """The recommendation for `answers`; the same arguments give the same bytes.

    With a tailoring the rules decide under its voices and weights; what follows from the decision is for the option
    that it chose, if it chose one. Raises `Unfit` for one that does not fit; an empty one is none.
    """
    own = None if tailoring is None or tailoring.empty else checked(content, tailoring)
    content = tailored(content, own)
    case = compare(content, answers, samples, seed)
    advised = content.scheme.options[case.advised]
    chosen = own.option if own and own.option else advised
    facts = case.replayed.facts | {"chosen_path": chosen.path, "chosen_deployment": chosen.deployment}
    choices = own.modules if own else {}
    modules, left_out = shortlisting.tailored_shortlist(content, chosen.path, facts, choices)
    paths = content.scheme.share_by("path", case.shares)
    rows = fired((*content.roles.scores, *content.roles.shifts, *content.roles.exclusions), facts)
    after = fired((*content.roles.modules, *content.roles.risks, *content.roles.styles), facts)
    reasons = why(case, rows)
    phases = shortlisting.roadmap(content, chosen.path, modules)
    request = request_of(content, facts, answers, phases)
    figures = content.figures
    costs = estimate(figures.costs, request)
    flips = find_flips(case, answers)
    mean = {name: round(float(score.mean())) for name, score in case.verdict.scores.items()}
    means = means_of(figures.plans, costs, request, facts, mean)
    offers = candidates(figures.market, wanted_of(content, chosen.path, chosen.deployment, modules, facts))
    return Recommendation(
        content_version=content.version,
        questionnaire=content.questionnaire.id,
        answers={key: plain(answer) for key, answer in sorted(answers.items())},
        seed=seed,
        path=advised.path,
        deployment=advised.deployment,
        verdict_status="clear" if paths[advised.path] >= content.scheme.clear_from else "too-close",
        alternatives=_alternatives(paths, advised.path),
        needs={name: mean[name] for name in NEEDS},
        capacity={name: mean[name] for name in CAPACITY},
        pressure={name: mean[name] for name in PRESSURE},
        hosting={name: mean[name] for name in content.scheme.deployments},
        robustness=_robustness(case, paths, samples),
        weights=_weights(case),
        options=_options(case, rows),
        exclusions=_exclusions(case, rows),
        modules=modules,
        integration=_integration(content, facts, chosen.path),
        roadmap=phases,
        budget=Budget(
            stated=plain(answers["budget"]) if answers.get("budget") else None, assessed=True, estimate=costs
        ),
        plan=plan(figures.plans, costs, phases, content.modules, means),
        risks=_risks(content, facts),
        products=offers.candidates,
        market=offers.context,
        place=place_of(content.roles.places, facts),
        hosting_choice=hosting_choice(figures.factors, case, rows),
        peers=peers(figures.adoption, case.replayed.facts, COMPARED),
        reasons=reasons.speaking_for,
        against=reasons.against,
        deployment_reasons=reasons.hosting,
        flips=flips.flips,
        flips_searched=flips.searched,
        weight_flips=weight_flips(case),
        central_weights=central_weights(case),
        second_opinion=second_opinion(case),
        unknowns=price_of_not_knowing(case, answers),
        contradictions=contradictions(content, facts),
        facts=_known(case),
        trace=tuple(
            TraceEntry(table=t, rows=tuple(r.id for r in found)) for t, found in {**rows, **after}.items() if found
        ),
        asked=sum(q.id in answers for q in case.replayed.applies),
        stop_certificate=certified(case, answers),
        tailoring=own,
        left_out=left_out,
    ).sealed()


def _known(case: Case) -> dict[str, Any]:
    """The facts that answers tell; what was neither asked nor answered is not worth a word."""
    silent = {q.fact for q in case.content.questionnaire.questions if not q.asked and q not in case.replayed.applies}
    return {key: value for key, value in case.replayed.facts.items() if value is not None and key not in silent}


def _alternatives(paths: Mapping[str, float], advised: str) -> tuple[str, ...]:
    others = sorted((p for p in paths if p != advised), key=lambda p: (-paths[p], p))
    return tuple(p for p in others if paths[p] >= ALTERNATIVE_FROM)


def _robustness(case: Case, paths: Mapping[str, float], samples: int) -> Robustness:
    scheme = case.content.scheme
    deployments = scheme.share_by("deployment", case.shares)
    errors = {path: case.found.error_of(case.members("path", path)) for path in paths}
    errors |= {where: case.found.error_of(case.members("deployment", where)) for where in deployments}
    return Robustness(
        path={key: round(share, 4) for key, share in paths.items()},
        deployment={key: round(share, 4) for key, share in deployments.items()},
        samples=samples,
        draws=case.found.draws,
        errors={key: round(error, 4) for key, error in errors.items()},
        option={o.id: round(float(s), 4) for o, s in zip(scheme.options, case.shares, strict=True)},
    )


def _weights(case: Case) -> dict[str, float]:
    mean = case.verdict.weights.mean(axis=0)
    return {c.id: round(float(w), 4) for c, w in zip(case.content.scheme.criteria, mean, strict=True)}


def _options(case: Case, rows: Mapping[str, tuple[Row, ...]]) -> tuple[OptionResult, ...]:
    scheme = case.content.scheme
    names = (*(c.id for c in scheme.criteria), BALANCE)
    excluded_by = _excluded_by(case, rows)
    return tuple(
        OptionResult(
            path=option.path,
            deployment=option.deployment,
            value=round(float(case.values[i]), SHOWN),
            excluded_by=excluded_by[i],
            contributions={name: round(float(part), SHOWN) for name, part in zip(names, case.parts[i], strict=True)},
        )
        for i, option in enumerate(scheme.options)
    )


def _excluded_by(case: Case, rows: Mapping[str, tuple[Row, ...]]) -> list[str | None]:
    """For every option the first row that knocks it out, on what is known or else in every reading."""
    scheme = case.content.scheme
    found: list[str | None] = [None] * len(scheme.options)
    if not case.barred.any():
        return found
    certain = [row for table in case.content.roles.exclusions for row in rows[table.id]]
    possible = [row for table in case.content.roles.exclusions for row in table.rows]
    for row in (*certain, *possible):
        for i, hit in enumerate(covered(scheme, row)):
            if hit and case.barred[i] and found[i] is None:
                found[i] = row.id
    return found


def _exclusions(case: Case, rows: Mapping[str, tuple[Row, ...]]) -> tuple[Exclusion, ...]:
    return tuple(
        Exclusion(row=row.id, path=str(row.then["path"]), deployment=str(row.then["deployment"]), sources=row.sources)
        for table in case.content.roles.exclusions
        for row in rows[table.id]
    )


def _integration(content: Content, facts: Facts, path: str) -> Integration:
    """How the systems are joined; nothing is joined while nothing is bought."""
    if not content.scheme.phases[path]:
        return Integration(style="none", reasons=())
    for found in fired(content.roles.styles, facts).values():
        if found:
            return Integration(style=str(found[0].then["style"]), reasons=tuple(r.id for r in found))
    return Integration(style="none", reasons=())


def _risks(content: Content, facts: Facts) -> tuple[Risk, ...]:
    """Each risk once, at its gravest, gravest first."""
    found: dict[str, list[Row]] = {}
    for rows in fired(content.roles.risks, facts).values():
        for row in rows:
            found.setdefault(str(row.then["risk"]), []).append(row)
    risks = [
        Risk(
            id=risk,
            severity=cast(Any, min((str(r.then["severity"]) for r in rows), key=SEVERITIES.index)),
            reasons=tuple(r.id for r in rows),
        )
        for risk, rows in found.items()
    ]
    return tuple(sorted(risks, key=lambda r: (SEVERITIES.index(r.severity), r.id)))


def contradictions(content: Content, facts: Facts) -> tuple[Contradiction, ...]:
    """Answers that do not fit together, each with the question to look at again; `facts` are those that are known."""
    return tuple(
        Contradiction(row=row.id, question=str(row.then["question"]))
        for rows in fired(content.roles.contradictions, facts).values()
        for row in rows
    )
