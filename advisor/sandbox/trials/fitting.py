"""Fitting: the company of an industry made a little more like the reader's own, by answers to the questionnaire.

Which industry is most like theirs stands in `matching.yaml`; what is added to it in `fitting.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.actors import SYSTEM
from advisor.sandbox.core.tables import Company
from advisor.sandbox.crm.tables import Member
from advisor.sandbox.founding import read
from advisor.sandbox.stock.tables import Location
from advisor.sandbox.trials.industries import industries
from advisor.sandbox.verbs import run

FALLBACK = "plant"
LONGEST_NAME = 80
WORKING_DAYS = 21  # of a month


class Fitting(BaseModel):
    """What is known of a company: its name (empty: that of the industry), how many sell, how many warehouses there are
    (0: not said), how often something happens in a month (`orders`, `requests` of customers), and the questions whose
    answers tell of a pain."""

    model_config = ConfigDict(frozen=True)
    company: str = ""
    sellers: int = 0
    warehouses: int = 0
    volume: dict[str, int] = {}
    pains: tuple[str, ...] = ()


def match(facts: Mapping[str, Any]) -> str:
    """The industry that is most like a company with these facts, of those that there are."""
    for row in read("trials/matching.yaml"):
        asked = {name: value for name, value in row.items() if name != "use"}
        if row["use"] in industries() and all(facts.get(name) == value for name, value in asked.items()):
            return str(row["use"])
    return FALLBACK


def fitting(facts: Mapping[str, Any], company: str = "") -> Fitting:
    """What the facts of an assessment tell of the size of a company."""
    requests = _count(facts, "service_volume") * WORKING_DAYS
    return Fitting(
        company=company.strip()[:LONGEST_NAME],
        sellers=_count(facts, "sellers"),
        warehouses=_count(facts, "warehouses"),
        volume={"requests": requests} if requests else {},
        pains=pains(facts),
    )


def pains(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The questions whose answers tell of a pain. A question with several answers has a fact for each."""
    rules: dict[str, dict[str, Any]] = read("trials/fitting.yaml")["pains"]
    return tuple(name for name, rule in rules.items() if _hurts(facts, name, rule))


def _hurts(facts: Mapping[str, Any], name: str, rule: Mapping[str, Any]) -> bool:
    value = facts.get(name)
    if "values" in rule:
        chosen = (key for key, ticked in facts.items() if ticked is True and key.startswith(f"{name}."))
        return any(chosen) if rule["values"] == "any" else value in rule["values"]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and rule.get("least", value) <= value <= rule.get("most", value)


def _count(facts: Mapping[str, Any], name: str) -> int:
    value = facts.get(name)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0


def fit(session: Session, wanted: Fitting, modules: tuple[str, ...], language: str) -> None:
    """Make a fresh copy of a template the company that is wanted, with these modules on (none: all). Nothing that is
    there is taken away."""
    trial = clock.trial(session)
    if wanted.company:
        trial.name = wanted.company
        session.scalars(select(Company).order_by(Company.id).limit(1)).one().name = wanted.company
    trial.settings = {**trial.settings, "volume": wanted.volume, "pains": list(wanted.pains)}
    on = set(modules)
    if not on or "crm-contacts" in on:
        _sellers(session, wanted.sellers, language)
    if not on or "erp-warehouse" in on:
        _warehouses(session, wanted.warehouses, language)
    trial.modules = list(modules)


def _sellers(session: Session, wanted: int, language: str) -> None:
    there = session.scalar(select(func.count()).select_from(Member).where(Member.active, Member.role == "sales")) or 0
    for number in range(there + 1, min(wanted, _most("sellers")) + 1):
        run(session, "member.create", {"name": _named("seller", number, language), "role": "sales"}, SYSTEM)


def _warehouses(session: Session, wanted: int, language: str) -> None:
    places = select(func.count()).select_from(Location).where(Location.kind == "warehouse")
    for number in range((session.scalar(places) or 0) + 1, min(wanted, _most("warehouses")) + 1):
        named = {"code": f"W{number}", "name": _named("warehouse", number, language)}
        run(session, "location.create", named, SYSTEM)


def _most(name: str) -> int:
    return int(read("trials/fitting.yaml")["most"][name])


def _named(what: str, number: int, language: str) -> str:
    words = read("trials/fitting.yaml")["words"]
    return str(words.get(language, words["en"])[what].format(n=number))
