"""What the pages of the sandbox show."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, ClassVar

from web.pages import Page
from web.sandbox.cells import Cell


@dataclass(frozen=True)
class Place:
    """Where a link leads; `note` is a word on it."""

    title: str
    href: str
    current: bool = False
    note: str = ""


@dataclass(frozen=True)
class Group:
    """A part of the menu; `open` when the page belongs to it."""

    title: str
    places: tuple[Place, ...]
    open: bool


@dataclass(frozen=True)
class Saving:
    """Minutes that something takes each time, before and after; `hours` that this saves in a month with `volume` of
    `each` (order, request), 0 where nobody said how many there are."""

    before: int
    after: int
    each: str = ""
    volume: int = 0
    hours: int = 0


@dataclass(frozen=True)
class Offered:
    """A tour to choose: `state` is empty, begun or finished; `felt` when it answers a pain the company named."""

    id: str
    title: str
    about: str
    count: int
    state: str
    felt: bool
    saving: Saving | None


@dataclass(frozen=True)
class ToursShown:
    """The tours of a trial: those that answer its pains, the others, and how many belong to modules that are off."""

    first: tuple[Offered, ...]
    others: tuple[Offered, ...]
    finished: int
    off: int


@dataclass(frozen=True)
class GuideScene:
    """A scene of the tour: what to do, what to notice, where, and in which role when it is another one than now."""

    key: str
    say: str
    notice: str
    done: bool
    now: bool
    href: str
    role: str
    role_name: str
    by_hand: bool


@dataclass(frozen=True)
class Guide:
    """The tour beside the page; `following` is the one offered when it is whole, `here` the page it stands beside,
    `verb` what is next."""

    id: str
    title: str
    about: str
    scenes: tuple[GuideScene, ...]
    done: int
    whole: bool
    saving: Saving | None
    following: Offered | None
    here: str
    verb: str


@dataclass(frozen=True)
class Chrome:
    """What stands around every page of a trial: its company, the day it is there and how many days it has run, the
    role in which one acts, and the menu."""

    base: str
    company: str
    day: int
    today: datetime.date
    role: str
    roles: tuple[tuple[str, str], ...]
    menu: tuple[Group, ...]
    here: str  # the address of the page, where a changed role leads back to
    key: str  # makes sure that the clock goes on once
    done: str  # what was just done, if anything
    guide: Guide | None = None
    ending: int | None = None  # days until the trial is removed, when they are few


@dataclass(frozen=True)
class SandboxPage(Page):
    """A page of a trial; its template extends `sandbox/base.html`. Made as
    `SomePage(visit.language, chrome(visit, here), ...)`."""

    chrome: Chrome


@dataclass(frozen=True)
class Head:
    """A heading of a column: where a click on it leads, and how it is sorted now (none, ascending, descending)."""

    title: str
    href: str = ""
    sorted: str = "none"
    end: bool = False


@dataclass(frozen=True)
class Choosable:
    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class FilterControl:
    """`values` are what stands in it: one, or the first and the last day."""

    name: str
    title: str
    kind: str
    values: tuple[str, ...]
    options: tuple[Choosable, ...] = ()


@dataclass(frozen=True)
class Table:
    """`rows` are cells; the first one of each names the row."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class ListPage(SandboxPage):
    template = "sandbox/list.html"
    title: str
    about: str
    address: str
    table: Table
    count: int
    page: int
    pages: int
    before: str
    after: str
    text: str
    searchable: bool
    filters: tuple[FilterControl, ...]
    narrow: bool
    sort: str
    create: tuple[Place, ...]
    exports: tuple[Place, ...]
    empty: str


@dataclass(frozen=True)
class Control:
    """A field of a form. `widget` is text, long, number, decimal, tick, date, select, list, hidden or lines; lines have
    `heads` and `rows` of controls."""

    name: str
    id: str
    title: str
    help: str
    widget: str
    value: str = ""
    options: tuple[Choosable, ...] = ()
    required: bool = False
    error: str = ""
    more: bool = False
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Control, ...], ...] = ()

    @property
    def faulty(self) -> bool:
        return bool(self.error) or any(control.error for row in self.rows for control in row)


@dataclass(frozen=True)
class Form:
    """`key` makes sure that it is done once. `error` belongs to no field; `open` when it is shown at once."""

    verb: str
    action: str
    title: str
    about: str
    button: str
    key: str
    controls: tuple[Control, ...]
    error: str = ""
    ask: str = ""
    primary: bool = False
    open: bool = False

    @property
    def plain(self) -> bool:
        """Whether it asks nothing, so that a button is enough."""
        return all(control.widget == "hidden" for control in self.controls)

    @property
    def folds(self) -> bool:
        """Whether some fields are shown and others wait to be unfolded; alone, these are shown at once."""
        return any(not control.more for control in self.controls if control.widget != "hidden")

    @property
    def quick(self) -> bool:
        """Whether nothing has to be given, so that what it asks can wait behind the button."""
        return not any(control.required for control in self.controls if control.widget != "hidden")

    @property
    def faulty(self) -> bool:
        return bool(self.error) or any(control.faulty for control in self.controls)


@dataclass(frozen=True)
class FormPage(SandboxPage):
    template = "sandbox/form.html"
    form: Form
    back: Place


@dataclass(frozen=True)
class Labelled:
    title: str
    cell: Cell


@dataclass(frozen=True)
class Step:
    """A state in the bar at the top of a document: `now`, `passed`, or neither."""

    title: str
    now: bool
    passed: bool


@dataclass(frozen=True)
class Section:
    title: str
    table: Table
    empty: str = ""
    after: bool = False


@dataclass(frozen=True)
class Happened:
    on: datetime.date
    what: str
    who: str
    more: str = ""
    subject: Cell | None = None


@dataclass(frozen=True)
class Note:
    text: str
    tone: str


@dataclass(frozen=True)
class Linked:
    kind: str
    cell: Cell


@dataclass(frozen=True)
class Piece:
    """A part of a page with a template of its own."""

    template: str
    part: Any


@dataclass(frozen=True)
class DocPage(SandboxPage):
    template = "sandbox/document.html"
    kind: str
    title: str
    state: Cell
    steps: tuple[Step, ...]
    notes: tuple[Note, ...]
    actions: tuple[Form, ...]
    next: tuple[Place, ...]
    fields: tuple[Labelled, ...]
    sections: tuple[Section, ...]
    totals: tuple[Labelled, ...]
    pieces: tuple[Piece, ...]
    above: tuple[Piece, ...]
    related: tuple[Linked, ...]
    links: tuple[Place, ...]
    entries: tuple[Section, ...]
    history: tuple[Happened, ...]
    back: Place | None


@dataclass(frozen=True)
class SpecialPage(SandboxPage):
    """`template` is that of the declaration."""

    template: str  # type: ignore[misc]
    title: str
    data: Any


@dataclass(frozen=True)
class HomePage(SandboxPage):
    template = "sandbox/home.html"


@dataclass(frozen=True)
class Industry:
    id: str
    name: str
    about: str


@dataclass(frozen=True)
class OpenPage(Page):
    """Before there is a trial; `error` says why none was opened, `removed` that one was removed just now."""

    template: ClassVar[str] = "sandbox/open.html"
    industries: tuple[Industry, ...]
    error: str = ""
    removed: bool = False
