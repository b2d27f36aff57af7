"""The guided tour beside every page of a trial, and the page from which tours are chosen."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from advisor.errors import mark
from advisor.sandbox.core.tables import Tour
from advisor.sandbox.trials import tours
from advisor.sandbox.trials.scenarios import Minutes, Scenario, fitting, scenarios, told
from advisor.sandbox.trials.tours import Standing
from advisor.sandbox.verbs import Change, verbs
from web.sandbox import labels, registry
from web.sandbox.declared import Special
from web.sandbox.pages import Guide, GuideScene, Offered, Saving, ToursShown
from web.sandbox.shapes import shapes
from web.sandbox.visit import Visit

FIRST = 3  # tours that the first page offers
HOUR = 60  # minutes
# Pages of their own on which something is done that has no form of its own.
SPECIAL = {"shop.sell": "p/shop", "plan.run": "p/planning", "capacity.schedule": "p/load", "reminder.send": "p/aging"}


def guide(visit: Visit, here: str) -> Guide | None:
    """The tour that is open, as it stands; none when none is."""
    tour = tours.current(visit.session)
    if tour is None:
        return None
    scenario = scenarios()[tour.scenario]
    words = told(scenario.id, visit.language)
    found = tours.standing_of(visit.session, tour)
    at = next((place for place, one in enumerate(found) if not one.done), len(found))
    following = next(iter(tours.untold(_fitting(visit), tours.stories(visit.session))), None)
    scenes = tuple(
        _scene(visit, one, words.scenes[one.scene.key], place == at, here) for place, one in enumerate(found)
    )
    return Guide(
        id=scenario.id,
        title=words.title,
        about=words.about,
        scenes=scenes,
        done=sum(one.done for one in found),
        whole=at == len(found),
        saving=saving(visit, scenario.minutes),
        following=_offered(visit, following, {}) if following and following.id != scenario.id else None,
        here=here,
        verb=found[at].verb if at < len(found) else "",
    )


def _scene(visit: Visit, one: Standing, words: Mapping[str, str], now: bool, here: str) -> GuideScene:
    scene = one.scene
    role, there = scene.role, _where(visit, one) if now else ""
    return GuideScene(
        key=scene.key,
        say=words["say"],
        notice=words.get("notice", ""),
        done=one.done,
        now=now,
        href=there if there != f"{visit.base}/{here}" else "",
        role=role if now and not scene.look and role != visit.role else "",
        role_name=labels.role(role, visit.words),
        by_hand=scene.by_hand,
    )


def _where(visit: Visit, one: Standing) -> str:
    """The page on which the scene goes on: a page to look at, the document, the form, or the list to find it in."""
    if one.scene.look:
        return f"{visit.base}/{one.scene.look}"
    if one.document is not None:
        return f"{visit.base}/d/{one.document[0]}/{one.document[1]}"
    verb = verbs().get(one.verb)
    if verb is None or one.verb.startswith("clock."):
        return ""
    about = _unknown(one)
    if isinstance(verb, Change) or about:
        home = registry.list_of(verb.kind if about in ("", "document") else about)
        return f"{visit.base}/l/{home.id}" if home else ""
    form = f"new/{one.verb}?{urlencode(one.filled)}" if one.filled else f"new/{one.verb}"
    return f"{visit.base}/{SPECIAL.get(one.verb, form)}"


def _unknown(one: Standing) -> str:
    """What a form is about without asking for it, when the scene does not know it: it is found in its list."""
    hidden = (shape.name for shape in shapes(one.verb) if shape.widget == "hidden" and shape.required)
    return next((name for name in hidden if name not in one.filled), "")


def saving(visit: Visit, minutes: Minutes | None) -> Saving | None:
    """What it takes each time before and after, and in a month as often as the company said it happens."""
    if minutes is None:
        return None
    volume = int(visit.trial.settings.get("volume", {}).get(f"{minutes.each}s", 0))
    return Saving(
        minutes.before, minutes.after, minutes.each, volume, round(volume * (minutes.before - minutes.after) / HOUR)
    )


def _fitting(visit: Visit) -> list[Scenario]:
    """The tours of this trial, those that answer its pains first."""
    return fitting(visit.trial.modules, visit.trial.settings.get("pains", ()))


def offers(visit: Visit, count: int = FIRST) -> tuple[Offered, ...]:
    """The next tours that were not finished yet."""
    begun = tours.stories(visit.session)
    return tuple(_offered(visit, one, begun) for one in tours.untold(_fitting(visit), begun)[:count])


def _offered(visit: Visit, scenario: Scenario, begun: Mapping[str, Tour]) -> Offered:
    words, tour = told(scenario.id, visit.language), begun.get(scenario.id)
    state = "" if tour is None else "finished" if tour.finished else "begun"
    felt = set(visit.trial.settings.get("pains", ())) & set(scenario.pains)
    count = len(scenario.scenes)
    return Offered(scenario.id, words.title, words.about, count, state, bool(felt), saving(visit, scenario.minutes))


def shown(visit: Visit) -> ToursShown:
    """The page of all tours; those whose modules are off are counted."""
    begun, found = tours.stories(visit.session), _fitting(visit)
    all_of_them = tuple(_offered(visit, one, begun) for one in found)
    return ToursShown(
        first=tuple(one for one in all_of_them if one.felt),
        others=tuple(one for one in all_of_them if not one.felt),
        finished=sum(one.state == "finished" for one in all_of_them),
        off=len(scenarios()) - len(found),
    )


TOURS = Special("tours", mark("Guided tours"), "insight", "", "sandbox/tours.html", shown)
