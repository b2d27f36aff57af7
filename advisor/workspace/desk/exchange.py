"""Cases as a table for spreadsheets (CSV) and as data for programs (JSON): what was asked, answered and advised.

Both hold the answers of all voices that count as one set, as they stand now. Comments are in neither. Where an answer
is a cell, it is written as `advisor.questionnaire.answers.parse` reads it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from advisor.questionnaire.answers import plain
from advisor.questionnaire.merging import Rule, merge
from advisor.questionnaire.schema import Questionnaire
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.workspace.cases import moment
from advisor.workspace.desk import adjusting, casework, voices
from advisor.workspace.desk.casework import Status
from advisor.workspace.desk.concluding import heard
from advisor.workspace.desk.tables import DeskCaseRecord

FORMAT = "advisor-cases"
VERSION = 1
DIGITS = 4
# The columns before those of the questions. An import reads the first four and passes over the others.
READ = ("client", "about", "title", "tags")
TOLD = (
    "status", "path", "deployment", "advised_path", "advised_deployment", "verdict", "robustness", "made", "issued",
    "changed", "voices", "content_version",
)  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True)
class Told:
    """The result that counts, in the names of the contract: what was decided, what the rules advise, and when it was
    made."""

    path: str
    deployment: str
    advised_path: str
    advised_deployment: str
    verdict: str
    robustness: float
    content_version: str
    hash: str
    made: datetime


@dataclass(frozen=True)
class CaseOut:
    """One case as it leaves. `answers` are plain values by question; `voices` counts those that count by role;
    `weights` are shares by criterion, and `overrides` what was chosen instead of the rules, with the reasons."""

    client: str
    about: str
    title: str
    tags: tuple[str, ...]
    status: str
    created: datetime
    changed: datetime
    issued: datetime | None
    result: Told | None
    voices: dict[str, int]
    weights: dict[str, float]
    overrides: dict[str, Any]
    answers: dict[str, Any]


def gathered(session: Session, content: Content, records: Iterable[DeskCaseRecord]) -> tuple[CaseOut, ...]:
    """These cases as they stand, in their order."""
    wanted = tuple(records)
    found = casework.statuses(session, content.questionnaire, wanted)
    return tuple(_out(session, content, record, found[record.id]) for record in wanted)


def _out(session: Session, content: Content, record: DeskCaseRecord, status: Status) -> CaseOut:
    spoken = heard(content, voices.of_case(session, record))
    merged = merge(content.questionnaire, content.rates, spoken, Rule(owners=dict(record.rule)))
    weights = adjusting.weights_of(record, content.scheme)
    return CaseOut(
        client=record.folder.client,
        about=record.folder.about,
        title=record.title,
        tags=tuple(record.tags),
        status=status.state,
        created=moment(record.created),
        changed=moment(record.changed),
        issued=moment(record.issued) if record.issued else None,
        result=_told(session, record),
        voices=merged.voices,
        weights={key: round(share, DIGITS) for key, share in weights.items()},
        overrides=_choices(record.overrides),
        answers={key: plain(answer) for key, answer in merged.answers.items()},
    )


def _told(session: Session, record: DeskCaseRecord) -> Told | None:
    stored = casework.shown(session, record)
    if stored is None:
        return None
    it = Recommendation.model_validate_json(stored.body)
    return Told(
        path=it.decided.path,
        deployment=it.decided.deployment,
        advised_path=it.path,
        advised_deployment=it.deployment,
        verdict=it.verdict_status,
        robustness=round(it.robustness.path[it.path], DIGITS),
        content_version=it.content_version,
        hash=it.hash,
        made=moment(stored.created),
    )


def _choices(overrides: dict[str, Any]) -> dict[str, Any]:
    """Overrides without the names of those who made them."""

    def nameless(one: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in one.items() if key != "by"}

    found: dict[str, Any] = {}
    if option := overrides.get("option"):
        found["option"] = nameless(option)
    if modules := overrides.get("modules"):
        found["modules"] = {key: nameless(one) for key, one in modules.items()}
    return found


def to_json(content: Content, cases: Iterable[CaseOut], now: datetime) -> bytes:
    """A JSON document with everything that is known of these cases; times as ISO 8601."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "content_version": content.version,
        "exported": _time(now),
        "cases": [_plain(case) for case in cases],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _plain(case: CaseOut) -> dict[str, Any]:
    told = case.result
    return vars(case) | {
        "tags": list(case.tags),
        "created": _time(case.created),
        "changed": _time(case.changed),
        "issued": _time(case.issued),
        "result": vars(told) | {"made": _time(told.made)} if told else None,
    }


def _time(when: datetime | None) -> str | None:
    return when.isoformat(timespec="seconds") if when else None


def to_csv(bank: Questionnaire, cases: Iterable[CaseOut]) -> bytes:
    """A table with a row for each case and a column for each question, in UTF-8 with a byte order mark, so that
    spreadsheets read it rightly. No cell is taken for a formula."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([*READ, *TOLD, *(question.id for question in bank.questions)])
    for case in cases:
        answers = (cell(case.answers[q.id]) if q.id in case.answers else "" for q in bank.questions)
        table.writerow([harmless(text) for text in (*_head(case), *answers)])
    return ("\ufeff" + out.getvalue()).encode()


def _head(case: CaseOut) -> tuple[str, ...]:
    told = case.result
    result = (
        (told.path, told.deployment, told.advised_path, told.advised_deployment, told.verdict, f"{told.robustness:g}")
        if told
        else ("",) * 6
    )
    made, version = (told.made.date().isoformat(), told.content_version) if told else ("", "")
    issued = case.issued.date().isoformat() if case.issued else ""
    told_of = (issued, case.changed.date().isoformat(), str(sum(case.voices.values())), version)
    return (case.client, case.about, case.title, ", ".join(case.tags), case.status, *result, made, *told_of)


def cell(value: Any) -> str:
    """A plain answer as one cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, dict):
        return f"{value['amount']} {value['currency']}"
    return str(value)


def harmless(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula; `as_meant` takes it away."""
    return f"'{text}" if _FORMULA.match(text) else text


def as_meant(text: str) -> str:
    """A cell without the apostrophe that `harmless` or a spreadsheet has put before it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
