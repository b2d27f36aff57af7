"""The shape of products that are made of others: levels and loops. Pure; items are any hashable keys."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Structure = Mapping[Key, Iterable[Key]]  # what goes into each item that is made


class LoopError(ValueError):
    """An item goes into itself; `path` begins and ends with it."""

    def __init__(self, path: list[object]) -> None:
        super().__init__(" > ".join(map(str, path)))
        self.path = path


def levels(structure: Structure[Key]) -> dict[Key, int]:
    """The low-level code of each item: the longest way down to it from an item that goes into nothing (level 0).

    Taking items level by level meets each one after everything it goes into, so that it is netted once. Raises
    LoopError.
    """
    parts = {item: tuple(dict.fromkeys(inside)) for item, inside in structure.items()}
    waiting: dict[Key, int] = dict.fromkeys(parts, 0)
    for inside in parts.values():
        for part in inside:
            waiting[part] = waiting.get(part, 0) + 1
    found = {item: 0 for item, users in waiting.items() if not users}
    ready = list(found)
    while ready:
        item = ready.pop()
        for part in parts.get(item, ()):
            found[part] = max(found.get(part, 0), found[item] + 1)
            waiting[part] -= 1
            if not waiting[part]:
                ready.append(part)
    if caught := [item for item, users in waiting.items() if users]:
        path = loop(parts, caught)
        raise LoopError(list(path))
    return found


def loop(structure: Structure[Key], among: Iterable[Key]) -> list[Key]:
    """A way from an item through its parts back to it, both ends named; empty when there is none."""
    done: set[Key] = set()
    for start in among:
        path = _walk(structure, start, done)
        if path:
            return path
    return []


def _walk(structure: Structure[Key], start: Key, done: set[Key]) -> list[Key]:
    """Depth first without recursion, because a structure may be deep."""
    path, ahead = [start], [iter(tuple(structure.get(start, ())))]
    while ahead:
        part = next(ahead[-1], None)
        if part is None:
            done.add(path.pop())
            ahead.pop()
        elif part in path:
            return [*path[path.index(part) :], part]
        elif part not in done:
            path.append(part)
            ahead.append(iter(tuple(structure.get(part, ()))))
    return []
