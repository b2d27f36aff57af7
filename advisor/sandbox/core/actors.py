"""Who acts: a name for the history and a role that decides what may be done."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("sales", "purchasing", "warehouse", "production", "accounting", "people", "marketing", "service", "manager")
SYSTEM_ROLE = "system"


@dataclass(frozen=True)
class Actor:
    """The manager may do what any other role may."""

    name: str
    role: str

    def may(self, roles: tuple[str, ...]) -> bool:
        return self.role in roles or self.role in ("manager", SYSTEM_ROLE)


SYSTEM = Actor("", SYSTEM_ROLE)  # the trial's clock, and what follows from something else
