"""The module shortlist: what the rows name, what that requires in turn, and in which phase each comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from advisor.facts import Facts
from advisor.recommendation.content import Content, Module
from advisor.recommendation.model import ModuleAdvice, Phase
from advisor.rules.decide import decide

PRIORITIES = ("must", "should", "later")
SHARED = "shared"
LAST_PHASE = len(PRIORITIES)


@dataclass
class _Entry:
    module: Module
    rank: int
    reasons: list[str] = field(default_factory=list)
    needed_by: list[str] = field(default_factory=list)


def shortlist(content: Content, path: str, facts: Facts) -> tuple[ModuleAdvice, ...]:
    """Modules for `path`, closed under what each needs, ordered by phase and priority.

    `facts` include the chosen path and deployment. Modules of systems outside the path are kept only where another
    module needs them, and are then taken to be in place.
    """
    phases = content.scheme.phases[path]
    if not phases:
        return ()
    systems = content.scheme.systems(path) | {SHARED}
    entries: dict[str, _Entry] = {}
    for table in content.roles.modules:
        for row in decide(table, facts).rows:
            module = content.modules[str(row.then["module"])]
            if module.system in systems:
                entry = entries.setdefault(module.id, _Entry(module, LAST_PHASE))
                entry.rank = min(entry.rank, PRIORITIES.index(str(row.then["priority"])))
                entry.reasons.append(row.id)
    _close(content.modules, entries)
    placed = _phases(entries, phases)
    order = list(content.modules)
    advice = [_advice(entry, placed[entry.module.id], systems) for entry in entries.values()]
    return tuple(sorted(advice, key=lambda m: (m.phase, PRIORITIES.index(m.priority), order.index(m.id))))


def _close(modules: Mapping[str, Module], entries: dict[str, _Entry]) -> None:
    """Add all that is needed, at the priority of the most urgent module that needs it."""
    waiting = list(entries)
    while waiting:
        entry = entries[waiting.pop()]
        for need in entry.module.needs:
            needed = entries.setdefault(need, _Entry(modules[need], LAST_PHASE))
            if entry.module.id not in needed.needed_by:
                needed.needed_by.append(entry.module.id)
                waiting.append(need)
            if needed.rank > entry.rank:
                needed.rank = entry.rank
                waiting.append(need)


def _phases(entries: Mapping[str, _Entry], phases: tuple[tuple[str, ...], ...]) -> dict[str, int]:
    """Phase of each module. One system, or two at once: by priority. One after the other: each in the phase of its
    system, what joins them with the second, and what can wait at the end. Nothing comes after what needs it."""
    placed: dict[str, int] = {}
    for key, entry in entries.items():
        if len(phases) == 1 or PRIORITIES[min(entry.rank, 2)] == "later":
            placed[key] = min(entry.rank, 2) + 1
        else:
            placed[key] = next((i for i, p in enumerate(phases, 1) if entry.module.system in p), len(phases))
    changed = True
    while changed:
        changed = False
        for key, entry in entries.items():
            for need in entry.module.needs:
                if placed[need] > placed[key]:
                    placed[need], changed = placed[key], True
    return placed


def _advice(entry: _Entry, phase: int, systems: Iterable[str]) -> ModuleAdvice:
    return ModuleAdvice(
        id=entry.module.id,
        system=cast(Literal["crm", "erp", "shared"], entry.module.system),
        priority=cast(Literal["must", "should", "later"], PRIORITIES[entry.rank]),
        phase=phase,
        reasons=tuple(entry.reasons),
        needed_by=tuple(sorted(entry.needed_by)),
        in_place=entry.module.system not in systems,
    )


def roadmap(content: Content, path: str, modules: Iterable[ModuleAdvice]) -> tuple[Phase, ...]:
    """The phases of `path` with what each brings in, and the gate for going on."""
    order = content.scheme.phases[path]
    by_phase: dict[int, list[ModuleAdvice]] = {}
    for module in modules:
        if not module.in_place:
            by_phase.setdefault(module.phase, []).append(module)
    gate = path if len(order) > 1 else "general"
    last = max(by_phase, default=0)
    return tuple(
        Phase(
            phase=number,
            systems=tuple(dict.fromkeys(m.system for m in found)),
            modules=tuple(m.id for m in found),
            gate="" if number == last else (gate if number == 1 else "general"),
        )
        for number, found in sorted(by_phase.items())
    )
