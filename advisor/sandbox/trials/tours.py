"""Guided tours: a scenario followed by a person in books of his own. What was done is seen in the requests that came in
since it began, whatever way they took; what is only looked at is ticked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Request, Tour
from advisor.sandbox.trials.scenarios import Scenario, Scene, scenarios
from advisor.sandbox.trials.script import follow
from advisor.sandbox.verbs import Change, verbs

Named = dict[str, tuple[str, int]]


@dataclass(frozen=True)
class Standing:
    """Where a scene stands: whether it is done, and what is next in it: the verb, the document that a transition is
    about, and what the form of any other verb can be filled with, as far as it is there."""

    scene: Scene
    done: bool
    verb: str = ""
    document: tuple[str, int] | None = None
    filled: Mapping[str, int] = field(default_factory=dict)


def begin(session: Session, name: str) -> Tour:
    """Open the tour, or begin it anew; any other is left. Raises NotFound."""
    if name not in scenarios():
        raise NotFound("There is no guided tour of this name.")
    leave(session)
    last = session.scalar(select(func.max(Request.id))) or 0
    tour = session.scalars(select(Tour).where(Tour.scenario == name)).one_or_none()
    if tour is None:
        tour = Tour(scenario=name, after=last)
        session.add(tour)
    tour.after, tour.ticked, tour.open, tour.finished = last, [], True, None
    session.flush()
    return tour


def leave(session: Session) -> None:
    """Close the tour that is open; it can be gone on with."""
    for tour in session.scalars(select(Tour).where(Tour.open)):
        tour.open = False
    session.flush()


def resume(session: Session, name: str) -> Tour:
    """Go on with a tour where it was left; one that was never begun is begun."""
    tour = session.scalars(select(Tour).where(Tour.scenario == name)).one_or_none()
    if tour is None:
        return begin(session, name)
    leave(session)
    tour.open = True
    session.flush()
    return tour


def tick(session: Session, key: str) -> None:
    """A scene was looked at, or is skipped. Nothing happens without an open tour."""
    tour = current(session)
    if tour is not None and key in {scene.key for scene in scenarios()[tour.scenario].scenes}:
        tour.ticked = [*(one for one in tour.ticked if one != key), key]
        session.flush()


def current(session: Session) -> Tour | None:
    """The tour that is open."""
    tour = session.scalars(select(Tour).where(Tour.open)).first()
    return tour if tour is not None and tour.scenario in scenarios() else None


def standing(session: Session, scenario: Scenario, after: int, ticked: Collection[str]) -> list[Standing]:
    """Every scene with where it stands, by the requests after one and the scenes that were ticked."""
    asked, named = _asked(session, after), Named()
    return [_stand(session, scene, scene.key in ticked, asked, named) for scene in scenario.scenes]


def standing_of(session: Session, tour: Tour) -> list[Standing]:
    """Every scene of a tour with where it stands."""
    return standing(session, scenarios()[tour.scenario], tour.after, tour.ticked)


def finish(session: Session) -> None:
    """Keep the day on which every scene of the open tour was done first; to be asked after anything was done."""
    tour = current(session)
    if tour is not None and tour.finished is None and all(one.done for one in standing_of(session, tour)):
        tour.finished = clock.today(session)
        session.flush()


def _asked(session: Session, after: int) -> dict[str, list[Mapping[str, Any]]]:
    """The answers to requests since the tour began, by verb, in their order."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    wanted = select(Request.verb, Request.answer).where(Request.id > after).order_by(Request.id)
    for verb, answer in session.execute(wanted):
        found.setdefault(verb, []).append(answer)
    return found


def _stand(
    session: Session, scene: Scene, ticked: bool, asked: dict[str, list[Mapping[str, Any]]], named: Named
) -> Standing:
    """Takes from `asked` what the scene is about, and names the documents that came of it."""
    missing: Standing | None = None
    for step in scene.steps:
        verb = step.get("do", "")
        answers = asked.get(verb, []) if "refused" not in step else []
        if not answers:
            missing = missing or _missing(session, scene, step, named)
            continue
        answer = answers.pop(0)
        if "as" in step and answer:
            named[step["as"]] = (answer["kind"], answer["id"])
    if missing is None or ticked:
        return Standing(scene, True)
    return missing


def _missing(session: Session, scene: Scene, step: Mapping[str, Any], named: Named) -> Standing:
    """The step is next; the documents of the reader's own that it names are looked up."""
    verb = verbs().get(step.get("do", ""))
    if verb is None:
        return Standing(scene, False)
    paths = {name: value[1:] for name, value in step.get("with", {}).items() if str(value).startswith("@")}
    found = {name: there for name, path in paths.items() if (there := follow(session, named, path))}
    if isinstance(verb, Change):
        return Standing(scene, False, verb.name, found.get("document"))
    return Standing(scene, False, verb.name, filled={name: number for name, (_, number) in found.items()})


def stories(session: Session) -> dict[str, Tour]:
    """The tours that were begun here, by their scenario."""
    return {tour.scenario: tour for tour in session.scalars(select(Tour))}


def untold(found: Iterable[Scenario], begun: Mapping[str, Tour]) -> list[Scenario]:
    """Those that were not finished yet, in their order."""
    return [one for one in found if one.id not in begun or begun[one.id].finished is None]
