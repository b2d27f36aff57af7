"""Changes of the chart of accounts and of the cost centres."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.ledger.accounts import USES, chart, forget
from advisor.sandbox.ledger.tables import Account, CostCentre, Line

MODELS |= {"account": Account, "cost_centre": CostCentre}
AccountKind = Literal["asset", "liability", "equity", "income", "expense"]


def create_account(
    session: Session,
    by: Actor,
    *,
    code: str,
    name: str,
    kind: AccountKind,
    parent: str = "",
    use: str = "",
    open_items: bool = False,
) -> Account:
    """An account; `parent` is the code of its group, `use` what the program shall book on it. Raises Refusal."""
    code, name = code.strip(), name.strip()
    known = {account.code: account for account in chart(session).by_id.values()}
    if not code or code in known:
        raise Refusal("The code {code} is taken. Choose another.", values={"code": code}, field="code")
    if not name:
        raise Refusal("A name is needed. Enter one.", field="name")
    if use and (use not in USES or use in chart(session).by_use):
        raise Refusal("Another account is used for {use}, or the program knows no such use. Leave it empty.",
                      values={"use": use}, field="use")  # fmt: skip
    if parent:
        _group(session, known, parent, kind)
    account = Account(code=code, name=name, kind=kind, parent=parent, use=use, open_items=open_items)
    session.add(account)
    session.flush()
    forget(session)
    events.record(session, by, "account", account.id, "create", {"code": code})
    return account


def _group(session: Session, known: dict[str, Account], parent: str, kind: str) -> None:
    """Raises Refusal unless accounts of `kind` can stand under the account with the code `parent`."""
    if parent not in known or known[parent].kind != kind:
        raise Refusal(
            "There is no group {parent} of this kind. Choose one from the list.",
            values={"parent": parent},
            field="parent",
        )
    if _has_lines(session, known[parent].id):
        raise Refusal(
            "{account} has entries, so it cannot become a group.",
            values={"account": known[parent].name},
            field="parent",
        )


def _has_lines(session: Session, account: int) -> bool:
    return session.scalar(select(Line.id).where(Line.account_id == account).limit(1)) is not None


def change_account(
    session: Session, by: Actor, *, account: int, name: str | None = None, active: bool | None = None
) -> Account:
    """Another name, or out of use and back. Raises Refusal while something stands on it or the program needs it."""
    found = session.get(Account, account, with_for_update=True)
    if found is None:
        raise NotFound("There is no such account. Choose one from the list.", field="account")
    if active is False and found.use:
        raise Refusal("The program books on {account}, so it stays in use.", values={"account": found.name})
    if active is False and session.scalar(select(func.sum(Line.amount)).where(Line.account_id == account)):
        raise Refusal("{account} has a balance. Book it to another account first.", values={"account": found.name})
    if name is not None:
        found.name = name.strip() or found.name
    if active is not None:
        found.active = active
    session.flush()
    forget(session)
    events.record(session, by, "account", found.id, "change")
    return found


def create_cost_centre(session: Session, by: Actor, *, code: str, name: str) -> CostCentre:
    """Raises Refusal for a code that is taken."""
    code = code.strip()
    if not code or session.scalar(select(CostCentre.id).where(CostCentre.code == code)) is not None:
        raise Refusal("The code {code} is taken. Choose another.", values={"code": code}, field="code")
    centre = CostCentre(code=code, name=name.strip() or code)
    session.add(centre)
    session.flush()
    events.record(session, by, "cost_centre", centre.id, "create", {"code": code})
    return centre


VERBS = (
    ("account.create", create_account, "erp-gl", ("accounting",), "account"),
    ("account.change", change_account, "erp-gl", ("accounting",), "account"),
    ("cost_centre.create", create_cost_centre, "erp-finance", ("accounting",), "cost_centre"),
)
