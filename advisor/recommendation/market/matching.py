"""How far a product meets what a company asks of one system: levels of the criteria, and knock-outs.

Each function looks at one company and one product. What is not verified earns less, what is not known earns nothing.
Weights and limits stand in `rules/product_fit.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, cast

from advisor.money import Money
from advisor.recommendation.market.market import ANY_INDUSTRY, Market, Product

SHARED = "shared"
BOTH = "both"
OPEN_SOURCE, ONE_VENDOR, BEST_OF_EACH = "open_source", "one_vendor", "best_of_each"
MONTHS = 12
VERIFIED: Literal["verified"] = "verified"
NOT_VERIFIED: Literal["not verified"] = "not verified"
Out = Literal["verified", "not verified"] | None  # whether, and on what ground, a product is left out


@dataclass(frozen=True)
class Wanted:
    """What the company needs of products. `phases` are the systems of the path by phase; `must` and `should` module ids
    by system (`crm`, `erp`, `shared`); `budget_per_user` euros in the first year; None and () are unknown."""

    path: str
    phases: tuple[tuple[str, ...], ...]
    deployment: str
    must: Mapping[str, frozenset[str]]
    should: Mapping[str, frozenset[str]]
    employees: float | None = None
    country: str | None = None
    industry: str | None = None
    languages: tuple[str, ...] = ()
    vendor_preference: str | None = None
    budget_per_user: float | None = None

    @cached_property
    def systems(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(system for phase in self.phases for system in phase))


@dataclass(frozen=True)
class Asked:
    """What one system of the path asks of a product. Modules that every system of its kind has are not asked for."""

    market: Market
    wanted: Wanted
    system: Literal["crm", "erp"]
    phases: tuple[int, ...]
    must: frozenset[str]
    should: frozenset[str]
    languages: tuple[str, ...]

    @classmethod
    def of(cls, market: Market, wanted: Wanted, system: str) -> Asked:
        basic = frozenset(market.fit.basic_modules)
        usual = (language for language, places in market.fit.languages.items() if wanted.country in places)
        return cls(
            market,
            wanted,
            cast(Literal["crm", "erp"], system),
            tuple(number for number, phase in enumerate(wanted.phases, 1) if system in phase),
            wanted.must.get(system, frozenset()) - basic,
            wanted.should.get(system, frozenset()) - basic,
            wanted.languages or tuple(usual),
        )

    @cached_property
    def concerns(self) -> frozenset[str]:
        """Points of law that concern the company's whole country."""
        return frozenset(b.id for b in self.market.bases.values() if self.wanted.country in b.countries)

    @cached_property
    def near(self) -> frozenset[str]:
        """Countries of the company's region."""
        regions = (places for places in self.market.fit.regions.values() if self.wanted.country in places)
        return frozenset(country for places in regions for country in places)

    @cached_property
    def share_of_budget(self) -> float | None:
        """Euros a user and year for this system, when the systems of the path share the budget alike."""
        budget = self.wanted.budget_per_user
        return None if budget is None else budget / len(self.wanted.systems)

    @cached_property
    def joins(self) -> bool:
        return any(modules.get(SHARED) for modules in (self.wanted.must, self.wanted.should))


class Level(NamedTuple):
    """How far a product meets a criterion, from 0 to 1 with what is not verified already counted less."""

    earned: float
    verified: bool


class Criterion(NamedTuple):
    counts: Callable[[Asked], bool]
    level: Callable[[Asked, Product], Level]


# Levels: one function a criterion.


def _level(asked: Asked, share: float, verified: bool) -> Level:
    return Level(share * (1.0 if verified else asked.market.fit.not_verified), verified)


def _modules(asked: Asked, product: Product, modules: frozenset[str]) -> Level:
    """Each module asked for counts alike; one that the source does not name counts as not verified."""
    listed, proven = len(modules & product.modules.all), len(modules & product.modules.proven)
    earned = proven + (listed - proven) * asked.market.fit.not_verified
    return Level(earned / len(modules), product.modules.verified and proven == listed)


def _hosting(asked: Asked, product: Product) -> Level:
    serves = asked.market.fit.hosting[cast(Literal["saas"], asked.wanted.deployment)]
    best = max((serves.get(kind, 0.0) for kind in product.hosting.values), default=0.0)
    return _level(asked, best, product.hosting.verified)


def _size(asked: Asked, product: Product) -> Level:
    """All inside the sizes it is made for, half just outside."""
    if product.size.min is None and product.size.max is None:
        return Level(0.0, False)
    off, margin = _times_off(asked, product), asked.market.fit.size_margin
    return _level(asked, 1.0 if off <= 1 else 0.5 if off <= margin else 0.0, product.size.verified)


def _times_off(asked: Asked, product: Product) -> float:
    """How many times too small or too large the company is; at most 1 inside the sizes it is made for."""
    employees, size = max(1.0, asked.wanted.employees or 1.0), product.size
    return max((size.min or 0.0) / employees, employees / size.max if size.max else 0.0)


def _language(asked: Asked, product: Product) -> Level:
    spoken = product.languages
    earned = 0.0
    for language in asked.languages:
        share = 1.0 if language in spoken.full else 0.5 if language in spoken.partial else 0.0
        earned += _level(asked, share, language in spoken.checked).earned
    return Level(earned / len(asked.languages), all(language in spoken.checked for language in asked.languages))


def _industry(asked: Asked, product: Product) -> Level:
    """All for the company's own industry, half when the product claims none."""
    own, industries = asked.wanted.industry or "", product.industries
    if own in industries.values:
        return _level(asked, 1.0, own in industries.proven)
    return _level(asked, 0.5 if ANY_INDUSTRY in industries.values else 0.0, industries.verified)


def _law(asked: Asked, product: Product) -> Level:
    """All when no point of law is known that concerns the whole country."""
    free = asked.concerns.isdisjoint(product.restrictions.bases)
    return _level(asked, 1.0 if free else 0.0, product.restrictions.verified)


def _region(asked: Asked, product: Product) -> Level:
    home = product.home.values
    share = 1.0 if asked.wanted.country in home else 0.0 if asked.near.isdisjoint(home) else 0.5
    return _level(asked, share, product.home.verified)


def _price_level(asked: Asked, product: Product) -> Level:
    cost, fit = _yearly(asked, product), asked.market.fit
    if cost is None:
        return Level(0.0, False)
    licences = (asked.share_of_budget or 0.0) * fit.licence_share
    share = 1.0 if cost <= licences else 0.5 if cost <= licences * fit.price_stretch else 0.0
    return _level(asked, share, price_verified(asked, product))


def _yearly(asked: Asked, product: Product) -> float | None:
    """Euros a user and year at the lowest paid price, or an upper bound where the price is not by user (the largest
    share that one user can bear is the whole)."""
    price = product.price
    if price.basis == "free":
        return 0.0
    if price.lowest is None:
        return None
    return asked.market.rates.euros(Money.of(price.lowest * MONTHS, price.currency))


def price_verified(asked: Asked, product: Product) -> bool:
    price = product.price
    return price.verified and (not price.only or asked.wanted.country in price.only)


def _open_source(asked: Asked, product: Product) -> Level:
    return _level(asked, 1.0 if product.openness.value == "open-source" else 0.0, product.openness.verified)


def _open_api(asked: Asked, product: Product) -> Level:
    return _level(asked, 0.0 if product.openness.value == "unknown" else 1.0, product.openness.verified)


def _wishes(asked: Asked, preference: str) -> bool:
    return asked.wanted.vendor_preference == preference and len(asked.wanted.systems) > 1


LEVELS: dict[str, Criterion] = {
    "must_modules": Criterion(lambda a: bool(a.must), lambda a, p: _modules(a, p, a.must)),
    "should_modules": Criterion(lambda a: bool(a.should), lambda a, p: _modules(a, p, a.should)),
    "hosting": Criterion(lambda _: True, _hosting),
    "size": Criterion(lambda a: a.wanted.employees is not None, _size),
    "language": Criterion(lambda a: bool(a.languages), _language),
    "industry": Criterion(lambda a: a.wanted.industry is not None, _industry),
    "law": Criterion(lambda a: a.wanted.country is not None, _law),
    "region": Criterion(lambda a: a.wanted.country is not None, _region),
    "price": Criterion(lambda a: a.share_of_budget is not None, _price_level),
    "open_source": Criterion(lambda a: a.wanted.vendor_preference == OPEN_SOURCE, _open_source),
    "open_api": Criterion(lambda a: a.joins, _open_api),
    "one_vendor": Criterion(lambda a: _wishes(a, ONE_VENDOR), lambda _, p: Level(float(p.system == BOTH), True)),
    "best_of_each": Criterion(
        lambda a: _wishes(a, BEST_OF_EACH), lambda a, p: Level(float(p.system == a.system), True)
    ),
}


# Knock-outs. A field leaves a product out when it was verified; size and modules also when they are not, but far off.


def barring(asked: Asked, product: Product) -> tuple[str, ...]:
    """Verified points of law that forbid supply to the company's country, or make it depend on a licence."""
    bases = asked.market.bases
    concerned = (base for base in product.restrictions.bases if base in asked.concerns)
    return tuple(base for base in concerned if bases[base].bars and bases[base].verified)


def _law_out(asked: Asked, product: Product) -> Out:
    return VERIFIED if product.restrictions.verified and barring(asked, product) else None


def _hosting_out(asked: Asked, product: Product) -> Out:
    return VERIFIED if product.hosting.verified and not _hosting(asked, product).earned else None


def _size_out(asked: Asked, product: Product) -> Out:
    if asked.wanted.employees is None:
        return None
    fit, off = asked.market.fit, _times_off(asked, product)
    if product.size.verified:
        return VERIFIED if off > fit.size_margin else None
    return NOT_VERIFIED if off > fit.size_margin_not_verified else None


def _must_out(asked: Asked, product: Product) -> Out:
    listed = len(asked.must & product.modules.all)
    if product.modules.verified:
        return VERIFIED if listed < len(asked.must) * asked.market.fit.least_must else None
    return NOT_VERIFIED if asked.must and not listed else None


def _price_out(asked: Asked, product: Product) -> Out:
    cost, budget = _yearly(asked, product), asked.share_of_budget
    if cost is None or budget is None or not price_verified(asked, product):
        return None
    return VERIFIED if product.price.basis in ("free", "per-user") and cost > budget else None


KNOCK_OUTS: dict[str, Callable[[Asked, Product], Out]] = {
    "law": _law_out,
    "hosting": _hosting_out,
    "size": _size_out,
    "must_modules": _must_out,
    "price": _price_out,
}
