"""Industries: the file of a company like the reader's own, played into books that become the template of its trials.

`industries/<id>.yaml` holds the company and its history as steps; its words are in
`industries/words/<id>.<language>.yaml`, those that several companies use in `common.<language>.yaml`.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import event

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox import days
from advisor.sandbox.core import states
from advisor.sandbox.core.tables import Trial
from advisor.sandbox.founding import HOME, Founding, found, read
from advisor.sandbox.modules import of_shape, shape_of
from advisor.sandbox.trials.script import Player

FOLDER = HOME / "industries"


Told = Callable[[int], None]


@dataclass(frozen=True)
class Recipe:
    """How the books of a trial are made: `key` names what they depend on. `told` hears how many per cent of the history
    are played."""

    key: str
    industry: str
    language: str
    shape: str
    monday: datetime.date

    def build(self, books: Database, told: Told | None = None) -> None:
        _build(books, self, told)


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


def recipe(industry: str, language: str, day: datetime.date, modules: Iterable[str] = ()) -> Recipe:
    """The books of `industry` on `day`, in the shape that these modules have (none: all). The template is made anew
    every week, so that its days are never far away.

    Raises NotFound for an industry that there is not.
    """
    if industry not in industries():
        raise NotFound("There is no industry of this name. Choose one of the list.", field="industry")
    shape, monday = shape_of(modules), day - datetime.timedelta(days=day.weekday())
    depends = [industry, language, monday.isoformat(), shape, _code()]
    digest = hashlib.sha256(json.dumps(depends).encode()).hexdigest()[:20]
    return Recipe(f"{industry.replace('-', '_')}_{digest}", industry, language, shape, monday)


@cache
def _code() -> str:
    """Changes when anything of the sandbox does: its programs and its data."""
    digest = hashlib.sha256()
    for path in sorted(HOME.rglob("*")):
        if path.suffix in (".py", ".yaml"):
            digest.update(path.relative_to(HOME).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _build(books: Database, wanted: Recipe, told: Told | None) -> None:
    """Whatever shape it has, every module of it is on while its history is played."""
    spec: dict[str, Any] = read(f"industries/{wanted.industry}.yaml")
    texts = words(wanted.industry, wanted.language)
    start = wanted.monday + datetime.timedelta(days=spec["starts"])
    with books.session() as session:
        founding = Founding(
            name=texts["company"],
            today=start,
            currency=spec["currency"],
            language=wanted.language,
            industry=wanted.industry,
            modules=of_shape(wanted.shape),
            settings=spec.get("settings", {}),
            years=tuple(range(start.year - 1, wanted.monday.year + 2)),
        )
        states.alone(session)
        trial = found(session, founding)
        if told is not None:
            event.listen(session, "after_flush", _progress(told, trial, start, wanted.monday))
        player = Player(session, texts, wanted.monday, spec.get("seed", 1), shape=wanted.shape)
        player.language = wanted.language
        player.actors = actors(wanted.industry, wanted.language)
        player.play(spec["steps"])
        days.stop(session)
        trial.first_day = trial.today


def _progress(told: Told, trial: Trial, start: datetime.date, end: datetime.date) -> Callable[..., None]:
    """Tells how far the days of the trial have come, whenever it is more than before."""
    reached = [0]

    def tell(*_: Any) -> None:
        percent = 100 * (trial.today - start).days // max(1, (end - start).days)
        if percent > reached[0]:
            reached[0] = percent
            told(min(percent, 100))

    return tell
