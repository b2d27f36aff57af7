"""What an estimate and a plan are made of: ranges in money, own days and months; numbers and keys, no words.

Amounts are whole units of the currency of the assumptions. A cost line is rounded to two significant digits, because
planning ranges carry no more, and every total is the exact sum of its rounded lines, so that tables add up.

Low, likely and high of a total are the sums of the lows, of the likely values and of the highs. That is the pessimistic
way: it holds when everything goes well, or badly, at once. It is taken on purpose. The lines have their causes in
common (one project, one supplier, one team), published overruns move together, and a reader can check a sum, while
root-sum-square needs independent lines and would make the range too narrow. In turn, each line takes its range from one
factor only and its other factors at their likely values; two wide factors multiplied would say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from advisor.recommendation.frozen import Frozen

Covers = Literal["all", "likely", "low", "short", "unknown"]


class Span(Frozen):
    """A range of whole numbers: units of the currency, or days of own people."""

    low: int
    likely: int
    high: int


class Months(Frozen):
    """A range of months, in steps of half a month."""

    low: float = Field(ge=0)
    likely: float = Field(ge=0)
    high: float = Field(ge=0)


class CostLine(Frozen):
    """One kind of cost in one phase: `span` over all years counted, `first_year` of that in the first twelve months of
    the plan. `once` is the whole likely amount of what is paid once, `per_year` that of a year at first-year prices;
    one of them is zero. `upfront` is paid when the phase begins, other one-off cost over its time. Cost that is not
    `paid` is time of own people. `as_of` is the oldest year of its figures."""

    id: str
    span: Span
    first_year: Span
    once: int
    per_year: int
    upfront: bool
    paid: bool
    sources: tuple[str, ...]
    as_of: int


class WorkDays(Frozen):
    """Days of own people for one work package of a phase."""

    id: str
    days: Span


class PhaseCost(Frozen):
    """One phase: the systems it works on, its first month (0 is the start of the plan), its duration, cost and days.
    `paid_first_year` leaves the time of own people out."""

    phase: int
    systems: tuple[str, ...]
    start: int
    months: Months
    lines: tuple[CostLine, ...]
    work: tuple[WorkDays, ...]
    total: Span
    first_year: Span
    paid_first_year: Span


class OptionCost(Frozen):
    """One option over all years counted; not yet costs nothing, and what waiting costs is not known."""

    path: str
    deployment: str
    total: Span
    first_year: Span
    paid_first_year: Span


class Assumptions(Frozen):
    """What the estimate rests on. `day_rate` is one day of an own person in the currency; `price_rise` is percent a
    year on all that is paid every year; `contingency` is percent on outside services; `customisation` the answer from
    1 to 5; `interfaces` those of the advised option."""

    years: int = Field(ge=1, le=10)
    crm_users: int = Field(ge=1)
    erp_users: int = Field(ge=1)
    day_rate: int = Field(ge=0)
    price_rise: float = Field(ge=0, le=100)
    customisation: int = Field(ge=1, le=5)
    interfaces: int = Field(ge=0)
    contingency: float = Field(ge=0, le=100)
    currency: str


class Estimate(Frozen):
    """The advised option by phases and all options in the order of the scheme.

    `stated` is the budget of the first year in the currency of the assumptions; it is compared with `paid_first_year`,
    because the question leaves the time of own people out. `assumed` names the assumptions and facts that no answer
    gave, `changed` the assumptions that the reader set.
    """

    assumptions: Assumptions
    phases: tuple[PhaseCost, ...]
    options: tuple[OptionCost, ...]
    total: Span
    first_year: Span
    paid_first_year: Span
    stated: int | None
    stated_covers: Covers
    assumed: tuple[str, ...]
    changed: tuple[str, ...]
    sources: tuple[str, ...]
    as_of: int


class Work(Frozen):
    """A work package of a phase: who leads it, why it is there (keys), first and last month, and own days."""

    id: str
    owner: str
    reason: str
    start: float
    end: float
    days: Span
    sources: tuple[str, ...]


class Quarter(Frozen):
    """One quarter of the plan (1 begins with month 0) for one phase: likely cost paid `once` and `running`, how much
    of both is `paid` to others, own days that the phase asks for and those of IT people among them, and the days that
    the company can give in a quarter to all phases together."""

    quarter: int
    once: int
    running: int
    paid: int
    days: int
    it_days: int
    capacity: int
    it_capacity: int


class Gate(Frozen):
    """A condition for going on, and the claims it rests on."""

    id: str
    sources: tuple[str, ...]


class PlannedPhase(Frozen):
    """A phase of the roadmap as it is planned.

    `months` is the duration after stretching, `stretched_by` whole months added to the likely one; `notes` are keys
    that say why it was stretched or split, or which limit it still breaks. Quarters go from the first of the phase to
    the last of the plan, because its running cost goes on. `waves` are the modules in the order of going live.
    """

    phase: int
    systems: tuple[str, ...]
    waves: tuple[tuple[str, ...], ...]
    start: int
    months: Months
    stretched_by: int
    notes: tuple[str, ...]
    work: tuple[Work, ...]
    quarters: tuple[Quarter, ...]
    gate: tuple[Gate, ...]


def word_keys(lines: Iterable[str], assumptions: Iterable[str]) -> Iterable[tuple[str, ...]]:
    """Words that every language must have for cost lines, assumptions and the comparison with the budget."""
    yield from (("costs", line, part) for line in lines for part in ("name", "about"))
    yield from (("assumptions", key, part) for key in assumptions for part in ("name", "help"))
    yield from (("budget_fit", fit) for fit in ("all", "likely", "low", "short", "unknown"))
