"""Rows by name: what a form offers to choose from, and what a document is called where others mention it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from advisor.language import Words
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.tables import Company, Party, Product
from advisor.sandbox.ledger.tables import Account, CostCentre, Period, Tax, Term
from advisor.sandbox.stock.tables import Location
from web.sandbox import labels
from web.sandbox.declared import Reference

MOST = 500  # rows that a list of choices shows; of more one types the code

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
CODED: dict[str, type[Any]] = {"term": Term, "tax": Tax, "purchase_tax": Tax}
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
    column = next((name for name in ("number", "name", "title", "code", "first") if hasattr(model, name)), "id")
    found: ColumnElement[str] = getattr(model, column)
    return found


def options(session: Session, reference: Reference) -> list[Choice]:
    """Rows to choose from by name, at most `MOST`."""
    model = reference.model
    shown, columns = text_of(model), [model.id]
    query = select(*columns, shown, model.code if model is Account else model.id)
    if reference.where is not None:
        query = query.where(reference.where(model))
    if model is Account:  # groups hold no entries
        query = query.where(Account.code.not_in(select(Account.parent)))
    ordered = query.order_by(model.code if model is Account else shown, model.id).limit(MOST)
    return [(str(id), f"{code} {text}" if model is Account else _text(text, id)) for id, text, code in
            session.execute(ordered)]  # fmt: skip


def codes(session: Session, model: type[Any]) -> list[Choice]:
    """Rows to choose from by code."""
    return [(code, name) for code, name in session.execute(select(model.code, model.name).order_by(model.id))]


def names(session: Session, kind: str, ids: Iterable[int], words: Words) -> dict[int, str]:
    """What the rows of a kind are called; a document that has no number yet is told by its kind."""
    wanted, model = set(ids), model_of(kind)
    if not wanted or model is None:
        return {id: f"{labels.kind(kind, words)} {id}" for id in wanted}
    found = session.execute(select(model.id, text_of(model)).where(model.id.in_(wanted)))
    return {id: str(text) if text else f"{labels.kind(kind, words)} {id}" for id, text in found}


def named(document: Any, kind: str, words: Words) -> str:
    """What a document is called."""
    for attribute in ("number", "name", "title", "code"):
        if getattr(document, attribute, None):
            return str(getattr(document, attribute))
    return f"{labels.kind(kind, words)} {document.id}"


def count(session: Session, reference: Reference) -> int:
    """How many rows there are to choose from."""
    query = select(func.count()).select_from(reference.model)
    return session.scalar(query if reference.where is None else query.where(reference.where(reference.model))) or 0


def _text(text: Any, id: int) -> str:
    return str(text) if text else f"#{id}"
