"""What stands around every page of a trial."""

from __future__ import annotations

from advisor.errors import mark
from advisor.sandbox.core.actors import ROLES
from advisor.sandbox.trials.phases import peeked
from advisor.sandbox.verbs import Change, verbs
from web.sandbox import labels, registry
from web.sandbox.cells import Writer
from web.sandbox.declared import Screen, Special
from web.sandbox.guide import guide
from web.sandbox.pages import Chrome, Group, Place
from web.sandbox.visit import Visit

DONE = {
    "day": mark("Time went on."),
    "reset": mark("The sandbox is as it was on its first day."),
    "extended": mark("The sandbox lives for two weeks more."),
    "said": mark("Saved."),
}
SILENT = frozenset({"mail.open"})  # done by looking: nothing needs to be said
FEW_DAYS = 3  # before the end of a trial, in which every page says so


def chrome(visit: Visit, here: str = "") -> Chrome:
    """`here` is the address below that of the trial: l/products, d/party/3, p/board."""
    trial, words, left = visit.trial, visit.words, visit.days_left
    return Chrome(
        visit.base,
        trial.name,
        (trial.today - trial.first_day).days + 1,
        trial.today,
        visit.role,
        tuple((role, labels.role(role, words)) for role in ROLES),
        _menu(visit, here),
        here,
        visit.key(),
        _done(visit),
        guide(visit, here),
        left if left is not None and left < FEW_DAYS else None,
    )


def _done(visit: Visit) -> str:
    """What was just done, as the address says after it."""
    name, words = visit.query.get("done", ""), visit.words
    if name in DONE:
        return words(DONE[name])
    verb = verbs().get(name)
    if verb is None or name in SILENT:
        return ""
    kind, _, what = name.partition(".")
    if isinstance(verb, Change):
        return words("Done: {what}").format(what=labels.transition(kind, what, words))
    return words("Saved.")


def _menu(visit: Visit, here: str) -> tuple[Group, ...]:
    groups, looked_at = [], peeked(visit.session) if visit.advised else ()
    for group, title in labels.GROUPS.items():
        places = tuple(_place(visit, one, here, looked_at) for one in registry.menu(group) if visit.on(one.module))
        if places:
            groups.append(Group(visit.words(title), places, any(place.current for place in places)))
    return tuple(groups)


def _place(visit: Visit, one: Screen | Special, here: str, looked_at: tuple[str, ...]) -> Place:
    path = f"{'l' if isinstance(one, Screen) else 'p'}/{one.id}"
    kind = here.split("/")[1] if here.startswith("d/") else ""
    home = registry.home(kind) if kind else None
    note = visit.words("not advised") if one.module in looked_at else ""
    return Place(
        visit.words(one.title), f"{visit.base}/{path}", path == here or (home is not None and home[1] == path), note
    )


def writer(visit: Visit) -> Writer:
    return Writer(visit.language, visit.words, visit.currency)


def href(visit: Visit, kind: str, number: int) -> str:
    """Where the page of a document is; empty when it has none here."""
    page = registry.DOCUMENTS.get(kind)
    return f"{visit.base}/d/{kind}/{number}" if page and visit.on(page.module) else ""
