"""Rows by name: what a form offers to choose from, and what a document is called where others mention it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import Session

from advisor.language import Words
from advisor.sandbox.core.states import MODELS, machines
from advisor.sandbox.core.tables import Company, Party, Product
from advisor.sandbox.crm.tables import Member
from advisor.sandbox.ledger.tables import Account, CostCentre, Period, Tax, Term
from advisor.sandbox.stock.tables import Location
from web.sandbox import labels
from web.sandbox.declared import Reference

MOST = 500  # rows that a list of choices shows; of more one types the code

NAMES = ("number", "name", "title", "subject", "code")  # columns by which people know a row, the best first

Choice = tuple[str, str]  # value and what is read

# What inputs of these names choose from.
REFERENCES: dict[str, Reference] = {
    one.name: one
    for one in (
        Reference("party", "party", Party, lambda t: t.active),
        Reference("customer", "party", Party, lambda t: t.active & t.customer),
        Reference("supplier", "party", Party, lambda t: t.active & t.supplier),
        Reference("product", "product", Product, lambda t: t.active),
        Reference("goods", "product", Product, lambda t: t.active & (t.kind == "goods")),
        Reference("made", "product", Product, lambda t: t.active & (t.source == "make")),
        Reference("account", "account", Account, lambda t: t.active),
        Reference("cost_centre", "cost_centre", CostCentre),
        Reference("location", "location", Location, lambda t: t.kind == "warehouse"),
        Reference("place", "location", Location),
        Reference("company", "company", Company),
        Reference("period", "period", Period),
    )
}
# What inputs of these names choose from by code.
CODED: dict[str, type[Any]] = {"term": Term, "tax": Tax, "purchase_tax": Tax, "owner": Member}
PLAIN: dict[str, type[Any]] = {
    "account": Account, "cost_centre": CostCentre, "location": Location, "company": Company,
    "term": Term, "tax": Tax,
}  # fmt: skip


def model_of(kind: str) -> type[Any] | None:
    """The table of the rows of a kind."""
    found: type[Any] | None = MODELS.get(kind) or PLAIN.get(kind)
    return found


def text_of(model: type[Any]) -> ColumnElement[str]:
    """The column by which people know a row of a table: its number, else its name."""
    column = next((name for name in (*NAMES, "first") if hasattr(model, name)), "id")
    found: ColumnElement[str] = getattr(model, column)
    return found


def reference(name: str) -> Reference | None:
    """What an input of that name chooses from: a declared reference, else the documents of that kind."""
    found = REFERENCES.get(name)
    if found is None and name in MODELS:
        shared = list(MODELS.values()).count(MODELS[name]) > 1  # several kinds in one table
        own = name in machines() and shared
        found = Reference(name, name, MODELS[name], (lambda table: table.kind == name) if own else None)
    return found


def options(session: Session, reference: Reference) -> list[Choice]:
    """Rows to choose from by name, at most `MOST`; documents with the newest first."""
    model, shown = reference.model, _shown(reference)
    coded = model is Account
    query = _rows(reference, model.id, shown, model.code if coded else model.id)
    if coded:  # groups hold no entries
        query = query.where(Account.code.not_in(select(Account.parent)))
    order = model.code if coded else model.id.desc() if reference.kind in machines() else shown
    rows = session.execute(query.order_by(order, model.id).limit(MOST)).all()
    return [(str(row[0]), f"{row[2]} {row[1]}" if coded else str(row[1] or f"#{row[0]}")) for row in rows]


def find(session: Session, reference: Reference, typed: str) -> int | None:
    """The row with this code, number or name; None when there is none, or several of that name."""
    model = reference.model
    for column in (getattr(model, "code", None), getattr(model, "number", None), _shown(reference)):
        if column is not None:
            found = session.scalars(
                _rows(reference, model.id).where(cast(column, String) == typed.strip()).limit(2)
            ).all()
            if len(found) == 1:
                return int(found[0])
    return None


def many(session: Session, reference: Reference) -> bool:
    """Whether there are more rows than a list of choices shows."""
    rows = _rows(reference, reference.model.id).limit(MOST + 1).subquery()
    return (session.scalar(select(func.count()).select_from(rows)) or 0) > MOST


def _shown(reference: Reference) -> Any:
    return text_of(reference.model) if reference.text is None else reference.text(reference.model)


def _rows(reference: Reference, *columns: Any) -> Any:
    query = select(*columns)
    return query if reference.where is None else query.where(reference.where(reference.model))


def codes(session: Session, model: type[Any]) -> list[Choice]:
    """Rows to choose from by code; people who work here by their names."""
    if model is Member:
        names = session.scalars(select(Member.name).where(Member.active).order_by(Member.name))
        return [(name, name) for name in names]
    return [(code, name) for code, name in session.execute(select(model.code, model.name).order_by(model.id))]


def names(session: Session, kind: str, ids: Iterable[int], words: Words) -> dict[int, str]:
    """What the rows of a kind are called; a document that has no number yet is told by its kind."""
    wanted, model = set(ids), model_of(kind)
    if not wanted or model is None:
        return {one: f"{labels.kind(kind, words)} {one}" for one in wanted}
    found = session.execute(select(model.id, text_of(model)).where(model.id.in_(wanted)))
    return {one: str(text) if text else f"{labels.kind(kind, words)} {one}" for one, text in found}


def named(document: Any, kind: str, words: Words) -> str:
    """What a document is called."""
    for attribute in NAMES:
        if getattr(document, attribute, None):
            return str(getattr(document, attribute))
    return f"{labels.kind(kind, words)} {document.id}"
