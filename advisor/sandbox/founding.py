"""An empty company: its day, its chart of accounts, two years of periods, its places, taxes and payment terms."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from advisor.sandbox.core.reading import read_yaml
from advisor.sandbox.core.tables import Company, Trial
from advisor.sandbox.ledger.tables import Account, CostCentre, Period, Tax, Term, TermPart
from advisor.sandbox.stock.tables import Location

HOME = Path(__file__).parent


@dataclass(frozen=True)
class Founding:
    """A company to be. `years` are the financial years (calendar years) that have periods."""

    name: str
    today: datetime.date
    currency: str = "EUR"
    language: str = "en"
    industry: str = ""
    modules: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)


@cache
def read(name: str) -> Any:
    """A data file of the sandbox; what it gives must not be changed."""
    return read_yaml(HOME / name)


def found(session: Session, founding: Founding) -> Trial:
    """Make the company in empty books."""
    named = read(f"words/{founding.language}.yaml")
    data = read("chart.yaml")
    trial = Trial(
        name=founding.name,
        industry=founding.industry,
        language=founding.language,
        currency=founding.currency,
        first_day=founding.today,
        today=founding.today,
        modules=list(founding.modules),
        settings=founding.settings,
    )
    session.add_all([trial, Company(code="main", name=founding.name)])
    for code, kind, use, parent, open_items in data["accounts"]:
        session.add(
            Account(
                code=code,
                name=named["accounts"][code],
                kind=kind,
                use=use,
                parent=parent,
                open_items=open_items,
            )
        )
    session.add_all(Location(code=code, name=named["locations"][code], kind=kind) for code, kind in data["locations"])
    session.add_all(CostCentre(code=code, name=named["cost_centres"][code]) for code in data["cost_centres"])
    _taxes_and_terms(session, data, named)
    for year in founding.years or (founding.today.year - 1, founding.today.year, founding.today.year + 1):
        session.add_all(month(year, number) for number in range(1, 13))
    session.flush()
    return trial


def month(year: int, number: int) -> Period:
    """The period of a calendar month."""
    last = calendar.monthrange(year, number)[1]
    return Period(first=datetime.date(year, number, 1), last=datetime.date(year, number, last), year=year)


def _taxes_and_terms(session: Session, data: Any, named: Any) -> None:
    for code, (rate, position, included, compound) in data["taxes"].items():
        name = named["taxes"][code]
        session.add(Tax(code=code, name=name, rate=rate, position=position, included=included, compound=compound))
    for code, parts in data["terms"].items():
        term = Term(code=code, name=named["terms"][code])
        term.parts = [
            TermPart(position=place, kind=kind, share=share, amount=amount, days=days)
            for place, (kind, share, amount, days) in enumerate(parts)
        ]
        session.add(term)
