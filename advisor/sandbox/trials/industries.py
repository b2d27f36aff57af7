"""Industries: the file of a company like the reader's own, played into books that become the template of its trials.

`industries/<id>.yaml` holds the company and its history as steps; its words are in
`industries/words/<id>.<language>.yaml`, those that several companies use in `common.<language>.yaml`.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox import days
from advisor.sandbox.founding import HOME, Founding, found, read
from advisor.sandbox.trials.script import Player

FOLDER = HOME / "industries"


@dataclass(frozen=True)
class Recipe:
    """How the books of a trial are made: `key` names what they depend on."""

    key: str
    build: Callable[[Database], None]


@cache
def industries() -> tuple[str, ...]:
    """Ids of all industries, in the order of their files."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def words(industry: str, language: str) -> dict[str, str]:
    """The names and texts of an industry in a language."""
    own, common = (read(f"industries/words/{name}.{language}.yaml") for name in (industry, "common"))
    return {**common, **own}


def actors(industry: str, language: str) -> dict[str, str]:
    """Who acts in which role there, by name."""
    texts, named = words(industry, language), read(f"industries/{industry}.yaml").get("actors", {})
    return {role: texts[key] for role, key in named.items()}


def recipe(industry: str, language: str, day: datetime.date, modules: tuple[str, ...] = ()) -> Recipe:
    """The books of `industry` on `day`. The template is made anew every week, so that its days are never far away.

    Raises NotFound for an industry that there is not.
    """
    if industry not in industries():
        raise NotFound("There is no industry of this name. Choose one of the list.", field="industry")
    monday = day - datetime.timedelta(days=day.weekday())
    depends = [industry, language, monday.isoformat(), sorted(modules), _code()]
    key = f"{industry}_{hashlib.sha256(json.dumps(depends).encode()).hexdigest()[:20]}"
    return Recipe(key, lambda books: _build(books, industry, language, monday, modules))


@cache
def _code() -> str:
    """Changes when anything of the sandbox does: its programs and its data."""
    digest = hashlib.sha256()
    for path in sorted(HOME.rglob("*")):
        if path.suffix in (".py", ".yaml"):
            digest.update(path.relative_to(HOME).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _build(books: Database, industry: str, language: str, day: datetime.date, modules: tuple[str, ...]) -> None:
    spec: dict[str, Any] = read(f"industries/{industry}.yaml")
    texts = words(industry, language)
    start = day + datetime.timedelta(days=spec["starts"])
    with books.session() as session:
        founding = Founding(
            name=texts["company"],
            today=start,
            currency=spec["currency"],
            language=language,
            industry=industry,
            settings=spec.get("settings", {}),
        )
        trial = found(session, founding)
        player = Player(session, texts, day, spec.get("seed", 1), actors=actors(industry, language))
        player.play(spec["steps"])
        days.stop(session)
        trial.first_day = trial.today
        trial.modules = list(modules)
