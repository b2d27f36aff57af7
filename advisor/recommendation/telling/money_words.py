"""The estimate in words: cost by line, phase and option, what it assumes, and whether the budget covers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from advisor import language as wording
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.money.budget import LINES
from advisor.recommendation.money.costs import ASSUMED
from advisor.recommendation.money.estimate import CostLine, Covers, Estimate, OptionCost, Span
from advisor.recommendation.telling import amount_words
from advisor.recommendation.telling.amount_words import Amounts, Range, three_digits
from advisor.recommendation.telling.plan_words import PlanWords, plan_words
from advisor.recommendation.telling.words import Reference, asked, cited, said
from advisor.recommendation.texts import Texts
from advisor.scoring.model import NO_DEPLOYMENT

SENTENCES = ("headline", "nothing", "first_year", "stated", "no_budget", "finding", "only_others")


@dataclass(frozen=True)
class CostRow:
    """A kind of cost over all phases. `own` is time of own people, which nobody is paid for; `yearly` is paid again
    each year; `as_of` is the oldest year of its figures."""

    id: str
    name: str
    about: str
    total: Range
    first_year: Range
    own: bool
    yearly: bool
    sources: tuple[Reference, ...]
    as_of: str


@dataclass(frozen=True)
class PhaseCostRow:
    number: int
    systems: tuple[str, ...]
    total: Range
    first_year: Range


@dataclass(frozen=True)
class OptionRow:
    """One option; `ruled_out` when a knock-out took it away, `best` when it is the best of its path."""

    path: str
    deployment: str
    name: str
    hosted: str
    total: Range
    paid_first_year: Range
    advised: bool
    best: bool
    ruled_out: bool


@dataclass(frozen=True)
class AssumptionRow:
    """An assumption with its value as shown; `changed` when the reader set it."""

    id: str
    name: str
    help: str
    value: str
    changed: bool


@dataclass(frozen=True)
class MoneyWords:
    """The estimate of the advised option, and all options.

    `headline` says the range in a sentence, `first_year_line` what of it is paid to others in the first year, and
    `fit` whether the stated budget covers that. `guessed` names the questions that were not answered and that the
    estimate needed. `review_by` is the day by which the figures of today's rules are to be read again.
    """

    currency: str
    unit: str
    years: str
    headline: str
    first_year_line: str
    stated_line: str
    fit: str
    covers: Covers
    total: Range
    first_year: Range
    paid_first_year: Range
    stated: int | None
    stated_words: str
    rows: tuple[CostRow, ...]
    phases: tuple[PhaseCostRow, ...]
    options: tuple[OptionRow, ...]
    finding: str
    assumptions: tuple[AssumptionRow, ...]
    guessed: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[Reference, ...]
    as_of: str
    review_by: date
    plan: PlanWords | None


def money(content: Content, recommendation: Recommendation, texts: Texts) -> MoneyWords | None:
    """Everything about cost and time; None for a result that was stored before there was an estimate."""
    found = recommendation.budget.estimate
    if found is None:
        return None
    most = max((found.total.high, *(option.total.high for option in found.options)))
    return _Teller(content, recommendation, texts, found, Amounts(texts, found.assumptions.currency, most)).money()


@dataclass(frozen=True)
class _Teller:
    """Looks up words for the estimate of one recommendation."""

    content: Content
    it: Recommendation
    texts: Texts
    estimate: Estimate
    amounts: Amounts

    def money(self) -> MoneyWords:
        found, amounts, figures = self.estimate, self.amounts, self.content.figures
        total, paid = amounts.range(found.total), amounts.range(found.paid_first_year)
        stated = self.stated()
        years = wording.number(found.assumptions.years, self.texts.language)
        options = tuple(self.options())
        plan = plan_words(self.content, self.texts, found, self.it.plan, amounts)
        return MoneyWords(
            currency=found.assumptions.currency,
            unit=amounts.unit,
            years=years,
            headline=self.headline(total, years),
            first_year_line=self.line("first_year", range=paid.text, likely=paid.likely_text) if found.phases else "",
            stated_line=self.line("stated", amount=stated) if stated else self.line("no_budget"),
            fit=said(self.texts, "budget_fit", found.stated_covers) if found.phases else "",
            covers=found.stated_covers,
            total=total,
            first_year=amounts.range(found.first_year),
            paid_first_year=paid,
            stated=found.stated,
            stated_words=stated,
            rows=tuple(self.rows()),
            phases=tuple(self.phases()),
            options=options,
            finding=self.finding(options, total),
            assumptions=tuple(self.assumptions()),
            guessed=tuple(asked(self.texts, "questions", fact, "short") for fact in found.assumed),
            notes=tuple(said(self.texts, "plan_notes", note) for note in self.notes(plan)),
            sources=cited(self.content, self.texts, found.sources),
            as_of=str(found.as_of),
            review_by=min(figures.costs.review_by, figures.plans.review_by),
            plan=plan,
        )

    def stated(self) -> str:
        """The stated budget as it was given; with three digits where a planning rate was applied to it."""
        amount, given = self.estimate.stated, self.it.budget.stated
        if amount is None:
            return ""
        same = given is not None and given.get("currency") == self.estimate.assumptions.currency
        return self.amounts.amount(amount if same else three_digits(amount))

    def line(self, key: str, **values: str) -> str:
        return said(self.texts, "money", key).format(**values)

    def headline(self, total: Range, years: str) -> str:
        if not self.estimate.phases:
            return self.line("nothing")
        return self.line("headline", years=years, range=total.text, likely=total.likely_text)

    def finding(self, options: Iterable[OptionRow], total: Range) -> str:
        """What the comparison of the paths shows, as the title of its drawing."""
        others = [o.total for o in options if o.best and not o.advised and o.total.high]
        if not others:
            return self.headline(total, str(self.estimate.assumptions.years))
        least, most = min(o.likely for o in others), max(o.likely for o in others)
        ends = self.amounts.range(Span(low=least, likely=least, high=most)).text
        if not self.estimate.phases:
            return self.line("only_others", others=ends)
        name = said(self.texts, "paths", self.it.decided.path, "name")
        return self.line("finding", path=name, likely=total.likely_text, others=ends)

    def rows(self) -> Iterator[CostRow]:
        """Each kind of cost once, added up over the phases."""
        by_line: dict[str, list[CostLine]] = {}
        for phase in self.estimate.phases:
            for line in phase.lines:
                by_line.setdefault(line.id, []).append(line)
        for key in (*(k for k in LINES if k in by_line), *(k for k in by_line if k not in LINES)):
            lines = by_line[key]
            yield CostRow(
                id=key,
                name=said(self.texts, "costs", key, "name"),
                about=said(self.texts, "costs", key, "about"),
                total=self.amounts.range(_sum(line.span for line in lines)),
                first_year=self.amounts.range(_sum(line.first_year for line in lines)),
                own=not lines[0].paid,
                yearly=any(line.per_year for line in lines),
                sources=cited(self.content, self.texts, dict.fromkeys(s for line in lines for s in line.sources)),
                as_of=str(min(line.as_of for line in lines)),
            )

    def phases(self) -> Iterator[PhaseCostRow]:
        for phase in self.estimate.phases:
            systems = tuple(said(self.texts, "systems", system) for system in phase.systems)
            yield PhaseCostRow(
                phase.phase, systems, self.amounts.range(phase.total), self.amounts.range(phase.first_year)
            )

    def options(self) -> Iterator[OptionRow]:
        """All options; of those that stand in the result also whether they are ruled out or the best of their path."""
        results = {(option.path, option.deployment): option for option in self.it.options}
        best: dict[str, str] = {}
        for result in sorted(results.values(), key=lambda o: (o.excluded_by is None, o.value)):
            best[result.path] = result.deployment
        decided = self.it.decided
        best[decided.path] = decided.deployment
        for cost in self.estimate.options:
            known = results.get((cost.path, cost.deployment))
            yield OptionRow(
                path=cost.path,
                deployment=cost.deployment,
                name=said(self.texts, "paths", cost.path, "name"),
                hosted=self.hosted(cost),
                total=self.amounts.range(cost.total),
                paid_first_year=self.amounts.range(cost.paid_first_year),
                advised=(cost.path, cost.deployment) == (decided.path, decided.deployment),
                best=best.get(cost.path) == cost.deployment,
                ruled_out=known is not None and known.excluded_by is not None,
            )

    def hosted(self, cost: OptionCost) -> str:
        return "" if cost.deployment == NO_DEPLOYMENT else said(self.texts, "deployments", cost.deployment, "name")

    def assumptions(self) -> Iterator[AssumptionRow]:
        for key in (*ASSUMED, "currency"):
            value = getattr(self.estimate.assumptions, key)
            yield AssumptionRow(
                id=key,
                name=said(self.texts, "assumptions", key, "name"),
                help=said(self.texts, "assumptions", key, "help"),
                value=value if isinstance(value, str) else wording.number(value, self.texts.language),
                changed=key in self.estimate.changed,
            )

    def notes(self, plan: PlanWords | None) -> Iterator[str]:
        """Keys of what is to be said beside the figures."""
        if not self.estimate.phases:
            yield "waiting"
            return
        yield from ("ranges", "sums", "prices")
        if self.estimate.stated is not None:
            yield "own_time"
        if plan is not None and plan.stretched:
            yield "unstretched"


def _sum(spans: Iterable[Span]) -> Span:
    low = likely = high = 0
    for span in spans:
        low, likely, high = low + span.low, likely + span.likely, high + span.high
    return Span(low=low, likely=likely, high=high)


def word_keys() -> Iterator[tuple[str, ...]]:
    """The words that every language must have to speak of money, beside those of the estimate itself."""
    yield from amount_words.word_keys()
    yield from (("money", key) for key in SENTENCES)
