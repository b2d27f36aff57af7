"""The modules of the sandbox and what each needs from the others."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.sandbox.founding import read


def module_ids() -> tuple[str, ...]:
    """All modules that can be switched on."""
    return tuple(read("modules.yaml"))


def with_needs(wanted: Iterable[str]) -> tuple[str, ...]:
    """The wanted modules that the sandbox has, with all that they cannot work without, in the order of the list.

    None wanted stays none: then everything is on.
    """
    needs: dict[str, list[str]] = read("modules.yaml")
    found: set[str] = set()
    open_ones = [name for name in wanted if name in needs]
    while open_ones:
        name = open_ones.pop()
        if name not in found:
            found.add(name)
            open_ones += needs[name]
    return tuple(name for name in needs if name in found)
