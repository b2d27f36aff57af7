"""Reading the list of products and the way they are matched; everything wrong is returned as problems.

Files: `products.yaml` (points of law, publishers, names to look at), `products_*.yaml` (the products) and
`product_fit.yaml` (criteria and their weights).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from advisor.errors import Problem
from advisor.language import country_codes
from advisor.recommendation.frozen import Frozen
from advisor.recommendation.market.market import (
    ANY_INDUSTRY,
    CRITERIA,
    FIELDS,
    Base,
    Dated,
    Fit,
    Hint,
    Known,
    Listed,
    Market,
    Product,
    Restricted,
    Spoken,
    Stated,
)
from advisor.source import Document, Path_, read

MARKET, FIT = "products.yaml", "product_fit.yaml"
PRODUCTS = "products_*.yaml"
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")


class _Market(Dated):
    publishers: dict[str, str]
    bases: dict[str, Any]
    leads: list[Any]


class _Products(Dated):
    products: dict[str, Any]


Shape = TypeVar("Shape", bound=Frozen)


def load_market(rules: Path, known: Known) -> tuple[Market | None, list[Problem]]:
    """The market and all problems of its files; None when a file is missing or unreadable."""
    problems: list[Problem] = []
    market_doc, fit_doc = read(rules / MARKET), read(rules / FIT)
    listed = [read(path) for path in sorted(rules.glob(PRODUCTS))]
    market = _shaped(_Market, market_doc.data, market_doc, (), problems)
    fit = _shaped(Fit, fit_doc.data, fit_doc, (), problems)
    heads = [_shaped(_Products, doc.data, doc, (), problems) for doc in listed]
    if not listed:
        problems.append(Problem(PRODUCTS, 1, "missing-field", "There is no file of products.", "Add one."))
    if market is None or fit is None or None in heads or not listed:
        return None, sorted(set(problems))
    bases = _entries(Base, market.bases, market_doc, "bases", problems)
    leads = [_shaped(Hint, raw, market_doc, ("leads", i), problems) for i, raw in enumerate(market.leads)]
    check = _Check(known, frozenset(bases), market.publishers, problems)
    check.bases(bases, market_doc)
    check.leads(leads, market_doc)
    check.fit(fit, fit_doc)
    products: dict[str, Product] = {}
    for head, doc in zip(heads, listed, strict=True):
        assert head is not None  # or it was returned above
        found = _entries(Product, head.products, doc, "products", problems)
        for product in found.values():
            check.product(product, doc, products)
        products |= found
    files = (market, fit, *(head for head in heads if head))
    return (
        Market(
            since=min(file.since for file in files),
            review_by=min(file.review_by for file in files),
            products=tuple(_impartial(product, market.publishers) for product in products.values()),
            bases=bases,
            leads=tuple(lead for lead in leads if lead),
            fit=fit,
            rates=known.rates,
        ),
        sorted(set(problems)),
    )


def _impartial(product: Product, publishers: dict[str, str]) -> Product:
    """The product with what its own seller's article says taken as not verified, whoever else it was named by."""
    changed: dict[str, Any] = {}
    for name in FIELDS:
        field = getattr(product, name)
        if isinstance(field, Stated | Spoken) and publishers.get(field.source) == product.vendor:
            doubt = {"verified": False} if isinstance(field, Stated) else {"checked": ()}
            changed[name] = type(field).model_validate(field.model_dump() | doubt)
    return product.model_copy(update=changed)


_CODES = {"missing": "missing-field", "extra_forbidden": "unknown-field", "bad-date": "bad-date"}


def _shaped(shape: type[Shape], raw: Any, doc: Document, at: Path_, problems: list[Problem]) -> Shape | None:
    """`raw` as `shape`, or None with everything that prevents it among the problems."""
    if doc.problems:
        problems += doc.problems
        return None
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        for found in error.errors():
            path = (*at, *(part for part in found["loc"] if isinstance(part, str | int)))
            where = ".".join(map(str, path)) or doc.name
            code = _CODES.get(found["type"], "wrong-value")
            fix = "Correct it as the first lines of the file describe."
            problems.append(Problem(doc.name, doc.line(path), code, f"`{where}`: {found['msg']}.", fix))
        return None


def _entries(
    shape: type[Shape], raw: dict[str, Any], doc: Document, key: str, problems: list[Problem]
) -> dict[str, Shape]:
    """The entries under `key`, with their keys as ids; those that do not fit are left out."""
    found: dict[str, Shape] = {}
    for name, data in raw.items():
        entry = _shaped(shape, data | {"id": name} if isinstance(data, dict) else data, doc, (key, name), problems)
        if entry is not None:
            found[name] = entry
    return found


class _Check:
    """Finds what the shapes cannot see: names that exist nowhere, and facts without a source."""

    def __init__(
        self, known: Known, bases: Collection[str], publishers: Collection[str], problems: list[Problem]
    ) -> None:
        self.known = known
        self.base_ids = bases
        self.publishers = publishers
        self.problems = problems
        self.countries = frozenset(country_codes())

    def find(self, doc: Document, at: Path_, code: str, message: str, fix: str) -> None:
        self.problems.append(Problem(doc.name, doc.line(at), code, message, fix))

    def names(self, doc: Document, at: Path_, what: str, names: Iterable[str], known: Collection[str]) -> None:
        for name in names:
            if name not in known:
                self.find(doc, at, f"unknown-{what}", f"There is no {what} “{name}”.", "Correct the name.")

    def evidence(self, doc: Document, at: Path_, verified: bool, sources: Iterable[str]) -> None:
        """A verified fact has a source, and a source is an address or a document."""
        named = [source for source in sources if source]
        if verified and not named:
            message = f"`{'.'.join(map(str, at))}` is said to be verified but names no source."
            self.find(doc, at, "missing-source", message, 'Name the source, or write `verified: "false"`.')
        for source in named:
            if source not in self.publishers and not _ADDRESS.fullmatch(source):
                self.find(doc, at, "unknown-source", f"“{source}” is no address and no document.", "Correct it.")

    def bases(self, bases: dict[str, Base], doc: Document) -> None:
        for base in bases.values():
            at = ("bases", base.id)
            self.names(doc, (*at, "countries"), "country", base.countries, self.countries)
            self.names(doc, (*at, "parts"), "country", base.parts, self.countries)
            self.evidence(doc, (*at, "sources"), base.verified, base.sources)

    def leads(self, leads: Iterable[Hint | None], doc: Document) -> None:
        for place, lead in enumerate(leads):
            if lead is None:
                continue
            at = ("leads", place)
            self.names(doc, at, "country", [lead.country], self.countries)
            self.names(doc, at, "base", lead.checks, self.base_ids)
            self.evidence(doc, at, lead.verified, [lead.source])

    def product(self, product: Product, doc: Document, others: Collection[str]) -> None:
        at = ("products", product.id)
        if product.id in others:
            self.find(doc, at, "duplicate-product", f"“{product.id}” is listed twice.", "Keep one of the two.")
        self.names(doc, (*at, "named_in"), "document", product.named_in, self.publishers)
        self.names(doc, (*at, "modules"), "module", product.modules.values, self.known.modules)
        industries = {ANY_INDUSTRY, *self.known.industries}
        self.names(doc, (*at, "industries"), "industry", product.industries.values, industries)
        self.names(doc, (*at, "home"), "country", product.home.values, self.countries)
        self.names(doc, (*at, "price"), "country", product.price.only, self.countries)
        self.names(doc, (*at, "restrictions"), "base", product.restrictions.bases, self.base_ids)
        if product.price.lowest is not None:
            self.names(doc, (*at, "price"), "currency", [product.price.currency], self.known.rates.per_euro)
        for name in FIELDS:
            field = getattr(product, name)
            if not isinstance(field, Restricted):
                self.evidence(doc, (*at, name), field.verified, [field.source])
            if isinstance(field, Listed):
                self.names(doc, (*at, name, "unchecked"), "value", field.unchecked, field.values)
        self.contradictions(product, doc, at)

    def contradictions(self, product: Product, doc: Document, at: Path_) -> None:
        size, spoken = product.size, product.languages
        if size.min is not None and size.max is not None and size.min > size.max:
            self.find(doc, (*at, "size"), "wrong-value", "The smallest size is above the largest.", "Swap the two.")
        named = [*spoken.full, *spoken.partial, *spoken.none]
        if len(set(named)) < len(named):
            message = "A language stands in two of full, partial and none."
            self.find(doc, (*at, "languages"), "wrong-value", message, "Keep it in one.")
        self.names(doc, (*at, "languages", "checked"), "value", spoken.checked, named)

    def fit(self, fit: Fit, doc: Document) -> None:
        for missing in [name for name in CRITERIA if name not in fit.criteria]:
            self.find(doc, ("criteria",), "missing-criterion", f"There is no criterion “{missing}”.", "Add it.")
        for name, weight in fit.criteria.items():
            at = ("criteria", name)
            self.names(doc, at, "criterion", [name], CRITERIA)
            if not weight.sources:
                self.find(doc, at, "missing-source", f"“{name}” names no source.", "Name one, or own-judgement.")
            self.names(doc, at, "source", weight.sources, self.known.sources)
        self.names(doc, ("price_sources",), "source", fit.price_sources, self.known.sources)
        self.names(doc, ("basic_modules",), "module", fit.basic_modules, self.known.modules)
        for deployment in ("saas", "hybrid", "on-premise"):
            if deployment not in fit.hosting:
                message = f"Nothing serves the deployment “{deployment}”."
                self.find(doc, ("hosting",), "missing-field", message, "Say which kinds of hosting serve it.")
        for group in ("languages", "regions"):
            for name, countries in getattr(fit, group).items():
                self.names(doc, (group, name), "country", countries, self.countries)
