"""Phases and peeking: what is switched on step by step as a result advises, and what somebody only wants to look at.

The modules of a trial are those of its phases so far and those that are peeked at (`Trial.settings["peeked"]`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.bridge import delivery
from advisor.sandbox.bridge.tables import Message
from advisor.sandbox.core import clock
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.modules import LINK, module_ids, with_needs

ROUNDS = 20  # of delivery in one go; what is left then comes with the clock


def of_phases(advised: Mapping[str, int], last: int) -> tuple[str, ...]:
    """The modules that are advised up to this phase, with what they need. What joins the two halves counts only when
    both are there."""
    wanted = {module for module, phase in advised.items() if phase <= last}
    halves = {module.partition("-")[0] for module in with_needs(wanted - {LINK})} & {"erp", "crm"}
    return with_needs(wanted if len(halves) == 2 else wanted - {LINK})


def added(session: Session, advised: Mapping[str, int]) -> tuple[str, ...]:
    """What the next phase adds to what is on; nothing when there is none, or when everything is on."""
    trial = clock.trial(session)
    if not trial.modules:
        return ()
    return tuple(module for module in of_phases(advised, trial.phase + 1) if module not in trial.modules)


def switch_on(session: Session, advised: Mapping[str, int]) -> dict[str, int]:
    """Begin the next phase and let everything come over that waited for it: how many messages by kind. Raises Refusal
    when there is no further phase."""
    if not added(session, advised):
        raise Refusal("There is no further phase. Everything that was advised is switched on.")
    trial = clock.trial(session)
    trial.phase += 1
    trial.modules = list(with_needs({*trial.modules, *of_phases(advised, trial.phase)}))
    session.flush()
    before = _delivered(session)
    for _ in range(ROUNDS):
        if not delivery.deliver(session):
            break
    came = {kind: count - before.get(kind, 0) for kind, count in _delivered(session).items()}
    came = {kind: count for kind, count in came.items() if count}
    trial.settings = {**trial.settings, "came": came}
    return came


def _delivered(session: Session) -> dict[str, int]:
    """Delivered messages by kind."""
    rows = select(Message.kind, func.count()).where(Message.state == "delivered").group_by(Message.kind)
    return dict(session.execute(rows.order_by(Message.kind)).all())


def peeked(session: Session) -> tuple[str, ...]:
    """The modules that are only looked at."""
    return tuple(clock.trial(session).settings.get("peeked", ()))


def peek(session: Session, module: str) -> None:
    """Switch a module on to look at it, with what it needs. Raises NotFound, and Refusal when it is on."""
    trial = clock.trial(session)
    if module not in module_ids():
        raise NotFound("There is no such module here.", field="module")
    if not trial.modules or module in trial.modules:
        raise Refusal("This module is switched on already.")
    trial.settings = {**trial.settings, "peeked": [*peeked(session), module]}
    trial.modules = list(with_needs({*trial.modules, module}))
    session.flush()


def leave(session: Session, module: str, base: Collection[str]) -> None:
    """Switch a module off again that was only looked at, with those that cannot work without it; `base` are the modules
    of the phases so far. Raises Refusal for any other."""
    trial = clock.trial(session)
    if module not in peeked(session):
        raise Refusal("Only a module that you switched on to look at can be switched off.")
    kept = [one for one in peeked(session) if module not in with_needs({one})]
    trial.settings = {**trial.settings, "peeked": kept}
    trial.modules = list(with_needs({*base, *kept}))
    session.flush()
