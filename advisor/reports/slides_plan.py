"""The slides on what follows from the advice: modules, the roadmap with its gates, cost, risks and the next step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from pptx.enum.shapes import MSO_SHAPE
from pptx.slide import Slide

from advisor.language import listed
from advisor.recommendation.telling.lines import ModuleLine, PhaseLine
from advisor.recommendation.telling.money_words import MoneyWords, OptionRow
from advisor.recommendation.telling.plan_words import PhaseRow, PlanWords
from advisor.reports import charts, charts_money
from advisor.reports.office import INK, LINE, MUTED, clean, hexed, tint
from advisor.reports.slide_charts import Bars, Series, add_bars
from advisor.reports.slide_marks import describe, drop
from advisor.reports.slide_parts import BULLET, Deck, Grid, beside, head, item
from advisor.reports.slide_text import Box, Line, fitted
from advisor.reports.slide_theme import AREA, HALVES, LISTS, PLAIN

TABLE_SIZES = (16, 15, 14, 13, 12, 11)
MOST_DETAILED = 9  # modules that are told with what they do
MOST_GATES, MOST_RISKS, MOST_UNKNOWNS, MOST_WORK = 3, 4, 3, 8
UNITS = (1, 1_000, 10_000, 1_000_000, 100_000_000, 1_000_000_000)
_PRIORITIES = ("must", "should", "later")


def modules(deck: Deck) -> None:
    """What comes in which phase, the most needed first."""
    phases = deck.m.story.phases
    if not phases:
        return
    arrow = " ← " if deck.theme.script.mirrored else " → "
    title = arrow.join(f"{_phase(deck, phase.number)}: {' + '.join(phase.systems)}" for phase in phases)
    slide = deck.slide(PLAIN, title)
    note = _in_place(deck)
    room = Box(AREA.x, AREA.y, AREA.width, AREA.height - (0.45 if note else 0))
    found = phases[0].modules
    if (
        len(phases) > 1
        or len(found) > MOST_DETAILED
        or not deck.table(slide, room, _detailed(deck, found), TABLE_SIZES)
    ):
        for most in (99, 14, 12, 10, 9, 8, 7, 6, 5, 4, 3):  # fewer names in a cell until the table fits
            if deck.table(slide, room, _overview(deck, phases, most), TABLE_SIZES):
                break
    if note:
        place = Box(AREA.x, AREA.y + AREA.height - 0.38, AREA.width, 0.38)
        deck.caption(slide, place, note, "In place")
    spoken = [
        f"{_phase(deck, phase.number)}. {module.name} ({module.priority_name}): {module.purpose}"
        for phase in phases
        for module in phase.modules
    ]
    deck.notes(slide, spoken)


def _phase(deck: Deck, number: int) -> str:
    return f"{deck.words('Phase')} {deck.m.number(number)}"


def _in_place(deck: Deck) -> str:
    """What the company has already, in one sentence; empty if nothing counts."""
    names = listed((module.name for module in deck.m.story.in_place), deck.m.language)
    return f"{deck.words('Already in place')}: {names}" if names else ""


def _detailed(deck: Deck, found: Sequence[ModuleLine]) -> Grid:
    """A row for each module, with what it does."""
    return Grid(
        alt=deck.words("Which modules, in which order?"),
        header=(deck.words("Module"), deck.words("Priority"), deck.words("What does it do?")),
        rows=tuple(
            ((Line(m.name, bold=True, gap=0),), (Line(m.priority_name, gap=0),), (Line(m.purpose, gap=0),))
            for m in found
        ),
        shares=(3, 1.3, 5),
    )


def _overview(deck: Deck, phases: Sequence[PhaseLine], most: int) -> Grid:
    """A column for each phase with its modules by priority, at most so many names of each."""
    return Grid(
        alt=deck.words("Which modules, in which order?"),
        header=tuple(f"{_phase(deck, p.number)}: {' + '.join(p.systems)}" for p in phases),
        rows=(tuple(tuple(_by_priority(deck, phase, most)) for phase in phases),),
        shares=tuple(1.0 for _ in phases),
    )


def _by_priority(deck: Deck, phase: PhaseLine, most: int) -> Iterator[Line]:
    names = {module.priority: module.priority_name for module in phase.modules}
    for place, priority in enumerate(one for one in _PRIORITIES if one in names):
        yield Line(names[priority], bold=True, gap=0.6 if place else 0)
        found = [module.name for module in phase.modules if module.priority == priority]
        yield from (Line(name, bullet=BULLET, gap=0.1) for name in found[:most])
        if len(found) > most:
            yield Line(f"+{deck.m.number(len(found) - most)}", bullet=BULLET, gap=0.1)


def roadmap(deck: Deck) -> None:
    """Phases on a line of months, and the conditions for going on."""
    money = deck.m.story.money
    plan = money.plan if money else None
    if plan is None:
        return
    title = deck.words("The last phase is likely to end in month {month}.", month=plan.end_words)
    slide = deck.slide(PLAIN, title)
    gates = [phase for phase in plan.phases if phase.gate]
    high = min(2.55, 0.5 + 0.72 * len(plan.phases))
    _timeline(deck, slide, plan, high)
    key = deck.words(
        "Solid: the likely duration. Pale: until when it may last. A notch parts groups of modules that start one "
        "after the other. A diamond: conditions decide whether to go on."
    )
    place = Box(AREA.x, AREA.y + high + 0.02, AREA.width, 0.4)
    deck.caption(slide, place, key, "Key")
    below = Box(AREA.x, AREA.y + high + 0.5, AREA.width, AREA.height - high - 0.5)
    for part, phase in zip(beside(below, len(gates)), gates, strict=True):
        _gate(deck, slide, part, phase)
    if not gates:
        for most in range(MOST_WORK, 0, -1):
            if deck.table(slide, below, _work(deck, plan, most), TABLE_SIZES):
                break
    spoken = [_told(deck, phase) for phase in plan.phases]
    spoken += [f"{_phase(deck, phase.number)}. {note}" for phase in plan.phases for note in phase.notes]
    spoken += [f"{_phase(deck, phase.number)}. {gate.text}" for phase in gates for gate in phase.gate]
    deck.notes(slide, spoken, [source for phase in plan.phases for gate in phase.gate for source in gate.sources])


def _work(deck: Deck, plan: PlanWords, most: int) -> Grid:
    """Work packages with who leads them, when, and days of own people."""
    found = [work for phase in plan.phases for work in phase.work][:most]
    return Grid(
        alt=deck.words("What is to be done, and who leads it"),
        header=(
            deck.words("What is to be done, and who leads it"),
            deck.words("Leads"),
            deck.words("Months from the start"),
            deck.words("Own days"),
        ),
        rows=tuple(
            tuple((Line(words, gap=0),) for words in (work.name, work.owner, work.months, work.days)) for work in found
        ),
        shares=(4, 2, 1.6, 1.2),
    )


def _told(deck: Deck, phase: PhaseRow) -> str:
    lasts = deck.words("from month {start}, {months} months", start=phase.starts, months=phase.duration)
    return f"{_phase(deck, phase.number)}: {' + '.join(phase.systems)}, {lasts}"


def _gate(deck: Deck, slide: Slide, box: Box, phase: PhaseRow) -> None:
    head = f"{deck.words('Before the next phase')} ({_phase(deck, phase.number)})"
    lines = [Line(head, 14, bold=True, gap=0), *(item(gate.text) for gate in phase.gate[:MOST_GATES])]
    deck.text(slide, box, fitted(lines, box, deck.theme.script, (15, 14, 13, 12, 11)), "Gate")


def _timeline(deck: Deck, slide: Slide, plan: PlanWords, high: float) -> None:
    """One group of shapes: a row for each phase, and the months below."""
    label, left = 3.3, AREA.x + 3.5
    wide = AREA.x + AREA.width - left - 0.2
    end = max(phase.start + phase.high for phase in plan.phases)
    scale = wide / max(1.0, end)
    step = min(0.72, (high - 0.45) / len(plan.phases))
    shapes = []
    for place, phase in enumerate(plan.phases):
        y = AREA.y + place * step
        name = f"{deck.m.number(phase.number)} · {' + '.join(phase.systems)}"
        lasts = deck.words("from month {start}, {months} months", start=phase.starts, months=phase.duration)
        named = Box(AREA.x, y, label, min(step, 0.55))
        lines = [Line(name, 14, bold=True, gap=0), Line(lasts, colour=MUTED, gap=0)]
        shapes.append(deck.text(slide, named, fitted(lines, named, deck.theme.script, (12, 11, 10, 9)), "Phase"))
        colour = hexed(charts.PATHS[charts_money.colour_of(phase.system_ids)][0])
        x, long, y = left + phase.start * scale, phase.likely * scale, y + 0.12
        shapes.append(deck.bar(slide, Box(x, y, max(0.05, phase.high * scale), 0.26), tint(colour, 0.35)))
        shapes.append(deck.bar(slide, Box(x, y, max(0.05, long), 0.26), colour))
        waves = len(phase.waves)
        shapes += [deck.bar(slide, Box(x + long * n / waves, y, 0.025, 0.26), "FFFFFF") for n in range(1, waves)]
        if phase.gate:
            shapes.append(deck.bar(slide, Box(x + long - 0.14, y - 0.01, 0.28, 0.28), INK, MSO_SHAPE.DIAMOND))
    y = AREA.y + step * len(plan.phases) + 0.03
    shapes.append(deck.bar(slide, Box(left, y, wide, 0.015), LINE))
    every = next((months for months in charts_money.STEPS if end / months <= 12), charts_money.STEPS[-1])
    for month in range(0, int(end) + 1, every):
        tick = Line(deck.m.number(month), 11, colour=MUTED, gap=0, centred=True)
        shapes.append(deck.text(slide, Box(left + month * scale - 0.3, y + 0.03, 0.6, 0.22), [tick], "Month"))
    axis = Box(AREA.x, y + 0.03, label, 0.25)
    sized = fitted(
        [Line(deck.words("Months from the start"), gap=0, colour=MUTED)], axis, deck.theme.script, (12, 11, 10)
    )
    shapes.append(deck.text(slide, axis, sized, "Axis"))
    group = slide.shapes.add_group_shape(shapes)
    describe(group, clean("; ".join(_told(deck, phase) for phase in plan.phases)))


def cost(deck: Deck) -> None:
    """Low, likely and high cost of each path, and whether the budget covers the advice."""
    money = deck.m.story.money
    if money is None:
        return
    slide = deck.slide(LISTS, money.headline)
    best = sorted((o for o in money.options if o.best and o.total.high), key=lambda o: (not o.advised, o.total.likely))
    left = Box(AREA.x, AREA.y, 7.5, AREA.height)
    if best:
        _costs(deck, slide, left, best)
    drop(slide.placeholders[1])
    deck.bullets(slide, 2, Box(AREA.x + 8.0, AREA.y, AREA.width - 8.0, AREA.height), list(_budget(deck, money)))
    spoken = [money.finding, *money.notes, *(f"{row.name}: {row.total.text}" for row in money.rows)]
    guessed = listed(money.guessed, deck.m.language)
    spoken += [f"{deck.words('Not answered, so a usual value stands in:')} {guessed}"] if guessed else []
    deck.notes(slide, spoken, money.sources)


def _costs(deck: Deck, slide: Slide, box: Box, best: Sequence[OptionRow]) -> None:
    money = deck.m.story.money
    assert money is not None
    unit = _unit(deck, max(best, key=lambda option: option.total.likely))
    colour = deck.theme.accent
    caption = f"{deck.words('Cost over the years counted')} ({money.years}). {money.unit}"
    place = Box(box.x, box.y, box.width, 0.5)
    deck.caption(slide, place, caption)
    ends = (
        (deck.words("Low"), [o.total.low for o in best], tint(colour, 0.3)),
        (deck.words("Likely"), [o.total.likely for o in best], colour),
        (deck.words("High"), [o.total.high for o in best], tint(colour, 0.6)),
    )
    bars = Bars(
        alt=f"{caption} " + "; ".join(f"{o.name}: {o.total.text} ({o.total.likely_text})" for o in best),
        categories=tuple(o.name for o in best),
        series=tuple(Series(name, tuple(value / unit for value in values), shade) for name, values, shade in ends),
        form="#,##0",
        size=12,
    )
    add_bars(deck, slide, Box(box.x, box.y + 0.5, box.width, box.height - 0.5), bars)


def _unit(deck: Deck, option: OptionRow) -> int:
    """What the amounts of the tables are counted in: the unit in which this one reads as its cell does."""
    likely = option.total.likely
    for unit in UNITS:
        if deck.m.number(int(Decimal(likely / unit).quantize(Decimal(1), ROUND_HALF_UP))) == option.total.likely_cell:
            return unit
    return 1


def _budget(deck: Deck, money: MoneyWords) -> list[Line]:
    others = Line(deck.words("What would the other paths cost?"), 16, bold=True, gap=1 if money.first_year_line else 0)
    if not money.first_year_line:
        return [others, Line(money.finding)]
    first = head(deck.words("What is paid in the first year?"), 0)
    return [first, Line(money.first_year_line), Line(money.stated_line), Line(money.fit), others, Line(money.finding)]


def risks(deck: Deck) -> None:
    """What can go wrong and what helps, what is not known, and the first step as the title."""
    m, story = deck.m, deck.m.story
    slide = deck.slide(LISTS, f"{deck.words('First step')}: {story.first}")
    found = story.risks[:MOST_RISKS]
    wrong = [head(deck.words("What can go wrong?"), 0)]
    if found:
        wrong += [item(f"{risk.name}. {risk.counter}") for risk in found]
    else:
        wrong += [item(words) for words in story.not_assessed[:MOST_RISKS]]
        wrong[0] = head(deck.words("What did we not look at?"), 0)
    deck.bullets(slide, 1, HALVES[0], wrong)
    unknown = [head(deck.words("What is not known?"), 0)]
    for one in m.unknowns[:MOST_UNKNOWNS]:
        who = listed(one.who, m.language)
        unknown.append(item(f"{one.ask} {deck.words('Who usually knows:')} {who}"))
    if len(unknown) == 1:
        unknown.append(Line(_known(deck)))
    deck.bullets(slide, 2, HALVES[1], unknown)
    spoken = [f"{risk.name} ({risk.severity_name}): {risk.what} {risk.counter}" for risk in story.risks]
    deck.notes(slide, [*spoken, *story.not_assessed])


def _known(deck: Deck) -> str:
    if deck.m.story.doubt.certificate:
        return deck.m.story.doubt.certificate
    if deck.m.story.unknowns:
        return deck.words("No single answer could move the advice noticeably.")
    return deck.words("Every question that applies to you is answered.")
