"""The page of settings: facts about the trial, its modules and phases, its private link, and how it ends."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from advisor.errors import mark
from advisor.sandbox.bridge.tables import Message
from advisor.sandbox.modules import module_ids
from advisor.sandbox.trials import phases
from advisor.workspace.cases import moment
from advisor.workspace.trials import KEPT, LONGEST
from web.sandbox.chrome import chrome, writer
from web.sandbox.pages import Labelled
from web.sandbox.trial_pages import ModuleRow, PhasePage, SettingsPage
from web.sandbox.visit import Visit

RESET, REMOVE = "reset", "remove"
Named = Callable[[str, str], str]  # the name or the purpose of a module
COUNTED = {"orders": mark("Orders a month"), "requests": mark("Customer requests a month")}
# What came over when a phase began, by the kind of the message.
CAME = {
    "customer": mark("Customers"),
    "product": mark("Products"),
    "order": mark("Orders"),
    "order_state": mark("States of orders"),
    "shipment": mark("Deliveries"),
    "invoice": mark("Invoices"),
    "payment": mark("Payments"),
    "stock": mark("Stock levels"),
    "balance": mark("Open balances"),
}


def page(visit: Visit, link: str, named: Named, error: str = "") -> SettingsPage:
    """`link` is the private address, without a language."""
    trial, write = visit.trial, writer(visit)
    facts = (
        (mark("Company"), write.cell("text", trial.name)),
        (mark("Currency"), write.cell("text", trial.currency)),
        (mark("Day of the sandbox"), write.cell("date", trial.today)),
        (mark("Began on"), write.cell("date", trial.first_day)),
        (mark("Phase"), write.cell("number", trial.phase)),
    )
    wanted = visit.query.get("ask", "")
    volume = trial.settings.get("volume", {})
    looked_at = phases.peeked(visit.session)
    following = phases.added(visit.session, visit.advised)
    on = [one for one in module_ids() if visit.on(one)]
    off = [one for one in module_ids() if not visit.on(one) and one not in following]
    return SettingsPage(
        visit.language,
        chrome(visit, "settings"),
        link=link,
        fields=tuple(Labelled(visit.words(title), cell) for title, cell in facts),
        modules=tuple(row(visit, one, named) for one in on if one not in looked_at),
        following=tuple(row(visit, one, named) for one in following),
        peeked=tuple(row(visit, one, named) for one in on if one in looked_at),
        off=tuple(row(visit, one, named) for one in off),
        phase=trial.phase,
        counted=tuple((name, visit.words(title), volume.get(name, 0)) for name, title in COUNTED.items()),
        until=moment(visit.record.expires).date() if visit.record else None,
        longer=(visit.days_left or 0) < (LONGEST - KEPT).days,
        asked=wanted if wanted in (RESET, REMOVE) else "",
        error=error,
    )


def row(visit: Visit, module: str, named: Named) -> ModuleRow:
    """With a note on what the result of the company says of it, if it has one."""
    note, phase = "", visit.advised.get(module)
    if visit.advised and not visit.on(module) and phase:
        note = visit.words("advised for phase {n}").format(n=phase)
    elif visit.advised and (not visit.on(module) or module in phases.peeked(visit.session)):
        note = visit.words("not advised")
    return ModuleRow(module, named(module, "name"), named(module, "purpose"), note)


def phase_page(visit: Visit) -> PhasePage:
    """What came over when the phase began that runs now, and how much still waits."""
    came = visit.trial.settings.get("came", {})
    waiting = select(func.count()).select_from(Message).where(Message.state == "waiting")
    return PhasePage(
        visit.language,
        chrome(visit, "phase"),
        phase=visit.trial.phase,
        came=tuple((visit.words(title), came[kind]) for kind, title in CAME.items() if kind in came),
        waiting=visit.session.scalar(waiting) or 0,
    )
