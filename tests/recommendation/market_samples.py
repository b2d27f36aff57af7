"""The real list of products, companies that look at it, and products changed in one field."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from advisor.recommendation.frozen import Frozen
from advisor.recommendation.market.catalogue import load_market
from advisor.recommendation.market.market import Known, Market, Product
from advisor.recommendation.market.matching import Wanted
from advisor.recommendation.market.offers import ProductAdvice, ProductSet
from advisor.recommendation.market.products import candidates
from advisor.source import read
from tests.recommendation.samples import ROOT, real

RULES = ROOT / "rules"
CRM, ERP = "crm", "erp"
COUNTRIES = ("DE", "US", "RU", "UA", "IR", "CN", "BY", "IN", "BR", None)
PREFERENCES = ("one_vendor", "best_of_each", "open_source", "no_preference", None)
Field = TypeVar("Field", bound=Frozen)


@cache
def known() -> Known:
    content = real()
    industries = content.vocabulary.facts["industry"].values
    return Known(frozenset(content.modules), frozenset(content.sources), industries, content.rates)


def loaded(rules: Path = RULES) -> Market:
    """The market of a folder without problems."""
    found, problems = load_market(rules, known())
    assert [str(problem) for problem in problems] == []
    assert found is not None
    return found


@cache
def market() -> Market:
    return loaded()


@cache
def raw() -> dict[str, dict[str, Any]]:
    """All products as their files say, before anything is read into them."""
    files = sorted(RULES.glob("products_*.yaml"))
    return {key: entry for file in files for key, entry in read(file).data["products"].items()}


def product(key: str) -> Product:
    return next(p for p in market().products if p.id == key)


def altered(field: Field, **changes: Any) -> Field:
    """A field of a product with some values changed."""
    return type(field).model_validate(field.model_dump() | changes)


def changed(one: Product, field: str, **changes: Any) -> Product:
    """A product with one of its fields changed."""
    return one.model_copy(update={field: altered(getattr(one, field), **changes)})


def with_products(*products: Product, of: Market | None = None) -> Market:
    return replace(of or market(), products=products)


def unlimited() -> Market:
    """The market with every product that is not knocked out shown."""
    fit = market().fit.model_copy(update={"most": 99, "least_fit": 0})
    return replace(market(), fit=fit)


def maker(**changes: Any) -> Wanted:
    """A German maker with 120 people that needs an ERP first and a CRM later."""
    return replace(
        Wanted(
            path="phased-erp-first",
            phases=((ERP,), (CRM,)),
            deployment="saas",
            must={
                ERP: frozenset({"erp-master-data", "erp-finance", "erp-inventory", "erp-production-planning"}),
                CRM: frozenset({"crm-contacts", "crm-activities"}),
                "shared": frozenset({"int-api"}),
            },
            should={ERP: frozenset({"erp-gl", "erp-warehouse"}), CRM: frozenset(), "shared": frozenset()},
            employees=120.0,
            country="DE",
            industry="manufacturing",
        ),
        **changes,
    )


def company(seed: int) -> Wanted:
    """A random company; each of its facts may be unknown."""
    dice = random.Random(seed)
    phases = real().scheme.phases
    path = dice.choice([p for p in phases if phases[p]])

    def modules(most: int) -> dict[str, frozenset[str]]:
        found = {}
        for system in (CRM, ERP, "shared"):
            of_system = [m.id for m in real().modules.values() if m.system == system]
            found[system] = frozenset(dice.sample(of_system, dice.randint(0, min(most, len(of_system)))))
        return found

    return Wanted(
        path=path,
        phases=phases[path],
        deployment=dice.choice(real().scheme.deployments),
        must=modules(6),
        should=modules(4),
        employees=dice.choice([None, 3.0, 25.0, 120.0, 900.0, 6000.0]),
        country=dice.choice(COUNTRIES),
        industry=dice.choice([None, *real().vocabulary.facts["industry"].values]),
        vendor_preference=dice.choice(PREFERENCES),
        budget_per_user=dice.choice([None, 0.0, 400.0, 4000.0]),
    )


COMPANIES = tuple(company(seed) for seed in range(30))


def order(found: ProductSet) -> dict[str, list[str]]:
    """Ids of the candidates, best first, by system."""
    by_system: dict[str, list[str]] = {CRM: [], ERP: []}
    for candidate in found.candidates:
        by_system[candidate.system].append(candidate.id)
    return by_system


def without(ids: dict[str, list[str]], *gone: str) -> dict[str, list[str]]:
    return {system: [key for key in keys if key not in gone] for system, keys in ids.items()}


def ranked(of: Market, wanted: Wanted) -> dict[str, list[str]]:
    return order(candidates(of, wanted))


def offer(found: ProductSet, key: str, system: str | None = None) -> ProductAdvice:
    return next(c for c in found.candidates if c.id == key and system in (None, c.system))


def worse(one: Product) -> list[Product]:
    """The same product, worse in one field and better in none."""
    first = one.modules.values[:1]
    return [
        changed(one, "modules", values=one.modules.values[1:], unchecked=tuple(set(one.modules.unchecked) - {*first})),
        changed(one, "modules", verified=False),
        changed(one, "languages", full=(), partial=one.languages.full, none=(), checked=()),
        changed(one, "languages", checked=()),
        changed(one, "hosting", values=one.hosting.values[:1]),
        changed(one, "openness", value="unknown"),
        changed(one, "industries", values=("other",), unchecked=()),
        changed(one, "home", values=("AQ",)),
        changed(one, "home", verified=False),
        changed(one, "price", basis="unknown", lowest=None, verified=False),
        one.model_copy(update={"restrictions": altered(one.restrictions, bases=("us-embargo-general",))}),
    ]


def legal(key: str, country: str, kind: str) -> tuple[str, ...]:
    """What the files say of a product: points of law that concern (`all`) or bar (`bars`) a country."""
    bases = read(RULES / "products.yaml").data["bases"]
    named = raw()[key]["restrictions"]
    concerned = [b for b in named["bases"] if country in (*bases[b]["countries"], *bases[b].get("parts", ()))]
    if kind == "all":
        return tuple(concerned)
    barred = [b for b in concerned if country in bases[b]["countries"] and bases[b]["bars"] == "true"]
    return tuple(b for b in barred if bases[b]["verified"] == named["verified"] == "true")
