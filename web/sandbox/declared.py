"""What the screens of the sandbox are declared with: lists, pages of documents, forms and special pages, all as data.

Titles are English sentences in `mark(...)`; they are shown in the reader's language. The kinds of a value say how it is
written and on which side it stands:

    text      as it is                              money     integer of the smallest unit of a currency
    number    a plain number                        price     integer of a hundredth of the smallest unit
    quantity  integer of parts of a product's unit  percent   a share from 0 to 1
    date      a day                                 bar       a share from 0 to 1, drawn and written
    state     a state of the document's machine     yes       true or false; nothing is written for false
    choice    a word of `labels.CHOICES`            kind      the kind of a document
    link      a text that leads to `to`, `key`      lasting   a number of days
    time      the time of day of a moment

`unit` says what goes with it: of money and price the currency (without one that of the company), of a quantity the
decimals of the product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

Query = Any  # an SQLAlchemy select; its type names the columns, which are different everywhere
Source = Any  # a Query, or a function of the session that gives one
Get = str | Callable[[Session, Any], Any]
Later = Callable[[Session, Sequence[int]], Mapping[int, Any]]
ENDWARD = frozenset({"number", "quantity", "money", "price", "percent", "lasting"})


@dataclass(frozen=True)
class Column:
    """A column of a list. `of` is an SQL expression over the source of the list; `unit` another one (see above).

    `to` and `key` make the cell a link to the document of the kind `to` whose id `key` gives. `searched` when the
    search box looks into it. A value that SQL cannot give comes from `later`: a function of session and the ids of the
    rows that are shown, which gives values by id; such a column cannot be sorted. Screens with `rows` need neither.
    """

    name: str
    title: str
    of: Any = None
    kind: str = "text"
    unit: Any = None
    to: str = ""
    key: Any = None
    searched: bool = False
    later: Later | None = None

    @property
    def end(self) -> bool:
        """Whether it stands at the end of its cell, as numbers do."""
        return self.kind in ENDWARD


@dataclass(frozen=True)
class Filter:
    """A control above a list. Kinds: `state` (those of the document), `choice` (of `choices`, words in
    `labels.CHOICES`), `yes` (ticked: only those for which `of` is true), `days` (from and to), `row` (a party, product
    and so on: `reference` names one of `choosing.REFERENCES`). `of` is the SQL expression that is compared; for a
    state it may be one that works out computed states."""

    name: str
    title: str
    of: Any = None
    kind: str = "choice"
    choices: tuple[str, ...] = ()
    reference: str = ""


@dataclass(frozen=True)
class Screen:
    """A list. `source` selects the id of each row under the name `id` and joins what the columns need, or is a function
    of the session that does. A list that no query gives has `rows` instead: a function of session and filters (by
    name, as typed) that gives mappings by the names of columns; they are sorted and paged here.

    The first column leads to the page of the document when `kind` has one. `sort` is the name of a column, with `-`
    before it for downwards. `create` are verbs whose forms are offered. `empty` says what belongs here and what to do
    first. `chosen` are filters that are set when the address sets none, such as {"state": "posted"}.
    """

    id: str
    title: str
    group: str
    module: str
    columns: tuple[Column, ...]
    source: Source = None
    kind: str = ""
    filters: tuple[Filter, ...] = ()
    sort: str = ""
    create: tuple[str, ...] = ()
    empty: str = ""
    about: str = ""
    rows: Callable[[Session, Mapping[str, str]], Sequence[Mapping[str, Any]]] | None = None
    hidden: bool = False  # reached by links only, not in the menu


@dataclass(frozen=True)
class Field:
    """A value of a document: `of` is the name of an attribute or a function of session and document. `to` makes it the
    name of a row of that kind (party, product, location, account, ...) whose id `of` gives, linked where the kind has
    a page. Empty values are left out."""

    title: str
    of: Get
    kind: str = "text"
    unit: Get | None = None
    to: str = ""


@dataclass(frozen=True)
class Lines:
    """A table on the page of a document: `source` selects its rows as that of a screen does, given session and
    document. Left out when it has no row, unless `empty` says something. `after` the totals, which belong to what
    stands before them."""

    title: str
    source: Callable[[Session, Any], Query]
    columns: tuple[Column, ...]
    kind: str = ""
    empty: str = ""
    after: bool = False


@dataclass(frozen=True)
class Ref:
    """A document that has to do with another one. Without `text` its number or name is shown."""

    kind: str
    id: int
    text: str = ""


@dataclass(frozen=True)
class Next:
    """A form offered on the page of a document: the verb, and what is filled in, each a name of an attribute or a
    function of session and document: Next("sale.create", {"party": "id"}). `states` are the stored states in which it
    is offered, all without them; `when` says whether it makes sense for the document."""

    verb: str
    filled: Mapping[str, Get] = field(default_factory=dict)
    states: tuple[str, ...] = ()
    when: Callable[[Session, Any], bool] | None = None


@dataclass(frozen=True)
class Link:
    """A list that has to do with a document: the id of its screen, and the filters that are set:
    Link("sales", {"party": "id"})."""

    screen: str
    filters: Mapping[str, Get] = field(default_factory=dict)
    when: Callable[[Session, Any], bool] | None = None


@dataclass(frozen=True)
class Told:
    """A sentence on a page of a document that matters now: `tone` is good, warn or bad. `values` fill the sentence."""

    sentence: str
    tone: str = "warn"
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class DocumentPage:
    """The page of a document. `name` is its heading: the name of an attribute or a function (number or name without
    it). `state` works out computed states. `links` are lists that lead on; `back` is the id of the list or page it
    belongs to; `history` says whether its own history stands beside it. `parts` are pieces of its own: names of
    templates, each given what its function makes of visit and document (as `part`); those `above` stand before its
    lines."""

    kind: str
    module: str
    fields: tuple[Field, ...]
    name: Get | None = None
    lines: tuple[Lines, ...] = ()
    totals: tuple[Field, ...] = ()
    related: Callable[[Session, Any], Iterable[Ref]] | None = None
    state: Callable[[Session, Any], str] | None = None
    told: Callable[[Session, Any], Iterable[Told]] | None = None
    next: tuple[Next, ...] = ()
    parts: tuple[tuple[str, Callable[[Any, Any], Any]], ...] = ()
    above: tuple[tuple[str, Callable[[Any, Any], Any]], ...] = ()
    links: tuple[Link, ...] = ()
    back: str = ""
    history: bool = True


@dataclass(frozen=True)
class Asked:
    """A field of a form. `widget` is found from the type of the input when it is empty: text, long (several lines),
    number, decimal, tick, date, select, row (a row by its name; `reference` says of what), lines, list (values
    separated by commas), hidden, fixed (shown, cannot be changed; `start` gives it with its text under
    `<name>__shown`). `more` puts it behind "More fields"; `entries` are the fields of each line."""

    name: str
    title: str = ""
    help: str = ""
    widget: str = ""
    reference: str = ""
    more: bool = False
    entries: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class FormSpec:
    """How the form of a verb looks. Inputs that `entries` does not name follow, with their usual labels; those in
    `hidden` are not asked. `start` gives first values: from session and the document that the form is about, which is
    that of a transition, or the one that the address names as `document` or by the kind of the verb, else None; values
    are what the verb takes, lines are a list of mappings. `rows` are the empty lines shown at first."""

    verb: str
    title: str = ""
    entries: tuple[Asked, ...] = ()
    about: str = ""
    button: str = ""
    hidden: tuple[str, ...] = ()
    start: Callable[[Session, Any], Mapping[str, Any]] | None = None
    rows: int = 3
    primary: bool | None = None  # of a transition: whether it is the usual next step
    ask: str = ""  # a question that is asked before something that cannot be taken back
    clears: bool = False  # a text that is left empty is sent as an empty one, so that it replaces what was there
    when: Callable[[Session, Any], bool] | None = None  # of a transition: whether it makes sense for the document now


@dataclass(frozen=True)
class Special:
    """A page of its own kind: `build` is given a `web.sandbox.visit.Visit` and what it gives is `page.data` in
    `template`, which extends `sandbox/base.html`. Charts, boards and reports are such pages."""

    id: str
    title: str
    group: str
    module: str
    template: str
    build: Callable[[Any], Any]
    hidden: bool = False


@dataclass(frozen=True)
class Reference:
    """Rows that a form can choose from by name: the table, and which of its rows; `kind` is the document they are.
    `text` is the SQL expression that is read instead of number or name."""

    name: str
    kind: str
    model: type[Any]
    where: Callable[[Any], Any] | None = None
    text: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Area:
    """What one module `web/sandbox/screens_<area>.py` declares, as its `AREA`. The rest adds words to
    those of `web.sandbox.labels`: of choices, of inputs (`labels`), of what the history says (`events`), and of kinds,
    states and transitions, which may be for one document: "sale.change"."""

    screens: tuple[Screen, ...] = ()
    documents: tuple[DocumentPage, ...] = ()
    forms: tuple[FormSpec, ...] = ()
    specials: tuple[Special, ...] = ()
    references: tuple[Reference, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    transitions: Mapping[str, str] = field(default_factory=dict)
