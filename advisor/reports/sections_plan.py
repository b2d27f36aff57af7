"""Sections on what is to be built: where it runs, which modules come when, and the plan with its gates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.language import listed
from advisor.recommendation.telling.lines import ModuleLine, PhaseLine
from advisor.recommendation.telling.place_words import FactorRow, PlaceWords
from advisor.recommendation.telling.plan_words import PhaseRow, PlanWords, WorkRow
from advisor.reports.document import Beside, Block, Bullets, Figure, Heading, Paragraph, Runs, Table, Text
from advisor.reports.drawings_money import Drawn
from advisor.reports.material import (
    Material,
    above,
    aligned,
    fill,
    named,
    once,
    paragraph,
    question,
    quiet,
    runs,
    stop,
)
from advisor.reports.sections import reasons

FACTORS = 5
HOSTING_REASONS = 3


def place(m: Material) -> Iterator[Block]:
    """Where the system runs, which points decided, and what the two best ways of hosting cost."""
    story = m.story
    chosen = m.chosen or story
    if not chosen.deployment_name:
        return
    yield question(m.words("Where should it run?"))
    held = fill(m.words("First in %(sure)s of 100 readings."), sure=m.hundred(m.sure_hosting))
    yield Paragraph(named(f"{chosen.deployment_name}.", f"{chosen.hosting} {held}"))
    found = story.market.place if story.market else None
    if found:
        words = " ".join((found.about, found.reason, *found.sentences))
        yield Paragraph(named(f"{found.name}.", words, m.notes.cite(found.sources)))
    if found and found.factors:
        yield factors(m, found)
        if found.silent:
            yield quiet(f"{m.words('Without effect here:')} {listed(found.silent, m.language)}{stop(m)}")
    hosting = once(story.deployment_reasons)
    if hosting and chosen.deployment == story.deployment:
        yield Heading(2, m.words("Answers that speak for this place"))
        yield reasons(m, hosting[:HOSTING_REASONS])
    yield from hosting_costs(m, found)


def factors(m: Material, found: PlaceWords) -> Table:
    def row(factor: FactorRow) -> tuple[Runs, ...]:
        name = f"{factor.name} ({m.words('decides')})" if factor.deciding else factor.name
        effect = (runs(m.signed(factor.effect)),) if found.runner_up else ()
        said = " ".join(factor.reasons) or factor.question
        return (above(name, said), *(runs(m.signed(points)) for points in factor.points), *effect)

    shown = found.factors[:FACTORS]
    columns = (*found.hostings, *((m.words("Effect"),) if found.runner_up else ()))
    return Table(
        m.words(
            "Points of a hundred of the value. The effect is what the lead over the second best would lose without "
            "the point."
        ),
        (m.words("Point"), *columns),
        tuple(row(factor) for factor in shown),
        aligned(1, len(columns)),
        frozenset(i for i, factor in enumerate(shown) if factor.deciding),
        (4, *(1.3 for _ in columns)),
    )


def hosting_costs(m: Material, found: PlaceWords | None) -> Iterator[Block]:
    money, charts = m.story.money, m.money_charts
    if not (found and money and charts and charts.hosting):
        return
    yield Heading(2, m.words("What do the two best ways of hosting cost?"))
    sentence = m.words("The advised path over all years counted (%(years)s).")
    yield quiet(fill(sentence, years=money.years), close=True)
    told = "; ".join(f"{option.hosted}: {option.total.text}" for option in found.costs)
    yield figure(charts.hosting, m.words("What do the two best ways of hosting cost?"), told)


def figure(drawn: Drawn, caption: str, told: str) -> Figure:
    """A drawing in the width of the text; `told` are its figures in words."""
    return Figure(drawn.wide, caption, f"{caption} {told}")


def half(drawn: Drawn, caption: str, told: str) -> Figure:
    """The same in half the width of the text."""
    return Figure(drawn.narrow, caption, f"{caption} {told}")


def modules(m: Material) -> Iterator[Block]:
    """Modules by phase, and how the systems are joined."""
    story = m.story
    if not story.phases:
        return
    yield question(m.words("Which modules, in which order?"))
    for phase in story.phases:
        yield from phase_modules(m, phase)
    if story.in_place:
        yield Heading(2, m.words("Already in place"))
        yield paragraph(listed((module.name for module in story.in_place), m.language) + stop(m))
    if story.left_out:
        gone = (f"{module.name} ({m.words('the rules:')} {module.priority_name})" for module in story.left_out)
        yield Heading(2, m.words("Left out"))
        yield paragraph(listed(gone, m.language) + stop(m))
    yield Heading(2, m.words("How are the systems joined?"))
    yield Paragraph(named(f"{story.style}.", story.style_about))
    if story.style_reasons:
        yield Bullets(tuple(runs(words) for words in story.style_reasons))


def phase_modules(m: Material, phase: PhaseLine) -> Iterator[Block]:
    if not phase.modules:
        return
    yield Heading(2, phase_name(m, phase.number, phase.systems))
    yield Table(
        m.words("Modules of this phase, with the reason for each"),
        (m.words("Module"), m.words("How important"), m.words("What it does, and why")),
        tuple(module_row(m, module) for module in phase.modules),
        ("start", "start", "start"),
        shares=(2.1, 1.5, 5.4),
        dense=True,
    )
    if phase.gate:
        yield Paragraph(named(m.words("Before the next phase:"), phase.gate))


def phase_name(m: Material, number: int, systems: Iterable[str]) -> str:
    return f"{m.words('Phase')} {m.number(number)} · {' + '.join(systems)}"


def module_row(m: Material, module: ModuleLine) -> tuple[Runs, ...]:
    why = module.reasons[0] if module.reasons else ""
    if not why and module.needed_by:
        why = f"{m.words('Needed by:')} {listed(module.needed_by, m.language)}"
    said = (Text(f"{module.purpose} ", quiet=True), Text(why))
    weight = f"{module.priority_name} · {module.system_name}"
    if module.override is None:
        return (runs(module.name, strong=True), runs(weight), said)
    ruled = f"({m.words('the rules:')} {module.override.ruled_name or m.words('not named')})"
    return (runs(module.name, strong=True), above(weight, ruled), said)


def roadmap(m: Material) -> Iterator[Block]:
    """The plan in time: phases, work, gates, and what each quarter asks for."""
    money, charts = m.story.money, m.money_charts
    plan = money.plan if money else None
    if not (money and plan):
        return
    yield question(m.words("When does what happen?"))
    if charts and charts.timeline:
        yield quiet(
            m.words(
                "Solid: the likely duration. Pale: until when it may last. A notch parts groups of modules that start "
                "one after the other. A diamond: conditions decide whether to go on."
            ),
            close=True,
        )
        title = m.words("The last phase is likely to end in month {month}.").format(month=plan.end_words)
        told = "; ".join(f"{phase_name(m, p.number, p.systems)}: {p.starts}, {p.duration}" for p in plan.phases)
        yield figure(charts.timeline, title, told)
    for phase in plan.phases:
        yield from phase_plan(m, phase)
    yield Heading(2, m.words("What is to be done, and who leads it"))
    yield works(m, plan)
    yield from quarters(m, plan, money.unit)


def phase_plan(m: Material, phase: PhaseRow) -> Iterator[Block]:
    yield Heading(2, phase_name(m, phase.number, phase.systems))
    yield phase_key(m, phase)
    for note in phase.notes:
        yield paragraph(note)
    if len(phase.waves) > 1:
        yield Bullets(tuple(runs(listed(wave, m.language)) for wave in phase.waves), numbered=True)
    if phase.gate:
        yield Heading(3, m.words("Before the next phase"))
        yield Bullets(tuple(runs(gate.text, m.notes.cite(gate.sources)) for gate in phase.gate))


def phase_key(m: Material, phase: PhaseRow) -> Paragraph:
    """Begin, duration and cost in one line."""
    parts = [
        (m.words("Begins, months from the start"), phase.starts),
        (m.words("Months it takes"), f"{phase.likely_duration} ({phase.duration})"),
    ]
    if phase.cost:
        parts.append((m.words("Cost over all years"), phase.cost.text))
    texts = [Text(f"{'   ' if i else ''}{name}: ", quiet=True) for i, (name, _) in enumerate(parts)]
    values = [Text(value, strong=True) for _, value in parts]
    return Paragraph(tuple(text for pair in zip(texts, values, strict=True) for text in pair), close=True)


def works(m: Material, plan: PlanWords) -> Table:
    """Each kind of work once, with the months and the own days that it takes in each phase."""
    found: dict[str, WorkRow] = {}
    for phase in plan.phases:
        for work in phase.work:
            found.setdefault(work.id, work)
    return Table(
        m.words("For each phase: months from the start, and below the likely days of your own people with their range"),
        (m.words("Work"), m.words("Leads"), *(f"{m.words('Phase')} {m.number(p.number)}" for p in plan.phases)),
        tuple(work_row(m, work, plan) for work in found.values()),
        aligned(2, len(plan.phases)),
        shares=(4.2, 1.3, *(1.2 for _ in plan.phases)),
        dense=True,
    )


def work_row(m: Material, work: WorkRow, plan: PlanWords) -> tuple[Runs, ...]:
    words = (
        Text(f"{work.name}. ", strong=True),
        Text(work.about, m.notes.cite(work.sources), quiet=True),
    )
    return (words, runs(work.owner), *(work_in_phase(work.id, phase) for phase in plan.phases))


def work_in_phase(work: str, phase: PhaseRow) -> Runs:
    one = next((one for one in phase.work if one.id == work), None)
    return runs("–") if one is None else (Text(one.months), Text(f"\n{one.likely_days} ({one.days})", quiet=True))


def quarters(m: Material, plan: PlanWords, unit: str) -> Iterator[Block]:
    """Days and money in each quarter, as drawings and as a table."""
    columns = tuple(quarter_drawings(m, plan, unit))
    if columns:
        yield Beside(columns)
    yield quarter_table(m, plan, unit)


def quarter_drawings(m: Material, plan: PlanWords, unit: str) -> Iterator[tuple[Block, ...]]:
    charts = m.money_charts
    if charts and charts.days:
        title = m.words("Can your people carry it?")
        words = m.words("Days of your own people in each quarter. The line is what they can give beside their work.")
        yield (Heading(2, title), half(charts.days, words, quarter_words(m, plan, "days")))
    if charts and charts.paid:
        title = m.words("When is how much paid?")
        words = f"{unit} {m.words('Likely amounts paid to others in each quarter.')}"
        yield (Heading(2, title), half(charts.paid, words, quarter_words(m, plan, "paid")))


def quarter_words(m: Material, plan: PlanWords, kind: str) -> str:
    values = ((q.number, m.number(q.days) if kind == "days" else q.paid_cell) for q in plan.quarters)
    return "; ".join(f"{m.words('Quarter')} {m.number(number)}: {value}" for number, value in values)


def quarter_table(m: Material, plan: PlanWords, unit: str) -> Table:
    def days(value: int, capacity: int) -> Runs:
        shown = Text(m.number(value))
        return (shown, Text(f" {m.words('too many')}", strong=True)) if value > capacity else (shown,)

    rows = [
        (
            runs(m.number(q.number)),
            runs(q.cost_cell),
            runs(q.paid_cell),
            days(q.days, q.capacity),
            days(q.it_days, q.it_capacity),
        )
        for q in plan.quarters
    ]
    first = plan.quarters[0]
    can = (runs(m.words("You can give")), runs(""), runs(""), runs(m.number(first.capacity)))
    rows.append((*can, runs(m.number(first.it_capacity))))
    return Table(
        f"{unit} {m.words('Likely values. IT days are among the own days.')}",
        quarter_header(m),
        tuple(rows),
        ("start", "end", "end", "end", "end"),
        frozenset({len(rows) - 1}),
        dense=True,
    )


def quarter_header(m: Material) -> tuple[str, ...]:
    return (m.words("Quarter"), m.words("Cost"), m.words("Paid"), m.words("Own days"), m.words("IT days"))
