"""What the result shows of money, time and the market: drawings, dates that have passed, the page of assumptions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from advisor.language import RIGHT_TO_LEFT, listed, number
from advisor.recommendation.telling.market_words import MarketWords
from advisor.recommendation.telling.money_words import MoneyWords, OptionRow
from advisor.recommendation.telling.plan_words import PlanWords
from web import charts_money as charts
from web.pages import Page
from web.render import translations


@dataclass(frozen=True)
class Drawn:
    """One drawing for desks and one for phones."""

    wide: Markup
    narrow: Markup


@dataclass(frozen=True)
class MoneyCharts:
    """Drawings of the result; None where there is nothing to draw. The dates are those by which figures were to be read
    again and were not, empty when all still stand."""

    costs: Drawn | None
    first_year: Drawn | None
    hosting: Drawn | None
    timeline: Drawn | None
    days: Drawn | None
    paid: Drawn | None
    costs_expired: str
    products_expired: str
    peers_expired: str


@dataclass(frozen=True)
class AssumptionField:
    """An assumption as a form shows it: `text` is what was typed, `now` the value of the advice, `unit` empty or what
    the number is in, `choices` currencies with their names, `error` why what was typed cannot be used."""

    id: str
    name: str
    help: str
    text: str
    now: str
    unit: str
    choices: tuple[tuple[str, str], ...]
    error: str


@dataclass(frozen=True)
class Compared:
    """A figure of the advice beside that of the reader."""

    name: str
    stored: str
    own: str
    strong: bool = False


@dataclass(frozen=True)
class BudgetPage(Page):
    """Cost and plan on assumptions of the reader. `stored` is None for a result without an estimate, `own` None when
    nothing can be worked out; `touched` when the reader set anything; `outdated` when figures or rules are newer than
    the result."""

    template = "result/budget.html"
    case: str
    verdict: str
    fields: tuple[AssumptionField, ...]
    stored: MoneyWords | None
    own: MoneyWords | None
    compared: tuple[Compared, ...]
    lines: tuple[Compared, ...]
    charts: MoneyCharts | None
    touched: bool
    outdated: bool

    @property
    def faults(self) -> tuple[AssumptionField, ...]:
        return tuple(field for field in self.fields if field.error)


def money_charts(
    money: MoneyWords | None, market: MarketWords | None, language: str, today: date
) -> MoneyCharts | None:
    """All drawings for a result with an estimate; None without one."""
    if money is None:
        return None
    draw = _Artist(money, language)
    plan = money.plan
    products = market.products if market else None
    peers = market.peers if market else None
    place = market.place if market else None
    return MoneyCharts(
        costs=draw.costs(),
        first_year=draw.first_year() if plan else None,
        hosting=draw.hosting(place.costs) if place and len(place.costs) > 1 else None,
        timeline=draw.timeline(plan) if plan else None,
        days=draw.days(plan) if plan else None,
        paid=draw.paid(plan) if plan else None,
        costs_expired=_expired(money.review_by, today),
        products_expired=_expired(products.review_by, today) if products else "",
        peers_expired=_expired(peers.review_by, today) if peers and peers.rows else "",
    )


def _expired(review_by: date, today: date) -> str:
    return review_by.isoformat() if review_by < today else ""


@dataclass(frozen=True)
class _Artist:
    """Draws for one reader."""

    money: MoneyWords
    language: str

    def words(self, text: str, **values: str) -> str:
        return translations(self.language).gettext(text).format(**values)

    @property
    def mirrored(self) -> bool:
        return self.language in RIGHT_TO_LEFT

    def both(self, draw: Callable[[str, int], Markup], name: str) -> Drawn:
        return Drawn(draw(f"{name}-{charts.WIDE}", charts.WIDE), draw(f"{name}-{charts.NARROW}", charts.NARROW))

    def costs(self) -> Drawn:
        """Over all years: each path at its best way of hosting."""
        options = [o for o in self.money.options if o.best and o.total.high]
        bars = [self.bar(o) for o in sorted(options, key=lambda o: o.total.likely)]
        title = self.money.finding
        return self.both(lambda id_, w: charts.ranges(id_, bars, title, width=w, mirrored=self.mirrored), "costs")

    def bar(self, option: OptionRow) -> charts.RangeBar:
        label = f"{option.name} · {option.hosted}" if option.hosted else option.name
        span = option.total
        return charts.RangeBar(option.path, label, span.low, span.likely, span.high, span.text, option.advised)

    def first_year(self) -> Drawn:
        """What is paid in the first year, against the stated budget: the advice and the other paths."""
        money = self.money
        options = [o for o in money.options if o.best and o.paid_first_year.high]
        bars = [
            charts.RangeBar(o.path, o.name, o.paid_first_year.low, o.paid_first_year.likely, o.paid_first_year.high,
                            o.paid_first_year.text, o.advised)
            for o in sorted(options, key=lambda o: o.paid_first_year.likely)
        ]  # fmt: skip
        mark = None if money.stated is None else charts.Mark(money.stated, money.stated_line)
        title = f"{money.first_year_line} {money.fit}"
        return self.both(
            lambda id_, w: charts.ranges(id_, bars, title, width=w, mark=mark, mirrored=self.mirrored), "first-year"
        )

    def hosting(self, options: tuple[OptionRow, ...]) -> Drawn:
        """The chosen and the second way of hosting beside each other."""
        bars = [
            charts.RangeBar(o.path, o.hosted, o.total.low, o.total.likely, o.total.high, o.total.text, o.advised)
            for o in options
        ]
        first, second = options[0], options[1]
        text = (
            self.words("{chosen} is likely to cost less than {other}.", chosen=first.hosted, other=second.hosted)
            if first.total.likely <= second.total.likely
            else self.words("{chosen} is likely to cost more than {other}.", chosen=first.hosted, other=second.hosted)
        )
        return self.both(lambda id_, w: charts.ranges(id_, bars, text, width=w, mirrored=self.mirrored), "hosting")

    def timeline(self, plan: PlanWords) -> Drawn:
        bars = [
            charts.PhaseBar(
                path=charts.colour_of(phase.system_ids),
                label=f"{number(phase.number, self.language)} · {' + '.join(phase.systems)}",
                text=self.words("from month {start}, {months} months", start=phase.starts, months=phase.duration),
                start=phase.start,
                likely=phase.likely,
                high=phase.high,
                waves=len(phase.waves),
                gate=bool(phase.gate),
            )
            for phase in plan.phases
        ]
        title = self.words("The last phase is likely to end in month {month}.", month=plan.end_words)
        axis = self.words("Months from the start")
        return self.both(
            lambda id_, w: charts.timeline(id_, bars, axis, title, width=w, mirrored=self.mirrored), "timeline"
        )

    def days(self, plan: PlanWords) -> Drawn:
        """Days of own people in each quarter, against what the company can give."""
        bars = [self.column(q.number, q.days, number(q.days, self.language)) for q in plan.quarters]
        can = max(q.capacity for q in plan.quarters)
        limit = charts.Limit(can, len(bars), self.words("You can give {days} days", days=number(can, self.language)))
        over = [bar.label for bar in bars if bar.value > can]
        title = (
            self.words(
                "Quarters that ask for more days than your people can give: {quarters}.",
                quarters=listed(over, self.language),
            )
            if over
            else self.words("No quarter asks for more days than your people can give.")
        )
        return self.both(
            lambda id_, w: charts.columns(id_, bars, title, limit=limit, width=w, mirrored=self.mirrored), "days"
        )

    def paid(self, plan: PlanWords) -> Drawn:
        """What is paid to others in each quarter, in the first year against a part of the stated budget."""
        bars = [self.column(q.number, q.paid, q.paid_cell) for q in plan.quarters]
        limit = None
        if plan.money_limit is not None:
            words = self.words("Planned limit in the first year: {amount}", amount=plan.money_limit_words)
            limit = charts.Limit(plan.money_limit, plan.in_first_year, words)
        dearest = max(bars, key=lambda bar: bar.value)
        title = self.words("Most is paid in quarter {quarter}.", quarter=dearest.label)
        return self.both(
            lambda id_, w: charts.columns(id_, bars, title, limit=limit, width=w, mirrored=self.mirrored), "paid"
        )

    def column(self, quarter: int, value: int, text: str) -> charts.Column:
        return charts.Column(number(quarter, self.language), value, text)


def compared(stored: MoneyWords | None, own: MoneyWords, language: str) -> tuple[Compared, ...]:
    """The sums of the advice beside those on the reader's assumptions."""
    words = translations(language).gettext

    def row(name: str, pick: Callable[[MoneyWords], str], *, strong: bool = False) -> Compared:
        return Compared(name, pick(stored) if stored else "–", pick(own), strong)

    rows = [
        row(words("Over all years counted"), lambda m: m.total.text, strong=True),
        row(words("Likely over all years"), lambda m: m.total.likely_text),
        row(words("First year, with own time"), lambda m: m.first_year.text),
        row(words("First year, paid to others"), lambda m: m.paid_first_year.text, strong=True),
        row(words("Your first-year budget"), lambda m: m.stated_words or "–"),
    ]
    if own.plan is not None:
        rows.append(row(words("Last phase likely to end in month"), lambda m: m.plan.end_words if m.plan else "–"))
    return tuple(rows)


def compared_lines(stored: MoneyWords | None, own: MoneyWords) -> tuple[Compared, ...]:
    """Each kind of cost over all years, the likely value: the advice beside the reader's."""
    before = {row.id: row for row in stored.rows} if stored else {}
    after = {row.id: row for row in own.rows}
    return tuple(
        Compared(
            (after.get(key) or before[key]).name,
            before[key].total.likely_text if key in before else "–",
            after[key].total.likely_text if key in after else "–",
        )
        for key in dict.fromkeys((*after, *before))
    )
