"""The shapes of what is said about products: candidates, what was left out and why, names to look at, points of law.

Everything a page needs is in them except words, so that a stored result stays what it was when the list of products
changes. Only what was verified is in `facts` and `price`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from advisor.recommendation.frozen import Frozen

System = Literal["crm", "erp"]


class Match(Frozen):
    """A criterion that counts for the company: points earned out of those to be had. `verified` says whether what was
    compared had been read at its source; without points and not verified, nothing may be known at all."""

    id: str
    points: float = Field(ge=0)
    of: float = Field(gt=0)
    verified: bool


class ProductFact(Frozen):
    """A verified field: its values as ids, codes or numbers; `source` is an address or the id of a document, `as_of`
    the date of the source or, where it gives none, of the list of products.

    Fields: `hosting`, `size` (smallest and largest number of employees, empty when open), `industries`, `modules` (of
    those that the company needs), `languages`, `home` (countries), `openness`.
    """

    field: str
    values: tuple[str, ...]
    source: str
    as_of: str


class ListPrice(Frozen):
    """A verified price: `lowest` is the smallest paid amount a month in whole units of `currency`, empty when the maker
    names none, "0" when the licence is free."""

    basis: str
    lowest: str
    currency: str
    source: str
    as_of: str


class ProductAdvice(Frozen):
    """A candidate for one system of the path. `fit` is the share of points earned, from 0 to 100; `suite` says that it
    covers the other system as well. `checks` are points of law to check with counsel, `unverified` fields that nobody
    read at a source."""

    id: str
    name: str
    vendor: str
    system: System
    phases: tuple[int, ...]
    suite: bool
    fit: int = Field(ge=0, le=100)
    matched: tuple[Match, ...]
    missed: tuple[Match, ...]
    facts: tuple[ProductFact, ...]
    price: ListPrice | None
    checks: tuple[str, ...]
    unverified: tuple[str, ...]


class Excluded(Frozen):
    """A product that is left out for `system` (`any`: for the whole path), the criterion that did it, whether what
    it rests on was verified, and for `law` the points of law."""

    id: str
    name: str
    system: Literal["crm", "erp", "any"]
    by: str
    verified: bool
    bases: tuple[str, ...]


class Lead(Frozen):
    """A name to look at in the company's country, not compared with anything; `source` is empty unless verified."""

    name: str
    system: System
    checks: tuple[str, ...]
    verified: bool
    source: str


class LegalBase(Frozen):
    """A point of law that a candidate, an exclusion or a lead names; `since` may be empty."""

    id: str
    since: str
    verified: bool
    sources: tuple[str, ...]


class ProductContext(Frozen):
    """What stands beside the candidates: `further` counts those that fit but stand behind the last shown. `checks` of
    candidates depend on the country while `country_known` is false. `as_of` and `review_by` are dates of the list of
    products."""

    further: int = Field(ge=0)
    excluded: tuple[Excluded, ...]
    leads: tuple[Lead, ...]
    bases: tuple[LegalBase, ...]
    country_known: bool
    as_of: str
    review_by: str


class ProductSet(ProductContext):
    """All about products for one company. Candidates stand by system in the order of the path, best first."""

    candidates: tuple[ProductAdvice, ...]

    @property
    def context(self) -> ProductContext:
        return ProductContext(**{name: getattr(self, name) for name in ProductContext.model_fields})
