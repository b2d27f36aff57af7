"""All alerts of a day. They are worked out from the books each time; what is new on a day is kept as a notice."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import today, trial
from advisor.sandbox.core.tables import Notice
from advisor.sandbox.insight import alerts_goods, alerts_money
from advisor.sandbox.insight.alert import Alert

RULES = (*alerts_goods.RULES, *alerts_money.RULES)
MODULE = "erp-alerts"
PREFIX = "alert."  # of the kind of a notice


def alerts(session: Session, *, role: str = "") -> list[Alert]:
    """What is wrong today, for one role or for all, the most pressing first."""
    switched_on, day = trial(session).modules, today(session)
    found = [
        alert
        for rule in RULES
        if not switched_on or all(module in switched_on for module in rule.modules)
        for alert in rule.find(session, day)
        if not role or alert.role == role
    ]
    return sorted(found, key=lambda one: (-one.weight, one.on or day, one.kind, one.document or 0))


def notice(session: Session) -> int:
    """Keep a notice of each alert that is new today, and close those of alerts that are over. Gives how many are
    new; called by the clock."""
    switched_on, day = trial(session).modules, today(session)
    if switched_on and MODULE not in switched_on:
        return 0
    now = {alert.key: alert for alert in alerts(session)}
    known = set()
    for kept in session.scalars(select(Notice).where(Notice.kind.startswith(PREFIX), ~Notice.done)):
        key = _key(kept)
        kept.done = key not in now
        known.add(key)
    new = [alert for key, alert in now.items() if key not in known]
    session.add_all(
        Notice(
            on=day,
            kind=PREFIX + alert.kind,
            role=alert.role,
            document_kind=alert.kind_of or None,
            document=alert.document,
            party_id=alert.party,
            values={**alert.values, "about": alert.about},
        )
        for alert in new
    )
    session.flush()
    return len(new)


def _key(kept: Notice) -> tuple[str, str, int | None, int | None, int]:
    kind = kept.kind.removeprefix(PREFIX)
    return kind, kept.document_kind or "", kept.document, kept.party_id, int(kept.values.get("about", 0))
