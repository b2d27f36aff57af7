"""What the sections of a document are made of: a result in words, its drawings, and the notes collected on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisor.language import FULL_STOPS, RIGHT_TO_LEFT, Words, date, hundred, number, signed
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.amount_words import Range
from advisor.recommendation.telling.lines import Line, OptionLine, Story, UnknownLine
from advisor.recommendation.telling.story import tell
from advisor.recommendation.telling.tailored_words import Override
from advisor.recommendation.telling.words import Reference
from advisor.reports.document import Align, Cover, Heading, Paragraph, Runs, Text, Tone
from advisor.reports.drawings import Charts, Difference, differences, drawings, runner_up
from advisor.reports.drawings_money import MoneyCharts, money_charts
from advisor.reports.notes import Notes

# Open questions are listed from this share of readings on; below it none could change the picture.
LEAST_SHIFT = 0.01


@dataclass(frozen=True)
class Because:
    """One sentence, and all that it moves or rules out."""

    text: str
    lines: tuple[Line, ...]
    sources: tuple[Reference, ...]


@dataclass(frozen=True)
class Material:
    """Everything that a section may draw on; `second` is the best option of another path, if one is left."""

    content: Content
    stored: Recommendation
    story: Story
    words: Words
    cover: Cover
    charts: Charts
    money_charts: MoneyCharts | None
    second: OptionLine | None
    differences: tuple[Difference, ...]
    notes: Notes

    @property
    def language(self) -> str:
        return self.story.language

    def number(self, value: float) -> str:
        return number(value, self.language)

    def points(self, value: float) -> str:
        """Points of a hundred with one digit after the point."""
        return number(round(value, 1), self.language)

    def signed(self, value: float) -> str:
        return signed(round(value, 1), self.language)

    def hundred(self, share: float) -> str:
        return hundred(share, self.language)

    def day(self) -> str:
        return date(self.cover.day, self.language)

    @property
    def chosen(self) -> Override | None:
        """The option that people chose instead of the advised one; None when they chose none, or the same."""
        found = self.story.override
        return None if found is None or found.same else found

    @property
    def verdict(self) -> str:
        """What is decided, in one sentence."""
        return self.chosen.verdict if self.chosen else self.story.verdict

    @property
    def first(self) -> str:
        """The first step to what is decided."""
        return self.chosen.first if self.chosen else self.story.first

    @property
    def sure_hosting(self) -> float:
        """In which share of readings the place that is decided comes first."""
        if self.chosen is None:
            return self.story.sure_hosting
        return next((one.value for one in self.story.deployment_shares if one.id == self.chosen.deployment), 0.0)

    def sure(self) -> str:
        """How firmly the advice holds, in one sentence."""
        sentence = self.words("It holds in %(sure)s of 100 plausible readings of your answers.")
        return fill(sentence, sure=self.hundred(self.story.sure))

    @property
    def pro(self) -> tuple[Because, ...]:
        return once(self.story.reasons)

    @property
    def ruled_out(self) -> tuple[Because, ...]:
        return once(self.story.ruled_out)

    @property
    def unknowns(self) -> tuple[UnknownLine, ...]:
        """Open questions that could move the result."""
        return moving(self.story)

    @property
    def case_against(self) -> str:
        """The strongest reason against, or that nothing speaks against it."""
        found = case_against(self.story, self.second, self.differences, self.words)
        return found or self.words("Nothing in your answers speaks clearly against it.")


def material(content: Content, stored: Recommendation, language: str, words: Words, cover: Cover) -> Material:
    """A stored result told and drawn in one language, as of the day of the cover."""
    story = tell(content, stored, language, today=cover.day)
    second = runner_up(story)
    return Material(
        content=content,
        stored=stored,
        story=story,
        words=words,
        cover=cover,
        charts=drawings(story, words),
        money_charts=money_charts(story.money, story.market, language, cover.day, words),
        second=second,
        differences=differences(story, second),
        notes=Notes(language),
    )


def once(lines: Iterable[Line]) -> tuple[Because, ...]:
    """Each sentence once, with everything it moves or rules out, in the order of the first."""
    by_text: dict[str, list[Line]] = {}
    for line in lines:
        by_text.setdefault(line.text, []).append(line)
    return tuple(Because(text, tuple(found), found[0].sources) for text, found in by_text.items())


def moving(story: Story) -> tuple[UnknownLine, ...]:
    """Open questions that could move the result, the most decisive first."""
    return tuple(unknown for unknown in story.unknowns if unknown.shift >= LEAST_SHIFT)


def case_against(story: Story, second: OptionLine | None, found: Sequence[Difference], words: Words) -> str:
    """The strongest reason against the advice; if no answer is one, what the second choice does better. Empty if
    nothing is. `found` are the differences of the two, the widest lead of the advice first."""
    if story.against:
        return story.against[0].text
    if second is None or found[-1].second <= found[-1].advised:
        return ""
    sentence = words("No single answer speaks against it, but “{option}” does better in one respect: {criterion}.")
    return sentence.format(option=second.name, criterion=found[-1].name)


def typed(m: Material, text: str) -> str:
    """Words of a person, whose direction must not order what stands around them."""
    return f"\u2068{text}\u2069" if text and m.language in RIGHT_TO_LEFT else text


def fill(sentence: str, **values: str) -> str:
    """A sentence of the templates with its values, which stand there as %(name)s."""
    return sentence % values


def runs(words: str, notes: tuple[int, ...] = (), *, strong: bool = False, quiet: bool = False) -> Runs:
    return (Text(words, notes, strong=strong, quiet=quiet),)


def paragraph(words: str, tone: Tone = "plain", *, notes: tuple[int, ...] = (), close: bool = False) -> Paragraph:
    return Paragraph(runs(words, notes), tone, close)


def quiet(words: str, *, close: bool = False) -> Paragraph:
    """What stands back, such as how a table is to be read; `close` keeps it with what follows."""
    return Paragraph(runs(words, quiet=True), close=close)


def named(name: str, words: str, notes: tuple[int, ...] = ()) -> Runs:
    """A name in bold with what is said of it after a space."""
    return (Text(f"{name} ", strong=True), Text(words, notes))


def above(words: str, below: str, notes: tuple[int, ...] = ()) -> Runs:
    """A cell of two lines: the words, and what explains them below."""
    return (Text(words, notes), Text(f"\n{below}", quiet=True)) if below else (Text(words, notes),)


def span(amount: Range) -> Runs:
    """A cell with the likely amount in bold and, where they differ, the ends of the range below."""
    likely = Text(amount.likely_cell, strong=True)
    return (likely,) if amount.low == amount.high else (likely, Text(f"\n{amount.cell}", quiet=True))


def aligned(words: int, figures: int) -> tuple[Align, ...]:
    """So many columns of words, and after them so many of figures."""
    start: Align = "start"
    end: Align = "end"
    return (start,) * words + (end,) * figures


def stop(m: Material) -> str:
    """What ends a sentence of the language."""
    return FULL_STOPS.get(m.language, ".")


def question(words: str) -> Heading:
    """A section that answers one question."""
    return Heading(1, words)
