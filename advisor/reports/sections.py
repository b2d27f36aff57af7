"""Sections on the advice itself: what is needed, what speaks for and against it, the other options, and the doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.language import listed, percent
from advisor.recommendation.telling.doubting import FlipLine
from advisor.recommendation.telling.lines import OptionLine
from advisor.reports import decision
from advisor.reports.document import Beside, Block, Bullets, Figure, Heading, Paragraph, Runs, Table, Text
from advisor.reports.material import (
    Because,
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
)

SHOWN = 6
# Changes of each kind that are told, and open questions.
MOST_FLIPS = 4
MOST_UNKNOWNS = 8


def needs(m: Material) -> Iterator[Block]:
    yield question(m.words("What do you need?"))
    story = m.story
    scales = (*story.needs, *story.capacity, *story.pressure)
    yield Beside(
        (
            (decision.needs(m),),
            (
                Table(
                    m.words("Scores of your company from 0 to 100"),
                    (m.words("Score"), m.words("of 100")),
                    tuple((above(scale.name, scale.meaning), runs(m.number(scale.value))) for scale in scales),
                    ("start", "end"),
                    shares=(5, 1),
                ),
            ),
        ),
        (1.0, 1.15),
    )


def pros(m: Material) -> Iterator[Block]:
    """What speaks for the advice, with points, effects and sources; the weaker reasons stand in the annex."""
    yield question(m.words("What speaks for it?"))
    if m.chosen:
        yield Paragraph((Text(f"{m.words('The rules say')}: ", quiet=True), Text(m.chosen.ruled, strong=True)))
    yield paragraph(m.story.about)
    found = m.pro
    if not found:
        yield paragraph(m.words("No single answer; it follows from all of them together."))
        return
    yield reasons(m, found[:SHOWN])
    if len(found) > SHOWN:
        yield quiet(
            m.words("These are the strongest reasons. All others stand among the rules that fired, at the end.")
        )


def cons(m: Material) -> Iterator[Block]:
    yield question(m.words("What speaks against it?"))
    found = once(m.story.against)
    if found:
        yield reasons(m, found[:SHOWN])
    else:
        yield paragraph(m.case_against)


def reasons(m: Material, found: Sequence[Because]) -> Table:
    """Reasons with what they move, by how many points, and what that does to the lead."""

    def row(because: Because) -> tuple[Runs, ...]:
        lines = because.lines
        return (
            runs(because.text, m.notes.cite(because.sources)),
            runs("\n".join(f"{line.moves} {m.signed(line.points)}" for line in lines)),
            runs("\n".join(m.signed(line.effect) for line in lines)),
        )

    return Table(
        m.words("Effect: what the lead over the second best would lose without the reason, in points of a hundred."),
        (m.words("Reason"), m.words("Points"), m.words("Effect")),
        tuple(row(because) for because in found),
        ("start", "start", "end"),
        shares=(4.7, 2.5, 0.9),
    )


def others(m: Material) -> Iterator[Block]:
    """The advice beside the second choice, all options, and what is ruled out."""
    yield question(m.words("Why not the others?"))
    if m.second:
        sentence = m.words(
            "What each criterion gives to the advice and to the best option of another path (%(second)s), "
            "in points of a hundred."
        )
        yield quiet(fill(sentence, second=m.second.name), close=True)
        title = m.words("What each criterion gives to the advice and to the second choice")
        told = "; ".join(f"{d.name}: {m.points(d.advised)} / {m.points(d.second)}" for d in m.differences)
        yield Figure(m.charts.comparison_wide, title, f"{title}. {told}", 0.8)
    yield Heading(2, m.words("How do the options compare?"))
    yield options(m)
    if m.ruled_out:
        yield Heading(2, m.words("What is ruled out?"))
        yield Bullets(tuple(ruled_out(m, barred) for barred in m.ruled_out))


def ruled_out(m: Material, barred: Because) -> Runs:
    what = "; ".join(dict.fromkeys(line.moves for line in barred.lines))
    return (
        Text(barred.text, m.notes.cite(barred.sources)),
        Text(f" {m.words('Rules out:')} {what}", quiet=True),
    )


def options(m: Material) -> Table:
    """All options with their values and what the criteria give, or that they are ruled out; the list below says why."""
    found = m.story.options
    criteria = found[0].contributions
    marks = tuple(m.number(i + 1) for i in range(len(criteria)))
    legend = listed((f"{mark} {part.name}" for mark, part in zip(marks, criteria, strict=True)), m.language)
    return Table(
        m.words("Values and what each criterion gives, in points of a hundred:") + " " + legend,
        (m.words("Option"), m.words("Value"), *marks),
        tuple(option_row(m, option) for option in found),
        aligned(1, 1 + len(criteria)),
        frozenset(i for i, option in enumerate(found) if option.advised),
        (6.4, 1.2, *(1.0 for _ in criteria)),
        dense=True,
    )


def option_row(m: Material, option: OptionLine) -> tuple[Runs, ...]:
    name = f"{option.name} · {option.hosted}" if option.hosted else option.name
    mark = f" ({m.words('ruled out')})" if option.excluded else ""
    numbers = (option.value, *(part.value for part in option.contributions))
    if m.chosen and (option.path, option.deployment) == (m.chosen.path, m.chosen.deployment):
        name = f"{name} ({m.words('Chosen instead')})"
    return (
        (Text(name), Text(mark, quiet=True)) if mark else runs(name),
        *(runs(m.points(value * 100)) for value in numbers),
    )


def sure(m: Material) -> Iterator[Block]:
    yield question(m.words("How sure is it?"))
    doubt = m.story.doubt
    yield Paragraph((Text(f"{doubt.status} ", strong=True), Text(m.sure())), "good" if m.story.clear else "careful")
    if doubt.between:
        yield Paragraph(named(doubt.between.text, doubt.between.separated_by))
    sentence = m.words(
        "We decided %(samples)s times, with other weights and with every plausible value of what is not known, and "
        "counted which path came first. This is no probability of success."
    )
    yield quiet(fill(sentence, samples=m.number(m.story.samples)), close=True)
    yield Beside((tuple(decision.shares(m)), (hosting_shares(m),)))
    yield from doubts(m)


def hosting_shares(m: Material) -> Table:
    shares = sorted(m.story.deployment_shares, key=lambda share: -share.value)
    return Table(
        m.words("How often each comes first"),
        (m.words("Where it runs"), m.words("First in")),
        tuple((runs(share.name), runs(m.hundred(share.value))) for share in shares),
        ("start", "end"),
        shares=(3, 1),
    )


def doubts(m: Material) -> Iterator[Block]:
    """The error of drawing, what is proven, what another method says, and figures past their date."""
    doubt = m.story.doubt
    if doubt.error is not None:
        sentence = m.words(
            "The advised path: %(sure)s ± %(error)s of 100 readings (the standard error of drawing samples)."
        )
        yield quiet(fill(sentence, sure=m.points(m.story.sure * 100), error=m.points(doubt.error * 100)))
    for sentence in filter(None, (doubt.certificate, doubt.second)):
        yield paragraph(sentence)
    if doubt.expired:
        yield paragraph(doubt.expired, "careful")


def change(m: Material) -> Iterator[Block]:
    """Other answers and other weights that would lead elsewhere."""
    yield question(m.words("What would change it?"))
    doubt = m.story.doubt
    flips = (*doubt.nearest, *doubt.more)
    for kind, title in (("actionable", m.words("You can change this")), ("fact", m.words("Facts of life"))):
        yield from flip_list(title, [flip for flip in flips if flip.kind == kind])
    for sentence in doubt.steady:
        yield paragraph(sentence)
    if not flips and not doubt.steady:
        yield paragraph(m.words("This result does not say. Conclude again to see it."))
    if doubt.weights:
        yield Heading(2, m.words("Other weights"))
        yield quiet(m.words("One weight is changed at a time; the others keep their proportions."), close=True)
        yield Bullets(tuple(runs(sentence) for sentence in doubt.weights))
    if doubt.leading:
        yield weighings(m)


def flip_list(title: str, found: Sequence[FlipLine]) -> Iterator[Block]:
    if found:
        yield Heading(2, title)
        yield Bullets(tuple(runs(flip.text) for flip in found[:MOST_FLIPS]))


def weighings(m: Material) -> Table:
    doubt = m.story.doubt
    return Table(
        m.words("Average weights, in percent, of the draws in which each of the two leading paths came first."),
        (m.words("Criterion"), m.words("Stated"), *doubt.leading),
        tuple(
            (runs(row.name), *(runs(m.points(share * 100)) for share in (row.now, *row.won))) for row in doubt.weighings
        ),
        aligned(1, 1 + len(doubt.leading)),
        shares=(3, 1, *(1.6 for _ in doubt.leading)),
        dense=True,
    )


def unknown(m: Material) -> Iterator[Block]:
    yield question(m.words("What is not known?"))
    if not m.story.unknowns:
        yield paragraph(m.words("Every question that applies to you is answered."))
    elif not m.unknowns:
        yield paragraph(m.words("Some questions are open, and no single answer could move the advice noticeably."))
    else:
        yield unknown_table(m)
    if m.story.doubt.certificate:
        yield paragraph(m.story.doubt.certificate)


def unknown_table(m: Material) -> Table:
    return Table(
        m.words(
            "Open questions, the most decisive first. The figure is how far the answer could move the share of "
            "readings in which the advice stays first."
        ),
        (m.words("Question"), m.words("Who usually knows"), m.words("Moves it by"), m.words("Could make the advice")),
        tuple(
            (
                (Text(u.ask), Text(f" {m.words('Answers differ.')}", quiet=True)) if u.disputed else runs(u.ask),
                runs(listed(u.who, m.language)),
                runs(percent(u.shift, m.language)),
                runs(listed(u.to, m.language) or "–"),
            )
            for u in m.unknowns[:MOST_UNKNOWNS]
        ),
        ("start", "start", "end", "start"),
        shares=(4, 2, 1.3, 2.2),
    )
