"""The end of a trial: whether it would solve the pains of the company, and a script for the demos of vendors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from advisor.errors import BadInput, mark
from advisor.recommendation.texts import Texts
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.crm.tables import Contact, Member
from advisor.sandbox.modules import module_ids
from advisor.sandbox.stock.tables import Location
from advisor.sandbox.trials import phases
from advisor.sandbox.trials.scenarios import Scenario, fitting, told
from advisor.workspace.trial_answers import outcome
from web.sandbox.chrome import chrome
from web.sandbox.settings import COUNTED
from web.sandbox.trial_pages import EndPage, HandoverPage, ModuleRow, Pain, ScriptItem
from web.sandbox.visit import Visit

MOST_PAINS = 6
MOST_TEXT = 2000
ANSWERS = (("yes", mark("Yes")), ("partly", mark("Partly")), ("no", mark("No")))


def _stories(visit: Visit) -> list[Scenario]:
    return fitting(visit.trial.modules, visit.trial.settings.get("pains", ()))


def pains(visit: Visit) -> tuple[str, ...]:
    """The main pains that the modules of the trial answer: those the company named, else any."""
    answered = dict.fromkeys(pain for story in _stories(visit) for pain in story.pains)
    named = [pain for pain in visit.trial.settings.get("pains", ()) if pain in answered]
    return tuple(named or answered)[:MOST_PAINS]


def end_page(visit: Visit, texts: Texts, error: str = "") -> EndPage:
    verdict: Mapping[str, Any] = visit.record.verdict if visit.record else {}
    chosen = verdict.get("pains", {})
    return EndPage(
        visit.language,
        chrome(visit, "end"),
        pains=tuple(Pain(one, texts.ask("questions", one, "short"), chosen.get(one, "")) for one in pains(visit)),
        answers=tuple((value, visit.words(label)) for value, label in ANSWERS),
        text=str(verdict.get("text", "")),
        said="said" in visit.query,
        cased=visit.record is not None and visit.record.case_id is not None,
        error=error,
    )


def verdict(visit: Visit, form: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What was said on the end page, its day there and the day of the world (`on`), and what it comes to (`outcome`).
    Raises BadInput when nothing was said."""
    allowed = {value for value, _ in ANSWERS}
    given = {one: str(form.get(f"pain.{one}", "")) for one in pains(visit)}
    found = {one: answer for one, answer in given.items() if answer in allowed}
    text = str(form.get("text", "")).replace("\0", "").strip()[:MOST_TEXT]
    if not found and not text:
        raise BadInput("Nothing was chosen or written. Answer at least one question.", field="text")
    return {
        "pains": found,
        "outcome": outcome(found),
        "text": text,
        "day": visit.today.isoformat(),
        "on": now.date().isoformat(),
        "modules": list(visit.trial.modules),
    }


def handover_page(visit: Visit, texts: Texts) -> HandoverPage:
    """A story for each module that is on, as far as there is one; one story may show several. What was only looked at
    is not asked for."""
    looked_at = phases.peeked(visit.session)
    on = [one for one in module_ids() if visit.on(one) and one not in looked_at]
    open_ones, chosen = set(on), []
    for story in _stories(visit):
        if open_ones.intersection(story.shown):
            open_ones.difference_update(story.shown)
            chosen.append(story)
    return HandoverPage(
        visit.language,
        chrome(visit, "handover"),
        numbers=_numbers(visit),
        items=tuple(_item(visit, story, texts) for story in chosen),
        rest=tuple(
            ModuleRow(one, texts.say("modules", one, "name"), texts.say("modules", one, "purpose"))
            for one in on
            if one in open_ones
        ),
    )


def _item(visit: Visit, story: Scenario, texts: Texts) -> ScriptItem:
    words = told(story.id, visit.language)
    steps = tuple(words.scenes[scene.key]["say"] for scene in story.scenes)
    return ScriptItem(words.title, words.about, steps, tuple(texts.say("modules", one, "name") for one in story.shown))


def _numbers(visit: Visit) -> tuple[tuple[str, int], ...]:
    """Sizes that a demo should have; those of halves that are off are left out."""
    volume = visit.trial.settings.get("volume", {})
    counts = (
        *((title, "", volume.get(name, 0)) for name, title in COUNTED.items()),
        (mark("Customers"), "erp-", _count(visit, select(Party.id).where(Party.customer))),
        (mark("Suppliers"), "erp-", _count(visit, select(Party.id).where(Party.supplier))),
        (mark("Products"), "erp-", _count(visit, select(Product.id))),
        (mark("Warehouses"), "erp-warehouse", _count(visit, select(Location.id).where(Location.kind == "warehouse"))),
        (mark("Contacts"), "crm-", _count(visit, select(Contact.id))),
        (mark("Salespeople"), "crm-", _count(visit, select(Member.id).where(Member.role == "sales", Member.active))),
    )
    on = visit.trial.modules
    shown = (row for row in counts if not on or any(one.startswith(row[1]) for one in on))
    return tuple((visit.words(title), count) for title, _, count in shown if count)


def _count(visit: Visit, wanted: Any) -> int:
    return visit.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
