"""The module shortlist: what the rows name, what that requires in turn, and in which phase each comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from advisor.errors import mark
from advisor.facts import Facts
from advisor.recommendation.content import Content, Module
from advisor.recommendation.model import ModuleAdvice, Phase
from advisor.recommendation.tailoring import LEFT_OUT, ModuleChoice, Unfit
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
    if not content.scheme.phases[path]:
        return ()
    entries = _named(content, path, facts)
    _close(content.modules, entries)
    return _listed(content, path, entries)


def tailored_shortlist(
    content: Content, path: str, facts: Facts, choices: Mapping[str, ModuleChoice]
) -> tuple[tuple[ModuleAdvice, ...], tuple[ModuleAdvice, ...]]:
    """The modules for `path` with the priorities that were chosen, each beside what the rules say where that is
    another; and the modules of the rules that are not among them, as the rules have them.

    What is added or made more urgent brings what it needs along. Raises `Unfit` where a module that is kept needs one
    that is left out or is to come later, and for a module of a system that the path does not bring in.
    """
    ruled = shortlist(content, path, facts)
    if not choices:
        return ruled, ()
    entries = _named(content, path, facts)
    for key, choice in choices.items():
        if choice.priority == LEFT_OUT:
            entries.pop(key, None)
            continue
        module = content.modules[key]
        if not content.scheme.phases[path] or module.system not in _systems(content, path):
            message = mark("“{module}” is part of a system that this option does not bring in. Leave it as it is.")
            raise Unfit(message, field=key, values={"module": key})
        entries.setdefault(key, _Entry(module, LAST_PHASE)).rank = PRIORITIES.index(choice.priority)
    _close(content.modules, entries)
    _refuse(entries, choices)
    was = {module.id: module.priority for module in ruled}
    found = _listed(content, path, entries) if entries else ()
    return (
        tuple(
            m if was.get(m.id) == m.priority else m.model_copy(update={"ruled": was.get(m.id, "none")}) for m in found
        ),
        tuple(m for m in ruled if m.id not in entries and not m.in_place),
    )


def _refuse(entries: Mapping[str, _Entry], choices: Mapping[str, ModuleChoice]) -> None:
    """Choices that what needs the module has overruled."""
    for key, choice in choices.items():
        entry = entries.get(key)
        if entry is None or entry.rank == _RANKS[choice.priority]:
            continue
        other = min(entry.needed_by, key=lambda needs: (entries[needs].rank, needs))
        values = {"module": key, "other": other}
        if choice.priority == LEFT_OUT:
            message = mark("“{module}” cannot be left out: “{other}” needs it. Leave out both, or keep both.")
        else:
            message = mark("“{module}” cannot come later than “{other}”, which needs it. Change both, or neither.")
        raise Unfit(message, field=key, values=values)


_RANKS: dict[str, int | None] = {**{priority: rank for rank, priority in enumerate(PRIORITIES)}, LEFT_OUT: None}


def _systems(content: Content, path: str) -> frozenset[str]:
    return content.scheme.systems(path) | {SHARED}


def _named(content: Content, path: str, facts: Facts) -> dict[str, _Entry]:
    """The modules of the systems of a path that rows name."""
    systems = _systems(content, path)
    entries: dict[str, _Entry] = {}
    for table in content.roles.modules:
        for row in decide(table, facts).rows:
            module = content.modules[str(row.then["module"])]
            if module.system in systems:
                entry = entries.setdefault(module.id, _Entry(module, LAST_PHASE))
                entry.rank = min(entry.rank, PRIORITIES.index(str(row.then["priority"])))
                entry.reasons.append(row.id)
    return entries


def _listed(content: Content, path: str, entries: Mapping[str, _Entry]) -> tuple[ModuleAdvice, ...]:
    """The entries in their phases, in the order in which they are shown."""
    placed = _phases(entries, content.scheme.phases[path])
    order = list(content.modules)
    systems = _systems(content, path)
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
