"""The page of settings: facts about the trial, its private link, and how it is reset or removed."""

from __future__ import annotations

from collections.abc import Callable

from advisor.errors import mark
from advisor.sandbox.modules import module_ids
from web.sandbox.chrome import chrome, writer
from web.sandbox.pages import Labelled, SettingsPage
from web.sandbox.visit import Visit

RESET, REMOVE = "reset", "remove"


def page(visit: Visit, link: str, named: Callable[[str], str]) -> SettingsPage:
    """`link` is the private address, without a language; `named` gives the name of a module."""
    trial, write = visit.trial, writer(visit)
    facts = (
        (mark("Company"), write.cell("text", trial.name)),
        (mark("Currency"), write.cell("text", trial.currency)),
        (mark("Day of the sandbox"), write.cell("date", trial.today)),
        (mark("Began on"), write.cell("date", trial.first_day)),
        (mark("Phase"), write.cell("number", trial.phase)),
    )
    wanted = visit.query.get("ask", "")
    return SettingsPage(
        visit.language,
        chrome(visit, "settings"),
        link=link,
        fields=tuple(Labelled(visit.words(title), cell) for title, cell in facts),
        modules=tuple(named(module) for module in module_ids() if visit.on(module)),
        off=tuple(named(module) for module in module_ids() if not visit.on(module)),
        phase=trial.phase,
        asked=wanted if wanted in (RESET, REMOVE) else "",
    )
