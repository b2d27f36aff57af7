"""Candidate products: what is left after knock-outs, in the order of fit with the company.

The fit of a product depends on the company and on this product alone. Which criteria count follows from the company,
what they are worth stands in `rules/product_fit.yaml`, and nothing is scaled to the other products; so none can gain or
lose a place against another because a third is added, removed or renamed. Nobody pays for a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal, NamedTuple, cast, get_args

from advisor.facts import Facts
from advisor.recommendation.content import Content
from advisor.recommendation.market.market import (
    ANY_INDUSTRY,
    CRITERIA,
    FIELDS,
    Basis,
    Hosting,
    Market,
    Openness,
    Product,
    Stated,
)
from advisor.recommendation.market.matching import (
    BOTH,
    KNOCK_OUTS,
    LEVELS,
    SHARED,
    VERIFIED,
    Asked,
    Level,
    Wanted,
    barring,
    price_verified,
)
from advisor.recommendation.market.offers import (
    Excluded,
    Lead,
    LegalBase,
    ListPrice,
    Match,
    ProductAdvice,
    ProductFact,
    ProductSet,
)
from advisor.recommendation.model import ModuleAdvice

# Criteria that only leave out and earn nothing: no system of the path is covered, or too little fits.
GATES = ("system", "fit")
NOTES = ("payment", "order", "not_verified", "prices", "law", "country", "dates", "leads", "further", "none")


def wanted_of(content: Content, path: str, deployment: str, modules: Iterable[ModuleAdvice], facts: Facts) -> Wanted:
    """What a company wants, from the advice and the facts that are known. The languages its users need are not asked:
    they are left empty, and the market says which ones are usual in the country."""
    bought = [m for m in modules if not m.in_place]
    by_priority = {
        priority: {
            system: frozenset(m.id for m in bought if m.system == system and m.priority == priority)
            for system in ("crm", "erp", SHARED)
        }
        for priority in ("must", "should")
    }
    employees, budget = facts.get("employees"), facts.get("budget_per_user")
    return Wanted(
        path=path,
        phases=content.scheme.phases[path],
        deployment=deployment,
        must=by_priority["must"],
        should=by_priority["should"],
        employees=None if employees is None else float(employees),
        country=cast(str | None, facts.get("country")),
        industry=cast(str | None, facts.get("industry")),
        vendor_preference=cast(str | None, facts.get("vendor_preference")),
        budget_per_user=None if budget is None else float(budget),
    )


def candidates(market: Market, wanted: Wanted) -> ProductSet:
    """The products to look at for `wanted`; none when the path brings in no system."""
    found: list[ProductAdvice] = []
    excluded: list[Excluded] = []
    further = 0
    for system in wanted.systems:
        asked = Asked.of(market, wanted, system)
        judged = [_scored(asked, product) for product in market.products if product.system in (system, BOTH)]
        excluded += [entry for entry in judged if isinstance(entry, Excluded)]
        ranked = sorted((entry for entry in judged if isinstance(entry, _Scored)), key=lambda entry: entry.place)
        found += [_advice(asked, scored) for scored in ranked[: market.fit.most]]
        further += max(0, len(ranked) - market.fit.most)
    if wanted.systems:
        others = (p for p in market.products if p.system not in (*wanted.systems, BOTH))
        excluded += [_left_out(product, "any", "system", True) for product in others]
    leads = _leads(market, wanted)
    named = {base for bases in _named(found, excluded, leads) for base in bases}
    return ProductSet(
        candidates=tuple(found),
        further=further,
        excluded=tuple(sorted(excluded, key=lambda e: (e.system, e.id))),
        leads=leads,
        bases=tuple(
            LegalBase(id=base.id, since=base.since, verified=base.verified, sources=base.sources)
            for base in market.bases.values()
            if base.id in named
        ),
        country_known=wanted.country is not None,
        as_of=market.since.isoformat(),
        review_by=market.review_by.isoformat(),
    )


def _named(
    found: Iterable[ProductAdvice], excluded: Iterable[Excluded], leads: Iterable[Lead]
) -> Iterator[tuple[str, ...]]:
    yield from (product.checks for product in found)
    yield from (product.bases for product in excluded)
    yield from (lead.checks for lead in leads)


class _Scored(NamedTuple):
    """A product that fits, with its level for each criterion that counts. Its place: by fit, then by the number of
    verified matches, then by exact points, then by id."""

    place: tuple[int, int, float, str]
    product: Product
    levels: dict[str, Level]


def _scored(asked: Asked, product: Product) -> _Scored | Excluded:
    for name, out in KNOCK_OUTS.items():
        if how := out(asked, product):
            bases = barring(asked, product) if name == "law" else ()
            return _left_out(product, asked.system, name, how == VERIFIED, bases)
    levels = {name: c.level(asked, product) for name, c in LEVELS.items() if c.counts(asked)}
    weights = asked.market.fit.criteria
    share = sum(weights[name].points * level.earned for name, level in levels.items())
    share /= sum(weights[name].points for name in levels)
    fit = round(100 * share)
    if fit < asked.market.fit.least_fit:
        return _left_out(product, asked.system, "fit", False)
    verified = sum(level.verified and level.earned > 0 for level in levels.values())
    return _Scored((-fit, -verified, -share, product.id), product, levels)


def _left_out(
    product: Product, system: Literal["crm", "erp", "any"], by: str, verified: bool, bases: tuple[str, ...] = ()
) -> Excluded:
    return Excluded(id=product.id, name=product.name, system=system, by=by, verified=verified, bases=bases)


def _advice(asked: Asked, scored: _Scored) -> ProductAdvice:
    product, weights = scored.product, asked.market.fit.criteria
    matches = [
        Match(
            id=name,
            points=round(weights[name].points * level.earned, 2),
            of=weights[name].points,
            verified=level.verified,
        )
        for name, level in scored.levels.items()
    ]
    return ProductAdvice(
        id=product.id,
        name=product.name,
        vendor=product.vendor,
        system=asked.system,
        phases=asked.phases,
        suite=product.system == BOTH,
        fit=-scored.place[0],
        matched=tuple(match for match in matches if match.points),
        missed=tuple(match for match in matches if not match.points),
        facts=tuple(_facts(asked, product)),
        price=_price(asked, product),
        checks=_checks(asked, product),
        unverified=tuple(_unverified(asked, product)),
    )


def _checks(asked: Asked, product: Product) -> tuple[str, ...]:
    """Points of law that concern the country or regions of it; all of the product's if the country is not known."""
    country, bases = asked.wanted.country, asked.market.bases
    named = product.restrictions.bases
    return tuple(b for b in named if country is None or b in asked.concerns or country in bases[b].parts)


def _leads(market: Market, wanted: Wanted) -> tuple[Lead, ...]:
    return tuple(
        Lead(name=hint.name, system=hint.system, checks=hint.checks, verified=hint.verified, source=hint.source)
        for hint in sorted(market.leads, key=lambda hint: (hint.system, hint.name.casefold()))
        if hint.country == wanted.country and hint.system in wanted.systems
    )


def _facts(asked: Asked, product: Product) -> Iterator[ProductFact]:
    """What was verified, to be shown as a fact; of modules those that the company needs."""
    size, spoken = product.size, product.languages
    needed = asked.must | asked.should
    bounds = tuple("" if limit is None else f"{limit:g}" for limit in (size.min, size.max))
    values: dict[str, tuple[str, ...]] = {
        "hosting": product.hosting.values,
        "size": bounds if any(bounds) else (),
        "industries": tuple(sorted(product.industries.proven - {ANY_INDUSTRY})),
        "modules": tuple(sorted(needed & product.modules.proven)),
        "languages": tuple(language for language in spoken.full if language in spoken.checked),
        "home": product.home.values,
        "openness": (product.openness.value,),
    }
    for name, shown in values.items():
        field = getattr(product, name)
        if field.verified and shown:
            yield ProductFact(field=name, values=shown, source=field.source, as_of=_as_of(asked, field))


def _unverified(asked: Asked, product: Product) -> Iterator[str]:
    """Fields that nobody read at a source; a price read for other countries is not verified for this one."""
    for name in FIELDS:
        if not (price_verified(asked, product) if name == "price" else getattr(product, name).verified):
            yield name


def _price(asked: Asked, product: Product) -> ListPrice | None:
    price = product.price
    if not price_verified(asked, product):
        return None
    lowest = Decimal(0) if price.basis == "free" else price.lowest
    shown = "" if lowest is None else str(lowest)
    return ListPrice(
        basis=price.basis, lowest=shown, currency=price.currency, source=price.source, as_of=_as_of(asked, price)
    )


def _as_of(asked: Asked, field: Stated) -> str:
    return field.as_of or asked.market.since.isoformat()


def word_keys(market: Market) -> Iterator[tuple[str, ...]]:
    """Words that every language must have for `market`."""
    yield from (("product_criteria", name) for name in (*GATES, *CRITERIA))
    yield from (("product_fields", name) for name in FIELDS)
    yield from (("product_notes", name) for name in NOTES)
    yield from (("restrictions", base) for base in market.bases)
    yield from (("openness", value) for value in get_args(Openness))
    yield from (("price_bases", value) for value in get_args(Basis))
    yield from (("hosting_kinds", value) for value in get_args(Hosting))
    yield from (("product_regions", region) for region in market.fit.regions)
