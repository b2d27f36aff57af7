"""Points that say how promising a lead is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.crm.known import known
from advisor.sandbox.crm.tables import Interaction, Lead


@dataclass(frozen=True)
class Reason:
    """A rule that is true of a lead: what it looks at, what is there, and the points it gives."""

    when: str
    value: str | int | bool
    points: int


def reasons(session: Session, lead: Lead) -> list[Reason]:
    """The rules of `crm.yaml` (or of the trial's settings) that are true, in their order."""
    found = ((rule, _value(session, lead, rule["when"])) for rule in known(session, "scoring"))
    return [Reason(rule["when"], value, rule["points"]) for rule, value in found if _holds(rule, value)]


def score(session: Session, lead: Lead) -> int:
    return sum(reason.points for reason in reasons(session, lead))


def rescore(session: Session, lead: Lead) -> None:
    """Bring the points that are kept with a lead up to date; for whatever changes it or hears from it."""
    lead.score = score(session, lead)


def _value(session: Session, lead: Lead, when: str) -> Any:
    if when == "answered_mail":
        wanted = select(Interaction.id).where(
            Interaction.lead_id == lead.id, Interaction.way == "in", Interaction.channel == "email"
        )
        return session.scalar(wanted.limit(1)) is not None
    return getattr(lead, when)


def _holds(rule: dict[str, Any], value: Any) -> bool:
    if "least" in rule:
        return bool(value >= rule["least"])
    if "among" in rule:
        return value in rule["among"]
    return bool(value)
