"""The page of a document: where it stands, what can be done, what it says, what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from advisor.errors import AdvisorError, NotFound, mark
from advisor.sandbox.core import events, states
from advisor.sandbox.core.tables import Event, Party
from advisor.sandbox.ledger.tables import Account, Entry, Line
from web.forms import sentence
from web.sandbox import choosing, labels, listing, registry, tables
from web.sandbox.asking import form_of
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import chrome, href, writer
from web.sandbox.declared import Column, DocumentPage, Field, Get, Lines, Next
from web.sandbox.pages import (
    DocPage,
    Form,
    Happened,
    Labelled,
    Linked,
    Note,
    Piece,
    Place,
    Section,
    Step,
)
from web.sandbox.posted import Posted
from web.sandbox.visit import Visit

MOST_ENTRIES = 20
ASIDE = frozenset({"blocked", "to_approve", "declined", "quote.waiting"})  # not every document goes through them
ASTRAY = frozenset({"past", "bad"})  # tones of states off the usual way
Refused = tuple[Posted, AdvisorError | None]
ENTRY = (
    Column("account", mark("Ledger account"), Account.code + " " + Account.name, to="account", key=Account.id),
    Column("text", mark("Text"), Line.text),
    Column("debit", mark("Debit"), kind="money"),
    Column("credit", mark("Credit"), kind="money"),
)


def page(visit: Visit, kind: str, number: int, refused: Refused | None = None) -> DocPage:
    """`refused` is what was just tried with the document and why it was not done. Raises NotFound."""
    declared = registry.document(kind)
    document = load(visit.session, kind, number)
    shown = declared.state(visit.session, document) if declared.state else getattr(document, "state", "")
    home, words, write = registry.home(kind), visit.words, writer(visit)
    steps = _steps(visit, kind, shown)
    actions = tuple(_actions(visit, kind, document, refused))
    told = declared.told(visit.session, document) if declared.told else ()
    return DocPage(
        visit.language,
        chrome(visit, f"d/{kind}/{number}"),
        kind=labels.kind(kind, words),
        title=_name(visit, declared, document),
        state=Cell() if any(step.now for step in steps) else write.cell("state", shown, document=kind),
        steps=steps,
        notes=(
            *_not_done(visit, refused, actions),
            *(Note(words(one.sentence).format(**one.values), one.tone) for one in told),
        ),
        actions=actions,
        next=tuple(place for one in declared.next if (place := _next(visit, one, document))),
        fields=_fields(visit, declared.fields, document, kind),
        sections=tuple(found for one in declared.lines if (found := _section(visit, one, document))),
        totals=_fields(visit, declared.totals, document, kind),
        pieces=tuple(Piece(template, build(visit, document)) for template, build in declared.parts),
        above=tuple(Piece(template, build(visit, document)) for template, build in declared.above),
        related=_related(visit, declared, document),
        links=tuple(_links(visit, declared, document)),
        entries=_entries(visit, kind, document),
        history=_history(visit, kind, number) if declared.history else (),
        back=Place(words(home[0]), f"{visit.base}/{home[1]}") if home else None,
    )


def _not_done(visit: Visit, refused: Refused | None, actions: tuple[Form, ...]) -> Iterator[Note]:
    """Why something was not done that is not offered any more, so that no form can say it."""
    if refused and refused[1] and refused[0].verb not in {form.verb for form in actions}:
        yield Note(sentence(refused[1], visit.language), "bad")


def load(session: Session, kind: str, number: int) -> Any:
    """The row of a kind. Raises NotFound."""
    if kind in states.machines():
        return states.load(session, kind, number)
    model = choosing.model_of(kind)
    found = session.get(model, number) if model is not None else None
    if found is None:
        raise NotFound("There is no such document here. It may have been removed by a reset.")
    return found


def get(session: Session, document: Any, of: Get) -> Any:
    """A value of a document by the name of an attribute or a function."""
    return getattr(document, of) if isinstance(of, str) else of(session, document)


def _name(visit: Visit, declared: DocumentPage, document: Any) -> str:
    if declared.name is None:
        return choosing.named(document, declared.kind, visit.words)
    return str(get(visit.session, document, declared.name))


def _steps(visit: Visit, kind: str, shown: str) -> tuple[Step, ...]:
    """The states on the usual way, and the one it is in. Ways out are shown only when they were taken, and then only
    what surely came before. Computed states stand behind what they are worked out from."""
    machine = states.machines().get(kind)
    if machine is None:
        return ()
    order = [one for state in machine.states for one in (state, *_computed(machine, state))]
    usual = {one for one in order if labels.tone(one) not in ASTRAY and not {one, f"{kind}.{one}"} & ASIDE}
    if shown in machine.final and shown not in usual:
        before = {one for step in machine.transitions if shown in step.target for one in step.source}
        usual = {machine.initial} | (before if len(before) == 1 else set())
    way = [one for one in order if one == shown or one in usual]
    place = way.index(shown) if shown in way else 0
    return tuple(
        Step(labels.state(kind, state, visit.words), index == place, index < place) for index, state in enumerate(way)
    )


def _computed(machine: states.Machine, state: str) -> Iterator[str]:
    return (name for name, base in machine.computed.items() if base == state)


def _actions(visit: Visit, kind: str, document: Any, refused: Refused | None) -> Iterator[Form]:
    """A form for each transition that the role can make now; the first step forward is the coloured one."""
    if kind not in states.machines():
        return
    waiting = True
    for step in states.offers(visit.session, document, kind, visit.actor):
        verb = f"{kind}.{step.do}"
        declared = registry.form(verb)
        forward = not ({step.do, verb} & labels.BACKWARD) if declared.primary is None else declared.primary
        tried = refused if refused and refused[0].verb == verb else None
        if tried is None and declared.when is not None and not declared.when(visit.session, document):
            continue
        yield form_of(visit, verb, document, tried, primary=forward and waiting)
        waiting = waiting and not forward


def _next(visit: Visit, one: Next, document: Any) -> Place | None:
    if one.states and getattr(document, "state", "") not in one.states:
        return None
    if one.when is not None and not one.when(visit.session, document):
        return None
    filled = {name: get(visit.session, document, of) for name, of in one.filled.items()}
    query = urlencode({name: value for name, value in filled.items() if value not in (None, "")})
    return tables.offer(visit, one.verb, f"?{query}" if query else "")


def _links(visit: Visit, declared: DocumentPage, document: Any) -> Iterator[Place]:
    for one in declared.links:
        screen = registry.SCREENS.get(one.screen)
        if screen is None or not visit.on(screen.module) or (one.when and not one.when(visit.session, document)):
            continue
        query = urlencode({name: get(visit.session, document, of) for name, of in one.filters.items()})
        yield Place(visit.words(screen.title), f"{visit.base}/l/{screen.id}?{query}")


def _fields(visit: Visit, fields: tuple[Field, ...], document: Any, kind: str) -> tuple[Labelled, ...]:
    write = writer(visit)
    found = ((one, get(visit.session, document, one.of)) for one in fields)
    made = ((one, _field(visit, write, one, value, document, kind)) for one, value in found)
    return tuple(Labelled(visit.words(one.title), cell) for one, cell in made if cell.text)


def _field(visit: Visit, write: Writer, one: Field, value: Any, document: Any, kind: str) -> Cell:
    if one.to:
        if not value:
            return Cell()
        text = choosing.names(visit.session, one.to, [value], visit.words).get(value, "")
        return Cell(text, href(visit, one.to, value))
    unit = get(visit.session, document, one.unit) if one.unit is not None else None
    if one.kind in ("money", "price") and value is not None:
        return Cell(f"{unit or visit.currency} {write.text(one.kind, value, unit or visit.currency)}"
                    if unit in (None, "", visit.currency) else write.text(one.kind, value, unit), end=True)  # fmt: skip
    if one.kind == "date" and value is not None:  # there is room to write it out
        return Cell(write.text("date", value))
    return write.cell(one.kind, value, unit, kind)


def _section(visit: Visit, one: Lines, document: Any) -> Section | None:
    rows = listing.rows_of(visit.session, one.source(visit.session, document), one.columns)
    if not rows and not one.empty:
        return None
    empty = visit.words(one.empty) if one.empty else ""
    return Section(visit.words(one.title), tables.table(visit, one.columns, rows, one.kind), empty, one.after)


def _related(visit: Visit, declared: DocumentPage, document: Any) -> tuple[Linked, ...]:
    if declared.related is None:
        return ()
    refs = list(declared.related(visit.session, document))
    kinds = {ref.kind for ref in refs}
    named = {
        kind: choosing.names(visit.session, kind, [r.id for r in refs if r.kind == kind and not r.text], visit.words)
        for kind in kinds
    }
    return tuple(
        Linked(
            labels.kind(ref.kind, visit.words),
            Cell(ref.text or named[ref.kind].get(ref.id, ""), href(visit, ref.kind, ref.id)),
        )
        for ref in refs
    )


def _entries(visit: Visit, kind: str, document: Any) -> tuple[Section, ...]:
    """The journal entries that the document made, if the general ledger is on."""
    if not visit.on("erp-gl") or kind == "entry":
        return ()
    own = getattr(document, "entry_id", None)
    made = (Entry.source_kind == kind) & (Entry.source == document.id)
    query = select(Entry).where(or_(made, Entry.id == own) if own else made).order_by(Entry.id).limit(MOST_ENTRIES)
    found = visit.session.scalars(query).all()
    rows = select(Line.id, Line.entry_id, Line.amount).join(Account).where(Line.entry_id.in_([e.id for e in found]))
    lines = listing.rows_of(visit.session, rows.order_by(Line.id), ENTRY) if found else []
    return tuple(
        Section(
            f"{entry.number or ''} · {writer(visit).text('date', entry.on)}",
            tables.table(visit, ENTRY, [sided(line) for line in lines if line["entry_id"] == entry.id], ""),
            href(visit, "entry", entry.id),
        )
        for entry in found
    )


def sided(line: Any) -> dict[str, Any]:
    """A line of an entry with its amount as debit or credit."""
    amount = line["amount"]
    return {**line, "debit": amount if amount > 0 else None, "credit": -amount if amount < 0 else None}


def timeline(visit: Visit, party: Party) -> tuple[Happened, ...]:
    """What happened with a contact in all parts of the company, newest first."""
    found = events.timeline(visit.session, party.id)
    named: dict[str, dict[int, str]] = {}
    for kind in {event.kind for event in found}:
        wanted = [event.document for event in found if event.kind == kind]
        named[kind] = choosing.names(visit.session, kind, wanted, visit.words)
    return tuple(happened(visit, event, _subject(visit, event, named)) for event in found)


def _subject(visit: Visit, event: Event, named: dict[str, dict[int, str]]) -> Cell | None:
    if event.kind == "party":
        return None
    name = named[event.kind].get(event.document, str(event.document))
    kind = labels.kind(event.kind, visit.words)
    return Cell(name if name.startswith(kind) else f"{kind} {name}", href(visit, event.kind, event.document))


def _history(visit: Visit, kind: str, number: int) -> tuple[Happened, ...]:
    """What was heard several times in a row is told once, as it was heard last."""
    found = events.history(visit.session, kind, number)
    pairs = zip_longest(found, (one.what for one in found[1:]))
    return tuple(happened(visit, one) for one, after in pairs if not one.what == after == "heard")


def happened(visit: Visit, event: Event, subject: Cell | None = None) -> Happened:
    """A line of a history; `subject` is the document, where the history is that of a party."""
    words = visit.words
    role = labels.role(event.role, words)
    who = role if event.actor in ("", event.role) else f"{event.actor} ({role})"
    why = event.values.get("reason")
    more = str(why) if why else ""
    return Happened(event.on, labels.event(event.kind, event.what, words), who, more, subject)
