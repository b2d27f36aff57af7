"""The whole decision on one page: the advice, how sure it is, why, what speaks against it, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.recommendation.telling.tailored_words import Override
from advisor.reports.document import Beside, Block, Bullets, Figure, Heading, Paragraph, Text, Tiles, Tone
from advisor.reports.material import Material, paragraph, runs, typed
from advisor.reports.room import fitting, shortened
from advisor.reports.sections_tailored import of_what

REASONS = 3
# Lines of text in half a page's width that reasons, and in full width that changes, may take.
REASON_LINES = 14
CHANGE_LINES = 9
HALF, FULL = 44, 90
# Letters of the reason for another option; the whole of it stands in its own section.
REASON_LETTERS = 160


def decision(m: Material) -> Iterator[Block]:
    """The page; what it tells is cut to what fits on it."""
    yield Heading(1, m.words("The decision on one page"), fresh=True)
    yield from verdict(m)
    yield tiles(m)
    yield Beside((tuple(why(m)), tuple(shares(m))), (1.12, 1.0))
    yield from changing(m)
    yield from next_step(m)


def verdict(m: Material) -> Iterator[Block]:
    """The advice in one sentence, and how sure it is; first what people chose instead, if they did."""
    yield Paragraph(runs(m.verdict, strong=True), "answer", close=True)
    if m.chosen:
        yield from beside_rules(m, m.chosen)
    doubt = m.story.doubt
    tone: Tone = "good" if m.story.clear else "careful"
    yield Paragraph((Text(f"{doubt.status} ", strong=True), Text(how_sure(m))), tone)
    if doubt.expired:
        yield paragraph(doubt.expired, "careful")


def beside_rules(m: Material, chosen: Override) -> Iterator[Block]:
    """Why another option was chosen, what the rules advise, and what of this page is about which of the two."""
    reason = shortened(chosen.reason, REASON_LETTERS)
    why_ = (Text(f" {m.words('Why')}: ", quiet=True), Text(typed(m, reason))) if reason else ()
    title = m.words("The consultant's judgement")
    yield Paragraph((Text(f"{title}. ", strong=True), *why_), close=True)
    yield Paragraph((Text(f"{m.words('The rules say')}: ", quiet=True), Text(chosen.ruled)), close=True)
    yield paragraph(of_what(m))


def how_sure(m: Material) -> str:
    """How firmly the advice holds and, where it is too close to call, what separates it from its rival."""
    between = m.story.doubt.between
    return f"{m.sure()} {between.text} {between.separated_by}" if between else m.sure()


def tiles(m: Material) -> Tiles:
    """The figures that a board asks for first."""
    story = m.story
    found = [(m.words("How sure"), m.words("{sure} of 100 readings").format(sure=m.hundred(story.sure)))]
    hosted = (m.chosen or story).deployment_name
    if hosted:
        found.append((m.words("Where it runs"), hosted))
    money = story.money
    if money and money.rows:
        found.append((m.words("First year, paid to others"), money.paid_first_year.text))
        found.append((m.words("Cost over the years counted"), money.total.text))
    if money and money.plan:
        found.append((m.words("Last phase likely to end in month"), money.plan.end_words))
    return Tiles(tuple(found))


def why(m: Material, *, reasons: int = REASONS, most: int = REASON_LINES, cited: bool = True) -> Iterator[Block]:
    """The strongest reasons, as many as fit, and the strongest one against."""
    yield Heading(2, m.words("Why the rules say so") if m.chosen else m.words("Why"))
    found = (m.pro or m.ruled_out)[:reasons]
    chosen = fitting([reason.text for reason in found], most, HALF)
    if chosen:
        kept = found[: len(chosen)]
        notes = (m.notes.cite(reason.sources) if cited else () for reason in kept)
        yield Bullets(tuple(runs(r.text, n) for r, n in zip(kept, notes, strict=True)), numbered=True)
    else:
        yield paragraph(m.words("No single answer decides; the advice follows from all of them together."))
    yield Heading(2, m.words("The case against"))
    yield paragraph(m.case_against)


def needs(m: Material) -> Figure:
    title = m.words("Your needs on the two sides")
    told = "; ".join(f"{scale.name}: {m.number(scale.value)}" for scale in m.story.needs)
    return Figure(m.charts.needs, title, f"{title}. {told}")


def shares(m: Material) -> Iterator[Block]:
    title = m.words("How often each path comes first, in 100 readings")
    told = "; ".join(f"{share.name}: {m.hundred(share.value)}" for share in m.story.path_shares)
    yield Figure(m.charts.paths, title, f"{title}. {told}")


def changing(m: Material, *, most: int = CHANGE_LINES, letters: int = FULL) -> Iterator[Block]:
    """The nearest changes that would lead elsewhere, as many as fit."""
    doubt = m.story.doubt
    lines = [flip.text for flip in doubt.nearest] or list(doubt.steady[:1])
    chosen = fitting(lines, most, letters)
    if chosen:
        yield Heading(2, m.words("What would change this"))
        yield Bullets(tuple(runs(line) for line in chosen))


def next_step(m: Material) -> Iterator[Block]:
    yield Heading(2, m.words("First step"))
    yield paragraph(m.first)
    money = m.story.money
    if money and money.first_year_line:
        yield Heading(2, m.words("Money"))
        yield Paragraph((Text(f"{money.first_year_line} {money.stated_line} "), Text(money.fit, strong=True)))
