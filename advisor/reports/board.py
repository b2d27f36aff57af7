"""The paper for a board: two pages, the first with the decision, the second with money, plan, risks and next step.

It is cut to its two pages by taking fewer items, the most important first, and never by smaller type.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.language import Words, listed
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.money_words import MoneyWords
from advisor.recommendation.telling.plan_words import PhaseRow, PlanWords
from advisor.reports import decision as page
from advisor.reports import sections_tailored
from advisor.reports.compose import assembled
from advisor.reports.document import Beside, Block, Bullets, Cover, Document, Heading, Paragraph, Runs, Table, Text
from advisor.reports.drawings_money import Drawn
from advisor.reports.material import Material, above, material, paragraph, quiet, runs
from advisor.reports.room import fitting, lines
from advisor.reports.sections_plan import figure, half, phase_name

REASONS = 5
CHANGE_LINES = 14
# Lines of text that the first page holds below its tiles and, of them, those beside the chart of needs; and lines of
# the second page with those of its drawings, its table without rows, a row, and a heading.
FIRST, BESIDE_NEEDS = 34, 14
SECOND, DRAWINGS, TABLE, ROW, HEADING = 51.0, 15.0, 4.0, 2.2, 1.7
# Lines of the reason for another option, with the gaps around it.
CHOSEN = 4
GATES = 4
MOST_RISKS = 4
OPEN_LINES = 14
# Letters of modules on the line below the name of a phase.
MODULE_LETTERS = 46


def board(content: Content, stored: Recommendation, language: str, words: Words, cover: Cover) -> Document:
    """Two pages in one language; `words` translates the sentences of the interface into it."""
    made = material(content, stored, language, words, cover)
    blocks = (*first(made), *second(made))
    return assembled(made, words("Board paper"), blocks, contents=False)


def first(m: Material) -> Iterator[Block]:
    yield Heading(1, m.words("What is the decision?"))
    yield from page.verdict(m)
    yield page.tiles(m)
    why = page.why(m, reasons=REASONS, most=reason_lines(m), cited=False)
    yield Beside((tuple(why), tuple(page.shares(m))), (1.12, 1.0))
    changes = tuple(page.changing(m, most=CHANGE_LINES, letters=page.HALF))
    yield Beside((changes, (replace(page.needs(m), share=0.9),)), (1.12, 1.0))


def reason_lines(m: Material) -> int:
    """The lines that are left for reasons when all that cannot be shortened is on the first page."""
    doubt = m.story.doubt
    above_ = sum(lines(text, page.FULL) for text in (f"{doubt.status} {page.how_sure(m)}", doubt.expired) if text)
    if m.chosen:
        above_ += CHOSEN + lines(m.chosen.ruled, page.FULL) + lines(sections_tailored.of_what(m), page.FULL)
    return FIRST - BESIDE_NEEDS - above_ - lines(m.case_against, page.HALF)


def second(m: Material) -> Iterator[Block]:
    yield Heading(1, m.words("What does it take?"), fresh=True)
    yield from money(m)
    yield from plan(m)
    yield from risks(m)
    yield Heading(2, m.words("First step"))
    yield paragraph(m.first)
    yield quiet(m.words("Reasons, sources, products and the rules that fired stand in the full report."))


def lines_left(m: Material) -> float:
    """The lines that are left for gates and risks when all that cannot be shortened is on the second page."""
    found = m.story.money
    if found is None or found.plan is None:
        return SECOND / 2
    text = f"{found.headline} {found.first_year_line} {found.stated_line} {found.fit}"
    fixed = 1 + lines(text, page.FULL) + lines(m.first, page.FULL) + 1
    return SECOND - fixed - DRAWINGS - TABLE - ROW * len(found.plan.phases) - 5 * HEADING


def money(m: Material) -> Iterator[Block]:
    """The cost in words, and beside each other what the paths cost and when the phases run."""
    found, charts = m.story.money, m.money_charts
    if found is None:
        return
    yield Heading(2, m.words("What does it cost?"))
    said = [Text(found.headline, strong=True)]
    if found.first_year_line:
        said.append(Text(f" {found.first_year_line} {found.stated_line} "))
        said.append(Text(found.fit, strong=True))
    yield Paragraph(tuple(said))
    if charts and charts.costs:
        yield drawn(m, found, charts.costs, charts.timeline)


def drawn(m: Material, found: MoneyWords, costs: Drawn, timeline: Drawn | None) -> Block:
    """What the paths cost and when the phases run; the cost alone takes the whole width."""
    told = "; ".join(f"{o.name}: {o.total.text}" for o in found.options if o.best)
    if timeline is None or found.plan is None:
        return figure(costs, found.finding, told)
    title = m.words("The last phase is likely to end in month {month}.").format(month=found.plan.end_words)
    phases = "; ".join(f"{phase_name(m, p.number, p.systems)}: {p.starts}, {p.duration}" for p in found.plan.phases)
    return Beside(((half(costs, found.finding, told),), (half(timeline, title, phases),)))


def plan(m: Material) -> Iterator[Block]:
    """Phases with their first modules, and what must hold before the second; without a plan, what is still open."""
    found = m.story.money.plan if m.story.money else None
    if found is None:
        yield from still_open(m)
        return
    yield phases(m, found)
    chosen = gates(m)
    if chosen:
        yield Heading(2, m.words("Before the next phase"))
        yield Bullets(tuple(runs(text) for text in chosen))


def gates(m: Material) -> tuple[str, ...]:
    """What must hold before the second phase: at most a few lines, and at most half of those that are left."""
    found = m.story.money.plan if m.story.money else None
    gate = next((phase.gate for phase in found.phases if phase.gate), ()) if found else ()
    return fitting([row.text for row in gate], min(GATES, int(lines_left(m) / 2)), page.FULL)


def phases(m: Material, found: PlanWords) -> Table:
    modules = {phase.number: [module.name for module in phase.modules] for phase in m.story.phases}

    def row(phase: PhaseRow) -> tuple[Runs, ...]:
        names = first_names(m, modules.get(phase.number, []))
        cells = (phase.starts, f"{phase.likely_duration} ({phase.duration})", phase.cost.text if phase.cost else "–")
        return (above(phase_name(m, phase.number, phase.systems), names), *(runs(cell) for cell in cells))

    return Table(
        m.words("Phases with their most important modules"),
        (
            m.words("Phase"),
            m.words("Begins, months from the start"),
            m.words("Months it takes"),
            m.words("Cost over all years"),
        ),
        tuple(row(phase) for phase in found.phases),
        ("start", "end", "end", "end"),
        shares=(4, 1.3, 1.3, 1.8),
    )


def first_names(m: Material, names: list[str]) -> str:
    """The first modules of a phase, as many as fit below its name; more of them are hinted at."""
    for count in range(len(names), 0, -1):
        text = listed(names[:count], m.language) + (" …" if count < len(names) else "")
        if fitting([text], 1, MODULE_LETTERS):
            return text
    return ""


def still_open(m: Material) -> Iterator[Block]:
    chosen = fitting(m.story.not_assessed, OPEN_LINES, page.FULL)
    if chosen:
        yield Heading(2, m.words("What did we not look at?"))
        yield Bullets(tuple(runs(words) for words in chosen))


def risks(m: Material) -> Iterator[Block]:
    """The gravest risks with what helps, as many as fit."""
    found = m.story.risks[:MOST_RISKS]
    left = lines_left(m) - sum(lines(text, page.FULL) for text in gates(m))
    items = fitting([f"{risk.name}. {risk.counter}" for risk in found], int(left), page.FULL)
    if items:
        yield Heading(2, m.words("What can go wrong?"))
        kept = found[: len(items)]
        yield Bullets(tuple((Text(f"{r.name}. ", strong=True), Text(r.counter)) for r in kept))
