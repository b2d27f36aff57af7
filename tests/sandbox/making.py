"""Short ways to what a test needs: all of them go through the verbs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.verbs import run

BOSS = Actor("Robin", "manager")
SELLER = Actor("Sam", "sales")
BUYER = Actor("Bo", "purchasing")
STOREKEEPER = Actor("Wen", "warehouse")
BOOKKEEPER = Actor("Alex", "accounting")
FOREMAN = Actor("Kim", "production")


def do(session: Session, verb: str, by: Actor = BOSS, key: str = "", **entered: Any) -> Any:
    """The document that the verb made or changed."""
    answer = run(session, verb, entered, by, key)
    return session.get_one(MODELS[answer["kind"]], answer["id"]) if answer else None


def product(session: Session, code: str, **columns: Any) -> Product:
    made = do(session, "product.create", code=code, name=code.title(), **columns)
    assert isinstance(made, Product)
    return made


def customer(session: Session, code: str = "c1", **columns: Any) -> Party:
    made = do(session, "party.create", code=code, name=code.title(), customer=True, **columns)
    assert isinstance(made, Party)
    return made


def supplier(session: Session, code: str = "s1", **columns: Any) -> Party:
    made = do(session, "party.create", code=code, name=code.title(), supplier=True, **columns)
    assert isinstance(made, Party)
    return made


def units(number: str | int | float) -> Decimal:
    return Decimal(str(number))
