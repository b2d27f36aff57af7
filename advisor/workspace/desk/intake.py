"""Cases from a table (CSV) or data (JSON): first read and looked through without writing anything, then made.

What comes in is the client, the title, tags and answers. Results are not taken over: they are made anew, from the
answers. Whole clients with everything that belongs to them travel as an archive (`advisor.workspace.desk.archive`).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import AdvisorError, BadInput
from advisor.questionnaire.answers import Refused, parse, plain
from advisor.questionnaire.merging import CONSULTANT
from advisor.questionnaire.schema import Questionnaire
from advisor.workspace.desk import casework, folders
from advisor.workspace.desk.casework import Token
from advisor.workspace.desk.exchange import FORMAT, READ, TOLD, VERSION, as_meant
from advisor.workspace.desk.tables import FolderRecord, VoiceRecord

MOST_BYTES = 2 * 2**20
MOST_CASES = 500
LONGEST_CELL = 20_000
SEPARATORS = (",", ";", "\t")
SHOWN = 80  # letters of a cell that are shown again
_APART = re.compile("[,،、，;]")
# What an export says of a case beside its answers, and an import makes anew.
_PASSED_OVER = frozenset({*TOLD, "created", "result", "weights", "overrides"})


@dataclass(frozen=True)
class Entry:
    """A case to make: where it stands in the file (line, or number in a list), whose it is, and plain answers."""

    place: int
    client: str
    about: str
    title: str
    tags: tuple[str, ...]
    answers: dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be used: where it stands, what it says, and why not. When `whole` the case is left out,
    otherwise only the answer."""

    place: int
    column: str
    value: str
    error: AdvisorError
    whole: bool


@dataclass(frozen=True)
class Plan:
    """What would be made of a file. `ignored` are columns that are no questions; `lines` whether places are lines."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    lines: bool


@dataclass
class _Found:
    bank: Questionnaire
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ignored: dict[str, None] = field(default_factory=dict)


def read(bank: Questionnaire, body: bytes) -> Plan:
    """Look through a file; raises BadInput when it is none that can be used at all."""
    if len(body) > MOST_BYTES:
        raise BadInput("The file is too large: at most {size} MB.", field="file", values={"size": MOST_BYTES // 2**20})
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("The file is not UTF-8. Save it as CSV in UTF-8, or as JSON.", field="file") from error
    if not text.strip():
        raise BadInput("The file is empty.", field="file")
    is_data = text.lstrip()[0] in "{["
    rows = _of_json(text) if is_data else _of_csv(bank, text)
    found = _Found(bank)
    for place, row in rows:
        _look_at(found, place, row)
    if len(found.entries) + len({f.place for f in found.faults if f.whole}) > MOST_CASES:
        values = {"most": MOST_CASES}
        raise BadInput("The file has more than {most} cases. Divide it.", field="file", values=values)
    if not found.entries and not found.faults:
        raise BadInput("The file holds no case.", field="file")
    return Plan(tuple(found.entries), tuple(found.faults), tuple(found.ignored), not is_data)


def _of_json(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput("The file is not JSON: a bracket, comma or quotation mark is wrong.", field="file") from error
    if isinstance(data, dict):
        if data.get("format") != FORMAT:
            raise BadInput("The file holds no cases: its format must be “{format}”.", values={"format": FORMAT})
        if data.get("version") != VERSION:
            raise BadInput("The file is of another version of this program and cannot be read.", field="file")
        data = data.get("cases")
    if not isinstance(data, list) or not all(isinstance(case, dict) for case in data):
        raise BadInput("The file holds no list of cases.", field="file")
    for place, case in enumerate(islice(data, MOST_CASES + 1), start=1):
        answers = case.get("answers", {})
        if not isinstance(answers, dict):
            raise BadInput("The answers of a case must be a mapping of questions to values.", field="file")
        rest = {key: value for key, value in case.items() if key not in ("answers", "voices")}
        yield place, rest | answers


def _of_csv(bank: Questionnaire, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    separator = _separator(bank, text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    names: list[str] = []
    line = 1
    try:
        for row in rows:
            place, line = line, rows.line_num + 1
            if not names:
                names = [as_meant(name.strip()) for name in row]
                _check_names(names)
            elif any(cell.strip() for cell in row):
                if len(row) > len(names):
                    values = {"line": place}
                    raise BadInput("Line {line} has more cells than the first line.", field="file", values=values)
                yield place, {n: as_meant(c.strip()) for n, c in zip(names, row, strict=False) if c.strip()}
    except csv.Error as error:
        values = {"line": rows.line_num}
        raise BadInput("Line {line} is not CSV. Is a quotation mark missing?", field="file", values=values) from error


def _separator(bank: Questionnaire, text: str) -> str:
    """The sign between cells: the one that gives most known names in the first line."""
    first = text.partition("\n")[0].rstrip("\r")
    known = {*READ, *bank.by_id}
    found = {s: {name.strip().strip('"') for name in first.split(s)} for s in SEPARATORS}
    return max(SEPARATORS, key=lambda s: len(found[s] & known))


def _check_names(names: Sequence[str]) -> None:
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice is not None:
        values = {"column": twice[:SHOWN]}
        raise BadInput("The column “{column}” is there more than once.", field="file", values=values)
    if "client" not in names:
        raise BadInput("The file has no column “client”. Each case needs the name of its client.", field="file")


def _look_at(found: _Found, place: int, row: Mapping[str, Any]) -> None:
    """One case: made ready, or what is wrong with it."""
    try:
        client = folders.named(_text(row, "client"), "client")
        title = folders.named(_text(row, "title") or client, "title")
        tags = casework.tagged(_tags(row.get("tags", "")))
    except BadInput as error:
        column = error.field or ""
        found.faults.append(Fault(place, column, shown(row.get(column, "")), error, whole=True))
        return
    answers: dict[str, Any] = {}
    for column, raw in row.items():
        question = found.bank.by_id.get(column)
        if question is None:
            if column not in READ and column not in _PASSED_OVER:
                found.ignored[shown(column)] = None
            continue
        try:
            answers[column] = plain(parse(question, raw))
        except Refused as error:
            found.faults.append(Fault(place, column, shown(raw), error, whole=False))
    found.entries.append(Entry(place, client, _text(row, "about"), title, tuple(tags), answers))


def _text(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column, "")
    if not isinstance(value, str) or len(value) > LONGEST_CELL:
        raise BadInput("Write a short text here.", field=column)
    return value


def _tags(value: Any) -> list[str]:
    if isinstance(value, str):
        return _APART.split(value)
    if isinstance(value, list) and all(isinstance(tag, str) for tag in value):
        return value
    raise BadInput("Write a short text here.", field="tags")


def shown(value: Any) -> str:
    """A cell as it is shown again: on one line, cut if it is long."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    plain_text = " ".join(text.encode("utf-8", "replace").decode().split())
    return plain_text if len(plain_text) <= SHOWN else f"{plain_text[:SHOWN]}…"


@dataclass(frozen=True)
class Clients:
    """Names of clients that a plan would make, and of those that have a folder already."""

    fresh: tuple[str, ...]
    there: tuple[str, ...]


def clients(session: Session, organisation: int, plan: Plan) -> Clients:
    """Which clients of a plan are new; each is named once, in the order of the file."""
    known = _known(session, organisation)
    names = {key_of(entry.client): entry.client for entry in reversed(plan.entries)}
    order = dict.fromkeys(key_of(entry.client) for entry in plan.entries)
    return Clients(
        tuple(names[key] for key in order if key not in known),
        tuple(known[key].client for key in order if key in known),
    )


def key_of(client: str) -> str:
    """A name as it is compared."""
    return client.casefold()


def _known(session: Session, organisation: int) -> dict[str, FolderRecord]:
    """The folders in work by the name of the client; of two with the same name the older."""
    return {key_of(folder.client): folder for folder in reversed(folders.listed(session, organisation))}


def make(session: Session, organisation: int, plan: Plan, token: Token, now: datetime) -> tuple[int, ...]:
    """Make every case of a plan, and folders for clients that have none; the numbers of the cases."""
    known = _known(session, organisation)
    made = []
    for entry in plan.entries:
        key = key_of(entry.client)
        if key not in known:
            known[key] = folders.create(session, organisation, entry.client, entry.about, now)
        record = casework.create(session, known[key], entry.title, entry.tags, token, now)
        own = select(VoiceRecord).where(VoiceRecord.desk_case_id == record.id, VoiceRecord.role == CONSULTANT)
        session.scalars(own).one().case.raw_answers = entry.answers
        made.append(record.id)
    session.flush()
    return tuple(made)
