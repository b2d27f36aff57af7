"""Reading `options.yaml` and `criteria.yaml` into a `Scheme`; everything wrong is returned as problems."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from advisor.errors import Problem
from advisor.scoring.model import NO_DEPLOYMENT, Criterion, Kind, Option, Scheme
from advisor.source import Document, read

Share = Field(ge=0, le=1)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Criterion(_Strict):
    id: str
    kind: Kind
    score: str = ""
    weight: float = Field(gt=0, le=100)
    waste: float = Field(default=0.0, ge=0, le=1)
    path: dict[str, float] = {}
    deployment: dict[str, float] = {}
    sources: tuple[str, ...]


class _Criteria(_Strict):
    since: str
    balance: float = Share
    spread: float = Field(ge=0, le=2)
    clear_from: float = Share
    criteria: list[_Criterion] = Field(min_length=1)


class _Path(_Strict):
    phases: tuple[tuple[str, ...], ...]


class _Options(_Strict):
    paths: dict[str, _Path] = Field(min_length=1)
    deployments: tuple[str, ...] = Field(min_length=1)


def load(folder: Path) -> tuple[Scheme | None, list[Problem]]:
    """The scheme of the rules in `folder`, or None with the problems that prevent it."""
    problems: list[Problem] = []
    options_doc, criteria_doc = read(folder / "options.yaml"), read(folder / "criteria.yaml")
    options = _validated(_Options, options_doc, problems)
    criteria = _validated(_Criteria, criteria_doc, problems)
    if options is None or criteria is None:
        return None, problems
    phases = {name: path.phases for name, path in options.paths.items()}
    for place, criterion in enumerate(criteria.criteria):
        problems += _levels(criterion, criteria_doc, place, phases, options.deployments)
    if problems:
        return None, problems
    return (
        Scheme(
            options=tuple(
                Option(path, deployment)
                for path in phases
                for deployment in (options.deployments if phases[path] else (NO_DEPLOYMENT,))
            ),
            criteria=tuple(Criterion(**c.model_dump()) for c in criteria.criteria),
            phases=phases,
            deployments=options.deployments,
            balance=criteria.balance,
            spread=criteria.spread,
            clear_from=criteria.clear_from,
        ),
        [],
    )


def _validated(model: type[Any], doc: Document, problems: list[Problem]) -> Any:
    problems += doc.problems
    if doc.problems:
        return None
    try:
        return model.model_validate(doc.data)
    except ValidationError as error:
        for found in error.errors():
            path = tuple(part for part in found["loc"] if isinstance(part, str | int))
            where = ".".join(map(str, path))
            problems.append(
                Problem(doc.name, doc.line(path), "wrong-value", f"`{where}`: {found['msg']}.", "Correct the value.")
            )
        return None


def _levels(
    criterion: _Criterion, doc: Document, place: int, phases: dict[str, Any], deployments: tuple[str, ...]
) -> list[Problem]:
    """Levels must name every path (unless the criterion is about hosting) and only known paths and deployments."""
    problems: list[Problem] = []

    def problem(message: str, fix: str, key: str) -> None:
        problems.append(Problem(doc.name, doc.line(("criteria", place, key)), "wrong-level", message, fix))

    if criterion.kind != "host" and set(criterion.path) != set(phases):
        problem(f"“{criterion.id}” must give a level to every path.", f"Name {', '.join(phases)}.", "path")
    if strange := sorted(set(criterion.deployment) - set(deployments)):
        problem(f"“{criterion.id}” names the deployment “{strange[0]}”.", "Use a declared one.", "deployment")
    if any(not 0 <= level <= 1 for level in (*criterion.path.values(), *criterion.deployment.values())):
        problem(f"A level of “{criterion.id}” is not between 0 and 1.", "Correct it.", "path")
    if (criterion.kind == "host") != (not criterion.score):
        problem(
            f"“{criterion.id}” of kind {criterion.kind} must{' not' if criterion.kind == 'host' else ''} name a score.",
            f"Kinds are {', '.join(get_args(Kind))}.",
            "score",
        )
    return problems
