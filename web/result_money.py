"""The page of assumptions, and figures of the advice beside those of the reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from advisor.recommendation.telling.money_words import MoneyWords
from advisor.reports.drawings_money import MoneyCharts
from web.pages import Page
from web.render import translations


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
