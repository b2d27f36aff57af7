"""Drawings of money and time for a result, with their labels in the language of the reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from advisor.language import RIGHT_TO_LEFT, Words, listed, number
from advisor.recommendation.telling.market_words import MarketWords
from advisor.recommendation.telling.money_words import MoneyWords, OptionRow
from advisor.recommendation.telling.plan_words import PlanWords
from advisor.reports import charts_money as charts


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


def money_charts(
    money: MoneyWords | None, market: MarketWords | None, language: str, today: date, words: Words
) -> MoneyCharts | None:
    """All drawings for a result with an estimate, with labels by `words`; None without one."""
    if money is None:
        return None
    draw = _Artist(money, language, words)
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
    translate: Words

    def words(self, text: str, **values: str) -> str:
        return self.translate(text).format(**values)

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
