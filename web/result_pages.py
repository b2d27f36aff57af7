"""What the pages of a result show: the result itself, its trace, and trying other answers."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.recommendation.telling.lines import Named, OptionLine, Story
from advisor.reports.drawings import Charts, Difference
from advisor.reports.drawings_money import MoneyCharts
from advisor.reports.material import Because
from web.pages import Field, Page


@dataclass(frozen=True)
class OpenQuestion:
    """A question that could move the result by `shift` (0 to 1), and the paths it could make the advice; `link` is
    empty when this case does not ask it, `trial` leads to trying answers to it."""

    id: str
    ask: str
    link: str
    trial: str
    who: tuple[str, ...]
    shift: float
    to: tuple[str, ...]


@dataclass(frozen=True)
class Collected:
    """One change that is being tried, in words, and the address without it."""

    text: str
    undo: str


@dataclass(frozen=True)
class Choice:
    id: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class ChoiceGroup:
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class WeightField:
    """The weight of a criterion in percent as it stands in its field; `error` says why it cannot be used."""

    id: str
    name: str
    about: str
    text: str
    error: str


@dataclass(frozen=True)
class Side:
    """One side of a comparison; `share` from 0 to 1 (None: not told), `lead` in points of a hundred over `rival`, None
    without one."""

    path: str
    deployment: str
    clear: bool
    share: float | None
    rival: str
    lead: float | None


@dataclass(frozen=True)
class Compared:
    """Before and after: scores as (name, before, after), and rows that fire now or no longer, in words."""

    before: Side
    after: Side
    scores: tuple[tuple[str, int, int], ...]
    fires: tuple[str, ...]
    silent: tuple[str, ...]

    @property
    def stays(self) -> bool:
        return (self.before.path, self.before.deployment) == (self.after.path, self.after.deployment)


@dataclass(frozen=True)
class Panel:
    """Trying other answers: what was collected, what may be changed next, and the difference it makes.

    `hidden` are the collected changes as form fields. At most one of `field` and `weight` is asked for. `error` is what
    is wrong with all of it together. `takes` says whether there are answers to take over; `full` that no more changes
    can be added; `moved` that answers or rules changed since the result above was made.
    """

    action: str
    hidden: tuple[tuple[str, str], ...]
    collected: tuple[Collected, ...]
    groups: tuple[ChoiceGroup, ...]
    field: Field | None
    weight: WeightField | None
    error: str
    compared: Compared | None
    takes: bool
    full: bool
    moved: bool

    @property
    def wrong(self) -> bool:
        return bool(self.error or (self.field and self.field.error) or (self.weight and self.weight.error))


@dataclass(frozen=True)
class WhatIfPage(Page):
    """Trying other answers as a page of its own."""

    template = "what_if.html"
    case: str
    panel: Panel


@dataclass(frozen=True)
class WhatIfPart(Page):
    """The same as a piece that takes the place of the one on the page."""

    template = "result/what_if.html"
    case: str
    panel: Panel


@dataclass(frozen=True)
class SandboxPart:
    """The sandbox of a case: where it is opened, whether there is one, and what people thought of it at its end: how
    many of its pains it would solve (yes, partly, no), and their words. `outcome` is what that comes to as an answer,
    in words, said on `day`; `taken` when the case has that answer. `csrf` where the form needs it."""

    action: str
    there: bool
    solved: tuple[int, int, int] = (0, 0, 0)
    said: str = ""
    outcome: str = ""
    day: str = ""
    taken: bool = False
    csrf: str = ""


@dataclass(frozen=True)
class ResultPage(Page):
    """A stored result in words. `stale` when answers were changed since, `outdated` when questions or rules were.

    `reasons` are the three strongest, `against` the strongest one against or empty; `second` is the best
    option of another path, if any is left; `unknowns` are the open questions that could move the result. `trials` are
    addresses, one for each flip of the result, at which it can be tried; `separates` leads to the question that
    separates the advice from its rival, empty if there is none. For those who may only read, until the day `until`,
    `case`, `link`, `trials` and `panel` are empty.
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
    money_charts: MoneyCharts | None
    trials: tuple[str, ...]
    separates: str
    panel: Panel | None
    stale: bool
    outdated: bool
    until: str
    sandbox: SandboxPart | None = None


@dataclass(frozen=True)
class MovedRow:
    """A row that changed: its sentence, where its own page is (empty when it is gone), what happened to it, and what
    that does to the lead in points of a hundred, None where it cannot be said."""

    row: str
    text: str
    link: str
    kind: str
    bars: str
    effect: float | None


@dataclass(frozen=True)
class TodayPage(Page):
    """A stored result beside today's rules: what is advised now, the rows that decide it, and all that moved.

    `rows` are the rows that changed with what each does to the lead (None: not known), `moved` scores and weights as
    (name, before, after), `dropped` answers that no longer count. `csrf` is there for a case of the desk.
    """

    template = "today.html"
    case: str
    before: Side
    after: Side
    flips: bool
    deciding: tuple[str, ...]
    rows: tuple[MovedRow, ...]
    moved: tuple[tuple[str, str, str], ...]
    excluded: tuple[str, ...]
    admitted: tuple[str, ...]
    dropped: tuple[str, ...]
    opened: tuple[str, ...]
    values: tuple[tuple[str, str, str], ...]
    versions: tuple[str, str]
    csrf: str = ""


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
