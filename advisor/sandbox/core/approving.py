"""Approvals: who has to agree before a document goes on, by its kind and its amount.

Rules are data of the trial: `settings["approvals"] = {"purchase": [["manager", "5000"]]}`, limits in whole units of the
company's currency. Strictly less than a limit passes; from the limit on the role of the highest limit that is reached
decides, and whoever has that role passes at once. A trial without the module for approvals lets everything pass.

A document that asks has transitions `approve` and `reject` (other names: `NAMES`) whose effects take `reason`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, states
from advisor.sandbox.core.actors import ROLES, SYSTEM_ROLE, Actor
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.refusals import ModuleOff, Refusal, WrongRole
from advisor.sandbox.core.tables import Approval

states.MODELS |= {"approval": Approval}

MODULE = "erp-workflow"
MODULES = {"quote": "crm-workflow"}  # with which others are approved
DEFAULTS: Mapping[str, Sequence[tuple[str, str]]] = {
    "purchase": (("manager", "5000"),),
    "requisition": (("manager", "1000"),),
    "bill": (("manager", "0"),),
    "expense": (("manager", "100"),),
    "absence": (("manager", "0"),),
    "quote": (("manager", "0"),),  # of those that `crm/quotes.py` asks about
}
Decision = Literal["approve", "reject"]
NAMES: dict[tuple[str, str], str] = {}  # (kind, decision): the transition, where it is called otherwise


@dataclass(frozen=True)
class Limit:
    """From `amount` (smallest unit of the company's currency) on, `role` decides."""

    role: str
    amount: int


def limits(session: Session, kind: str) -> list[Limit]:
    """The rules of a kind of document, lowest limit first; none: nobody has to agree."""
    found = clock.trial(session)
    rows = found.settings.get("approvals", {}).get(kind, DEFAULTS.get(kind, ()))
    return sorted(
        (Limit(role, minor(Decimal(str(amount)), found.currency)) for role, amount in rows), key=lambda one: one.amount
    )


def approver(session: Session, kind: str, amount: int) -> str | None:
    """The role that has to agree to `amount` (smallest unit of the company's currency), if any has to."""
    try:
        states.need_module(session, MODULES.get(kind, MODULE))
    except ModuleOff:
        return None
    reached = [one.role for one in limits(session, kind) if amount >= one.amount]
    return reached[-1] if reached else None


def ask(session: Session, kind: str, document: Any, amount: int, by: Actor, *, always: bool = False) -> str | None:
    """Ask for approval of a document: "to_approve" when somebody else has to decide, None when it goes on at once.

    `amount` is in the smallest unit of the company's currency. Somebody who may decide passes, which is kept as a
    decision of his own; with `always` he has to look at it too.
    """
    role = approver(session, kind, amount)
    if role is None:
        return None
    today = clock.today(session)
    asked = Approval(kind=kind, document=document.id, role=role, amount=amount, asked=today, asked_by=by.name)
    session.add(asked)
    if by.may((role,)) and not always:
        asked.state, asked.decided, asked.decided_by = "approved", today, by.name
        return None
    events.record(session, by, kind, document.id, "ask", {"role": role, "amount": amount}, party=_party(document))
    return "to_approve"


def decide(session: Session, kind: str, document: Any, by: Actor, *, approved: bool, reason: str = "") -> Approval:
    """Keep the decision about a document that waits. Raises WrongRole, or Refusal when it does not wait."""
    asked = pending(session, kind, document.id)
    if asked is None:
        raise Refusal("Nobody waits for a decision about this document. Load the page again.")
    if not by.may((asked.role,)):
        raise WrongRole("This is not done in the role in which you act. Choose another role at the top of the page.")
    asked.state = "approved" if approved else "rejected"
    asked.decided, asked.decided_by, asked.reason = clock.today(session), by.name, reason.strip()
    if asked.reason:  # the decision itself is in the history as a change of state
        what = {"decision": asked.state, "reason": asked.reason}
        events.record(session, by, kind, document.id, "decide", what, party=_party(document))
    return asked


def withdraw(session: Session, kind: str, document: int) -> None:
    """Nobody has to decide any more, because the document was changed or cancelled."""
    asked = pending(session, kind, document)
    if asked is not None:
        asked.state, asked.decided = "withdrawn", clock.today(session)


def pending(session: Session, kind: str, document: int) -> Approval | None:
    """The decision a document waits for."""
    wanted = select(Approval).where(Approval.kind == kind, Approval.document == document, Approval.state == "pending")
    return session.scalars(wanted.order_by(Approval.id.desc())).first()


def inbox(session: Session, by: Actor) -> list[Approval]:
    """What waits for a decision of `by`, longest waiting first."""
    wanted = select(Approval).where(Approval.state == "pending")
    if by.role not in ("manager", SYSTEM_ROLE):
        wanted = wanted.where(Approval.role == by.role)
    return list(session.scalars(wanted.order_by(Approval.asked, Approval.id)))


def settle(session: Session, by: Actor, *, approval: int, decision: Decision, reason: str = "") -> Approval:
    """Decide from the list of what waits: the document goes on, or back."""
    asked = session.get(Approval, approval)
    if asked is None:
        raise NotFound("There is no such document here. It may have been removed by a reset.")
    step = NAMES.get((asked.kind, decision), decision)
    if asked.state == "pending" and not by.may((asked.role,)):
        raise WrongRole("This is not done in the role in which you act. Choose another role at the top of the page.")
    states.fire(session, asked.kind, asked.document, step, by, reason=reason)
    return asked


def _party(document: Any) -> int | None:
    found: int | None = getattr(document, "party_id", None)
    return found


VERBS = (("approval.decide", settle, MODULE, ROLES, "approval"),)
