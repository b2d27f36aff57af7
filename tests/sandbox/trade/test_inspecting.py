"""The two hooks through which trade asks for inspections."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from advisor.sandbox.core.actors import SYSTEM, Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.plan import quality
from advisor.sandbox.trade import inspecting


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trade without the package that keeps inspections."""
    monkeypatch.setattr(inspecting, "ASK", [])
    monkeypatch.setattr(inspecting, "CHECK", [])


def test_production_fills_the_hooks_in() -> None:
    assert quality.ask in inspecting.ASK
    assert quality.check in inspecting.CHECK


def test_without_inspections_nothing_waits(session: Session, alone: None) -> None:
    inspecting.ask(session, SYSTEM, "receipt", 1, [1, 2])
    inspecting.check(session, "receipt", 1)
    assert not session.new


def test_every_hook_is_asked(session: Session, alone: None) -> None:
    asked: list[tuple[str, str, int, list[int]]] = []

    def keep(session: Session, by: Actor, kind: str, document: int, products: object) -> None:
        asked.append((by.role, kind, document, list(products)))  # type: ignore[call-overload]

    def refuse(session: Session, kind: str, document: int) -> None:
        raise Refusal("It waits.", values={"kind": kind, "document": document})

    inspecting.ASK += [keep, keep]
    inspecting.CHECK.append(refuse)
    inspecting.ask(session, SYSTEM, "shipment", 7, [3])
    assert asked == [("system", "shipment", 7, [3])] * 2
    with pytest.raises(Refusal, match="It waits") as caught:
        inspecting.check(session, "shipment", 7)
    assert caught.value.values == {"kind": "shipment", "document": 7}
