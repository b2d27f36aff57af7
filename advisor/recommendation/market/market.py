"""The market: what is known of products, points of law and names to look at, and how products are matched.

All of it is read from `products.yaml`, `products_*.yaml` and `product_fit.yaml` (see `catalogue`), whose first lines
describe the formats.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from advisor.money import Rates
from advisor.recommendation.frozen import Frozen

FIELDS = ("hosting", "size", "industries", "modules", "languages", "home", "restrictions", "openness", "price")
CRITERIA = (
    "must_modules", "should_modules", "hosting", "size", "language", "industry", "law", "region", "price",
    "open_source", "open_api", "one_vendor", "best_of_each",
)  # fmt: skip
ANY_INDUSTRY = "any"
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def _day(text: Any) -> datetime.date:
    """A whole date, `2026-11-22`."""
    try:
        if isinstance(text, str) and len(text) == 10 and _DATE.fullmatch(text):
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    raise PydanticCustomError("bad-date", "it is not a date such as 2026-11-22")


def _about(text: str) -> str:
    """A date that may lack its day or month."""
    if text and not _DATE.fullmatch(text):
        raise PydanticCustomError("bad-date", "it is not a date such as 2026-11-22, 2026-11 or 2026")
    if text:
        _day(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    return text


Day = Annotated[datetime.date, BeforeValidator(_day)]
About = Annotated[str, AfterValidator(_about)]
Number = Annotated[float, Field(allow_inf_nan=False, ge=0)]
Times = Annotated[float, Field(ge=1, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Language = Literal["en", "ru", "uk", "zh", "fa"]
Hosting = Literal["saas", "private-cloud", "hybrid", "on-premise"]
Openness = Literal["open-source", "open-api", "unknown"]
Basis = Literal["per-user", "per-seat-and-platform", "per-site", "flat", "consumption", "free", "on-request", "unknown"]


class Stated(Frozen):
    """What is said about one field, whether it was read at `source`, and of when that is."""

    verified: bool
    source: str = ""
    as_of: About = ""


class Listed(Stated):
    """Some values; of a verified field `unchecked` are those that its source does not name."""

    values: tuple[str, ...]
    unchecked: tuple[str, ...] = ()

    @cached_property
    def all(self) -> frozenset[str]:
        return frozenset(self.values)

    @cached_property
    def proven(self) -> frozenset[str]:
        return self.all.difference(self.unchecked) if self.verified else frozenset()


class Hosted(Stated):
    values: tuple[Hosting, ...]


class Size(Stated):
    """The number of employees it is made for; None is open."""

    min: Number | None = None
    max: Number | None = None


class Spoken(Frozen):
    """Languages of the screens; those in `checked` were looked up at `source`, whatever was found."""

    full: tuple[Language, ...] = ()
    partial: tuple[Language, ...] = ()
    none: tuple[Language, ...] = ()
    checked: tuple[Language, ...] = ()
    source: str = ""
    as_of: About = ""

    @property
    def verified(self) -> bool:
        return bool(self.checked)


class Restricted(Frozen):
    """Points of law; `verified` says that the maker was looked at, so that an empty list means something."""

    bases: tuple[str, ...]
    verified: bool


class Open(Stated):
    value: Openness


class Price(Stated):
    """The lowest paid amount a month, for the countries in `only` if any are named."""

    basis: Basis
    lowest: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)] | None = None
    currency: str = ""
    only: tuple[str, ...] = ()


class Product(Frozen):
    """One product as far as it is known. What only its seller's own article says is not verified."""

    id: str
    name: str = Field(min_length=1)
    vendor: str = Field(min_length=1)
    system: Literal["crm", "erp", "both"]
    named_in: tuple[str, ...] = ()
    hosting: Hosted
    size: Size
    industries: Listed
    modules: Listed
    languages: Spoken
    home: Listed
    restrictions: Restricted
    openness: Open
    price: Price


class Base(Frozen):
    """A point of law: countries it concerns as a whole or in parts, and whether it bars supply there."""

    id: str
    countries: tuple[str, ...]
    parts: tuple[str, ...] = ()
    bars: bool
    since: About = ""
    verified: bool
    sources: tuple[str, ...] = ()


class Hint(Frozen):
    """A name to look at in one country."""

    name: str = Field(min_length=1)
    system: Literal["crm", "erp"]
    country: str
    checks: tuple[str, ...] = ()
    verified: bool
    source: str = ""


class Weight(Frozen):
    points: Annotated[float, Field(gt=0, le=100)]
    sources: tuple[str, ...]


class Dated(Frozen):
    """The head of a file: since when it holds, and when it has to be read again at its sources."""

    since: Day
    review_by: Day


class Fit(Dated):
    """How products are matched: `hosting` is level by kind on offer by advised deployment; `languages` and `regions`
    give countries."""

    not_verified: Share
    most: Annotated[int, Field(ge=1)]
    least_fit: Annotated[int, Field(ge=0, le=100)]
    criteria: dict[str, Weight]
    hosting: dict[Literal["saas", "hybrid", "on-premise"], dict[Hosting, Share]]
    size_margin: Times
    size_margin_not_verified: Times
    least_must: Share
    basic_modules: tuple[str, ...]
    licence_share: Share
    price_stretch: Times
    price_sources: tuple[str, ...]
    languages: dict[Language, tuple[str, ...]]
    regions: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Known:
    """What the other files declare: modules, sources, values of the fact `industry`, and currencies with rates."""

    modules: Collection[str]
    sources: Collection[str]
    industries: Collection[str]
    rates: Rates


@dataclass(frozen=True, eq=False)
class Market:
    """All products with the way they are matched. `since` is the oldest date of the files, `review_by` the first on
    which one of them has to be read again at its sources."""

    since: datetime.date
    review_by: datetime.date
    products: tuple[Product, ...]
    bases: dict[str, Base]
    leads: tuple[Hint, ...]
    fit: Fit
    rates: Rates
