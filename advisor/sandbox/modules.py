"""The modules of the sandbox and what each needs from the others."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.sandbox.founding import read

LINK = "int-crm-erp"
SHAPES = ("erp", "crm", "both", "apart")  # operations only, customers only, both and joined, both and not joined


def of_shape(shape: str) -> tuple[str, ...]:
    """The modules of one half, or of both with or without what joins them."""
    if shape in ("erp", "crm"):
        return tuple(name for name in module_ids() if name.startswith(f"{shape}-"))
    return tuple(name for name in module_ids() if shape == "both" or name != LINK)


def shape_of(modules: Iterable[str]) -> str:
    """The shape that holds these modules; none is all of them."""
    found = set(modules)
    halves = {name.partition("-")[0] for name in found} & {"erp", "crm"}
    if len(halves) == 1:
        return halves.pop()
    return "both" if not found or LINK in found else "apart"


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
