"""What each page shows: one frozen value a page, and a template reads nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from advisor.recommendation.content import Source
from advisor.recommendation.lines import Line, Named, OptionLine, Story


@dataclass(frozen=True)
class Page:
    """`template` renders it, in `language`."""

    template: ClassVar[str]
    language: str


@dataclass(frozen=True)
class TrackCard:
    """A way through the questions: at most how many, and how many minutes it takes."""

    id: str
    name: str
    about: str
    most: int
    minutes: int


@dataclass(frozen=True)
class StartPage(Page):
    """`deleted` is set after a case was deleted."""

    template = "start.html"
    heading: str
    about: str
    tracks: tuple[TrackCard, ...]
    deleted: bool


@dataclass(frozen=True)
class MethodPage(Page):
    """How it works, in figures of the present content."""

    template = "method.html"
    questions: int
    tables: int
    rows: int
    options: int
    sources: int
    clear_from: float


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Field:
    """One question as a form shows it.

    `control` is radios, checks, number, money or country. `text` is what stands in a text field, exactly as typed;
    `unknown` whether "I don't know" is chosen. `error` is the reason why the answer cannot be used.
    """

    id: str
    control: str
    ask: str
    help: str
    why: str
    who: tuple[str, ...]
    options: tuple[Option, ...]
    text: str
    unit: str
    unknown: bool
    unknown_label: str
    error: str

    @property
    def name(self) -> str:
        return f"a.{self.id}"

    @property
    def first(self) -> str:
        """The id of the first control, where a link to this question leads."""
        return f"{self.id}-0" if self.control in ("radios", "checks") else f"{self.id}-text"


@dataclass(frozen=True)
class Saved:
    """An answer that is stored now and differs from the one in the form."""

    ask: str
    answer: str


@dataclass(frozen=True)
class QuestionPage(Page):
    """`step` of `steps` pages; `seen` names the stored answers this form was made from."""

    template = "question.html"
    case: str
    page: str
    title: str
    intro: str
    step: int
    steps: int
    fields: tuple[Field, ...]
    seen: str
    returning: bool
    more: bool
    conflicts: tuple[Saved, ...]

    @property
    def faults(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.error)


@dataclass(frozen=True)
class AnswerRow:
    """A question with its answer in words; `answer` is empty while it is open."""

    id: str
    ask: str
    answer: str
    unknown: bool


@dataclass(frozen=True)
class AnswerGroup:
    page: str
    title: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True)
class Doubt:
    """Two answers that do not fit together: what to ask, and where the answer can be changed."""

    text: str
    page: str
    question: str


@dataclass(frozen=True)
class CheckPage(Page):
    template = "check.html"
    case: str
    link: str
    groups: tuple[AnswerGroup, ...]
    asked: int
    open: int
    concluded: bool
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class DeletePage(Page):
    template = "delete.html"
    case: str


@dataclass(frozen=True)
class Charts:
    """Drawings as SVG; the wide one of a pair is for desks, the narrow one for phones."""

    paths: Markup
    needs: Markup
    comparison_wide: Markup
    comparison_narrow: Markup


@dataclass(frozen=True)
class Difference:
    """What one criterion gives to the advice and to the best other path, in points of a hundred."""

    name: str
    advised: float
    second: float


@dataclass(frozen=True)
class Because:
    """One sentence, and all that it moves or rules out."""

    text: str
    lines: tuple[Line, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class OpenQuestion:
    """A question that could move the result by `shift` (0 to 1); `link` is empty when this case does not ask it."""

    ask: str
    link: str
    who: tuple[str, ...]
    shift: float


@dataclass(frozen=True)
class ResultPage(Page):
    """A stored result in words. `stale` when answers were changed since, `outdated` when questions or rules were.

    `reasons` are the three strongest, `against` the strongest one against or empty; `second` is the best
    option of another path, if any is left; `unknowns` are the open questions that could move the result.
    """

    template = "result.html"
    case: str
    link: str
    story: Story
    charts: Charts
    reasons: tuple[str, ...]
    against: str
    pro: tuple[Because, ...]
    contra: tuple[Because, ...]
    hosting: tuple[Because, ...]
    ruled_out: tuple[Because, ...]
    unknowns: tuple[OpenQuestion, ...]
    second: OptionLine | None
    differences: tuple[Difference, ...]
    criteria: tuple[Named, ...]
    stale: bool
    outdated: bool


@dataclass(frozen=True)
class FactRow:
    name: str
    value: str


@dataclass(frozen=True)
class TracePage(Page):
    template = "trace.html"
    case: str
    story: Story
    facts: tuple[FactRow, ...]


@dataclass(frozen=True)
class ErrorPage(Page):
    """What happened, by HTTP status; `message` is the sentence of the error, if it has one for the reader."""

    template = "error.html"
    status: int
    message: str
    below_case: bool
