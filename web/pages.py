"""What each page shows: one frozen value a page, and a template reads nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from advisor.recommendation.telling.passport import Entry, Passport


@dataclass(frozen=True)
class Page:
    """`template` renders it, in `language`."""

    template: ClassVar[str]
    language: str


@dataclass(frozen=True)
class TrackCard:
    """A way through the questions: at most how many, and how many minutes it takes; `adaptive` when it ends as soon as
    enough is known."""

    id: str
    name: str
    about: str
    most: int
    minutes: int
    adaptive: bool


@dataclass(frozen=True)
class StartPage(Page):
    """`deleted` is set after a case was deleted; `track` is the one that is chosen beforehand. `filled` are answers
    that the address brought along, as form fields, and `known` is the number of questions they answer."""

    template = "start.html"
    heading: str
    about: str
    tracks: tuple[TrackCard, ...]
    track: str
    filled: tuple[tuple[str, str], ...]
    known: int
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
class Place:
    """Where one is: the `step`th of about `steps` pages or, when `adaptive`, the `step`th question of at most `steps`.
    `first` when nothing was asked before."""

    step: int
    steps: int
    adaptive: bool
    first: bool


@dataclass(frozen=True)
class QuestionPage(Page):
    """`seen` names the stored answers this form was made from; `returning` leads back to all answers; `more` when the
    questions follow from answers of the same page."""

    template = "question.html"
    case: str
    page: str
    title: str
    intro: str
    place: Place
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
    """Two answers that do not fit together: what to ask, and where the answer can be changed: on its page, or here in a
    form of its own, which is made once for each question. `seen` names the stored answer of that form."""

    text: str
    page: str
    question: str
    field: Field | None
    seen: str


@dataclass(frozen=True)
class Standing:
    """What the questions have come to: `open` of `asked` are left.

    `kind` is open (some are left), answered (none is), proven (nothing that is left can change the path); on the short
    track also begun (some are left), settled (the advised path comes first in so large a `share` of the readings that
    the track ends) and spent (`most` are answered without that).
    """

    kind: Literal["open", "answered", "proven", "begun", "settled", "spent"]
    asked: int
    open: int
    most: int
    share: float


@dataclass(frozen=True)
class HandingIn:
    """What someone who was asked for a view does with the answers: `asker` is the organisation that asked about the
    `client`; `handed` whether that was done before and `closed` whether it cannot be done any more; `own` when a member
    of the organisation answers and returns to the desk case `desk`."""

    asker: str
    client: str
    comment: str
    private: bool
    handed: bool
    closed: bool
    own: bool
    desk: int


@dataclass(frozen=True)
class CheckPage(Page):
    template = "check.html"
    case: str
    link: str
    groups: tuple[AnswerGroup, ...]
    standing: Standing
    concluded: bool
    doubts: tuple[Doubt, ...]
    handing: HandingIn | None = None


@dataclass(frozen=True)
class DeletePage(Page):
    template = "delete.html"
    case: str


@dataclass(frozen=True)
class ErrorPage(Page):
    """What happened, by HTTP status; `message` is the sentence of the error, if it has one for the reader; `lost` when
    the link of a case leads to none."""

    template = "error.html"
    status: int
    message: str
    lost: bool


@dataclass(frozen=True)
class TableChoice:
    """A table in the filter of the list of rules."""

    id: str
    title: str
    chosen: bool


@dataclass(frozen=True)
class RuleGroup:
    """The rules of one table that the filter lets through."""

    table: str
    title: str
    about: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class RulesPage(Page):
    """The list of rules: `shown` of `total` pass the filter, which is a table (or empty) and words to look for (or
    empty). `unknown` is the table that was asked for and does not exist; `grid` are the rows of the chosen table, when
    it is to be read as a table, with the words of its hit policy."""

    template = "rules.html"
    tables: tuple[TableChoice, ...]
    text: str
    groups: tuple[RuleGroup, ...]
    shown: int
    total: int
    unknown: str
    grid: tuple[Passport, ...]


@dataclass(frozen=True)
class RulePage(Page):
    """One rule; it fired in `fired` of `cases` stored cases with a result."""

    template = "rule.html"
    rule: Passport
    about: str
    fired: int
    cases: int


@dataclass(frozen=True)
class NoRulePage(Page):
    """What was asked for instead of a rule, and the ids that are nearest to it."""

    template = "no_rule.html"
    wanted: str
    nearest: tuple[str, ...]
