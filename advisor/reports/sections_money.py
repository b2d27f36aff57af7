"""The section on cost: what it is likely to cost, whether the budget covers it, and what the figures assume."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.language import date, listed, part_of_date
from advisor.recommendation.money.estimate import Covers
from advisor.recommendation.telling.money_words import AssumptionRow, CostRow, MoneyWords, OptionRow
from advisor.reports.document import Beside, Block, Bullets, Heading, Paragraph, Runs, Table, Text, Tone
from advisor.reports.material import Material, above, fill, paragraph, question, quiet, runs, span, stop
from advisor.reports.sections_plan import figure, half

TONES: dict[Covers, Tone] = {
    "all": "good",
    "likely": "good",
    "low": "careful",
    "short": "careful",
    "unknown": "plain",
}


def cost(m: Material) -> Iterator[Block]:
    money = m.story.money
    if money is None:
        return
    yield question(m.words("What does it cost?"))
    yield Paragraph((Text(money.headline, strong=True),))
    if money.first_year_line:
        said = (Text(f"{money.first_year_line} {money.stated_line} "), Text(money.fit, strong=True))
        yield Paragraph(said, TONES[money.covers])
    yield from past_date(m, m.money_charts.costs_expired if m.money_charts else "")
    if money.rows:
        yield lines(m, money)
    yield from drawn(m, money)
    yield options(m, money)
    if money.rows:
        yield from rests(m, money)
    yield Bullets(tuple(runs(note) for note in money.notes))
    sentence = m.words("The figures are to be read again at their sources by %(day)s.")
    yield quiet(fill(sentence, day=date(money.review_by, m.language)))


def past_date(m: Material, day: str) -> Iterator[Block]:
    """That figures are older than they should be; nothing when `day` is empty."""
    if day:
        sentence = m.words("These figures were to be read again at their sources by %(day)s. Take them with more care.")
        said = fill(sentence, day=part_of_date(day, m.language))
        yield Paragraph((Text(f"{m.words('Past its date.')} ", strong=True), Text(said)), "careful")


def lines(m: Material, money: MoneyWords) -> Table:
    """Each kind of cost with its low, likely and high end, and their sums."""

    def row(line: CostRow) -> tuple[Runs, ...]:
        marks = [m.words("own time")] if line.own else []
        marks += [m.words("each year")] if line.yearly else []
        name = f"{line.name} ({listed(marks, m.language)})" if marks else line.name
        oldest = fill(m.words("Oldest figure: %(year)s."), year=part_of_date(line.as_of, m.language))
        about = above(name, f"{line.about} {oldest}", m.notes.cite(line.sources))
        return (about, span(line.first_year), span(line.total))

    rows = [row(line) for line in money.rows]
    rows.append((runs(m.words("Sum"), strong=True), span(money.first_year), span(money.total)))
    rows.append((runs(m.words("Paid to others")), span(money.paid_first_year), runs("")))
    return Table(
        f"{money.unit} {m.words('Bold: the likely value. Below it: from the low to the high end.')}",
        (m.words("Kind of cost"), m.words("First year"), m.words("All years")),
        tuple(rows),
        ("start", "end", "end"),
        frozenset({len(rows) - 2, len(rows) - 1}),
        (4.6, 1.5, 1.5),
    )


def drawn(m: Material, money: MoneyWords) -> Iterator[Block]:
    """What is paid in the first year, and what the other paths would cost, beside each other where there are both."""
    charts = m.money_charts
    columns: list[tuple[Block, ...]] = []
    if charts and charts.first_year:
        told = "; ".join(f"{o.name}: {o.paid_first_year.text}" for o in money.options if o.best)
        title = m.words("What is paid in the first year?")
        columns.append((Heading(2, title), half(charts.first_year, f"{money.first_year_line} {money.fit}", told)))
    if charts and charts.costs:
        told = "; ".join(f"{o.name}: {o.total.text}" for o in money.options if o.best)
        title = m.words("What would the other paths cost?")
        shown = half if columns else figure
        columns.append((Heading(2, title), shown(charts.costs, money.finding, told)))
    if columns:
        yield from columns[0] if len(columns) == 1 else (Beside(tuple(columns)),)
        sentence = m.words(
            "Over all years counted (%(years)s), each path where it runs best for you. Pale: from the low to the high "
            "end. Mark: the likely cost."
        )
        yield quiet(fill(sentence, years=money.years))


def options(m: Material, money: MoneyWords) -> Table:
    def row(option: OptionRow) -> tuple[Runs, ...]:
        name = f"{option.name} · {option.hosted}" if option.hosted else option.name
        mark = m.words("advised") if option.advised else m.words("ruled out") if option.ruled_out else ""
        said = (Text(name), Text(f" ({mark})", quiet=True)) if mark else runs(name)
        ends = (option.paid_first_year, option.total)
        return (said, *(runs(f"{end.likely_cell} ({end.cell})" if end.high else "–") for end in ends))

    shown = [option for option in money.options if option.best or option.advised]
    return Table(
        f"{m.words('What would the other paths cost?')} {money.unit}",
        (m.words("Option"), m.words("Paid in the first year"), m.words("All years")),
        tuple(row(option) for option in shown),
        ("start", "end", "end"),
        frozenset(i for i, option in enumerate(shown) if option.advised),
        (2.6, 1.6, 1.9),
        dense=True,
    )


def assumption(line: AssumptionRow) -> Runs:
    """What is assumed and how much of it, with what that means."""
    return (Text(f"{line.name}: "), Text(line.value, strong=True), Text(f" {line.help}", quiet=True))


def rests(m: Material, money: MoneyWords) -> Iterator[Block]:
    """What the figures assume."""
    yield Heading(2, m.words("What we assumed"))
    yield Bullets(tuple(assumption(line) for line in money.assumptions), columns=2)
    if money.guessed:
        words = m.words("Not answered, so a usual value stands in:")
        yield paragraph(f"{words} {listed(money.guessed, m.language)}{stop(m)}")
