"""The content: one checked, versioned bundle of questions, rules, values and words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from advisor.facts import Vocabulary
from advisor.money import Rates
from advisor.questionnaire.schema import Questionnaire
from advisor.recommendation.market.market import Market
from advisor.recommendation.market.peers import Adoption
from advisor.recommendation.money.costs import Costs
from advisor.recommendation.money.plans import Plans
from advisor.recommendation.review import Dated
from advisor.recommendation.texts import Library
from advisor.recommendation.verdict import Roles
from advisor.rules.compile import Table
from advisor.scoring.model import Scheme


@dataclass(frozen=True)
class Module:
    """A module that can be advised; `needs` are the modules it requires."""

    id: str
    system: str
    part_of: str
    needs: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """Where a statement comes from: a claim of a `document` written in a `language`, or an outside source with its
    address, quality and the month in which it was read. What is not so is empty."""

    id: str
    document: str = ""
    language: str = ""
    url: str = ""
    quality: str = ""
    checked: str = ""


@dataclass(frozen=True)
class Factor:
    """One thing that bears on where a system runs: ids of rows and of criteria."""

    id: str
    rows: tuple[str, ...]
    criteria: tuple[str, ...]
    sources: tuple[str, ...]


Factors = tuple[Factor, ...]


@dataclass(frozen=True, eq=False)
class Figures:
    """What is known of the world outside: products, use by others, costs and work, each dated and to be reviewed."""

    market: Market
    adoption: Adoption
    costs: Costs
    plans: Plans
    factors: Factors
    dated: tuple[Dated, ...]


@dataclass(frozen=True, eq=False)
class Content:
    """Everything the advice rests on. Loaded once, compared by identity. `version` names the decision logic, `demos`
    the facts for which there is something that a vendor is to show."""

    version: str
    vocabulary: Vocabulary
    questionnaire: Questionnaire
    tables: dict[str, Table]
    scheme: Scheme
    rates: Rates
    modules: dict[str, Module]
    sources: dict[str, Source]
    figures: Figures
    demos: tuple[str, ...]
    texts: Library

    @cached_property
    def roles(self) -> Roles:
        return Roles.of(self.tables.values())
