"""Scenarios: short stories in data files that show a module at work, played in the company of an industry.

`scenarios/<id>.yaml` names the industry it is played in, the modules it needs, those that it shows, the questions of
the questionnaire whose pain it answers, the minutes it saves, and its steps (`script`). One file has three readers:
the test and `advisor sandbox run` play the steps; the guided tour (`tours`) tells them and looks whether they were
done; the demo script for vendors prints them.

A step with a `key` begins a scene; its words stand under that key in `scenarios/words/<language>.yaml`, and the steps
without a key that follow belong to it. {look: "p/cash-forecast", key: ...} is a page to look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from advisor.errors import BadInput, NotFound
from advisor.sandbox.core.reading import read_yaml
from advisor.sandbox.founding import HOME, read
from advisor.sandbox.modules import module_ids

FOLDER = HOME / "scenarios"


class Minutes(BaseModel):
    """What a thing takes each time, without and with the modules; an estimate of our own. `each` is what of it there
    is a number of in the answers of a company."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    before: int
    after: int
    each: Literal["", "order", "request"] = ""


class Scenario(BaseModel):
    """A story: the modules it needs and shows, and the pain it answers. Without `shows` it shows what it needs."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    industry: str
    shape: str = "both"
    needs: tuple[str, ...]
    shows: tuple[str, ...] = ()
    pains: tuple[str, ...]
    minutes: Minutes | None = None
    rank: int = 9  # lower ones are offered first where no pain decides
    seed: int = 1
    steps: tuple[dict[str, Any], ...]

    @property
    def shown(self) -> tuple[str, ...]:
        return self.shows or self.needs

    @cached_property
    def scenes(self) -> tuple[Scene, ...]:
        """The steps in scenes, in their order."""
        found: list[list[dict[str, Any]]] = []
        for step in self.steps:
            if "key" in step:
                found.append([])
            if found:
                found[-1].append(step)
        return tuple(Scene(steps[0]["key"], tuple(steps)) for steps in found)


@dataclass(frozen=True)
class Scene:
    """Steps that are told together."""

    key: str
    steps: tuple[dict[str, Any], ...]

    @property
    def role(self) -> str:
        """Who does the first step."""
        return str(self.steps[0].get("by", "manager"))

    @property
    def look(self) -> str:
        """The page that is looked at; empty where something is done."""
        return str(self.steps[0].get("look", ""))

    @property
    def by_hand(self) -> bool:
        """Whether nothing shows that it was done: it is only looked at, or something in it is refused."""
        return any("do" not in step or "refused" in step for step in self.steps)

    @property
    def verbs(self) -> tuple[str, ...]:
        """What is done in it, as far as it is done and not refused."""
        return tuple(step["do"] for step in self.steps if "do" in step and "refused" not in step)


@dataclass(frozen=True)
class Telling:
    """The words of a scenario: its title, what it is about, and of each scene what to do and what to notice."""

    title: str
    about: str
    scenes: Mapping[str, Mapping[str, str]]


@cache
def told(scenario: str, language: str) -> Telling:
    """The words of a scenario of the sandbox."""
    raw = read(f"scenarios/words/{language}.yaml")[scenario]
    return Telling(raw["title"], raw["about"], raw["scenes"])


def coverage() -> dict[str, tuple[str, ...]]:
    """By module the scenarios that show it."""
    return {module: tuple(name for name, one in scenarios().items() if module in one.shown) for module in module_ids()}


def fitting(modules: Iterable[str], pains: Iterable[str] = ()) -> list[Scenario]:
    """The scenarios that a company with these modules can follow (none: all are on): those first that answer its
    pains, then by their rank."""
    there, felt = set(modules), set(pains)
    found = [one for one in scenarios().values() if not there or there.issuperset(one.needs)]
    return sorted(found, key=lambda one: (-len(felt.intersection(one.pains)), one.rank))


@cache
def scenarios() -> dict[str, Scenario]:
    """All scenarios of the sandbox by id."""
    return {path.stem: load(path) for path in sorted(FOLDER.glob("*.yaml"))}


def load(path: Path) -> Scenario:
    """A scenario from a file of one's own. Raises BadInput with what is wrong in it."""
    try:
        raw = read_yaml(path)
        return Scenario.model_validate({"id": path.stem, **raw})
    except FileNotFoundError as error:
        raise NotFound(f"There is no scenario “{path.stem}”. `advisor sandbox list` shows all.") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise BadInput(f"{path.name}: {place} cannot be used: {first['msg'].lower()}.", field=place) from error
    except (yaml.YAMLError, UnicodeDecodeError, TypeError, OSError) as error:
        raise BadInput(f"{path.name} cannot be read as a scenario: it is no YAML mapping.") from error
