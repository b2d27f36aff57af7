"""The market in words: candidates with what is known of them, what was left out, points of law, and use by others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from advisor import language as wording
from advisor.money import Money
from advisor.recommendation.content import Content
from advisor.recommendation.market.offers import Excluded, ListPrice, Match, ProductAdvice, ProductContext, ProductFact
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.peer_words import PeerWords, peer_words
from advisor.recommendation.telling.peer_words import word_keys as peer_keys
from advisor.recommendation.telling.place_words import PlaceWords, place
from advisor.recommendation.telling.words import asked, said
from advisor.recommendation.texts import Texts

_ADDRESS = re.compile(r"https?://(?:www\.)?([^/?#]+)")
SIZES = ("both", "least", "most")


@dataclass(frozen=True)
class Cited:
    """Where a fact was read: the host of an address or the title of a document; `as_of` is a date or a part of one."""

    label: str
    url: str
    as_of: str


@dataclass(frozen=True)
class MatchRow:
    """A criterion: points earned `of` those to be had, and whether what was compared was verified."""

    name: str
    points: float
    of: float
    verified: bool


@dataclass(frozen=True)
class FactRow:
    name: str
    text: str
    source: Cited


@dataclass(frozen=True)
class PriceRow:
    """`amount` is the lowest paid list price a month, empty when there is none; `basis` says for what."""

    amount: str
    basis: str
    source: Cited


@dataclass(frozen=True)
class ProductRow:
    """A candidate; `fit` from 0 to 100. `unverified` names fields that nobody read at a source."""

    id: str
    name: str
    vendor: str
    fit: int
    suite: bool
    matched: tuple[MatchRow, ...]
    missed: tuple[MatchRow, ...]
    facts: tuple[FactRow, ...]
    price: PriceRow | None
    checks: tuple[str, ...]
    unverified: tuple[str, ...]


@dataclass(frozen=True)
class SystemRows:
    """The candidates for one system, best first, with the phases in which it comes."""

    system: str
    name: str
    phases: tuple[int, ...]
    products: tuple[ProductRow, ...]


@dataclass(frozen=True)
class LeftOut:
    name: str
    verified: bool


@dataclass(frozen=True)
class LeftOutGroup:
    """Products left out for one system by the same criterion and the same points of law (`checks`)."""

    system: str
    reason: str
    checks: tuple[str, ...]
    products: tuple[LeftOut, ...]


@dataclass(frozen=True)
class LeadRow:
    name: str
    system: str
    checks: tuple[str, ...]
    verified: bool
    url: str


@dataclass(frozen=True)
class LawRow:
    """A point of law with its date and sources; not verified when nobody read it at a source."""

    text: str
    since: str
    verified: bool
    sources: tuple[Cited, ...]


@dataclass(frozen=True)
class ProductWords:
    """`payment` and `order` are said first; `notes` stand beside the list, `none` in its place when nothing fits."""

    payment: str
    order: str
    systems: tuple[SystemRows, ...]
    none: str
    further: int
    further_note: str
    left_out: tuple[LeftOutGroup, ...]
    left_out_count: int
    leads: tuple[LeadRow, ...]
    leads_note: str
    law: tuple[LawRow, ...]
    law_notes: tuple[str, ...]
    notes: tuple[str, ...]
    not_verified: str
    as_of: str
    review_by: date


@dataclass(frozen=True)
class MarketWords:
    """Each part is None when the result was stored before it existed, or has nothing to say."""

    products: ProductWords | None
    peers: PeerWords | None
    place: PlaceWords | None


def market(content: Content, recommendation: Recommendation, texts: Texts) -> MarketWords | None:
    """Products, use by others and the place; None for a result that has none of them."""
    found = MarketWords(
        products=_products(content, recommendation, texts),
        peers=peer_words(content, recommendation, texts),
        place=place(content, recommendation, texts),
    )
    return found if found.products or found.peers or found.place else None


def _products(content: Content, it: Recommendation, texts: Texts) -> ProductWords | None:
    """None without a system to buy."""
    if it.market is None or not any(phase.systems for phase in it.roadmap):
        return None
    return _Shelf(content, it, texts, it.market).words()


@dataclass(frozen=True)
class _Shelf:
    """Looks up words for the products of one recommendation."""

    content: Content
    it: Recommendation
    texts: Texts
    context: ProductContext

    def words(self) -> ProductWords:
        context = self.context
        return ProductWords(
            payment=self.note("payment"),
            order=self.note("order"),
            systems=tuple(self.systems()),
            none="" if self.it.products else self.note("none"),
            further=context.further,
            further_note=self.note("further") if context.further else "",
            left_out=tuple(self.left_out()),
            left_out_count=len(context.excluded),
            leads=tuple(self.leads()),
            leads_note=self.note("leads"),
            law=tuple(self.law()),
            law_notes=tuple(self.note(key) for key in ("law", *(() if context.country_known else ("country",)))),
            notes=tuple(self.note(key) for key in ("prices", "dates")),
            not_verified=self.note("not_verified"),
            as_of=context.as_of,
            review_by=date.fromisoformat(context.review_by),
        )

    def note(self, key: str) -> str:
        return said(self.texts, "product_notes", key)

    def systems(self) -> Iterator[SystemRows]:
        """In the order of the path, which is that of the stored candidates."""
        for system, found in groupby(self.it.products, key=lambda product: product.system):
            products = tuple(found)
            name = said(self.texts, "systems", system)
            yield SystemRows(system, name, products[0].phases, tuple(self.product(p) for p in products))

    def product(self, product: ProductAdvice) -> ProductRow:
        return ProductRow(
            id=product.id,
            name=product.name,
            vendor=product.vendor,
            fit=product.fit,
            suite=product.suite,
            matched=tuple(self.match(match) for match in product.matched),
            missed=tuple(self.match(match) for match in product.missed),
            facts=tuple(self.fact(fact) for fact in product.facts),
            price=None if product.price is None else self.price(product.price),
            checks=self.checks(product.checks),
            unverified=tuple(said(self.texts, "product_fields", field) for field in product.unverified),
        )

    def match(self, match: Match) -> MatchRow:
        return MatchRow(said(self.texts, "product_criteria", match.id), match.points, match.of, match.verified)

    def checks(self, bases: Iterable[str]) -> tuple[str, ...]:
        return tuple(said(self.texts, "restrictions", base) for base in bases)

    def fact(self, fact: ProductFact) -> FactRow:
        name = said(self.texts, "product_fields", fact.field)
        return FactRow(name, self.values(fact), self.cited(fact.source, fact.as_of))

    def values(self, fact: ProductFact) -> str:
        if fact.field == "size":
            return self.size(*fact.values)
        return wording.listed((self.value(fact.field, value) for value in fact.values), self.texts.language)

    def value(self, field: str, value: str) -> str:
        texts = self.texts
        if field == "modules":
            return said(texts, "modules", value, "name")
        if field == "industries":
            return asked(texts, "questions", "industry", "options", value, otherwise=value)
        if field == "home":
            return wording.country_names(texts.language).get(value, value)
        if field == "languages":
            return str(wording.locale(texts.language).languages.get(value, value))
        return said(texts, {"hosting": "hosting_kinds"}.get(field, field), value)

    def size(self, least: str, most: str) -> str:
        key = "both" if least and most else "least" if least else "most"
        low, high = (wording.number(float(end), self.texts.language) if end else "" for end in (least, most))
        return said(self.texts, "product_sizes", key).format(least=low, most=high)

    def price(self, price: ListPrice) -> PriceRow:
        free = price.basis == "free"
        amount = "" if free or not price.lowest else self.money(price.lowest, price.currency)
        return PriceRow(amount, said(self.texts, "price_bases", price.basis), self.cited(price.source, price.as_of))

    def money(self, amount: str, currency: str) -> str:
        return wording.money(Money.of(Decimal(amount), currency), self.texts.language)

    def cited(self, source: str, as_of: str) -> Cited:
        """An address by its host, a document by its title."""
        if address := _ADDRESS.match(source):
            return Cited(address[1], source, as_of)
        try:
            title, publisher = (self.texts.cite("documents", source, part) for part in ("title", "publisher"))
        except KeyError:
            return Cited(source, "", as_of)
        return Cited(f"{title} ({publisher})", "", as_of)

    def left_out(self) -> Iterator[LeftOutGroup]:
        """By system, criterion and points of law."""

        def key(one: Excluded) -> tuple[str, str, tuple[str, ...]]:
            return one.system, one.by, tuple(sorted(one.bases))

        for (system, by, bases), found in groupby(sorted(self.context.excluded, key=key), key=key):
            yield LeftOutGroup(
                system="" if system == "any" else said(self.texts, "systems", system),
                reason=said(self.texts, "product_criteria", by),
                checks=self.checks(bases),
                products=tuple(LeftOut(one.name, one.verified) for one in found),
            )

    def leads(self) -> Iterator[LeadRow]:
        for lead in self.context.leads:
            system = said(self.texts, "systems", lead.system)
            yield LeadRow(lead.name, system, self.checks(lead.checks), lead.verified, lead.source)

    def law(self) -> Iterator[LawRow]:
        for base in self.context.bases:
            sources = tuple(self.cited(source, "") for source in base.sources)
            yield LawRow(said(self.texts, "restrictions", base.id), base.since, base.verified, sources)


def word_keys() -> Iterator[tuple[str, ...]]:
    """The words that every language must have to speak of products, beside those of the market itself."""
    yield from (("product_sizes", key) for key in SIZES)
    yield from peer_keys()
